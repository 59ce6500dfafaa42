"""What reuse avoids elsewhere: an estimate apart, never added to a footprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact
from jalons.reuse.engine.errors import ReuseError


@dataclass(frozen=True, slots=True)
class Avoided:
    """kg CO2 eq avoided by ``counted`` devices, None without any; ``unknown`` have no impact."""

    kg: Interval | None
    counted: int
    unknown: int


def avoided_impact(
    reused: Iterable[tuple[DeviceImpact | None, int]], substitution: float, years: float
) -> Avoided:
    """Avoided kg CO2 eq: substitution × manufacture × years of service / years of a new one.

    ``reused``: the impact of a new device of a kind and how many are used again. The bounds of the
    devices are added, as if all were wrong the same way.
    """
    if not 0 <= substitution <= 1:
        raise ReuseError("substitution_range", field="substitution")
    if years <= 0:
        raise ReuseError("service_years", field="service_years")
    total, counted, unknown = Interval.exact(0.0), 0, 0
    for impact, count in reused:
        if impact is None or impact.lifetime <= 0:
            unknown += count
            continue
        one = impact.manufacture.scaled(count * substitution * years / impact.lifetime)
        total = Interval(total.low + one.low, total.mid + one.mid, total.high + one.high)
        counted += count
    return Avoided(total if counted else None, counted, unknown)
