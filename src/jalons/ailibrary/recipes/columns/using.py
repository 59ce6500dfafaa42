"""The recipe as it is used: a table in, what its columns look like out, never its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from jalons.ailibrary.engine.columns.cells import says_nothing
from jalons.ailibrary.engine.columns.judging import TEXT, ColumnJudgement, table
from jalons.ailibrary.recipes.columns.rule import judged

ROWS = 50_000  # first rows of a table that are read


def findings(
    headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[tuple[int, str, ColumnJudgement]]:
    """The place and heading of each column that is recognised, and what it looks like.

    A column is in several findings when a few of its cells show something else.
    """
    cells: list[list[str]] = [[] for _ in headings]
    for row in islice(rows, ROWS):
        cells += [[] for _extra in row[len(cells) :]]
        for column, cell in zip(cells, row, strict=False):
            if len(column) < table()["cells"] and not says_nothing(cell):
                column.append(cell)
    for place, column in enumerate(cells):
        heading = headings[place] if place < len(headings) else ""
        for each in judged(heading, column):
            if each.kind != TEXT or each.personal:
                yield place, heading, each
