"""From the bytes of a file to its sheets: rows of text, cells merged downwards filled."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jalons.kernel import Where
from jalons.kernel.text_files import decoded, find_delimiter, without_hint
from jalons.kernel.workbook_parts import (
    BROKEN_ARCHIVE,
    Extent,
    binary_sheet_extents,
    by_sheet_name,
    open_document_extents,
    open_xml_extents,
    shared_text_bytes,
)
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_reading.boards import rows_of_json

if TYPE_CHECKING:
    import fastexcel

MOST_BYTES = 10 * 2**20
MOST_EXPANDED = 200 * 2**20
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 400, 1_000_000


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A sheet: its name ("" for CSV) and its rows of text, the first one first."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_plan_sheets(content: bytes, filename: str) -> tuple[PlanSheet, ...]:
    """The sheets of a CSV, XLSX, XLS, ODS or JSON file that hold something.

    Raises ``StrategyError``: ``plan_file_empty``, ``plan_file_too_big``, ``plan_file_unreadable``.
    """
    where = Where(file=filename)
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise StrategyError("plan_file_empty", where=where, file=filename)
    if len(content) > MOST_BYTES:
        raise _too_big(where, f"{len(content) / 2**20:.0f} Mo", f"{MOST_BYTES // 2**20} Mo")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheets = _workbook(content, where)
    else:
        sheets = [PlanSheet("", _text(content, where))]
    filled = tuple(sheet for sheet in sheets if any(map(any, sheet.rows)))
    if not filled:
        raise StrategyError("plan_file_empty", where=where, file=filename)
    return filled


def _too_big(where: Where, size: str, most: str) -> StrategyError:
    return StrategyError("plan_file_too_big", where=where, file=where.file, size=size, most=most)


def _check(where: Where, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        size, most = f"{rows} × {columns}", f"{MOST_ROWS} × {MOST_COLUMNS}"
        raise _too_big(where, size, most)


# Workbooks ----------------------------------------------------------------------------------------


def _workbook(content: bytes, where: Where) -> list[PlanSheet]:
    import fastexcel  # loaded when first needed: it costs memory

    try:
        extents = _measured(content, where) if content.startswith(b"PK") else {}
        reader = fastexcel.read_excel(content)
        return [_sheet(reader, name, where, extents.get(name)) for name in reader.sheet_names]
    except (*BROKEN_ARCHIVE, fastexcel.FastExcelError) as error:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error
    except BaseException as error:
        # The library is written in Rust: a panic there reaches us outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error


def _sheet(
    reader: fastexcel.ExcelReader, name: str, where: Where, extent: Extent | None
) -> PlanSheet:
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    _check(where, loaded.total_height, loaded.width)
    if not loaded.width or not loaded.height:
        return PlanSheet(name, ())
    rows = [[(cell or "").strip() for cell in row] for row in loaded.to_polars().rows()]
    runs = extent.runs_down(rows=len(rows), columns=loaded.width) if extent else {}
    for column, merges in runs.items():
        for merge in merges:
            for row in rows[merge.first_row : merge.last_row]:
                row[column] = row[column] or rows[merge.first_row - 1][column]
    return PlanSheet(name, tuple(tuple(row) for row in rows))


def _measured(content: bytes, where: Where) -> dict[str, Extent]:
    """What each sheet spans, by its name, after refusing what would not fit in memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        expanded = sum(each.file_size for each in archive.infolist())
    _check_expanded(where, expanded)
    _check_expanded(where, shared_text_bytes(content))
    parts = open_xml_extents(content)
    others = [*binary_sheet_extents(content), *open_document_extents(content)]
    for extent in (*parts.values(), *others):
        _check(where, extent.last_row, extent.width)
    return by_sheet_name(content, parts)


def _check_expanded(where: Where, size: int) -> None:
    if size > MOST_EXPANDED:
        raise _too_big(where, f"{size / 2**20:.0f} Mo", f"{MOST_EXPANDED // 2**20} Mo")


# Text ---------------------------------------------------------------------------------------------


def _text(content: bytes, where: Where) -> tuple[tuple[str, ...], ...]:
    try:
        text = decoded(content).text
    except UnicodeDecodeError as error:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error
    if "\x00" in text or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise StrategyError("plan_file_unreadable", where=where, file=where.file)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json(text, where)
    delimiter = find_delimiter(text, otherwise=";")
    try:
        found = list(csv.reader(io.StringIO(without_hint(text), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error
    _check(where, len(found), max(map(len, found), default=0))
    width = max(map(len, found), default=0)
    return tuple(tuple(_padded(row, width)) for row in found)


def _json(text: str, where: Where) -> tuple[tuple[str, ...], ...]:
    """The rows of a board or of a table exported as JSON."""
    try:
        found = rows_of_json(text.lstrip("\ufeff"))
    except (ValueError, RecursionError, OverflowError, OSError) as error:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error
    if found is None:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file)
    _check(where, len(found), max(map(len, found), default=0))
    return found


def _padded(row: Sequence[str], width: int) -> list[str]:
    """The cells of a row, an apostrophe that made a formula inert taken off."""
    cells = [cell.replace("\r\n", "\n").strip() for cell in row]
    bare = [cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" and cell[1:] else cell
            for cell in cells]  # fmt: skip
    return [*bare, *[""] * (width - len(cells))]
