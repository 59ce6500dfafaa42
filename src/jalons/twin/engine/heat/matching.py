"""Which room could serve which need: MWh a month and a year, heat pump, losses, distance.

For one pair and one month, with A the heat that leaves the room, L what the pipe loses and N the
need: **usable heat = min(A - L, N / g)**, never below 0. ``g`` is 1 when the heat is warm enough,
else COP / (COP - 1): a heat pump adds its electricity to what it delivers, so the servers provide
less. Only the heat of the servers is called usable; the electricity is counted apart.

Several rooms and needs: the pair that could use most alone is served first, then the next with what
is left (equal: the nearest, then the names). A pipe is built whole or not at all: spreading heat
over many pipes, as a linear programme would, is not what a town builds. The bounds use the shares
of the likely case.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval

from .assumptions import HOURS, MONTHS, Assumptions, HeatError
from .cases import Case, around, less, more, summed
from .need import HeatNeed, NeedMonths, monthly
from .room import Place, RoomHeat, ServerRoom, recoverable

EARTH_METRES = 6_371_008.8
KELVIN = 273.15
WATTS_PER_MW = 1_000_000.0


class Outcome(StrEnum):
    """The result of a pair."""

    SERVED = "served"
    TAKEN = "taken"  # what it could use went to better pairs
    LOST = "lost"  # the pipe would lose more than it brings
    FAR = "far"
    UNPLACED = "unplaced"  # one of the two has no place: unknown, not zero
    NO_POWER = "no_power"
    NO_NEED = "no_need"


@dataclass(frozen=True, slots=True)
class Lift:
    """Temperatures of the heat and of the need (°C), and the COP of the pump between, None without.

    ``cop`` has the three cases; the best case may need no pump, and counts the highest COP.
    ``perhaps`` is true when only the worst case needs a pump.
    """

    source: Interval
    wanted: Interval
    cop: Interval | None
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A room and a need: MWh a year usable from the servers, delivered, electricity, losses.

    ``metres`` is the straight-line distance, None when unknown; ``pipe`` the metres of trench. The
    figures are None when nothing could be computed, which is not zero.
    """

    room: ServerRoom
    need: HeatNeed
    outcome: Outcome
    metres: float | None = None
    pipe: Interval | None = None
    lift: Lift | None = None
    months: tuple[Interval, ...] = ()
    usable: Interval | None = None
    delivered: Interval | None = None
    electricity: Interval | None = None
    losses: Interval | None = None

    @property
    def served(self) -> bool:
        """Whether the need uses heat of the room, in the likely case."""
        return self.outcome is Outcome.SERVED


@dataclass(frozen=True, slots=True)
class Match:
    """Rooms, needs and every pair of them; the served pairs first, in the order of service.

    ``rooms`` and ``needs`` are those whose power or yearly need is known.
    """

    rooms: tuple[RoomHeat, ...]
    needs: tuple[NeedMonths, ...]
    pairs: tuple[Pair, ...]

    @property
    def served(self) -> tuple[Pair, ...]:
        """The pairs whose need uses heat of the room."""
        return tuple(pair for pair in self.pairs if pair.served)

    @property
    def usable(self) -> Interval:
        """MWh a year of server heat that nearby needs could use."""
        return summed([pair.usable for pair in self.pairs if pair.usable is not None])

    @property
    def delivered(self) -> Interval:
        """MWh a year delivered to needs, the electricity of heat pumps included."""
        return summed([pair.delivered for pair in self.pairs if pair.delivered is not None])

    @property
    def electricity(self) -> Interval:
        """MWh a year of electricity of the heat pumps."""
        return summed([pair.electricity for pair in self.pairs if pair.electricity is not None])

    @property
    def recoverable(self) -> Interval:
        """MWh a year that could be recovered from the rooms, used or not."""
        return summed([heat.yearly for heat in self.rooms])

    def pair(self, room: str, need: str) -> Pair | None:
        """The pair of a room and a need, by their identifiers."""
        return next((p for p in self.pairs if (p.room.id, p.need.id) == (room, need)), None)


@dataclass(frozen=True, slots=True)
class _Link:
    """A pair that could be connected, with its values in each case."""

    heat: RoomHeat
    need: NeedMonths
    metres: float
    pipe: Interval
    lift: Lift
    cops: tuple[float, ...]
    watts: Interval

    def gain(self, case: Case) -> float:
        """Heat delivered for one unit of heat of the room."""
        cop = self.cops[tuple(Case).index(case)]
        return cop / (cop - 1) if math.isfinite(cop) else 1.0

    def lost(self, case: Case, month: int) -> float:
        """MWh the pipe loses in a month."""
        metres, watts = less(self.pipe, case), less(self.watts, case)
        return metres * watts * HOURS[month] / WATTS_PER_MW

    def used(self, case: Case, month: int, available: float, needed: float) -> float:
        """MWh of the room used in a month, from what is available and what is needed."""
        return min(max(0.0, available - self.lost(case, month)), needed / self.gain(case))

    def alone(self) -> float:
        """MWh a year it could use as the only pair, in the likely case."""
        return sum(
            self.used(Case.LIKELY, month, self.heat.months[month].mid, self.need.months[month].mid)
            for month in range(MONTHS)
        )

    @property
    def rank(self) -> tuple[float, float, str, str]:
        """Its rank in the order of service."""
        return (-self.alone(), self.metres, self.heat.room.id, self.need.need.id)


type _Key = tuple[str, str]
type _Shares = dict[_Key, list[tuple[float, float]]]


def matched(
    rooms: Iterable[ServerRoom], needs: Iterable[HeatNeed], assumptions: Assumptions
) -> Match:
    """The match of rooms and needs: usable MWh of each pair, month by month, with intervals.

    The order of the inputs does not matter. Raises ``HeatError``: ``heat_twice`` when two rooms or
    two needs have one identifier, ``heat_negative`` for a power or a need below zero, ``heat_pue``
    for a PUE below 1.
    """
    all_rooms, all_needs = _ordered(rooms), _ordered(needs)
    heats = {r.id: heat for r in all_rooms if (heat := recoverable(r, assumptions)) is not None}
    months = {n.id: m for n in all_needs if (m := monthly(n, assumptions)) is not None}
    reach = assumptions["reach"].value.mid
    links, others = [], []
    for room in all_rooms:
        for need in all_needs:
            metres = distance(room.place, need.place)
            outcome = _farness(metres, reach)
            if room.id not in heats:
                outcome = Outcome.NO_POWER
            elif need.id not in months:
                outcome = Outcome.NO_NEED
            if outcome is not None:
                others.append(Pair(room, need, outcome, metres))
            elif metres is not None:
                links.append(_link(heats[room.id], months[need.id], metres, assumptions))
    links.sort(key=lambda link: link.rank)
    shares = _shares(links)
    pairs = [_paired(link, shares[_key(link)]) for link in links]
    pairs.sort(key=lambda pair: not pair.served)
    return Match(tuple(heats.values()), tuple(months.values()), (*pairs, *others))


def distance(one: Place | None, other: Place | None) -> float | None:
    """Metres between two places on a sphere; None when one is unknown."""
    if one is None or other is None:
        return None
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    inner = math.sin((lat2 - lat1) / 2) ** 2
    inner += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(inner)))


def _ordered[T: (ServerRoom, HeatNeed)](things: Iterable[T]) -> list[T]:
    found = sorted(things, key=lambda each: each.id)
    if len({each.id for each in found}) < len(found):
        raise HeatError("heat_twice")
    for each in found:
        values = (
            (each.it_power, each.total_power, each.recoverable_power)
            if isinstance(each, ServerRoom)
            else (each.yearly,)
        )
        if any(value is not None and not 0 <= value < math.inf for value in values):
            raise HeatError("heat_negative", name=each.name)
        if isinstance(each, ServerRoom) and each.pue is not None and not 1 <= each.pue < math.inf:
            raise HeatError("heat_pue", name=each.name)
    return found


def _farness(metres: float | None, reach: float) -> Outcome | None:
    if metres is None:
        return Outcome.UNPLACED
    return Outcome.FAR if metres > reach else None


def _link(heat: RoomHeat, need: NeedMonths, metres: float, assumptions: Assumptions) -> _Link:
    pipe = assumptions["detour"].value.scaled(metres)
    approach = assumptions["approach"].value
    cops = []
    for case in Case:
        warm = more(heat.temperature, case) - less(approach, case)
        cops.append(_cop(warm, less(need.temperature, case), case, assumptions))
    likely = cops[1]
    most = assumptions["cop_most"].value.high
    cop = around(*(min(each, most) for each in cops)) if math.isfinite(likely) else None
    perhaps = cop is None and math.isfinite(cops[0])
    lift = Lift(heat.temperature, need.temperature, cop, perhaps)
    watts = assumptions["pipe_loss"].value
    return _Link(heat, need, metres, pipe, lift, tuple(cops), watts)


def _cop(warm: float, wanted: float, case: Case, assumptions: Assumptions) -> float:
    """The COP of the pump that lifts heat to the temperature needed; infinite without a pump."""
    if warm >= wanted:
        return math.inf
    share = more(assumptions["cop_share"].value, case)
    most = more(assumptions["cop_most"].value, case)
    least = assumptions["cop_least"].value.mid
    return max(least, min(most, share * (wanted + KELVIN) / (wanted - warm)))


def _key(link: _Link) -> _Key:
    return link.heat.room.id, link.need.need.id


def _shares(links: Sequence[_Link]) -> _Shares:
    """For each pair and month: its share of its room, and of its need."""
    shares: _Shares = {_key(link): [] for link in links}
    for month in range(MONTHS):
        taken = _taken(links, month)
        of_room, of_need = (_parts({k: v[n] for k, v in taken.items()}, n) for n in (0, 1))
        for key in taken:
            shares[key].append((of_room[key], of_need[key]))
    return shares


def _taken(links: Sequence[_Link], month: int) -> dict[_Key, tuple[float, float]]:
    """The MWh each pair uses of its room, and delivers to its need, in the order of service."""
    rooms = {link.heat.room.id: link.heat.months[month].mid for link in links}
    needs = {link.need.need.id: link.need.months[month].mid for link in links}
    taken = {}
    for link in links:
        room, need = _key(link)
        used = link.used(Case.LIKELY, month, rooms[room], needs[need])
        gross = used + link.lost(Case.LIKELY, month) if used > 0 else 0.0
        heat = used * link.gain(Case.LIKELY)
        rooms[room] -= gross
        needs[need] = max(0.0, needs[need] - heat)
        taken[room, need] = gross, heat
    return taken


def _parts(taken: dict[_Key, float], side: int) -> dict[_Key, float]:
    """The share of each pair in its room (side 0) or need (1); of nothing, the first takes all."""
    wholes: dict[str, float] = {}
    first: dict[str, _Key] = {}
    for key, value in taken.items():
        wholes[key[side]] = wholes.get(key[side], 0.0) + value
        first.setdefault(key[side], key)
    return {
        key: value / wholes[key[side]] if wholes[key[side]] > 0 else float(key == first[key[side]])
        for key, value in taken.items()
    }


def _paired(link: _Link, shares: list[tuple[float, float]]) -> Pair:
    def used(case: Case, month: int) -> float:
        of_room, of_need = shares[month]
        available = of_room * more(link.heat.months[month], case)
        needed = of_need * more(link.need.months[month], case)
        return link.used(case, month, available, needed)

    def lost(case: Case) -> float:
        return sum(link.lost(case, m) for m in range(MONTHS) if used(case, m) > 0)

    by_case = [[used(case, month) for month in range(MONTHS)] for case in Case]
    months = tuple(around(*values) for values in zip(*by_case, strict=True))
    usable = summed(list(months))
    yearly = [sum(values) for values in by_case]
    gains = [link.gain(case) for case in Case]
    served = usable.mid > 0
    outcome = Outcome.SERVED if served else Outcome.TAKEN if link.alone() > 0 else Outcome.LOST
    return Pair(
        room=link.heat.room,
        need=link.need.need,
        outcome=outcome,
        metres=link.metres,
        pipe=link.pipe,
        lift=link.lift,
        months=months,
        usable=usable,
        delivered=around(*(r * g for r, g in zip(yearly, gains, strict=True))),
        electricity=around(*(r * (g - 1) for r, g in zip(yearly, gains, strict=True))),
        losses=around(*(lost(case) for case in Case)),
    )
