"""The rows of a CSV or a spreadsheet, as readings a mapping of envelope ``table`` takes.

The bytes are measured before a spreadsheet is opened: a small file can ask for gigabytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jalons.kernel.text_files import decoded, find_delimiter, without_hint
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
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
LOOKED_AT, TOLD_BY = 30, 200
_NUMERIC = str.maketrans("", "", " \u00a0\u202f.,+-:/%")
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a file: its number as a spreadsheet shows it, and its cells by column name."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file opened: its lines, and how it was read.

    ``encoding`` and ``delimiter`` are of a text, ``sheets`` and ``sheet`` of a workbook.
    """

    lines: list[list[str]]
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The rows under the headings of the line ``header``.

    ``twice`` are the headings several columns had: each of these columns is numbered, as ``t (2)``.
    A column without heading is called by its letter, as ``[D]``.
    """

    header: int
    names: tuple[str, ...]
    twice: tuple[str, ...]
    rows: list[SheetRow]


def rows_of(
    content: bytes, *, sheet: str = "", header: int = 0, used: Collection[str] | None = None
) -> list[SheetRow]:
    """The rows of a CSV, XLSX, XLS or ODS file that hold something, under their headings.

    ``sheet`` names one of a workbook, the first by default; ``header`` is the line of the headings,
    found when 0. Raises ``Problem``, as for two columns of one name among those ``used`` (all by
    default).
    """
    table = table_of(opened_table(content, sheet=sheet), header=header)
    if twice := next((name for name in table.twice if used is None or name in used), None):
        raise refused(
            f"two columns are called {twice!r}", where=f"line {table.header}", mend="rename one"
        )
    return table.rows


def opened_table(content: bytes, *, sheet: str = "") -> RawTable:
    """The lines of a file; raises ``Problem`` for what is empty, too large or no table."""
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise refused("the file is empty", mend="export it again")
    if len(content) > MOST_BYTES:
        raise Problem("RequestEntityTooLarge", f"{len(content)} bytes; at most {MOST_BYTES}")
    workbook = content.startswith(_SPREADSHEET)
    return _workbook(content, sheet) if workbook else _delimited(content)


def table_of(raw: RawTable, *, header: int = 0) -> SheetTable:
    """The rows of a file opened; raises ``Problem`` when there is none."""
    header = header or header_line(raw.lines)
    if not 0 < header <= len(raw.lines) or not any(raw.lines[header - 1]):
        raise refused("there is no heading on this line", where=f"line {header}")
    names, twice = _columns(raw.lines, header)
    found = list(_rows(names, raw.lines, header))
    if not found:
        raise refused("there is no row under the names of the columns")
    return SheetTable(header, tuple(name for name in names if name), twice, found)


def header_line(lines: Sequence[Sequence[str]]) -> int:
    """The number of the line of the headings, 1 for the first.

    It is the first line as full as the others that writes no number: titles above are often merged
    cells. Without such a line, the first that holds something. Raises ``Problem`` for no line.
    """
    first = [(rank, cells) for rank, cells in enumerate(lines[:LOOKED_AT], start=1) if any(cells)]
    if not first:
        first = [(rank, cells) for rank, cells in enumerate(lines, start=1) if any(cells)][:1]
    if not first:
        raise refused("the file is empty", mend="export it again")
    fullest = max(sum(map(bool, cells)) for _, cells in first)
    for rank, cells in first:
        if sum(map(bool, cells)) > 0.6 * fullest and not any(_writes_number(c) for c in cells):
            return rank
    return first[0][0]


def _writes_number(cell: str) -> bool:
    return cell.translate(_NUMERIC).isdecimal()


def _columns(lines: Sequence[Sequence[str]], header: int) -> tuple[list[str], tuple[str, ...]]:
    given = [" ".join(cell.split()) for cell in lines[header - 1]]
    told = lines[header : header + TOLD_BY]
    given += [""] * (max((len(cells) for cells in told), default=0) - len(given))
    for rank, name in enumerate(given):
        if not name and any(len(cells) > rank and cells[rank] for cells in told):
            given[rank] = f"[{_letter(rank)}]"
    counts = Counter(name for name in given if name)
    twice = tuple(name for name, times in counts.items() if times > 1)
    seen: Counter[str] = Counter()
    names = []
    for name in given:
        seen[name] += 1
        names.append(f"{name} ({seen[name]})" if name in twice else name)
    return names, twice


def _letter(rank: int) -> str:
    first, last = divmod(rank, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _rows(names: Sequence[str], lines: Sequence[Sequence[str]], header: int) -> Iterator[SheetRow]:
    for number in range(header + 1, len(lines) + 1):
        row = {n: cell for n, cell in zip(names, lines[number - 1], strict=False) if n}
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


def _workbook(content: bytes, sheet: str) -> RawTable:
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


def _sheet(reader: fastexcel.ExcelReader, sheet: str) -> RawTable:
    names = tuple(reader.sheet_names)
    if sheet and sheet not in names:
        raise refused(f"there is no sheet {sheet!r}", mend=f"choose among {', '.join(names[:10])}")
    sheet = sheet or names[0]
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    _check(loaded.total_height, loaded.width)
    lines: list[list[str]] = []
    if loaded.width and loaded.height:
        lines = [[(cell or "").strip() for cell in row] for row in loaded.to_polars().rows()]
    return RawTable(lines, sheets=names, sheet=sheet)


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


def _delimited(content: bytes) -> RawTable:
    try:
        read = decoded(content)
    except UnicodeDecodeError as error:
        raise _unreadable(error) from error
    text, encoding = read.text, ENCODINGS.get(read.encoding, "UTF-16")
    if "\x00" in text or content.startswith(_NO_TEXT):
        raise refused("the file is not a table", mend="export it as CSV or XLSX")
    delimiter = find_delimiter(text, otherwise=";")
    try:
        reader = csv.reader(io.StringIO(without_hint(text), newline=""), delimiter=delimiter)
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
    return RawTable(found, encoding=encoding, delimiter=delimiter)
