"""A page of entities from either database: count, order, and where the search starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.geo import distance
from jalons.broker.engine.query.leaves import shapes
from jalons.broker.engine.query.request import EntityQuery, Order, Page
from jalons.broker.engine.query.tree import Node

from .sql import Compiler, Dialect, Sql, drivers, probe

FEW = 2_000
ENOUGH = 200  # leaves so few that it costs more to look for fewer
Get = Callable[[Sql], list[Any]]


def page(get: Get, dialect: Dialect, tenant: int, query: EntityQuery) -> Page:
    """The page of entities a query selects, in the order of their creation by default.

    ``get`` runs a piece of SQL and returns its rows.
    """
    where = Compiler(dialect, _driver(get, dialect, query)).where(tenant, query)
    total = None
    if query.counted:
        total = int(get(Sql("SELECT count(*) FROM entity e WHERE ") + where)[0][0])
    if query.limit == 0:
        return Page(total=total)
    by_distance = next((order for order in query.order if order.from_geometry), None)
    if by_distance is not None:
        found = get(Sql("SELECT e.doc FROM entity e WHERE ") + where + Sql(" ORDER BY e.pk"))
        docs = [msgspec.json.decode(doc) for (doc,) in found]
        docs.sort(key=lambda doc: _far(doc, by_distance), reverse=by_distance.descending)
        page_docs = docs[query.offset : query.offset + query.limit + 1]
    else:
        text = Sql("SELECT e.doc FROM entity e WHERE ") + where + _ordered(dialect, query)
        text = text + Sql(" LIMIT ? OFFSET ?", (query.limit + 1, query.offset))
        page_docs = [msgspec.json.decode(doc) for (doc,) in get(text)]
    return Page(docs=page_docs[: query.limit], total=total, more=len(page_docs) > query.limit)


def _driver(get: Get, dialect: Dialect, query: EntityQuery) -> Node | None:
    """The part with the fewest leaves, if few enough to start from; None to scan in order."""
    best, fewest = None, FEW
    for node in drivers(query.where):
        if dialect.beside(node) is not None:
            continue
        counting = probe(dialect, node, fewest)
        if counting is None:
            return node
        found = int(get(counting)[0][0])
        if found < fewest:
            best, fewest = node, found
        if fewest <= ENOUGH:
            break
    return best


def _ordered(dialect: Dialect, query: EntityQuery) -> Sql:
    parts = []
    for order in query.order:
        if order.path == "@id":
            parts.append(Sql(f"e.id {'DESC' if order.descending else 'ASC'}"))
            continue
        terms = dialect.order(order.path, descending=order.descending)
        if terms is not None:
            parts.append(terms)
    parts.append(Sql("e.pk"))
    params = tuple(param for part in parts for param in part.params)
    return Sql(" ORDER BY " + ", ".join(part.text for part in parts), params)


def _far(doc: Doc, order: Order) -> float:
    far = [
        distance(order.from_geometry or {}, geometry)
        for iri, geometry in shapes(doc)
        if iri == order.path
    ]
    return min(far, default=float("inf"))
