"""The grid of the repairability index: recomputed from its marks, compared to its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jalons.procurement.engine.product_indexes.rules import table

CRITERIA = ("1", "2", "3", "4", "5")  # out of 20
MARKS = ("2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "5.1", "5.2", "5.3")  # out of 10


class IndexVerdict(StrEnum):
    """What a declaration is worth once recomputed, the worst first; unknown when it cannot be."""

    INCOHERENT = "incoherent"
    DOUBTFUL = "doubtful"
    COHERENT = "coherent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IndexGap:
    """A declared value and the recomputed one; ``criterion`` is empty for the index."""

    criterion: str
    declared: Decimal
    computed: Decimal
    verdict: IndexVerdict


def criterion(number: str, marks: Mapping[str, Decimal], category: str = "") -> Decimal | None:
    """The criterion out of 20 from its marks out of 10; None when a mark is missing.

    >>> criterion("2", {"2.1": Decimal("7.8"), "2.2": Decimal(10), "2.3": Decimal(10)})
    Decimal('17.80')
    """
    names = {name for name in marks if name.startswith(f"{number}.")}
    grid = table()["grid"]
    split = number == "5" and len(names) > 1 and category in grid["several"]["categories"]
    weights = (grid["several"] if split else grid)["coefficients"][number]
    if not names or set(weights) != names:
        return None
    return sum((marks[name] * Decimal(each) for name, each in weights.items()), Decimal(0))


def check(
    category: str, index: Decimal | None, marks: Mapping[str, Decimal]
) -> tuple[IndexVerdict, list[IndexGap]]:
    """The verdict on a declared index out of 10 with its criteria and marks, and each comparison.

    The split of a fifth criterion, unverified, raises a doubt, never more.
    """
    gaps, made = [], {name: marks[name] for name in CRITERIA if name in marks}
    for number in CRITERIA:
        computed = criterion(number, marks, category)
        if computed is not None and number in made:
            sure = number != "5" or "5.2" not in marks
            gaps.append(_gap(number, made[number], computed, "criterion", sure=sure))
        elif computed is not None:
            made[number] = computed
    if index is not None and set(made) == set(CRITERIA):
        gaps.append(_gap("", index, sum(made.values(), Decimal(0)) / 10, "index", sure=True))
    found = {gap.verdict for gap in gaps}
    return next((each for each in IndexVerdict if each in found), IndexVerdict.UNKNOWN), gaps


def _gap(number: str, declared: Decimal, computed: Decimal, kind: str, *, sure: bool) -> IndexGap:
    grid, size = table()["grid"], abs(declared - computed)
    if size <= Decimal(grid["rounding"][kind]):
        return IndexGap(number, declared, computed, IndexVerdict.COHERENT)
    near = size <= Decimal(grid["tolerance"][kind]) or not sure
    return IndexGap(
        number, declared, computed, IndexVerdict.DOUBTFUL if near else IndexVerdict.INCOHERENT
    )
