"""Spreadsheets: Excel old and new, OpenDocument; values of formulas, dates as dates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.kinds import FileKind
from jalons.tabular.files.limits import Limits
from jalons.tabular.files.workbook_parts import (
    BROKEN_ARCHIVE,
    Extent,
    binary_sheet_extents,
    open_document_extents,
    open_xml_extents,
    shared_text_bytes,
)

if TYPE_CHECKING:
    import python_calamine as calamine

MOST_MERGES = 50_000
_WHOLE = 2.0**53  # above, a float has no digit after the comma


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells of one column merged in one: rows from 0, ends included."""

    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet of an open workbook: row 0 is the first of the file, column 0 the first used.

    ``merges`` are the cells merged downwards by column; those merged sideways are titles.
    """

    name: str
    hidden: bool
    width: int
    merges: dict[int, list[Merge]]
    source: calamine.CalamineSheet

    def rows(self) -> Iterator[list[str]]:
        """Its rows of text, cells trimmed, "" where there is nothing."""
        for row in self.source.iter_rows():
            yield [cell_text(cell) for cell in row]


def open_workbook(
    content: bytes, kind: FileKind, where: Where, limits: Limits
) -> list[WorkbookSheet]:
    """The sheets of a workbook; ``TableError`` explains a refusal.

    The size is measured before the file is opened: a small file can ask for gigabytes.
    """
    import python_calamine as calamine  # loaded when first needed

    try:
        for extent in _extents(content, kind, where, limits):
            limits.check(where, rows=extent.last_row, columns=extent.width)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = book.sheets_metadata
        limits.check_sheets(where, len(found))
        cells = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet)
        return [
            _sheet(book, each, Where(file=where.file, sheet=each.name), limits)
            for each in found
            if each.typ in cells
        ]
    except calamine.PasswordError as error:
        raise TableError("file_protected", where=where) from error
    except (*BROKEN_ARCHIVE, calamine.CalamineError) as error:
        raise TableError("file_damaged", where=where) from error
    except BaseException as error:
        # The library is written in Rust: a panic there reaches us outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise TableError("file_damaged", where=where) from error


def cell_text(value: object) -> str:
    """The text of a cell: 12 and not 12.0, no exponent, days as ISO, durations as 30:15:00.

    >>> cell_text(12.0), cell_text(1e-7), cell_text(datetime(2026, 3, 1, 0, 0))
    ('12', '0.0000001', '2026-03-01')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number_text(value) if isinstance(value, int | float) else _time_text(value)


def _number_text(value: float) -> str:
    is_whole = value == int(value) and abs(value) < _WHOLE
    return str(int(value)) if is_whole else format(Decimal(repr(value)), "f")


def _time_text(value: object) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat() if isinstance(value, date | time) else ""


def fill_down(rows: Sequence[list[str]], merges: dict[int, list[Merge]]) -> int:
    """Write the text of cells merged downwards on each of their rows; how many there were."""
    count = 0
    for column, found in merges.items():
        for merge in found:
            count += 1
            for row in rows[merge.first_row + 1 : merge.last_row + 1]:
                row[column] = row[column] or rows[merge.first_row][column]
    return count


def _extents(content: bytes, kind: FileKind, where: Where, limits: Limits) -> Iterable[Extent]:
    if kind is FileKind.OPEN_XML:
        limits.check_expanded(where, shared_text_bytes(content))
        return open_xml_extents(content)
    if kind is FileKind.BINARY_OPEN_XML:
        return binary_sheet_extents(content)
    return open_document_extents(content) if kind is FileKind.OPEN_DOCUMENT else ()


def _sheet(
    book: calamine.CalamineWorkbook, found: calamine.SheetMetadata, where: Where, limits: Limits
) -> WorkbookSheet:
    import python_calamine as calamine

    sheet = book.get_sheet_by_name(found.name)
    limits.check(where, rows=_height(sheet), columns=sheet.width)
    hidden = found.visible != calamine.SheetVisibleEnum.Visible
    return WorkbookSheet(found.name, hidden, sheet.width, _runs_down(sheet), sheet)


def _height(sheet: calamine.CalamineSheet) -> int:
    """The number of rows from the first of the file to the last that is not empty."""
    return sheet.end[0] + 1 if sheet.end else 0


def _runs_down(sheet: calamine.CalamineSheet) -> dict[int, list[Merge]]:
    """The merges of one column over several rows, by column from the first used.

    What starts outside of the cells is left out, and so is a merge over another, which no
    spreadsheet writes.
    """
    ranges, height = sheet.merged_cell_ranges or [], _height(sheet)
    if not ranges or len(ranges) > MOST_MERGES or sheet.start is None:
        return {}
    found: dict[int, list[Merge]] = {}
    for (top, left), (bottom, right) in sorted(ranges):
        column = left - sheet.start[1]
        tall = bottom > top and left == right
        if not tall or not 0 <= column < sheet.width or top >= height:
            continue
        above = found.setdefault(column, [])
        if not above or top > above[-1].last_row:
            above.append(Merge(top, min(bottom, height - 1)))
    return found
