"""What the families of sensors of a town say today, in a bounded number of reads.

One read for the types, one for each family shown, one for each day compared: never more, whatever
the number of sensors. The result serves for five minutes, as long as neither the types, their
sheets nor the alert rules change; each page that shows it is still written to the journal.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import micros
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import Store, TypeCount
from jalons.foundation.accounts.models import Authority, User
from jalons.twin.engine import today as engine
from jalons.twin.engine.today import DAY, WEEK, FamilyToday, SensorToday, Threshold, ValueBounds
from jalons.twin.store import thresholds
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.access_log import Visit, log
from jalons.twin.web.labels import words
from jalons.twin.web.observations import histories, queries

MOST_FAMILIES = 8
MOST_SENSORS = 500  # of a family, whose last values are read
MOST_HISTORIES = 100  # of a family, whose days are read
MOST_ATTRIBUTES = 3  # of a family, compared before the one to show is chosen
MOST_POINTS = 1_500  # of a sensor and a day: one a minute
WEEKS = 3
FRESH = timedelta(minutes=5)
MOST_STORED = 200  # results of this process

type _Rule = tuple[str, str, str, Threshold]  # type, attribute and unit a threshold is about
type _Groups = Mapping[str, tuple[Sequence[Doc], int]]  # by type: those read, how many there are
type _Days = Mapping[tuple[str, str], engine.DayPoints]  # by sensor and attribute


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A family with its figure: which attribute, how many sensors there are and were read."""

    iri: str
    name: str
    attribute: str
    entities: int
    read: int
    today: FamilyToday
    titles: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class TownToday:
    """The families that measure something, at an instant; ``unread`` were left out of the reads.

    ``computed`` is when it was read: later than ``at`` for a demonstration, whose clock stops.
    ``seen`` are the accesses to what is not open.
    """

    at: datetime
    computed: datetime
    lines: tuple[FamilyLine, ...]
    unread: int = 0
    seen: tuple[tuple[frozenset[str], int], ...] = ()

    @property
    def families(self) -> tuple[FamilyToday, ...]:
        """The figures of the lines."""
        return tuple(line.today for line in self.lines)


_stored: WeakKeyDictionary[Store, OrderedDict[Any, TownToday]] = WeakKeyDictionary()


def town_today(authority: Authority, *, audience: str, user: Any, now: datetime) -> TownToday:
    """What an audience may know of the sensors of a town today, at most five minutes old."""
    tenant, policies = twin_store.tenant_of(authority), twin_store.policies()
    seen: list[tuple[frozenset[str], int]] = []
    reads = RedactedReads(
        twin_store.store(), policies, audience, lambda _tenant, *access: seen.append(access)
    )
    kinds = [kind for kind in reads.types(tenant) if kind.entities]
    rules = _rules(authority) if audience == "internal" else []
    counts = tuple((kind.iri, kind.entities) for kind in kinds)
    key = (tenant, audience, counts, repr(sorted(policies.usable(tenant).items())), tuple(rules))
    stored = _stored.setdefault(twin_store.store(), OrderedDict())
    found = stored.get(key)
    if found is None or not timedelta(0) <= now - found.computed < FRESH:
        groups = _groups(reads, tenant, kinds, rules)
        at = clock(authority, (doc for docs, _count in groups.values() for doc in docs), now)
        lines = _found(reads, tenant, groups, rules, at)
        unread = max(0, len(kinds) - MOST_FAMILIES)
        found = stored[key] = TownToday(at, now, tuple(lines), unread, tuple(seen))
        while len(stored) > MOST_STORED:
            stored.popitem(last=False)
    person = user.pk if isinstance(user, User) else None
    for types, count in found.seen:
        log.note(Visit(tenant, person, "pages", types), count)
    return found


def of_docs(
    reads: RedactedReads, tenant: str, docs: Iterable[Doc], *, now: datetime
) -> list[FamilyLine]:
    """What some entities say today, read already: those of a commune."""
    by_type: dict[str, list[Doc]] = {}
    for doc in docs:
        by_type.setdefault(doc["type"][0], []).append(doc)
    largest = sorted(by_type, key=lambda iri: -len(by_type[iri]))[:MOST_FAMILIES]
    return _found(reads, tenant, {i: (by_type[i], len(by_type[i])) for i in largest}, [], now)


def of_sensor(
    authority: Authority, reads: RedactedReads, doc: Doc, *, now: datetime
) -> list[FamilyLine]:
    """Each number one sensor observes, against its thresholds and those of the authority."""
    tenant, iri = twin_store.tenant_of(authority), doc["type"][0]
    alike = EntityQuery(where=Compare(TYPE, "==", (iri,)), limit=MOST_HISTORIES)
    stopped = authority.kind == Authority.Kind.DEMO
    at = clock(authority, reads.query(tenant, alike).docs, now) if stopped else now
    attrs = list(dict.fromkeys(attr for attr, each in queries.measured(doc) if _is_dated(each)))
    days = _days(reads, tenant, [doc["id"]], attrs, micros_of(at), weeks=0) if attrs else []
    rules, title = _rules(authority), queries.title(doc)
    found = (_family(iri, attr, [doc], days, rules, micros_of(at)) for attr in attrs)
    return [
        FamilyLine(iri, title, attr, 1, 1, each, {doc["id"]: title}, at)
        for attr, each in zip(attrs, found, strict=True)
    ]


def clock(authority: Authority, docs: Iterable[Doc], now: datetime) -> datetime:
    """The present; of a demonstration, the last observation: fictional sensors do not go on."""
    if authority.kind != Authority.Kind.DEMO:
        return now
    last = max((stamp for doc in docs if (stamp := queries.last_seen(doc))), default=None)
    return now if last is None else min(now, histories.local(last))


def _rules(authority: Authority) -> list[_Rule]:
    """The thresholds of the alert rules that watch a whole type now."""
    rules = AlertRule.objects.of(authority).filter(
        deleted_at=None, paused_at=None, kind=AlertRule.Kind.THRESHOLD, id_pattern="", q=""
    )
    found = []
    for rule in rules.exclude(limit=None):
        side: engine.Side = "above" if rule.direction == AlertRule.Direction.ABOVE else "below"
        limit = Threshold("own", rule.limit, side, own=True)  # type: ignore[arg-type]
        found.append((rule.type, rule.attribute, rule.unit, limit))
    return found


def _groups(
    reads: RedactedReads, tenant: str, kinds: Iterable[TypeCount], rules: Iterable[_Rule]
) -> _Groups:
    """The sensors of the families to show: those with a threshold, with a rule, the largest."""
    ruled = {kind for kind, *_rest in rules}

    def rank(kind: TypeCount) -> tuple[bool, bool, int]:
        named = any(thresholds.limits_of(kind.iri, attr) for attr in kind.attrs)
        return not named, kind.iri not in ruled, -kind.entities

    groups = {}
    for kind in sorted(kinds, key=rank)[:MOST_FAMILIES]:
        query = EntityQuery(where=Compare(TYPE, "==", (kind.iri,)), limit=MOST_SENSORS)
        groups[kind.iri] = (reads.query(tenant, query).docs, kind.entities)
    return groups


def _found(
    reads: RedactedReads, tenant: str, groups: _Groups, rules: Sequence[_Rule], now: datetime
) -> list[FamilyLine]:
    attributes = {iri: _attributes(iri, docs) for iri, (docs, _count) in groups.items()}
    ids = [
        doc["id"] for iri in groups if attributes[iri] for doc in groups[iri][0][:MOST_HISTORIES]
    ]
    attrs = sorted({attr for found in attributes.values() for attr in found})
    days = _days(reads, tenant, ids, attrs, micros_of(now)) if ids else []
    policies, lines = twin_store.policies().of(tenant), []
    for iri, (docs, entities) in groups.items():
        name = words.type_name(iri, policies)
        titles = {doc["id"]: queries.title(doc) for doc in docs}
        every = [
            FamilyLine(iri, name, attr, entities, len(docs), today, titles, now)
            for attr in attributes[iri]
            for today in (_family(iri, attr, docs, days, rules, micros_of(now)),)
        ]
        lines += [min(every, key=_importance)] if every else []
    return lines


def _importance(line: FamilyLine) -> tuple[bool, float]:
    """Of several attributes, the one that passes a threshold or is the nearest to it is first."""
    level, value = line.today.level, line.today.value
    if level is None or not value or not level.threshold.value:
        return True, 0.0
    return not level.passed, -value / level.threshold.value


def _is_dated(instance: Mapping[str, Any]) -> bool:
    return "observedAt" in instance


def _attributes(iri: str, docs: Iterable[Doc]) -> list[str]:
    """The observed numbers of a family: those with a threshold, else the one most sensors have."""
    met: Counter[str] = Counter()
    for doc in docs:
        met.update({attr for attr, each in queries.measured(doc) if _is_dated(each)})
    often = [attr for attr, _count in met.most_common()]
    named = [
        attr for attr in often
        if any(each.thresholds for each in thresholds.limits_of(iri, attr).values())
    ]  # fmt: skip
    return named[:MOST_ATTRIBUTES] or often[:1]


def _days(  # noqa: PLR0913
    reads: RedactedReads, tenant: str, ids: Sequence[str], attrs: Sequence[str], now: int,
    *, weeks: int = WEEKS,
) -> Sequence[_Days]:  # fmt: skip
    """The last 24 hours of some sensors, then the same hours of each week before."""
    found = []
    for week in range(weeks + 1):
        end = now - week * WEEK
        query = HistoryQuery(
            tuple(ids), attrs=tuple(attrs), start=end - DAY, end=end + 1, last=MOST_POINTS
        )
        series = [each for each in reads.points(tenant, query) if each.dataset is None]
        found.append({(each.entity, each.attr): (each.stamps, each.values) for each in series})
    return found


def _family(  # noqa: PLR0913, PLR0917 - what a family is made of
    iri: str, attr: str, docs: Iterable[Doc], days: Sequence[_Days], rules: Iterable[_Rule],
    now: int,
) -> FamilyToday:  # fmt: skip
    sensors = []
    for doc in docs:
        shown = queries.plain(doc, attr)
        if not shown and queries.last_seen(doc):
            continue  # it measures something else
        last = micros(shown["observedAt"]) if _is_dated(shown) else None
        day, *weeks = [each.get((doc["id"], attr)) for each in days] or [None]
        value, unit = shown.get("value"), shown.get("unitCode", "")
        sensors.append(SensorToday(doc["id"], last, value, unit, day, tuple(weeks)))
    limits = thresholds.limits_of(iri, attr)
    for kind, attribute, unit, own in rules:
        if (kind, attribute) == (iri, attr):
            before = limits.get(unit, ValueBounds())
            limits[unit] = replace(before, thresholds=(*before.thresholds, own))
    return engine.family(sensors, limits, now=now)
