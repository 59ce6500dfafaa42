"""A page of entities from either database: count, order, and where the search starts from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.geo import distance
from jalons.broker.engine.query.leaves import shapes
from jalons.broker.engine.query.request import EntityQuery, Order, Page
from jalons.broker.engine.query.tree import Node

from .sql import EMPTY, Compiler, Dialect, Sql, drivers, probe

FEW = 2_000
ENOUGH = 200  # leaves so few that it costs more to look for fewer
COUNTED = 50_000  # entities counted one by one, even roughly
DEEP = 5_000  # entities skipped before a page, beyond which they are found together
SAMPLE = 64  # one entity of so many is looked at to estimate more
Get = Callable[[Sql], list[Any]]
Ask = Callable[[EntityQuery], Page]


def page(get: Get, dialect: Dialect, tenant: int, query: EntityQuery) -> Page:
    """The page of entities a query selects, in the order of their creation by default.

    ``get`` runs a piece of SQL and returns its rows.
    """
    driver = _driver(get, dialect, query)
    compiler = Compiler(dialect, driver)
    total, margin = None, None
    if query.counted:
        total, margin = _counted(get, query, compiler, tenant)
    if query.limit == 0:
        return Page(total=total, margin=margin)
    wide = driver is None and not query.ids and not query.id_pattern
    along = dialect.along(query.geo) if wide and query.geo and not query.order else None
    where = compiler.where(tenant, replace(query, geo=None) if along else query)
    wide = wide and query.geo is None
    found = _Search(get, dialect, query, along or Sql("entity e"), where, wide=wide).rows()
    rows = found[: query.limit]
    return Page(
        docs=[msgspec.json.decode(doc) for _, doc in rows],
        total=total,
        margin=margin,
        more=len(found) > query.limit,
        place=int(rows[-1][0]) if rows and not query.order else None,
    )


def walked(ask: Ask, query: EntityQuery, *, size: int) -> Iterator[Page]:
    """Every page of a query, ``size`` entities at a time, each from where the last one ended.

    In an order of its own, and where the reader knows no place, pages are counted from the first.
    """
    part: EntityQuery | None = replace(query, limit=size, counted=False)
    while part is not None:
        found = ask(part)
        yield found
        part = following(part, found)


def following(query: EntityQuery, page: Page) -> EntityQuery | None:
    """The query of the page after one; None after the last."""
    if not page.more:
        return None
    if page.place is not None:
        return replace(query, after=page.place, offset=0)
    return replace(query, offset=query.offset + query.limit)


def _counted(
    get: Get, query: EntityQuery, compiler: Compiler, tenant: int
) -> tuple[int, int | None]:
    """How many entities a query selects, and the margin of the figure if it is an estimate."""
    dialect = compiler.dialect
    known = dialect.known_count(query)
    if known is not None:
        return known, None
    counting = Sql("SELECT count(*) FROM entity e WHERE ")
    sample = dialect.sample(SAMPLE) if query.roughly and compiler.driver is None else None
    if sample is not None:
        seen = int(get(counting + compiler.where(tenant, query) + sample)[0][0])
        if seen * SAMPLE > COUNTED:
            return seen * SAMPLE, math.ceil(1.96 * SAMPLE * math.sqrt(seen))
    whole = replace(compiler, together=True).where(tenant, query)
    return int(get(counting + dialect.together(whole))[0][0]), None


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


@dataclass(slots=True)
class _Search:
    """The rows (number, document) of a page; ``wide`` when nothing narrows it much."""

    get: Get
    dialect: Dialect
    query: EntityQuery
    tables: Sql
    where: Sql
    wide: bool

    def rows(self) -> list[tuple[int, Any]]:
        """The rows of the page and the first one after it."""
        query = self.query
        by_distance = next((order for order in query.order if order.from_geometry), None)
        if by_distance is not None:
            return self._by_distance(by_distance)
        first = query.order[0] if query.order else None
        if self.wide and first is not None and first.path != "@id":
            phases = self.dialect.phases(first.path, descending=first.descending)
            if phases is not None:
                return self._by_phases(phases)
        where = self.where
        if query.after is not None:
            where = where + Sql(" AND e.pk > ?", (query.after,))
        ordered = _ordered(self.dialect, query.order)
        if query.offset >= DEEP and not query.order:
            page = Sql("SELECT e.pk FROM ") + self.tables + Sql(" WHERE ")
            page = page + self.dialect.together(where) + ordered
            page = page + Sql(" LIMIT ? OFFSET ?", (query.limit + 1, query.offset))
            return self._read(
                Sql("entity e"), Sql("e.pk IN (") + page + Sql(")") + ordered, query.limit + 1, 0
            )
        return self._read(self.tables, where + ordered, query.limit + 1, query.offset)

    def _read(self, tables: Sql, rest: Sql, limit: int, offset: int) -> list[tuple[int, Any]]:
        text = Sql("SELECT e.pk, e.doc FROM ") + tables + Sql(" WHERE ") + rest
        return self.get(text + Sql(" LIMIT ? OFFSET ?", (limit, offset)))

    def _by_phases(self, phases: list[tuple[Sql, Sql, Sql]]) -> list[tuple[int, Any]]:
        """The page along an index: entities with a number, with a text, then without a value."""
        found: list[tuple[int, Any]] = []
        left, limit = self.query.offset, self.query.limit + 1
        for tables, condition, order in phases:
            where = self.where + Sql(" AND ") + condition
            then = _ordered(self.dialect, self.query.order[1:], first=order)
            rows = self._read(tables, where + then, limit - len(found), left)
            found += rows
            if len(found) >= limit:
                break
            if rows:
                left = 0
            elif left:
                counting = Sql("SELECT count(*) FROM ") + tables + Sql(" WHERE ") + where
                left = max(0, left - int(self.get(counting)[0][0]))
        return found

    def _by_distance(self, order: Order) -> list[tuple[int, Any]]:
        """The page by distance: by the database where it can, else by reading every document."""
        query = self.query
        end = query.offset + query.limit + 1
        nearest = self.dialect.nearest(order, self.where, end)
        if nearest is not None:
            return self._read(*nearest, query.limit + 1, query.offset)
        text = Sql("SELECT e.pk, e.doc FROM entity e WHERE ") + self.where
        rows = self.get(text + Sql(" ORDER BY e.pk"))
        far = {pk: _far(msgspec.json.decode(doc), order) for pk, doc in rows}
        rows.sort(key=lambda row: far[row[0]], reverse=order.descending)
        return rows[query.offset : end]


def _ordered(dialect: Dialect, orders: tuple[Order, ...], *, first: Sql = EMPTY) -> Sql:
    parts = [first] if first.text else []
    for order in orders:
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
