"""Figures of a group of territories, released over time so that two releases give nobody away.

Who compares two releases learns what changed between their members. So a group is released again
only with the members of an earlier release, or when it differs from **each** earlier release by at
least ``LEAST`` territories that came, or none, and by at least ``LEAST`` that left, or none.
Between, the last release stands, with its day. No rank, no name, no smallest nor largest value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import quantiles

from jalons.kernel.interval import significant

LEAST = 5  # territories
_DIGITS = 2


class ReleaseStanding(StrEnum):
    """What came of a request to release a group."""

    RELEASED = "released"
    STANDS = "stands"  # too few came or left: the last release stands
    SMALL = "small"  # fewer than LEAST territories: nothing is shown
    WITHHELD = "withheld"  # no release may be shown without giving somebody away


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """Territories that compare: the same indicator and method, one period, the same perimeter,
    type and population band, in one unit.
    """

    indicator: str
    method: str
    period: str
    perimeter: str
    kind: str
    band: str
    unit: str


@dataclass(frozen=True, slots=True)
class Release:
    """A group as it was shown on a day: quartiles with two significant digits.

    ``members`` are the keys of its territories: they are stored, never shown.
    """

    day: date
    members: frozenset[str]
    first: float
    median: float
    third: float


@dataclass(frozen=True, slots=True)
class Released:
    """The release to show, None when there is none, and why it is this one."""

    standing: ReleaseStanding
    release: Release | None


def release(
    values: Mapping[str, float], day: date, before: Sequence[Release], least: int = LEAST
) -> Released:
    """The release of a group on a day: ``values`` by the key of a territory, all in one unit.

    ``before`` are all its earlier releases, in their order.
    """
    members = frozenset(values)
    last = before[-1] if before else None
    if len(members) < least:
        # what was shown cannot be taken back, but it no longer speaks of a group that is there
        return Released(ReleaseStanding.SMALL, None)
    if not all(_apart(members, each.members, least) for each in before):
        left = last.members - members if last else frozenset()
        if last is None or len(last.members - left) < least:
            return Released(ReleaseStanding.WITHHELD, None)
        return Released(ReleaseStanding.STANDS, last)
    found = quantiles(values.values(), method="inclusive")
    shown = (significant(each, _DIGITS) for each in found)
    return Released(ReleaseStanding.RELEASED, Release(day, members, *shown))


def _apart(members: frozenset[str], earlier: frozenset[str], least: int) -> bool:
    """Whether nobody is found by comparing a release of these members with an earlier one."""
    came, left = len(members - earlier), len(earlier - members)
    return all(count == 0 or count >= least for count in (came, left))
