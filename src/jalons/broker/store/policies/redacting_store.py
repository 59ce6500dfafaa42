"""What one audience may read of a store: types hidden, data blurred, accesses recorded.

A filter on what is blurred is answered from what is shown, never from what is stored: else a caller
would find a hidden position by asking "within ten metres of here?" again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.history import (
    coarsest,
    points_before,
    points_shown,
    series_before,
    series_shown,
    shut_before,
)
from jalons.broker.engine.policies.policy import TypePolicy, named, shown_from, visible
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.evaluate import index
from jalons.broker.engine.query.geo import distance
from jalons.broker.engine.query.leaves import CREATED, MODIFIED, OBSERVED, UNIT, shapes
from jalons.broker.engine.query.request import EntityQuery, Order, Page, selects
from jalons.broker.engine.query.tree import (
    DATASET,
    SCOPE,
    STEP,
    TYPE,
    All,
    Compare,
    Either,
    Has,
    Node,
    Not,
    conjunction,
)
from jalons.broker.engine.relations import (
    RELATIONS,
    points_without,
    series_without,
    targets_of_points,
    targets_of_series,
)
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Series
from jalons.broker.engine.temporal.summaries import Periods, Summed
from jalons.broker.store.paging import walked
from jalons.broker.store.port import Note, Store, TypeCount

from .book import PolicyBook
from .visibility import Visibility

NEVER_RELATIONS = frozenset({OBSERVED, UNIT, CREATED, MODIFIED, DATASET})
MOST_COMPARED = 10_000
READ_TOGETHER = 1_000
Seen = Callable[[str, frozenset[str], int], None]
"""Is told of an access to what is not open: tenant, expanded types, how many entities."""


@dataclass(frozen=True, slots=True)
class _Redaction[Past]:
    """What an audience may see of one form of history."""

    shown: Callable[[Past, TypePolicy, str], Past | None]
    before: Callable[[Past, int | None], Past | None]
    targets: Callable[[Past], set[str]]
    without: Callable[[Past, Set[str]], Past | None]


_OF_SERIES = _Redaction(series_shown, series_before, targets_of_series, series_without)
_OF_POINTS = _Redaction(points_shown, points_before, targets_of_points, points_without)


class RedactedReads:
    """The reads of a ``Store`` under the policies of each tenant, for one audience."""

    def __init__(self, store: Store, policies: PolicyBook, audience: str, seen: Seen) -> None:
        self._store = store
        self._policies = policies
        self._audience = audience
        self._visibility = Visibility(store, policies, audience)
        self._seen = seen

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``, as this audience may see them."""
        docs = self._visibility.shown(tenant, self._store.read(tenant, ids).values())
        self._report(tenant, docs)
        return {doc["id"]: doc for doc in docs}

    def shown(self, tenant: str, docs: Iterable[Doc]) -> list[Doc]:
        """Documents read already, those of a notification, as this audience may see them."""
        found = self._visibility.shown(tenant, docs)
        self._report(tenant, found)
        return found

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects among what this audience may see."""
        allowed = visible(self._policies.usable(tenant).values(), self._audience)
        if allowed is None:
            page = self._store.query(tenant, query)
        else:
            where = _without_types(query.where, self._shut(tenant, allowed))
            narrowed = replace(query, where=where, visible=_narrowed(allowed, query.where))
            page = self._outside(tenant, narrowed, allowed)
        self._report(tenant, page.docs)
        if page.total and not page.docs:
            self._report_count(tenant, query, page.total)
        return page

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The history of the entities this audience may see; those erased are gone for it."""
        return self._redacted(tenant, query, self._store.history, _OF_SERIES)

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only instants and values."""
        return self._redacted(tenant, query, self._store.points, _OF_POINTS)

    def summed(self, tenant: str, query: HistoryQuery, periods: Periods) -> list[Points | Summed]:
        """As ``points``, summed for the authority itself: what is blurred is not summed before."""
        if self._audience != "internal":
            return [*self.points(tenant, query)]
        self._within(tenant, query)
        return self._store.summed(tenant, query, periods)

    def _redacted[Past: (Series, Points)](
        self,
        tenant: str,
        query: HistoryQuery,
        read: Callable[[str, HistoryQuery], list[Past]],
        rules: _Redaction[Past],
    ) -> list[Past]:
        docs, parts = self._within(tenant, query)
        stored = [past for part in parts for past in read(tenant, part)]
        if self._audience == "internal":
            return stored
        shown = (
            rules.shown(past, self._visibility.policy(tenant, docs[past.entity]), self._audience)
            for past in stored
        )
        left = [past for past in shown if past is not None]
        shut = self._visibility.shut(tenant, {key for past in left for key in rules.targets(past)})
        end = query.end if query.time == "observedAt" else None
        whole = (rules.before(past, end) for past in left)
        remaining = (rules.without(past, shut) for past in whole if past is not None)
        return [past for past in remaining if past is not None]

    def _within(
        self, tenant: str, query: HistoryQuery
    ) -> tuple[dict[str, Doc], list[HistoryQuery]]:
        """The entities of a query this audience may see, and the queries of these alone.

        Their bounds are those of the instants shown: else shorter and shorter intervals would
        reveal the stored one. What this audience may not see of the past is not read.
        """
        docs = self._store.read(tenant, query.entities)
        if self._audience == "internal":
            self._report(tenant, docs.values())
            return docs, [query]
        docs = {key: doc for key, doc in docs.items() if self._visibility.may_see(tenant, doc)}
        self._report(tenant, docs.values())
        together: dict[tuple[int, int | None], list[str]] = {}
        for key, doc in docs.items():
            policy = self._visibility.policy(tenant, doc)
            shut = shut_before(policy, self._audience)
            start = query.start if shut is None else max(query.start or shut, shut)
            together.setdefault((coarsest(policy, start), start), []).append(key)
        return docs, [
            replace(
                query,
                entities=tuple(keys),
                start=shown_from(start, seconds),
                end=shown_from(query.end, seconds),
            )
            for (seconds, start), keys in together.items()
        ]

    def types(self, tenant: str) -> list[TypeCount]:
        """The types in use that this audience may see, without the attributes it may not."""
        found = self._store.types(tenant)
        policies = self._policies.usable(tenant)
        allowed = visible(policies.values(), self._audience)
        if allowed is None:
            return found
        shut = frozenset(kind.iri for kind in found) - allowed
        there = Compare(TYPE, "==", tuple(sorted(shut)))
        mixed = list(self._all(tenant, EntityQuery(visible=allowed, where=there))) if shut else []
        left = [_less(kind, mixed) for kind in found if kind.iri in allowed]
        return [_without(kind, policies[kind.iri]) for kind in left if kind.entities > 0]

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document stored by ``put``, when this audience may see its kind."""
        _open_kind(self._audience, kind)
        return self._store.get(tenant, kind, key)

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind this audience may see."""
        _open_kind(self._audience, kind)
        return self._store.every(tenant, kind)

    def put(
        self,
        tenant: str,
        kind: str,
        key: str,
        value: dict[str, Any] | None,
        *,
        notes: Sequence[Note] = (),
    ) -> bool:
        """Keep a document or forget it, for the authority itself; whether there was one."""
        if self._audience != "internal":
            raise Problem("Forbidden", f"a {kind} is for the authority itself")
        return self._store.put(tenant, kind, key, value, notes=notes)

    def _shut(self, tenant: str, allowed: frozenset[str]) -> frozenset[str]:
        """The types in use this audience may not see."""
        return frozenset(kind.iri for kind in self._store.types(tenant)) - allowed

    def _blurred(self, tenant: str, wanted: frozenset[str], allowed: frozenset[str]) -> bool:
        """Whether an entity of some types may be blurred, by them or by another of it."""
        policies = self._policies.usable(tenant)
        blurring = {iri for iri in allowed if iri in policies and policies[iri].blurs}
        if not blurring or not blurring.isdisjoint(wanted):
            return bool(blurring)
        there = Compare(TYPE, "==", tuple(sorted(blurring)))
        return bool(
            self._store.query(tenant, EntityQuery(visible=wanted, where=there, limit=1)).docs
        )

    def _outside(self, tenant: str, query: EntityQuery, allowed: frozenset[str]) -> Page:
        wanted = query.visible or frozenset()
        sharp = _sharp(query) or not self._blurred(tenant, wanted, allowed)
        if sharp and not self._leads_away(tenant, query, allowed):
            page = self._store.query(tenant, query)
            return replace(page, docs=self._visibility.shown(tenant, page.docs))
        plain = replace(query, where=None, geo=None, order=())
        whole = self._visibility.shown(tenant, self._all(tenant, plain))
        docs = [doc for doc in whole if selects(query, doc)]
        for order in reversed(query.order):
            docs = _ordered(docs, order)
        end = query.offset + query.limit
        return Page(
            docs=docs[query.offset : end],
            total=len(docs) if query.counted else None,
            more=len(docs) > end,
        )

    def _leads_away(self, tenant: str, query: EntityQuery, allowed: frozenset[str]) -> bool:
        """Whether a query asks about relationships, of which some may lead to what is hidden."""
        wanted = {*places(query.where), *(order.path for order in query.order)}
        wanted = {place for place in wanted if not place.startswith("@")}
        if not wanted or not self._shut(tenant, allowed):
            return False
        related = {
            iri
            for kind in self._store.types(tenant)
            for iri, kinds in kind.attrs.items()
            if not RELATIONS.isdisjoint(kinds)
        }
        return any(
            place.split(STEP)[0].partition("[")[0] in related or _inner(place) for place in wanted
        )

    def _all(self, tenant: str, query: EntityQuery) -> list[Doc]:
        """Everything a query selects, as stored; raises ``Problem`` beyond what fits."""
        docs: list[Doc] = []
        plain = replace(query, offset=0)
        for page in walked(partial(self._store.query, tenant), plain, size=READ_TOGETHER):
            docs += page.docs
            if len(docs) > MOST_COMPARED:
                raise Problem(
                    "TooComplexQuery",
                    f"more than {MOST_COMPARED} entities to compare: narrow the types of the query",
                )
        return docs

    def _report(self, tenant: str, docs: Iterable[Doc]) -> None:
        """Report the entities that are not open to everybody; without a policy, none is."""
        policies = self._policies.usable(tenant)
        closed: set[str] = set()
        count = 0
        for doc in docs:
            kinds = [i for i in doc["type"] if i not in policies or policies[i].audience != "open"]
            closed.update(kinds)
            count += bool(kinds)
        if count:
            self._seen(tenant, frozenset(closed), count)

    def _report_count(self, tenant: str, query: EntityQuery, total: int) -> None:
        """Report entities counted and not shown, by the types they may have."""
        policies = self._policies.usable(tenant)
        used = frozenset(kind.iri for kind in self._store.types(tenant))
        wanted = _narrowed(visible(policies.values(), self._audience) or used, query.where)
        if closed := {i for i in wanted if i not in policies or policies[i].audience != "open"}:
            self._seen(tenant, frozenset(closed), total)


def _open_kind(audience: str, kind: str) -> None:
    if audience != "internal" and kind != "context":
        raise Problem("Forbidden", f"a {kind} is for the authority itself")


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


def places(node: Node | None) -> Iterator[str]:
    """Every path a tree asks about."""
    match node:
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from places(part)
        case Not(part=part):
            yield from places(part)
        case Has(path=place) | Compare(path=place):
            yield place


def _inner(place: str) -> bool:
    """Whether a path leads to an attribute of an attribute, which may be a relationship."""
    return not NEVER_RELATIONS.issuperset(place.split(STEP)[1:])


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


def _without(kind: TypeCount, policy: TypePolicy) -> TypeCount:
    attrs = {}
    for iri, kinds in kind.attrs.items():
        if iri in policy.hidden or (policy.personal and named(iri)):
            continue
        remaining = {
            name: count
            for name, count in kinds.items()
            if not (policy.personal and name in ("Relationship", "ListRelationship"))
        }
        if remaining:
            attrs[iri] = remaining
    return TypeCount(kind.iri, kind.entities, attrs)
