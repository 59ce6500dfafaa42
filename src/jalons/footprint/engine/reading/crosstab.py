"""Tables that count: a site per row, a kind of device per column, a number in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from jalons.footprint.engine.inventory import Notice
from jalons.footprint.engine.reading.cells import read_quantity
from jalons.footprint.engine.reading.columns import Field, field_named
from jalons.footprint.engine.reading.numbers import Part, numbers_in
from jalons.footprint.engine.reading.reference import families, table, type_words
from jalons.footprint.engine.reading.rows import is_total
from jalons.footprint.engine.reading.sheet import Sheet
from jalons.footprint.engine.reading.words import fold
from jalons.kernel import Where

_HEADER_ROWS = 20
_FEWEST_KINDS = 2
_LEAST_NUMBERS = 0.8


def uncrossed(sheet: Sheet) -> Sheet:
    """The sheet with each row's counts in one cell, « 12 x PC fixes + 8 x écrans », as a list is.

    Rows stay where they are; a sheet that is no such table is given back as it is.
    """
    found = _find(sheet)
    if found is None:
        return sheet
    header, kinds = found
    height = sheet.cells.height
    counts = {column: sheet.cells[str(column)].to_list() for column in kinds}
    types, quantities = [""] * height, [""] * height
    types[header], quantities[header] = "Type", "Quantité"
    for row in range(header + 1, height):
        if is_total([cell for cell in sheet.cells.row(row) if cell]):
            continue
        parts = [
            (kinds[at], read_quantity(cells[row])) for at, cells in counts.items() if cells[row]
        ]
        told = [f"{count:.0f} x {kind}" for kind, count in parts if count]
        types[row], quantities[row] = " + ".join(told), "1" if told else ""
    blank = [pl.lit("").alias(str(column)) for column in kinds]
    width = sheet.cells.width
    cells = sheet.cells.with_columns(
        *blank,
        pl.Series(str(width), types, pl.String),
        pl.Series(str(width + 1), quantities, pl.String),
    )
    where = Where(sheet.where.file, sheet.name, header + 1)
    notice = Notice("cross_table", where, {"kinds": ", ".join(kinds.values())})
    return replace(sheet, cells=cells, notices=(*sheet.notices, notice))


def _find(sheet: Sheet) -> tuple[int, Mapping[int, str]] | None:
    """The row (0-based) that names kinds of device over numbers, with their columns."""
    for row, cells in enumerate(sheet.cells.head(_HEADER_ROWS).rows()):
        if any(field_named(cell) in {Field.TYPE, Field.MODEL} for cell in cells):
            return None
        named = {column: name for column, cell in enumerate(cells) if (name := _kind(cell))}
        counted = {column: name for column, name in named.items() if _counts(sheet, row, column)}
        if len(counted) >= _FEWEST_KINDS:
            return row, counted
    return None


def _kind(cell: str) -> str | None:
    """How a heading names a kind of device in a list, or None when it names none."""
    found = type_words().exact(fold(cell)) if len(cell) <= 60 else None
    if found is None or (found in families() and families()[found].nature):
        return None
    if numbers_in(f"2 x {cell}").parts == (Part(cell, 2.0),):
        return cell
    return str(table("devices")[found]["name"]["fr"]) if found in table("devices") else None


def _counts(sheet: Sheet, header: int, column: int) -> bool:
    below: Sequence[str] = sheet.cells[str(column)].slice(header + 1).to_list()
    filled = [cell for cell in below if cell]
    numbers = [cell for cell in filled if cell[0].isdecimal() and read_quantity(cell) is not None]
    zeros = [cell for cell in filled if cell in {"0", "0.0", "-"}]
    labels = len(numbers) > 1 and all(cell.isdecimal() and len(cell) > 3 for cell in numbers)
    return (
        bool(numbers) and not labels and len(numbers) + len(zeros) >= _LEAST_NUMBERS * len(filled)
    )
