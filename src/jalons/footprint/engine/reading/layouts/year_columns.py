"""Lists with a year as the heading of each column of numbers: the last year is the quantity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.columns import field_named
from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.periods import Period, dated
from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.kernel import Where

_HEADER_ROWS = 20
_FEWEST_YEARS = 2


def with_last_year(sheet: Sheet) -> Sheet:
    """The sheet with its last year under the heading « Quantité », when a list counts by year.

    A row that has numbers for earlier years only counts none.
    """
    found = _find(sheet)
    if found is None:
        return sheet
    header, years = found
    last = max(years, key=lambda column: years[column])
    values = sheet.cells[str(last)].to_list()
    heading, values[header] = values[header], "Quantité"
    for row in range(header + 1, len(values)):
        if not values[row] and any(sheet.cells[str(column)][row] for column in years):
            values[row] = "0"
    others = [sheet.cells[str(column)][header] for column in years if column != last]
    params = {"column": heading, "others": ", ".join(f"« {each} »" for each in others)}
    notice = Notice("last_year_read", Where(sheet.where.file, sheet.name, header + 1), params)
    cells = sheet.cells.with_columns(pl.Series(str(last), values, pl.String))
    return replace(sheet, cells=cells, notices=(*sheet.notices, notice))


def _find(sheet: Sheet) -> tuple[int, Mapping[int, Period]] | None:
    """The row (0-based) of headings of a list that counts by year, with its years by column."""
    for at, cells in enumerate(sheet.cells.head(_HEADER_ROWS).rows()):
        fields = {field_named(cell) for cell in cells if cell}
        if not fields & {Field.TYPE, Field.MODEL}:
            continue
        if Field.QUANTITY in fields:
            return None
        years = {
            column: found.period
            for column, cell in enumerate(cells)
            if (found := dated(cell)).period
            and found.rest in table("layouts")["periods"]["counted"]
            and _is_counted(sheet, at, column)
        }
        apart = len(set(years.values())) == len(years)
        return (at, years) if len(years) >= _FEWEST_YEARS and apart else None
    return None


def _is_counted(sheet: Sheet, header: int, column: int) -> bool:
    filled = [cell for cell in sheet.cells[str(column)].slice(header + 1).to_list() if cell]
    return bool(filled) and all(cell == "-" or read_number(cell) is not None for cell in filled)
