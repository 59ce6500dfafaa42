"""A batch: some rows of a long table, all as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from jalons.footprint.engine.inventory.line import Notice

BATCH_CELLS = 1_200_000
MOST_BATCH_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a table: columns "0", "1"… of trimmed text, "" when blank, as many in every batch.

    ``first_row`` is the place of the first one, 1 for the first row of the file. ``done`` (0 to 1)
    says how much of the file was read; ``notices``, what reading these rows took.
    """

    cells: pl.DataFrame
    first_row: int
    done: float = 0.0
    notices: tuple[Notice, ...] = ()


# Starts again from the first row at each call: a file may have to be read twice.
type OpenBatches = Callable[[], Iterator[Batch]]


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as columns "0", "1"… of trimmed text, "" in place of nulls."""
    named = frame.rename(dict(zip(frame.columns, map(str, range(frame.width)), strict=True)))
    return named.select(
        pl.lit("").alias(name)
        if kind.is_nested() or kind == pl.Binary
        else pl.col(name).cast(pl.String).fill_null("").str.strip_chars()
        for name, kind in named.schema.items()
    )


def rows_per_batch(width: int) -> int:
    """How many rows of so many columns make a batch."""
    return max(1, min(MOST_BATCH_ROWS, BATCH_CELLS // max(1, width)))
