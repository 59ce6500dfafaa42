"""How near another territory is: by its distance, and by how alike its size is."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, log2, radians, sin, sqrt

EARTH_KM = 6371.0
DOUBLE_KM = 60.0  # twice as many inhabitants counts as so many kilometres: our judgement


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a territory is, in degrees, and how many inhabitants it has; None is unknown."""

    lat: float | None
    lon: float | None
    population: int | None


@dataclass(frozen=True, slots=True)
class Nearness:
    """The distance in kilometres, and how many times more inhabitants; None is unknown."""

    km: float | None
    times: float | None

    @property
    def order(self) -> tuple[bool, float]:
        """The nearest and most alike first, what is unknown last.

        >>> Nearness(10, 4).order > Nearness(100, 1).order
        True
        """
        if self.km is None:
            return True, 0.0
        apart = abs(log2(self.times)) if self.times else 3.0
        return False, self.km + DOUBLE_KM * apart


def nearness(here: Spot, there: Spot) -> Nearness:
    """How near ``there`` is to ``here``."""
    times = there.population / here.population if here.population and there.population else None
    return Nearness(distance(here, there), times)


def distance(one: Spot, other: Spot) -> float | None:
    """Kilometres as the crow flies, on a sphere; None when a place is unknown.

    >>> round(distance(Spot(48.857, 2.352, None), Spot(45.764, 4.836, None)))
    392
    """
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    south, north = radians(one.lat), radians(other.lat)
    across = radians(other.lon - one.lon)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))
