"""Figures pasted from a spreadsheet: a line per indicator, a column per year.

Nothing is guessed: a cell that is not understood is reported with its line and column, and the
others are read. An empty cell changes nothing: unknown is not zero.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.kernel import JalonsError, Quantity, Unit
from jalons.strategy.engine.catalogue import Indicator, StrategyError
from jalons.tabular import numbers
from jalons.tabular.amounts import split_number
from jalons.tabular.columns import says_nothing
from jalons.tabular.folding import plain

MOST_CHARACTERS = 200_000
MOST_LINES = 500
MOST_COLUMNS = 60
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_SHARE = 1000.0  # %


@dataclass(frozen=True, slots=True)
class GridCell:
    """A value read for an indicator and a year, in the unit of its sheet; ``typed`` as pasted."""

    line: int
    column: int
    indicator: str
    year: int
    value: float
    typed: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was not understood, and where: line and column from 1, column 0 for a whole line."""

    line: int
    column: int
    error: StrategyError


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was understood, and what was not."""

    cells: tuple[GridCell, ...]
    troubles: tuple[Trouble, ...]


def read_number(text: str) -> tuple[float, str] | None:
    """The number of a cell and the unit written after it; None when it means unknown.

    Spaces separate thousands, the comma or the point is the decimal mark; “1.234” and “1,234” alone
    read as decimals, with both marks the last one is the decimal mark.

    >>> read_number("1 234,5 t"), read_number("12 %"), read_number("n.c.")
    ((1234.5, 't'), (12.0, '%'), None)

    Raises ``StrategyError`` (``number_unreadable``).
    """
    if says_nothing(text):
        return None
    found = split_number(text)
    value = numbers.read_number(found[0]) if found else None
    if found is None or value is None or not math.isfinite(float(value)):
        raise StrategyError("number_unreadable", value=text.strip()[:40])
    return float(value), found[1]


def to_unit(value: float, unit: str, sheet: Indicator) -> float:
    """``value`` in the unit of the sheet; without a unit it is in that unit already.

    A unit without its “per year” is taken for a yearly one where the sheet is yearly.
    Raises ``StrategyError`` (``value_unit``) for an unknown unit or another dimension.
    """
    if not unit or unit == sheet.unit.symbol:
        return value
    tail = sheet.unit.symbol.partition("/")[2]
    for symbol in (unit, f"{unit}/{tail}" if tail else unit):
        try:
            parsed = Unit.parse(symbol)
        except JalonsError:
            continue
        if parsed.dimensions == sheet.unit.dimensions:
            return Quantity(value, parsed).to(sheet.unit.symbol).value
    raise StrategyError(
        "value_unit", unit=unit[:40], expected=sheet.unit.symbol, indicator=sheet.name.fr
    )


def check_value(value: float, sheet: Indicator) -> None:
    """Refuse what no indicator can be: not a number, or a share nothing explains.

    A share may pass 100 %: devices sent to reuse are counted against the stock of 1 January.

    Raises ``StrategyError`` (``number_unreadable``, ``value_share``).
    """
    if not math.isfinite(value):
        raise StrategyError("number_unreadable", value=str(value))
    if sheet.unit.symbol == "%" and not 0 <= value <= MOST_SHARE:
        raise StrategyError("value_share", value=value, indicator=sheet.name.fr)


def names_of(sheets: Iterable[Indicator]) -> dict[str, Indicator]:
    """The sheets by what a person may call them: id, French or English name, folded."""
    found: dict[str, Indicator] = {}
    for sheet in sheets:
        for name in (sheet.id, sheet.name.fr, sheet.name.en):
            found[plain(name)] = sheet
    return found


def read_grid(
    text: str, names: Mapping[str, Indicator], *, units: Mapping[str, str] | None = None
) -> Pasted:
    """The values of a pasted table: years in the first line, indicators in the first column.

    A column “unité” or “unit” is read as the unit of its line; ``units`` are the words a page says
    for the unit of an indicator, by id. Raises ``StrategyError``: ``grid_empty``, ``grid_large``,
    ``grid_years`` when the first line names no year.
    """
    rows = _rows(text)
    units = units or {}
    years, unit_column, troubles = _heading(rows[0])
    if not years:
        raise StrategyError("grid_years", line=" | ".join(rows[0])[:80])
    cells: list[GridCell] = []
    seen: dict[tuple[str, int], int] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        sheet = names.get(plain(row[0]))
        if sheet is None:
            troubles.append(_trouble(line, 1, "grid_name", name=row[0].strip()[:80]))
            continue
        unit = (
            row[unit_column].strip() if unit_column is not None and unit_column < len(row) else ""
        )
        if plain(unit) == plain(units.get(sheet.id, "")):
            unit = ""
        for column, year in years.items():
            cell = _cell(row, line, column, year, unit, sheet, troubles)
            if cell is None:
                continue
            first = seen.setdefault((sheet.id, year), line)
            if first != line:
                troubles.append(
                    _trouble(line, column + 1, "grid_twice", name=sheet.name.fr, first=first)
                )
                continue
            cells.append(cell)
    return Pasted(tuple(cells), tuple(troubles))


def _cell(  # noqa: PLR0913, PLR0917  where a cell stands, and what it is read with
    row: list[str],
    line: int,
    column: int,
    year: int,
    unit: str,
    sheet: Indicator,
    troubles: list[Trouble],
) -> GridCell | None:
    typed = row[column] if column < len(row) else ""
    try:
        read = read_number(typed)
        if read is None:
            return None
        value = to_unit(read[0], read[1] or unit, sheet)
        check_value(value, sheet)
    except StrategyError as error:
        troubles.append(Trouble(line, column + 1, error))
        return None
    return GridCell(line, column + 1, sheet.id, year, value, typed.strip()[:40])


def _trouble(line: int, column: int, code: str, **facts: Any) -> Trouble:
    return Trouble(line, column, StrategyError(code, **facts))


def _rows(text: str) -> list[list[str]]:
    if not text.strip():
        raise StrategyError("grid_empty")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        raise StrategyError("grid_large", lines=MOST_LINES)
    head = next(line for line in lines if line.strip())
    mark = next((mark for mark in ("\t", ";") if mark in head), ",")
    try:
        found = [row for row in csv.reader(lines, delimiter=mark) if row]
    except csv.Error:
        found = [line.split(mark) for line in lines if line]
    if not found:
        raise StrategyError("grid_empty")
    if max(map(len, found)) > MOST_COLUMNS:
        raise StrategyError("grid_large", lines=MOST_LINES)
    return found


def _heading(row: list[str]) -> tuple[dict[int, int], int | None, list[Trouble]]:
    """The year of each column, the column of units, and the columns that are neither."""
    years: dict[int, int] = {}
    unit_column: int | None = None
    troubles: list[Trouble] = []
    for column, cell in enumerate(row[1:], start=1):
        text = plain(cell)
        if text in {"unite", "unit"}:
            unit_column = column
        elif re.fullmatch(r"[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
            if int(text) in years.values():
                troubles.append(_trouble(1, column + 1, "grid_year_twice", year=text))
            else:
                years[column] = int(text)
        elif text:
            troubles.append(_trouble(1, column + 1, "grid_year", value=cell.strip()[:40]))
    return years, unit_column, troubles
