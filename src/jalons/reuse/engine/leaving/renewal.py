"""How many devices come to the end of their use, by kind and year: for the next budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalons.reuse.engine.leaving.proposals import Guide


class Due(StrEnum):
    """What brings a device to its end."""

    SUPPORT = "support"
    AGE = "age"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The devices of a kind: those due by year, those later, those of which nothing is known."""

    kind: str
    by_year: Mapping[int, int]
    later: int
    unknown: int

    @property
    def total(self) -> int:
        """All the devices of the kind."""
        return sum(self.by_year.values()) + self.later + self.unknown


def due_on(
    kind: str, bought_on: date | None, supported_until: date | None, guide: Guide
) -> tuple[int | None, Due]:
    """The year in which a device comes to its end, and what brings it there.

    The end of its security updates when they are known, else its purchase and the usual life of
    its kind, which is a choice and not a fact; None when neither is known.
    """
    if supported_until is not None:
        return supported_until.year, Due.SUPPORT
    found = guide.kinds.get(kind)
    if bought_on is None or found is None:
        return None, Due.UNKNOWN
    return bought_on.year + found.life, Due.AGE


def renewal_plan(
    devices: Iterable[tuple[str, date | None, date | None]], first: int, years: int, guide: Guide
) -> tuple[PlanRow, ...]:
    """The devices (kind, purchase, end of updates) by kind and year, the most numerous first.

    What is due before ``first`` counts in it; ``years`` are shown, the rest is later.
    """
    found: dict[str, Counter[int | str]] = {}
    for kind, bought_on, supported_until in devices:
        year, _why = due_on(kind, bought_on, supported_until, guide)
        place: int | str = "unknown" if year is None else max(first, year)
        later = isinstance(place, int) and place >= first + years
        found.setdefault(kind, Counter())["later" if later else place] += 1
    shown = range(first, first + years)
    rows = [
        PlanRow(kind, {year: counts[year] for year in shown}, counts["later"], counts["unknown"])
        for kind, counts in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.kind)))
