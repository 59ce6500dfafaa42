"""A sheet as text: all its cells, each on its own row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import polars as pl

from jalons.footprint.engine.inventory.line import Nature, Notice
from jalons.kernel import Where


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet: columns "0", "1"… of text, "" when blank, row 1 first.

    ``name`` is "" for a CSV file. ``notices``: what reading them took. ``rows``: the row of the
    file each row of cells comes from, when one made several; ``asides``: the nature of rows
    (0-based) that are known to be no device; ``shared``: by column, the rows (0-based) whose cell
    is merged into a number above.
    """

    name: str
    cells: pl.DataFrame
    file: str = ""
    hidden: bool = False
    notices: tuple[Notice, ...] = ()
    rows: tuple[int, ...] = ()
    asides: Mapping[int, Nature] = field(default_factory=dict)
    shared: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def where(self) -> Where:
        """The place of the sheet."""
        return Where(file=self.file, sheet=self.name)


def frame_of(rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Rows of any length as a frame of text: short rows end with blanks."""
    columns = zip_longest(*rows, fillvalue="")
    return tidy(pl.DataFrame({str(i): list(column) for i, column in enumerate(columns)}))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with trimmed text, no null, and no blank row or column at its end."""
    if not frame.width:
        return frame
    named = frame.rename(dict(zip(frame.columns, map(str, range(frame.width)), strict=True)))
    clean = named.select(pl.all().cast(pl.String).fill_null("").str.strip_chars())
    filled = clean.select(pl.any_horizontal(pl.all() != "")).to_series().arg_true()
    clean = clean.head(int(filled[-1]) + 1 if len(filled) else 0)
    used = [i for i, name in enumerate(clean.columns) if (clean[name] != "").any()]
    return clean.select(clean.columns[: used[-1] + 1]) if used else clean.clear()
