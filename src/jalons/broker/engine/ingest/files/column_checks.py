"""What a plan leaves doubtful in the columns of a file: cells refused, units read from cells.

Nothing becomes a text, nor takes a unit, without a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jalons.broker.engine.ingest.measures import signed
from jalons.broker.engine.ingest.plan import Plan, PlannedColumn

from .proposal import heading_unit, reads_as

Reason = Literal["refused", "text", "unit"]
EXAMPLES = 3
MOSTLY = 0.5  # of the cells are numbers: one asks oneself why the column is a text


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about a column: ``count`` cells of ``total`` are odd; some with their lines.

    ``refused``: they are not of the ``kind`` of the column. ``text``: they are no numbers alone, so
    that the column stays a text. ``unit``: they write no unit, the others
    do and it was taken.
    """

    column: str
    reason: Reason
    kind: str
    unit: str
    count: int
    total: int
    examples: tuple[tuple[int, str], ...]


Row = tuple[int, Mapping[str, str]]


def doubts(plan: Plan, rows: Sequence[Row]) -> list[Doubt]:
    """The doubts about the columns a plan reads, from rows with the number of their line."""
    blanks = {each.lower() for each in plan.blanks}
    found: list[Doubt] = []
    for column in plan.columns:
        if not column.attribute:
            continue
        cells = [(number, row.get(column.path, "").strip()) for number, row in rows]
        said = [(number, cell) for number, cell in cells if cell and cell.lower() not in blanks]
        found += _doubts(column, said)
    return found


def _doubts(column: PlannedColumn, cells: Sequence[tuple[int, str]]) -> list[Doubt]:
    def doubt(reason: Reason, odd: Sequence[tuple[int, str]]) -> Doubt:
        return Doubt(
            column.path, reason, column.kind, column.unit, len(odd), len(cells),
            tuple((number, cell[:40]) for number, cell in odd[:EXAMPLES]),
        )  # fmt: skip

    if column.kind == "text":
        numbers = sum(reads_as("number", cell, signed(cell)[1]) for _, cell in cells)
        odd = [each for each in cells if not reads_as("number", each[1])]
        return [doubt("text", odd)] if odd and numbers >= MOSTLY * len(cells) else []
    odd = [each for each in cells if not reads_as(column.kind, each[1], column.unit)]
    found = [doubt("refused", odd)] if odd else []
    if column.kind == "number" and column.unit and not heading_unit(column.path):
        with_sign = [each for each in cells if signed(each[1])[1] == column.unit]
        bare = [each for each in cells if not signed(each[1])[1] and each not in odd]
        if with_sign:
            found.append(doubt("unit", bare))
    return found
