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
    Sheet,
    coarsened,
    coarsened_points,
    coarsened_series,
    named,
    sees,
    shown_from,
    together,
    visible,
)
from jalons.twin.engine.problems import Problem
from jalons.twin.engine.query.evaluate import index
from jalons.twin.engine.query.geo import distance
from jalons.twin.engine.query.leaves import shapes
from jalons.twin.engine.query.request import EntityQuery, Order, Page, selects
from jalons.twin.engine.query.tree import (
    SCOPE,
    TYPE,
    All,
    Compare,
    Either,
    Has,
    Node,
    Not,
    conjunction,
)
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
            where = _without_types(query.where, self._shut(tenant, allowed))
            narrowed = replace(query, where=where, visible=_narrowed(allowed, query.where))
            page = self._outside(tenant, narrowed, allowed)
        self._tell(tenant, page.docs)
        if page.total and not page.docs:
            self._tell_count(tenant, query, page.total)
        return page

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The history of the entities this audience may see; those erased are gone for it."""
        docs, parts = self._within(tenant, query)
        found = [series for part in parts for series in self._store.history(tenant, part)]
        if self._audience == "internal":
            return found
        shown = (
            coarsened_series(series, self._sheet(tenant, docs[series.entity])) for series in found
        )
        return [series for series in shown if series is not None]

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only instants and values."""
        docs, parts = self._within(tenant, query)
        found = [points for part in parts for points in self._store.points(tenant, part)]
        if self._audience == "internal":
            return found
        shown = (
            coarsened_points(points, self._sheet(tenant, docs[points.entity])) for points in found
        )
        return [points for points in shown if points is not None]

    def _within(
        self, tenant: str, query: HistoryQuery
    ) -> tuple[dict[str, Doc], list[HistoryQuery]]:
        """The entities of a query this audience may see, and the queries of these alone.

        Their bounds are those of the instants shown: else a shorter and shorter time asked for
        would tell the one that is kept.
        """
        docs = self._store.read(tenant, query.entities)
        if self._audience == "internal":
            self._tell(tenant, docs.values())
            return docs, [query]
        docs = {key: doc for key, doc in docs.items() if self._may_see(tenant, doc)}
        self._tell(tenant, docs.values())
        together: dict[int, list[str]] = {}
        for key, doc in docs.items():
            together.setdefault(self._sheet(tenant, doc).time_seconds, []).append(key)
        return docs, [
            replace(
                query,
                entities=tuple(keys),
                start=shown_from(query.start, seconds),
                end=shown_from(query.end, seconds),
            )
            for seconds, keys in together.items()
        ]

    def types(self, tenant: str) -> list[TypeCount]:
        """The types in use that this audience may see, without the attributes it may not."""
        found = self._store.types(tenant)
        sheets = self._sheets.usable(tenant)
        allowed = visible(sheets.values(), self._audience)
        if allowed is None:
            return found
        shut = frozenset(kind.iri for kind in found) - allowed
        there = Compare(TYPE, "==", tuple(sorted(shut)))
        mixed = list(self._all(tenant, EntityQuery(visible=allowed, where=there))) if shut else []
        left = [_less(kind, mixed) for kind in found if kind.iri in allowed]
        return [_without(kind, sheets[kind.iri]) for kind in left if kind.entities > 0]

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document kept by ``put``, when this audience may see its kind."""
        self._kind(kind)
        return self._store.get(tenant, kind, key)

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind this audience may see."""
        self._kind(kind)
        return self._store.every(tenant, kind)

    def put(self, tenant: str, kind: str, key: str, value: dict[str, Any] | None) -> bool:
        """Keep a document or forget it, for the authority itself; whether there was one."""
        if self._audience != "internal":
            raise Problem("Forbidden", f"a {kind} is for the authority itself")
        return self._store.put(tenant, kind, key, value)

    def _kind(self, kind: str) -> None:
        if self._audience != "internal" and kind != "context":
            raise Problem("Forbidden", f"a {kind} is for the authority itself")

    def _shut(self, tenant: str, allowed: frozenset[str]) -> frozenset[str]:
        """The types in use this audience may not see."""
        return frozenset(kind.iri for kind in self._store.types(tenant)) - allowed

    def _blurred(self, tenant: str, asked: frozenset[str], allowed: frozenset[str]) -> bool:
        """Whether an entity of the types asked for may be blurred, by them or by another of it."""
        sheets = self._sheets.usable(tenant)
        blurring = {iri for iri in allowed if iri in sheets and sheets[iri].blurs}
        if not blurring or not blurring.isdisjoint(asked):
            return bool(blurring)
        there = Compare(TYPE, "==", tuple(sorted(blurring)))
        return bool(
            self._store.query(tenant, EntityQuery(visible=asked, where=there, limit=1)).docs
        )

    def _outside(self, tenant: str, query: EntityQuery, allowed: frozenset[str]) -> Page:
        if _sharp(query) or not self._blurred(tenant, query.visible or frozenset(), allowed):
            page = self._store.query(tenant, query)
            return replace(page, docs=self._shown(tenant, page.docs))
        plain = replace(query, where=None, geo=None, order=())
        whole = self._shown(tenant, self._all(tenant, plain))
        docs = [doc for doc in whole if selects(query, doc)]
        for order in reversed(query.order):
            docs = _ordered(docs, order)
        end = query.offset + query.limit
        return Page(
            docs=docs[query.offset : end],
            total=len(docs) if query.counted else None,
            more=len(docs) > end,
        )

    def _all(self, tenant: str, query: EntityQuery) -> list[Doc]:
        """Everything a query selects, as it is kept; raises ``Problem`` beyond what fits."""
        plain = replace(query, limit=READ_TOGETHER, offset=0, counted=True)
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
                return found

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

    def _tell_count(self, tenant: str, query: EntityQuery, total: int) -> None:
        """Tell of entities counted and not shown, by the types they may have."""
        sheets = self._sheets.usable(tenant)
        used = frozenset(kind.iri for kind in self._store.types(tenant))
        asked = _narrowed(visible(sheets.values(), self._audience) or used, query.where)
        if closed := {i for i in asked if i not in sheets or sheets[i].audience != "open"}:
            self._seen(tenant, frozenset(closed), total)


def _narrowed(allowed: frozenset[str], where: Node | None) -> frozenset[str]:
    """The types a query can find: those it names, where all its matches have one of them."""
    parts = where.parts if isinstance(where, All) else (where,)
    for part in parts:
        if isinstance(part, Compare) and part.path == TYPE and part.operator == "==":
            allowed &= frozenset(str(value) for value in part.values)
    return allowed


def _without_types(where: Node | None, shut: frozenset[str]) -> Node | None:
    """The filter that leaves out what has one of some types too: it is not even counted."""
    return conjunction(where, Not(Compare(TYPE, "==", tuple(sorted(shut)))) if shut else None)


def _less(kind: TypeCount, docs: Iterable[Doc]) -> TypeCount:
    """The counts of a type once some entities are left out."""
    mine = [doc for doc in docs if kind.iri in doc["type"]]
    attrs = {iri: dict(kinds) for iri, kinds in kind.attrs.items()}
    for doc in mine:
        for iri, instances in doc["attrs"].items():
            for name in {instance["type"] for instance in instances} & attrs[iri].keys():
                attrs[iri][name] -= 1
    left = {
        iri: {n: count for n, count in kinds.items() if count > 0} for iri, kinds in attrs.items()
    }
    there = {iri: kinds for iri, kinds in left.items() if kinds}
    return TypeCount(kind.iri, kind.entities - len(mine), there)


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
        if iri in sheet.hidden or (sheet.personal and named(iri)):
            continue
        kept = {
            name: count
            for name, count in kinds.items()
            if not (sheet.personal and name in ("Relationship", "ListRelationship"))
        }
        if kept:
            attrs[iri] = kept
    return TypeCount(kind.iri, kind.entities, attrs)
