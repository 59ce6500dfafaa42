"""A need of heat, and its spread over the months."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval

from .assumptions import Assumptions
from .cases import summed
from .room import Place


class NeedKind(StrEnum):
    """What the heat is for: it decides the months and the usual temperature."""

    POOL = "pool"
    HEATING = "heating"
    HOT_WATER = "hotWater"
    GREENHOUSE = "greenhouse"
    NETWORK = "network"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HeatNeed:
    """A need: MWh of heat a year (None: unknown), and its temperature (°C)."""

    id: str
    name: str
    kind: NeedKind = NeedKind.OTHER
    yearly: float | None = None
    temperature: float | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class NeedMonths:
    """A need month by month, in MWh, and its temperature."""

    need: HeatNeed
    temperature: Interval
    months: tuple[Interval, ...]

    @property
    def yearly(self) -> Interval:
        """MWh a year."""
        return summed(list(self.months))


def monthly(need: HeatNeed, assumptions: Assumptions) -> NeedMonths | None:
    """The MWh of a need in each month; None when its yearly need is unknown, not zero."""
    if need.yearly is None:
        return None
    year = assumptions["declared_need"].value.scaled(need.yearly)
    shares = assumptions.profile(need.kind).shares
    months = tuple(year.scaled(share) for share in shares)
    return NeedMonths(need, wanted(need, assumptions), months)


def wanted(need: HeatNeed, assumptions: Assumptions) -> Interval:
    """The temperature of a need, in °C: as declared, or the usual one of its kind."""
    if need.temperature is not None:
        return Interval.exact(need.temperature)
    return assumptions.one_of("needed", need.kind).value
