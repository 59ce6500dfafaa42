"""What the families of sensors of a town say today, in a bounded number of reads.

One read for the types, one for each family shown, one for each day compared: never more, whatever
the number of sensors. The result serves for five minutes, as long as neither the types nor their
sheets change; each page that shows it is still written to the journal of accesses.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.engine.temporal.spreads import is_number, micros_of
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import Store, TypeCount
from jalons.foundation.accounts.models import Authority, User
from jalons.twin.engine.today import (
    DAY,
    WEEK,
    DayValues,
    FamilyToday,
    Limits,
    SensorToday,
    Threshold,
    family,
)
from jalons.twin.store import thresholds
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.access_log import Visit, log
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations import histories, queries

OPEN, INTERNAL = "open", "internal"
MOST_FAMILIES = 8
MOST_SENSORS = 500  # of a family, whose last values are read
MOST_HISTORIES = 100  # of a family, whose days are read
MOST_ATTRIBUTES = 3  # of a family, compared before the one to show is chosen
MOST_POINTS = 1_500  # of a sensor and a day: one a minute
WEEKS = 3
FRESH = timedelta(minutes=5)
MOST_STORED = 200  # results of this process


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A family with its figure: which attribute, how many sensors there are, names of the silent.

    ``read`` sensors are fewer than ``entities`` when the family is larger than what is read.
    """

    iri: str
    name: str
    attribute: str
    entities: int
    read: int
    today: FamilyToday
    titles: Mapping[str, str]
    at: datetime

    @property
    def key(self) -> str:
        return queries.key_of(self.iri)


@dataclass(frozen=True, slots=True)
class TownToday:
    """The families that measure something, at an instant; ``unread`` were left out of the reads.

    ``computed`` is when it was read: later than ``at`` for a demonstration, whose clock stops.
    """

    at: datetime
    computed: datetime
    lines: tuple[FamilyLine, ...]
    unread: int = 0
    seen: tuple[tuple[frozenset[str], int], ...] = ()

    @property
    def families(self) -> tuple[FamilyToday, ...]:
        return tuple(line.today for line in self.lines)


type _Stored = OrderedDict[tuple[Any, ...], TownToday]
_stored: WeakKeyDictionary[Store, _Stored] = WeakKeyDictionary()


def town_today(authority: Authority, *, audience: str, user: Any, now: datetime) -> TownToday:
    """What an audience may know of the sensors of a town today, at most five minutes old."""
    tenant, store = twin_store.tenant_of(authority), twin_store.store()
    seen: list[tuple[frozenset[str], int]] = []
    reads = RedactedReads(
        store, twin_store.policies(), audience, lambda _t, types, count: seen.append((types, count))
    )
    kinds = [kind for kind in reads.types(tenant) if kind.entities]
    usable = twin_store.policies().usable(tenant)
    rules = _rules(authority) if audience == INTERNAL else []
    counts = tuple((kind.iri, kind.entities) for kind in kinds)
    key = (tenant, audience, counts, repr(sorted(usable.items())), tuple(map(repr, rules)))
    stored = _stored.setdefault(store, OrderedDict())
    found = stored.get(key)
    if found is None or not timedelta(0) <= now - found.computed < FRESH:
        groups = _groups(reads, tenant, kinds, rules)
        at = clock(authority, (doc for docs, _count in groups.values() for doc in docs), now)
        lines = _found(reads, tenant, groups, rules, at)
        unread = max(0, len(kinds) - MOST_FAMILIES)
        found = TownToday(at, now, tuple(lines), unread, tuple(seen))
        stored[key] = found
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
    groups = {iri: (by_type[iri], len(by_type[iri])) for iri in largest}
    return _found(reads, tenant, groups, [], now)


def of_sensor(
    authority: Authority, reads: RedactedReads, doc: Doc, *, rules: bool, now: datetime
) -> list[FamilyLine]:
    """Each number one sensor observes, against its thresholds; the one of a family of one."""
    tenant, iri = twin_store.tenant_of(authority), doc["type"][0]
    attrs = dict.fromkeys(attr for attr, each in queries.measured(doc) if "observedAt" in each)
    at = clock(authority, [doc], now)
    days = _days(reads, tenant, [doc["id"]], list(attrs), micros_of(at), weeks=0) if attrs else []
    own = _rules(authority) if rules else []
    titles = {doc["id"]: queries.title(doc)}
    return [
        FamilyLine(
            iri, queries.title(doc), attr, 1, 1,
            _family(iri, attr, [doc], days, own, micros_of(at)), titles, at,
        )
        for attr in attrs
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rule:
    """A threshold of the authority: of which attribute of which type, in which unit."""

    type: str
    attribute: str
    unit: str
    threshold: Threshold


def _rules(authority: Authority) -> list[_Rule]:
    """The thresholds of the alert rules that watch a whole type now."""
    rules = AlertRule.objects.of(authority).filter(
        deleted_at=None, paused_at=None, kind=AlertRule.Kind.THRESHOLD, id_pattern="", q=""
    )
    return [
        _Rule(
            rule.type,
            rule.attribute,
            rule.unit,
            Threshold(
                "own",
                rule.limit,
                "above" if rule.direction == AlertRule.Direction.ABOVE else "below",
                own=True,
            ),
        )
        for rule in rules
        if rule.limit is not None
    ]


type _Groups = dict[str, tuple[Sequence[Doc], int]]


def _groups(
    reads: RedactedReads, tenant: str, kinds: Sequence[TypeCount], rules: Sequence[_Rule]
) -> _Groups:
    """The sensors of the families to show first, with how many there are of each."""
    ruled = {rule.type for rule in rules}

    def rank(kind: TypeCount) -> tuple[bool, bool, int]:
        named = any(thresholds.properties_of(kind.iri, attr) for attr in kind.attrs)
        return not named, kind.iri not in ruled, -kind.entities

    groups: _Groups = {}
    for kind in sorted(kinds, key=rank)[:MOST_FAMILIES]:
        query = EntityQuery(where=Compare(TYPE, "==", (kind.iri,)), limit=MOST_SENSORS)
        groups[kind.iri] = (reads.query(tenant, query).docs, kind.entities)
    return groups


def clock(authority: Authority, docs: Iterable[Doc], now: datetime) -> datetime:
    """The present; of a demonstration, the last observation: fictional sensors do not go on."""
    if authority.kind != Authority.Kind.DEMO:
        return now
    stamps = [queries.last_seen(doc) for doc in docs]
    last = max((stamp for stamp in stamps if stamp is not None), default=None)
    return now if last is None else min(now, histories.local(last))


def _found(
    reads: RedactedReads,
    tenant: str,
    groups: _Groups,
    rules: Sequence[_Rule],
    now: datetime,
) -> list[FamilyLine]:
    attributes = {iri: _attributes(iri, docs) for iri, (docs, _count) in groups.items()}
    chosen = {iri for iri in groups if attributes[iri]}
    ids = [doc["id"] for iri in chosen for doc in groups[iri][0][:MOST_HISTORIES]]
    attrs = sorted({attr for iri in chosen for attr in attributes[iri]})
    days = _days(reads, tenant, ids, attrs, micros_of(now)) if ids else []
    policies = twin_store.policies().of(tenant)
    lines = []
    for iri, (docs, entities) in groups.items():
        name = policies[iri].name if iri in policies and policies[iri].name else short(iri)
        titles = {doc["id"]: queries.title(doc) for doc in docs}
        found = [
            FamilyLine(
                iri, name, attr, entities, len(docs),
                _family(iri, attr, docs, days, rules, micros_of(now)), titles, now,
            )
            for attr in attributes[iri]
        ]  # fmt: skip
        if found:
            lines.append(min(found, key=_importance))
    return lines


def _importance(line: FamilyLine) -> tuple[bool, bool, float]:
    """Of several attributes, the one that passes a threshold, else the nearest to it, comes first.

    One without a figure comes last.
    """
    level, value = line.today.level, line.today.value
    if level is None or value is None:
        return True, line.today.state != "ok", 0.0
    share = value / level.threshold.value if level.threshold.value else 0.0
    return False, not level.passed, -share


def _attributes(iri: str, docs: Iterable[Doc]) -> list[str]:
    """The observed numbers of a family: those with a threshold, else the one most sensors have."""
    met: Counter[str] = Counter()
    for doc in docs:
        met.update({attr for attr, each in queries.measured(doc) if "observedAt" in each})
    named = [attr for attr, _n in met.most_common() if thresholds.limits_of(iri, attr)]
    bounded = [attr for attr in named if any(
        each.thresholds for each in thresholds.limits_of(iri, attr).values())]  # fmt: skip
    return (bounded or named or [attr for attr, _n in met.most_common(1)])[:MOST_ATTRIBUTES]


type _Days = dict[tuple[str, str], DayValues]


def _days(  # noqa: PLR0913
    reads: RedactedReads, tenant: str, ids: Sequence[str], attrs: Sequence[str], now: int,
    *, weeks: int = WEEKS,
) -> list[_Days]:  # fmt: skip
    """The last 24 hours of some sensors, then the same hours of each week before."""
    found = []
    for week in range(weeks + 1):
        end = now - week * WEEK
        query = HistoryQuery(
            tuple(ids), attrs=tuple(attrs), start=end - DAY, end=end + 1, last=MOST_POINTS
        )
        read: _Days = {}
        for each in reads.points(tenant, query):
            if each.dataset is None:
                read[each.entity, each.attr] = DayValues(each.stamps, each.values)
        found.append(read)
    return found


def _family(  # noqa: PLR0913, PLR0917 - what a family is made of
    iri: str, attr: str, docs: Sequence[Doc], days: Sequence[_Days], rules: Sequence[_Rule],
    now: int,
) -> FamilyToday:  # fmt: skip
    sensors = [
        SensorToday(
            doc["id"],
            micros(shown["observedAt"]) if shown and "observedAt" in shown else None,
            shown["value"] if shown else None,
            shown.get("unitCode", "") if shown else "",
            days[0].get((doc["id"], attr)) if days else None,
            tuple(week.get((doc["id"], attr)) for week in days[1:]),
        )
        for doc in docs
        for shown in (_shown(doc, attr),)
    ]
    limits = thresholds.limits_of(iri, attr)
    for rule in rules:
        if (rule.type, rule.attribute) == (iri, attr):
            before = limits.get(rule.unit, Limits())
            every = (*before.thresholds, rule.threshold)
            limits[rule.unit] = replace(before, thresholds=every)
    return family(sensors, limits, now=now)


def _shown(doc: Doc, attr: str) -> Instance | None:
    """The instance of an attribute that stands for it: a number without a dataset first."""
    found = [each for each in doc["attrs"].get(attr, ()) if is_number(each["value"])]
    return min(found, key=lambda each: "datasetId" in each, default=None)
