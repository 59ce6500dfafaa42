"""Who tried a service, without a small count; how many services of a year were tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST


@dataclass(frozen=True, slots=True)
class ShownPeople:
    """How many people tried, and how many of each profile that was counted; None is hidden."""

    people: int | None
    profiles: Mapping[str, int | None]


def shown_people(
    people: int, profiles: Mapping[str, int | None], least: int = LEAST
) -> ShownPeople:
    """The counts everybody may read: neither those with a profile nor the others are few.

    >>> shown_people(12, {"far": 6, "disabled": 2, "aged": 11, "young": 0, "foreign": None})
    ShownPeople(people=12, profiles={'far': 6, 'disabled': None, 'aged': None, 'young': 0})
    """

    def shown(count: int) -> int | None:
        hides = people < least or count < least or 0 < people - count < least
        return None if count and hides else count

    counted = {name: shown(count) for name, count in profiles.items() if count is not None}
    return ShownPeople(shown(people), counted)


def share_tried(services: Sequence[bool | None]) -> Interval | None:
    """The share (0 to 1) of services that were tried before they opened; None of nothing.

    An unknown one (None) counts for nothing in ``low``, as tried in ``high``, for half in ``mid``.

    >>> share_tried([True, True, False, None])
    Interval(low=0.5, mid=0.625, high=0.75)
    """
    tried, unknown, whole = services.count(True), services.count(None), len(services)
    if not whole:
        return None
    return Interval(tried / whole, (tried + unknown / 2) / whole, (tried + unknown) / whole)
