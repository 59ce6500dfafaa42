"""Groups of rows that share the same values: somebody alone in a group can be recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmallCounts:
    """The groups of a table: how many, the smallest, the rows of those of fewer than ``k`` rows.

    ``smallest`` is 0 for a table without rows. The groups themselves are not here.
    """

    k: int
    rows: int
    groups: int
    smallest: int
    small_rows: int


def small_counts(rows: Iterable[Sequence[str]], k: int) -> SmallCounts:
    """The groups of ``rows``, whose cells are those of the chosen columns; an empty cell counts.

    Capitals and spaces around do not part two values.

    >>> small_counts([("F", "35"), ("f", "35"), ("H", "35")], 2)
    SmallCounts(k=2, rows=3, groups=2, smallest=1, small_rows=1)
    """
    sizes = Counter(tuple(" ".join(cell.casefold().split()) for cell in row) for row in rows)
    small = sum(size for size in sizes.values() if size < k)
    return SmallCounts(k, sizes.total(), len(sizes), min(sizes.values(), default=0), small)
