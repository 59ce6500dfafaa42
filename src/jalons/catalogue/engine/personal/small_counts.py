"""Groups of rows that share the same values: somebody alone in a group can be recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmallCounts:
    """The groups of a table: how many, the smallest, and those of fewer than ``k`` rows.

    ``smallest`` is 0 for a table without rows. The groups themselves are not here.
    """

    k: int
    rows: int
    groups: int
    smallest: int
    small_groups: int
    small_rows: int

    @property
    def is_safe(self) -> bool:
        """Whether no group is small: one sign among others, never a proof of anonymity."""
        return self.rows > 0 and not self.small_groups


def small_counts(rows: Iterable[Sequence[str]], k: int) -> SmallCounts:
    """The counts of the groups of ``rows``, whose cells are those of the chosen columns.

    Capitals and spaces around do not part two values; an empty cell is a value. ``ValueError``
    when ``k`` is less than 2.

    >>> small_counts([("F", "35"), ("f", "35"), ("H", "35")], 2)
    SmallCounts(k=2, rows=3, groups=2, smallest=1, small_groups=1, small_rows=1)
    """
    if k < 2:
        raise ValueError("k is at least 2")
    sizes = Counter(tuple(" ".join(cell.casefold().split()) for cell in row) for row in rows)
    small = [size for size in sizes.values() if size < k]
    return SmallCounts(k, sizes.total(), len(sizes), min(sizes.values(), default=0),
                       len(small), sum(small))  # fmt: skip
