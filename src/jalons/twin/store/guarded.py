"""What one audience may read of a store: types hidden, places and instants blurred, accesses told.

A filter on what is blurred is answered from what is shown, never from what is kept: else a caller
would find a hidden position by asking "within ten metres of here?" again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from jalons.twin.engine.entities import Doc
from jalons.twin.engine.ethics import (
    NAMING,
    Sheet,
    coarsened,
    coarsened_points,
    coarsened_series,
    sees,
    together,
    visible,
)
from jalons.twin.engine.problems import Problem
from jalons.twin.engine.query.evaluate import index
from jalons.twin.engine.query.geo import distance
from jalons.twin.engine.query.leaves import shapes
from jalons.twin.engine.query.request import EntityQuery, Order, Page, selects
from jalons.twin.engine.query.tree import SCOPE, TYPE, All, Compare, Either, Has, Node, Not
from jalons.twin.engine.temporal.request import HistoryQuery, Points, Series

from .port import Store, TypeCount
from .sheets import SheetBook

MOST_COMPARED = 10_000
READ_TOGETHER = 1_000
Seen = Callable[[str, frozenset[str], int], None]
"""Is told of an access to what is not open: tenant, expanded types, how many entities."""


class GuardedReads:
    """The reads of a ``Store`` under the sheets of each tenant, for one audience."""

    def __init__(self, store: Store, sheets: SheetBook, audience: str, seen: Seen) -> None:
        self._store = store
        self._sheets = sheets
        self._audience = audience
        self._seen = seen

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``, as this audience may see them."""
        docs = self._shown(tenant, self._store.read(tenant, ids).values())
        self._tell(tenant, docs)
        return {doc["id"]: doc for doc in docs}

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects among what this audience may see."""
        allowed = visible(self._sheets.usable(tenant).values(), self._audience)
        if allowed is None:
            page = self._store.query(tenant, query)
        else:
            narrowed = replace(query, visible=_narrowed(allowed, query.where))
            page = self._outside(tenant, narrowed)
        self._tell(tenant, page.docs)
        return page

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The history of the entities this audience may see; those erased are gone for it."""
        docs, asked = self._within(tenant, query)
        found = self._store.history(tenant, asked) if asked.entities else []
        if self._audience == "internal":
            return found
        shown = (
            coarsened_series(series, self._sheet(tenant, docs[series.entity])) for series in found
        )
        return [series for series in shown if series is not None]

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only instants and values."""
        docs, asked = self._within(tenant, query)
        found = self._store.points(tenant, asked) if asked.entities else []
        if self._audience == "internal":
            return found
        shown = (
            coarsened_points(points, self._sheet(tenant, docs[points.entity])) for points in found
        )
        return [points for points in shown if points is not None]

    def _within(self, tenant: str, query: HistoryQuery) -> tuple[dict[str, Doc], HistoryQuery]:
        """The entities of a query this audience may see, and the query of these alone."""
        docs = self._store.read(tenant, query.entities)
        if self._audience != "internal":
            docs = {key: doc for key, doc in docs.items() if self._may_see(tenant, doc)}
            query = replace(query, entities=tuple(docs))
        self._tell(tenant, docs.values())
        return docs, query

    def types(self, tenant: str) -> list[TypeCount]:
        """The types in use that this audience may see, without the attributes it may not."""
        found = self._store.types(tenant)
        sheets = self._sheets.usable(tenant)
        allowed = visible(sheets.values(), self._audience)
        if allowed is None:
            return found
        return [_without(kind, sheets[kind.iri]) for kind in found if kind.iri in allowed]

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document kept by ``put``, when this audience may see its kind."""
        self._kind(kind)
        return self._store.get(tenant, kind, key)

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind this audience may see."""
        self._kind(kind)
        return self._store.every(tenant, kind)

    def _kind(self, kind: str) -> None:
        if self._audience != "internal" and kind != "context":
            raise Problem("Forbidden", f"a {kind} is for the authority itself")

    def _outside(self, tenant: str, query: EntityQuery) -> Page:
        sheets = self._sheets.usable(tenant)
        blurred = any(sheets[iri].blurs for iri in query.visible or ())
        if not blurred or _sharp(query):
            page = self._store.query(tenant, query)
            return replace(page, docs=self._shown(tenant, page.docs))
        docs = [doc for doc in self._all(tenant, query) if selects(query, doc)]
        for order in reversed(query.order):
            docs = _ordered(docs, order)
        end = query.offset + query.limit
        return Page(
            docs=docs[query.offset : end],
            total=len(docs) if query.counted else None,
            more=len(docs) > end,
        )

    def _all(self, tenant: str, query: EntityQuery) -> list[Doc]:
        """Everything of the visible types, as it is shown; raises ``Problem`` beyond what fits."""
        plain = replace(
            query, where=None, geo=None, order=(), limit=READ_TOGETHER, offset=0, counted=True
        )
        found: list[Doc] = []
        while True:
            page = self._store.query(tenant, replace(plain, offset=len(found)))
            if (page.total or 0) > MOST_COMPARED:
                raise Problem(
                    "TooComplexQuery",
                    f"more than {MOST_COMPARED} entities to compare: narrow the types of the query",
                )
            found += page.docs
            if not page.more:
                return self._shown(tenant, found)

    def _shown(self, tenant: str, docs: Iterable[Doc]) -> list[Doc]:
        if self._audience == "internal":
            return list(docs)
        return [
            coarsened(doc, self._sheet(tenant, doc)) for doc in docs if self._may_see(tenant, doc)
        ]

    def _may_see(self, tenant: str, doc: Doc) -> bool:
        """Whether every type of an entity is visible: one that is not hides the others."""
        sheets = self._sheets.usable(tenant)
        return all(
            iri in sheets and sees(self._audience, sheets[iri].audience) for iri in doc["type"]
        )

    def _sheet(self, tenant: str, doc: Doc) -> Sheet:
        sheets = self._sheets.usable(tenant)
        return together(sheets[iri] for iri in doc["type"])

    def _tell(self, tenant: str, docs: Iterable[Doc]) -> None:
        """Tell of the entities that are not open to everybody; without a sheet, none is."""
        sheets = self._sheets.usable(tenant)
        closed: set[str] = set()
        count = 0
        for doc in docs:
            kinds = [i for i in doc["type"] if i not in sheets or sheets[i].audience != "open"]
            closed.update(kinds)
            count += bool(kinds)
        if count:
            self._seen(tenant, frozenset(closed), count)


def _narrowed(allowed: frozenset[str], where: Node | None) -> frozenset[str]:
    """The types a query can find: those it names, where all its matches have one of them."""
    parts = where.parts if isinstance(where, All) else (where,)
    for part in parts:
        if isinstance(part, Compare) and part.path == TYPE and part.operator == "==":
            allowed &= frozenset(str(value) for value in part.values)
    return allowed


def _sharp(query: EntityQuery) -> bool:
    """Whether nothing a query asks about can be blurred."""
    places = all(order.path in ("@id", TYPE) for order in query.order)
    return query.geo is None and places and _of_types(query.where)


def _of_types(node: Node | None) -> bool:
    match node:
        case None:
            return True
        case All(parts=parts) | Either(parts=parts):
            return all(_of_types(part) for part in parts)
        case Not(part=part):
            return _of_types(part)
        case Has(path=place) | Compare(path=place):
            return place in (TYPE, SCOPE)


def _ordered(docs: list[Doc], order: Order) -> list[Doc]:
    """Documents by one order, those without a value last; stable, so that orders can be chained."""
    keyed = [(_rank(doc, order), doc) for doc in docs]
    there = [pair for pair in keyed if pair[0] is not None]
    without = [doc for rank, doc in keyed if rank is None]
    there.sort(key=lambda pair: pair[0], reverse=order.descending)  # type: ignore[arg-type,return-value]
    return [doc for _, doc in there] + without


def _rank(doc: Doc, order: Order) -> tuple[int, float, str] | None:
    if order.path == "@id":
        return (0, 0.0, doc["id"])
    if order.from_geometry is not None:
        far = partial(distance, order.from_geometry)
        found = [far(geometry) for iri, geometry in shapes(doc) if iri == order.path]
        return (0, min(found), "") if found else None
    values = index(doc).get(order.path)
    if not values:
        return None
    ranks = [(0, v, "") if isinstance(v, float) else (1, 0.0, v) for v in values]
    return max(ranks) if order.descending else min(ranks)


def _without(kind: TypeCount, sheet: Sheet) -> TypeCount:
    attrs = {}
    for iri, kinds in kind.attrs.items():
        if iri in sheet.hidden or (sheet.personal and iri.rpartition("/")[2] in NAMING):
            continue
        kept = {
            name: count
            for name, count in kinds.items()
            if not (sheet.personal and name in ("Relationship", "ListRelationship"))
        }
        if kept:
            attrs[iri] = kept
    return TypeCount(kind.iri, kind.entities, attrs)
