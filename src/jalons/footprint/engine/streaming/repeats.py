"""Values seen twice in a column of any length, by their 64-bit hashes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

# 8 bytes each: 96 MB at most for a column, and as much again while two runs are put together.
MOST_VALUES = 12_000_000

type Hashes = NDArray[np.uint64]


@dataclass(slots=True)
class Repeats:
    """The distinct values of a column met so far, and how many rows repeat one of them.

    Two different values pass for the same with a chance of 3 in a million over ten million of them.
    Beyond ``MOST_VALUES`` distinct ones, new values are no more remembered (``full``). ``shown``
    are the first rows that repeat, ``rows`` how many do, ``seen`` how many had a value.
    """

    seen: int = 0
    rows: int = 0
    shown: list[int] = field(default_factory=list)
    full: bool = False
    _runs: list[Hashes] = field(default_factory=list)

    def add(self, values: pl.Series, rows: pl.Series, most_shown: int) -> None:
        """Add more values, with their rows."""
        hashes = values.hash().to_numpy()
        self.seen += len(hashes)
        repeated = ~values.is_first_distinct().to_numpy()
        order = np.argsort(hashes)
        ordered = hashes[order]
        for run in self._runs:
            at = np.searchsorted(run, ordered)
            known = run[np.minimum(at, len(run) - 1)] == ordered
            repeated[order[known]] = True
        self.rows += int(repeated.sum())
        if len(self.shown) < most_shown and repeated.any():
            found = rows.to_numpy()[repeated][: most_shown - len(self.shown)]
            self.shown += [int(row) for row in found]
        self._keep(ordered[~repeated[order]])

    def _keep(self, run: Hashes) -> None:
        stored = sum(map(len, self._runs))
        self.full = self.full or stored + len(run) > MOST_VALUES
        if self.full or not len(run):
            return
        # Runs at least double in size, so that each value is moved a few times only.
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort(kind="stable")
        self._runs.append(run)
