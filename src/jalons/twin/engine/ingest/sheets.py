"""The rows of a CSV or a spreadsheet, as readings a mapping of envelope ``table`` takes.

The bytes are measured before a spreadsheet is opened: a small file can ask for gigabytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jalons.kernel.workbook_parts import (
    BROKEN_ARCHIVE,
    binary_sheet_extents,
    open_document_extents,
    open_xml_extents,
    shared_text_bytes,
)
from jalons.twin.engine.problems import Problem

from .reading import refused

if TYPE_CHECKING:
    import fastexcel

MOST_BYTES = 50 << 20
MOST_EXPANDED = 400 << 20
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 500_000, 400, 5_000_000
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a file: its number as a spreadsheet shows it, and its cells by column name."""

    number: int
    cells: dict[str, str]


def rows_of(content: bytes, *, sheet: str = "") -> list[SheetRow]:
    """The rows of a CSV, XLSX, XLS or ODS file that hold something, under their first line.

    ``sheet`` names one of a workbook, the first by default. Raises ``Problem``.
    """
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise refused("the file is empty", mend="export it again")
    if len(content) > MOST_BYTES:
        raise Problem("RequestEntityTooLarge", f"{len(content)} bytes; at most {MOST_BYTES}")
    workbook = content.startswith(_SPREADSHEET)
    table = _workbook(content, sheet) if workbook else _delimited(content)
    lines = enumerate(table, start=1)
    header = next((cells for _, cells in lines if any(cells)), None)
    if header is None:
        raise refused("the file is empty", mend="export it again")
    names = _columns(header)
    found = list(_rows(names, lines))
    if not found:
        raise refused("there is no row under the names of the columns")
    return found


def _columns(header: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in header]
    given = [name for name in names if name]
    if twice := next((name for name in given if given.count(name) > 1), None):
        raise refused(f"two columns are called {twice!r}", where="line 1", mend="rename one")
    return names


def _rows(names: Sequence[str], lines: Iterator[tuple[int, Sequence[str]]]) -> Iterator[SheetRow]:
    for number, cells in lines:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        if any(row.values()):
            yield SheetRow(number, row)


def _check(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        detail = f"{rows} × {columns} cells; at most {MOST_ROWS} rows and {MOST_COLUMNS} columns"
        raise Problem("RequestEntityTooLarge", detail)


def _unreadable(error: BaseException) -> Problem:
    problem = refused("the file cannot be read", mend="save it again as XLSX or CSV")
    problem.__cause__ = error
    return problem


def _workbook(content: bytes, sheet: str) -> list[list[str]]:
    import fastexcel  # loaded when first needed: it costs memory

    try:
        if content.startswith(b"PK"):
            _measured(content)
        return _sheet(fastexcel.read_excel(content), sheet)
    except Problem:
        raise
    except (*BROKEN_ARCHIVE, fastexcel.FastExcelError) as error:
        raise _unreadable(error) from error
    except BaseException as error:
        # The library is written in Rust: a panic there reaches us outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(error) from error


def _sheet(reader: fastexcel.ExcelReader, sheet: str) -> list[list[str]]:
    names = reader.sheet_names
    if sheet and sheet not in names:
        raise refused(f"there is no sheet {sheet!r}", mend=f"choose among {', '.join(names[:10])}")
    loaded = reader.load_sheet(sheet or names[0], header_row=None, skip_rows=0, dtypes="string")
    _check(loaded.total_height, loaded.width)
    if not loaded.width or not loaded.height:
        return []
    return [[(cell or "").strip() for cell in row] for row in loaded.to_polars().rows()]


def _measured(content: bytes) -> None:
    """Nothing, for a workbook that fits in memory; raises ``Problem`` for one that does not."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        expanded = sum(each.file_size for each in archive.infolist())
    if max(expanded, shared_text_bytes(content)) > MOST_EXPANDED:
        raise Problem("RequestEntityTooLarge", f"the file unfolds to {expanded} bytes")
    parts = open_xml_extents(content)
    others = [*binary_sheet_extents(content), *open_document_extents(content)]
    for extent in (*parts.values(), *others):
        _check(extent.last_row, extent.width)


def _delimited(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\x00" in text or content.startswith(_NO_TEXT):
        raise refused("the file is not a table", mend="export it as CSV or XLSX")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        found: list[list[str]] = []
        cells = 0
        for row in reader:
            cells += len(row)
            if len(row) > MOST_COLUMNS or len(found) >= MOST_ROWS or cells > MOST_CELLS:
                _check(len(found) + 1, max(len(row), cells // (len(found) + 1)))
                raise Problem("RequestEntityTooLarge", f"more than {MOST_CELLS} cells")
            found.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise _unreadable(error) from error
    return found


def _decoded(content: bytes) -> str:
    """The text of a file, in UTF-8, UTF-16 or what Excel writes in France (Windows 1252)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The mark found most on the first line, a semicolon when there is none."""
    first = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    best = max(";\t,|", key=first.count)
    return best if first.count(best) else ";"
