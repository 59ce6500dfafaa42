"""What the twin of an authority knows about heat, always under the policies."""

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
from jalons.twin.engine.heat.metering import Delivered, IndexReading, delivered, total
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
    """A meter, whether it counts heat of a server room, and MWh delivered in a year."""

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
        """The meters of server rooms with readings in the year."""
        return tuple(meter for meter in self.meters if meter.of_room and meter.found is not None)

    @property
    def delivered(self) -> Interval | None:
        """MWh really delivered by server rooms in the year; None without readings."""
        return total(each.found for each in self.counted if each.found is not None)


def town_heat(authority: Authority, *, user: Any = None, now: datetime) -> TownHeat:
    """Everything about heat in the twin; powers are those measured in the last year."""
    docs = everything(authority, user=user)
    rooms = tuple(_measured(authority, doc, now) for doc in docs[entities.ROOM])
    needs = tuple(entities.need_of(doc) for doc in docs[entities.NEED])
    year = timezone.localtime(now).year
    meters = _meters(authority, docs, year)
    return TownHeat(rooms, needs, meters, matched(rooms, needs, assumptions()), year)


def meters_in(authority: Authority, year: int) -> tuple[MeterYear, ...]:
    return _meters(authority, everything(authority), year)


def is_cut(town: TownHeat) -> bool:
    """Whether rooms or needs beyond the first three hundred may be missing."""
    return max(len(town.rooms), len(town.needs)) >= MOST


def everything(authority: Authority, *, user: Any = None) -> dict[str, list[Doc]]:
    """The rooms, needs and meters by type, the first three hundred of each."""
    tenant = twin_store.tenant_of(authority)
    reads = queries.reads(audience=INTERNAL, user=user)
    found = {}
    for iri in entities.TYPES:
        page = reads.query(tenant, EntityQuery(visible=frozenset({iri}), limit=MOST))
        found[iri] = page.docs
    return found


def one(authority: Authority, identifier: str, *, user: Any = None) -> tuple[str, Doc] | None:
    """A room, need or meter with its type; None when there is no such entity."""
    allowed = queries.reads(audience=INTERNAL, user=user)
    doc = allowed.read(twin_store.tenant_of(authority), [identifier]).get(identifier)
    kind = next((iri for iri in entities.TYPES if doc is not None and iri in doc["type"]), None)
    return (kind, doc) if kind is not None and doc is not None else None


def year_of(year: int) -> tuple[int, int]:
    """The first instants of a year and of the next, in microseconds, in local time."""
    starts = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001
    start, end = (int(each.timestamp()) * SECOND for each in starts)
    return start, end


def has_policy(authority: Authority, iri: str) -> bool:
    """Whether entities of a type may be written: its policy is complete."""
    sheet = twin_store.policies().of(twin_store.tenant_of(authority)).get(iri)
    return sheet is not None and not faults(sheet)


def readings(authority: Authority, meter: str, *, since: int | None = None) -> list[IndexReading]:
    """The readings of a meter in order of time, the last value of each instant."""
    query = HistoryQuery((meter,), attrs=(entities.ENERGY,), start=since)
    points = queries.reads(audience=INTERNAL).points(twin_store.tenant_of(authority), query)
    by_stamp = {
        stamp: IndexReading(stamp, float(value))
        for point in points
        if point.dataset is None
        for stamp, value in zip(point.stamps, point.values, strict=True)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return [by_stamp[stamp] for stamp in sorted(by_stamp)]


def _meters(authority: Authority, docs: dict[str, list[Doc]], year: int) -> tuple[MeterYear, ...]:
    start, end = year_of(year)
    rooms = {doc["id"] for doc in docs[entities.ROOM]}
    years = []
    for doc in docs[entities.METER]:
        meter = entities.meter_of(doc)
        found = delivered(readings(authority, meter.id), start=start, end=end)
        years.append(MeterYear(meter, meter.served in rooms, found))
    return tuple(years)


def _measured(authority: Authority, doc: Doc, now: datetime) -> ServerRoom:
    """A room with the mean powers measured by its sensors over a year instead of the declared ones.

    Each day weighs the same, however often a sensor sends; months have their own means once all
    twelve were measured.
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
    """The mean power of each day of the last year, from observations."""
    end = int(now.timestamp() * SECOND)
    start = int((now - YEAR).timestamp() * SECOND)
    query = HistoryQuery((room,), attrs=(iri,), start=start, end=end + 1)
    by_day: defaultdict[date, list[float]] = defaultdict(list)
    for point in queries.reads(audience=INTERNAL).points(twin_store.tenant_of(authority), query):
        for stamp, value in zip(point.stamps, point.values, strict=True):
            if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
                by_day[_day(stamp)].append(float(value))
    return {day: sum(values) / len(values) for day, values in by_day.items()}


def _day(stamp: int) -> date:
    when = datetime.fromtimestamp(stamp / SECOND, timezone.get_current_timezone())
    return when.date()


def _mean(days: dict[date, float]) -> float:
    return sum(days.values()) / len(days)


def _profile(days: dict[date, float]) -> tuple[float, ...] | None:
    """The mean of each month; None until all twelve were measured."""
    months: defaultdict[int, list[float]] = defaultdict(list)
    for day, value in days.items():
        months[day.month].append(value)
    if len(months) < 12 or not any(days.values()):
        return None
    return tuple(sum(months[n]) / len(months[n]) for n in range(1, 13))
