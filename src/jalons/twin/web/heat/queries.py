"""What the twin of an authority tells of heat, always under the sheets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.policy import faults
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.entities import HeatMeter
from jalons.twin.engine.heat.matching import Match, matched
from jalons.twin.engine.heat.metering import Delivered, IndexReading, delivered, together
from jalons.twin.engine.heat.need import HeatNeed
from jalons.twin.engine.heat.room import Place, ServerRoom
from jalons.twin.store.heat import assumptions
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.store_trash import StoreTrash
from jalons.twin.web.observations import queries

TRASH = StoreTrash(
    "heat_bin",
    key_of=lambda gone: queries.key_of(gone["doc"]["id"]),
    name_of=lambda gone: entities.name_of(gone["doc"]),
)
MOST = 300
SECOND = 1_000_000
YEAR = timedelta(days=365)
INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class MeterYear:
    """A meter, whether it counts heat of a server room, and what it delivered in a year."""

    meter: HeatMeter
    of_room: bool
    found: Delivered | None


@dataclass(frozen=True, slots=True)
class TownHeat:
    """Rooms, needs and meters of an authority, and the match of rooms and needs."""

    rooms: tuple[ServerRoom, ...]
    needs: tuple[HeatNeed, ...]
    meters: tuple[MeterYear, ...]
    match: Match
    year: int

    @property
    def places(self) -> tuple[tuple[str, Place | None], ...]:
        """The names of rooms, then of needs, with their places."""
        rooms = tuple((room.name, room.place) for room in self.rooms)
        return (*rooms, *((need.name, need.place) for need in self.needs))

    @property
    def counted(self) -> tuple[MeterYear, ...]:
        """The meters of server rooms that tell something of the year."""
        return tuple(each for each in self.meters if each.of_room and each.found is not None)

    @property
    def delivered(self) -> Interval | None:
        """MWh really delivered by server rooms in the year; None when no meter tells."""
        return together(each.found for each in self.counted if each.found is not None)


def town_heat(authority: Authority, *, user: Any = None, now: datetime) -> TownHeat:
    """All the twin of an authority tells of heat, the measured powers of the past year first."""
    docs = everything(authority, user=user)
    rooms = tuple(_measured(authority, doc, now) for doc in docs[entities.ROOM])
    needs = tuple(entities.need_of(doc) for doc in docs[entities.NEED])
    year = timezone.localtime(now).year
    meters = _meters(authority, docs, year)
    return TownHeat(rooms, needs, meters, matched(rooms, needs, assumptions()), year)


def meters_in(authority: Authority, year: int) -> tuple[MeterYear, ...]:
    """The meters of an authority, with what each delivered in a year."""
    return _meters(authority, everything(authority), year)


def is_cut(told: TownHeat) -> bool:
    """Whether rooms or needs beyond the first three hundred may be left out."""
    return max(len(told.rooms), len(told.needs)) >= MOST


def everything(authority: Authority, *, user: Any = None) -> dict[str, list[Doc]]:
    """The rooms, needs and meters of an authority by type, the first three hundred of each."""
    tenant = twin_store.tenant_of(authority)
    reads = queries.reads(audience=INTERNAL, user=user)
    found = {}
    for iri in entities.TYPES:
        page = reads.query(tenant, EntityQuery(visible=frozenset({iri}), limit=MOST))
        found[iri] = page.docs
    return found


def one(authority: Authority, identifier: str, *, user: Any = None) -> tuple[str, Doc] | None:
    """A room, need or meter with its type; None when it is not there or is something else."""
    allowed = queries.reads(audience=INTERNAL, user=user)
    doc = allowed.read(twin_store.tenant_of(authority), [identifier]).get(identifier)
    kind = next((iri for iri in entities.TYPES if doc is not None and iri in doc["type"]), None)
    return (kind, doc) if kind is not None and doc is not None else None


def year_of(year: int) -> tuple[int, int]:
    """The first instant of a year and of the next, in the zone of the instance, microseconds."""
    starts = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001
    start, end = (int(each.timestamp()) * SECOND for each in starts)
    return start, end


def has_sheet(authority: Authority, iri: str) -> bool:
    """Whether entities of a type may be written: its sheet is there and lacks nothing."""
    sheet = twin_store.policies().of(twin_store.tenant_of(authority)).get(iri)
    return sheet is not None and not faults(sheet)


def readings(authority: Authority, meter: str, *, since: int | None = None) -> list[IndexReading]:
    """The index of a meter as it was read, in the order of time, the last word on each instant."""
    query = HistoryQuery((meter,), attrs=(entities.ENERGY,), start=since)
    points = queries.reads(audience=INTERNAL).points(twin_store.tenant_of(authority), query)
    held = {
        stamp: IndexReading(stamp, float(value))
        for each in points
        if each.dataset is None
        for stamp, value in zip(each.stamps, each.values, strict=True)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return [held[stamp] for stamp in sorted(held)]


def _meters(authority: Authority, docs: dict[str, list[Doc]], year: int) -> tuple[MeterYear, ...]:
    start, end = year_of(year)
    rooms = {doc["id"] for doc in docs[entities.ROOM]}
    told = []
    for doc in docs[entities.METER]:
        meter = entities.meter_of(doc)
        found = delivered(readings(authority, meter.id), start=start, end=end)
        told.append(MeterYear(meter, meter.served in rooms, found))
    return tuple(told)


def _measured(authority: Authority, doc: Doc, now: datetime) -> ServerRoom:
    """A room with the mean of what its sensors saw over a year in place of what was declared.

    Days weigh alike, however often a sensor speaks; months weigh by their own means once all
    twelve were seen.
    """
    room = entities.room_of(doc)
    live = [i for i in (entities.IT_POWER, entities.TOTAL_POWER) if entities.observed(doc, i)]
    if not live:
        return room
    seen = {iri: _days(authority, room.id, iri, now) for iri in live}
    it_power, total = seen.get(entities.IT_POWER), seen.get(entities.TOTAL_POWER)
    days = it_power or total
    if not days:
        return room
    return replace(
        room,
        it_power=_mean(it_power) if it_power else room.it_power,
        total_power=_mean(total) if total else room.total_power,
        measured_days=len(days),
        profile=_profile(days) or room.profile,
    )


def _days(authority: Authority, room: str, iri: str, now: datetime) -> dict[date, float]:
    """The mean power of each day of the past year, from what was observed."""
    end = int(now.timestamp() * SECOND)
    start = int((now - YEAR).timestamp() * SECOND)
    query = HistoryQuery((room,), attrs=(iri,), start=start, end=end + 1)
    held: defaultdict[date, list[float]] = defaultdict(list)
    for each in queries.reads(audience=INTERNAL).points(twin_store.tenant_of(authority), query):
        for stamp, value in zip(each.stamps, each.values, strict=True):
            if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
                held[_day(stamp)].append(float(value))
    return {day: sum(values) / len(values) for day, values in held.items()}


def _day(stamp: int) -> date:
    when = datetime.fromtimestamp(stamp / SECOND, timezone.get_current_timezone())
    return when.date()


def _mean(days: dict[date, float]) -> float:
    return sum(days.values()) / len(days)


def _profile(days: dict[date, float]) -> tuple[float, ...] | None:
    """The mean of each month over the mean of the year; None until every month was seen."""
    months: defaultdict[int, list[float]] = defaultdict(list)
    for day, value in days.items():
        months[day.month].append(value)
    if len(months) < 12 or not any(days.values()):
        return None
    return tuple(sum(months[n]) / len(months[n]) for n in range(1, 13))
