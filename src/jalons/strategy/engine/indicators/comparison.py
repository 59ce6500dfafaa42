"""Compares an authority with similar ones, without showing any of them.

Look-alikes are of the same type and the same population band, and chose to share their
values. What is shown is a median and two quartiles, never a rank, a name, a smallest or a largest
value. The authority's own value is in the group it is compared with: every member then reads the
same figures, and two members cannot find a third by comparing theirs. A group needs six members:
without one's own value, at least five others remain.

Who watches the figures before and after a member joins or leaves learns something of its value.
Rounding to two significant digits and hiding extremes prevent finding it; they do not prevent
narrowing it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles

from jalons.kernel import Interval, Period, Unit, Urn
from jalons.kernel.interval import significant

OTHERS = 5  # the fewest others that may be summed up
APART = timedelta(days=366)  # at most, between the ends of two values that compare
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A value an authority shares for comparison, wherever it is stored; its whole public content.

    ``kind`` and ``band`` say what the authority looks like. ``member`` identifies a member and is
    never shown.
    """

    member: Urn
    kind: str
    band: str
    indicator: str
    value: Interval
    unit: Unit
    period: Period
    method: str


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator among look-alikes, in the unit of ``own``.

    ``members`` counts the authorities, one's own included. The quartiles are None below six
    members: the group is too small to be summed up.
    """

    own: SharedValue
    members: int
    first: float | None = None
    median: float | None = None
    third: float | None = None

    @property
    def shown(self) -> bool:
        """Whether the group is large enough."""
        return self.median is not None


def compare(own: SharedValue, others: Iterable[SharedValue]) -> Compared:
    """One's own value among those that compare: same indicator, type, band and method.

    Of a member that shares several periods, the one nearest to one's own counts, and none that
    ends more than a year away. Values are central ones, converted to the unit of ``own``.
    """
    nearest: dict[Urn, SharedValue] = {}
    for other in others:
        if other.member == own.member or not _compares(own, other):
            continue
        former = nearest.get(other.member)
        if former is None or _apart(own, other) < _apart(own, former):
            nearest[other.member] = other
    members = len(nearest) + 1
    if len(nearest) < OTHERS:
        return Compared(own, members)
    values = [
        own.value.mid,
        *(each.value.mid * each.unit.factor / own.unit.factor for each in nearest.values()),
    ]
    # two significant digits: enough to compare, too few to recognise somebody's own figure
    found = [significant(each, _DIGITS) for each in quantiles(values, method="inclusive")]
    return Compared(own, members, *found)


def _compares(own: SharedValue, other: SharedValue) -> bool:
    return (
        (own.indicator, own.kind, own.band, own.method)
        == (other.indicator, other.kind, other.band, other.method)
        and own.unit.dimensions == other.unit.dimensions
        and _apart(own, other) <= APART
    )


def _apart(own: SharedValue, other: SharedValue) -> timedelta:
    return abs(own.period.end - other.period.end)
