"""A server room, and the heat that could be recovered from it, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval

from .assumptions import HOURS, YEAR_HOURS, Assumptions, shared
from .cases import Case, less, more, spread, summed

KWH_PER_MWH = 1_000.0
LEVELS = (30.0, 45.0, 60.0)

type Place = tuple[float, float]


class Cooling(StrEnum):
    """How a room is cooled: it decides how much heat can be recovered, and how warm."""

    AIR = "air"
    FREE_COOLING = "freeCooling"
    WATER = "water"
    IMMERSION = "immersion"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Which value the heat of a room was computed from, the most reliable first."""

    RECOVERABLE = "recoverable"
    IT = "it"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ServerRoom:
    """A server room: mean powers in kW over the year, None when unknown.

    ``total_power`` includes cooling and the rest; ``pue`` is total over IT. ``temperature`` (°C) is
    that of the recovered heat; ``recoverable_power`` comes from an engineering study.
    ``measured_days`` is on how many days the powers were measured, 0 when they were declared.
    ``profile`` weighs the twelve months. ``place`` is longitude and latitude.
    """

    id: str
    name: str
    it_power: float | None = None
    total_power: float | None = None
    pue: float | None = None
    cooling: Cooling = Cooling.UNKNOWN
    temperature: float | None = None
    recoverable_power: float | None = None
    place: Place | None = None
    measured_days: int = 0
    profile: tuple[float, ...] = (1.0,) * 12

    @property
    def basis(self) -> Basis | None:
        """Which value its heat is computed from; None when no power is known."""
        if self.recoverable_power is not None:
            return Basis.RECOVERABLE
        if self.it_power is not None:
            return Basis.IT
        return Basis.TOTAL if self.total_power is not None else None

    @property
    def known_pue(self) -> float | None:
        """Its PUE: declared, or the ratio of its two powers; None when unknown."""
        if self.pue is not None:
            return self.pue
        if self.it_power and self.total_power and self.total_power >= self.it_power:
            return self.total_power / self.it_power
        return None


@dataclass(frozen=True, slots=True)
class RoomHeat:
    """The heat of a room: MWh a month, temperature (°C), mean power (kW)."""

    room: ServerRoom
    basis: Basis
    it_power: Interval | None
    power: Interval
    temperature: Interval
    months: tuple[Interval, ...]

    @property
    def yearly(self) -> Interval:
        """MWh a year."""
        return summed(list(self.months))

    @property
    def level(self) -> int:
        """Its temperature level: 0 below 30 °C, 1 below 45 °C, 2 below 60 °C, 3 above."""
        return level(self.temperature.mid)


def level(temperature: float) -> int:
    """The level of a temperature in °C, from 0 (below 30 °C) to 3 (60 °C and above)."""
    return sum(temperature >= bound for bound in LEVELS)


def recoverable(room: ServerRoom, assumptions: Assumptions) -> RoomHeat | None:
    """The heat that can be recovered from a room; None when no power is known, not zero."""
    basis = room.basis
    if basis is None:
        return None
    it_power = None if basis is Basis.RECOVERABLE else _it_power(room, assumptions)
    power = _power(room, it_power, assumptions)
    hours = _hours(room)
    months = tuple(power.scaled(each / KWH_PER_MWH) for each in hours)
    return RoomHeat(room, basis, it_power, power, temperature(room, assumptions), months)


def temperature(room: ServerRoom, assumptions: Assumptions) -> Interval:
    """The temperature of the heat of a room, in °C: declared, or usual for its cooling."""
    if room.temperature is not None:
        return Interval.exact(room.temperature)
    return assumptions.one_of("temperature", room.cooling).value


def _it_power(room: ServerRoom, assumptions: Assumptions) -> Interval:
    trust = _trust(room, assumptions)
    if room.it_power is not None:
        return trust.scaled(room.it_power)
    total = trust.scaled(room.total_power or 0.0)
    pue = Interval.exact(room.pue) if room.pue is not None else assumptions["pue"].value
    return spread(lambda case: more(total, case) / less(pue, case))


def _power(room: ServerRoom, it_power: Interval | None, assumptions: Assumptions) -> Interval:
    running = assumptions["availability"].value
    if it_power is None:
        declared = _trust(room, assumptions).scaled(room.recoverable_power or 0.0)
        return spread(lambda case: more(declared, case) * more(running, case))
    share = assumptions.one_of("share", room.cooling).value
    heat = assumptions["heat_of_it"].value

    def of(case: Case) -> float:
        return more(it_power, case) * more(heat, case) * more(share, case) * more(running, case)

    return spread(of)


def _trust(room: ServerRoom, assumptions: Assumptions) -> Interval:
    return assumptions["measured_power" if room.measured_days else "declared_power"].value


def _hours(room: ServerRoom) -> tuple[float, ...]:
    """Hours of the mean power in each month; they sum to those of the year."""
    shares = shared(tuple(w * h for w, h in zip(room.profile, HOURS, strict=True)))
    return tuple(share * YEAR_HOURS for share in shares)
