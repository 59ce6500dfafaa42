"""The rows of a CSV or a spreadsheet, as readings a mapping of envelope ``table`` takes.

The bytes are measured before a spreadsheet is opened: a small file can ask for gigabytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jalons.broker.engine.ingest.reading import refused
from jalons.broker.engine.problems import Problem
from jalons.tabular import Limits, OpenedTable, TableError, open_tables
from jalons.tabular.headings import column_names, heading_line

LIMITS = Limits(
    bytes=50 << 20, expanded_bytes=400 << 20, rows=500_000, columns=400, cells=5_000_000
)
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "mac_roman": "Mac", "cp850": "DOS"}
_TOO_LARGE = frozenset({
    "file_too_big", "file_expands", "too_many_rows", "too_many_columns", "too_many_cells",
    "too_many_sheets",
})  # fmt: skip
NAMED_BY = 200  # rows whose cells ask for the name of their column


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
    """The rows of a CSV, XLSX, XLS or ODS file that are not empty, under their headings.

    ``sheet`` names one of a workbook, the first by default; ``header`` is the line of the headings,
    found when 0. Raises ``Problem``, as for two columns of one name among those ``used`` (all by
    default).
    """
    table = table_of(opened_table(content, sheet=sheet), header=header)
    if twice := next((name for name in table.twice if used is None or name in used), None):
        raise refused(
            f"two columns are called {twice!r}", where=f"line {table.header}", hint="rename one"
        )
    return table.rows


def opened_table(content: bytes, *, sheet: str = "") -> RawTable:
    """The lines of a file; raises ``Problem`` for what is empty, too large or no table."""
    try:
        tables = open_tables(content, "", LIMITS)
    except TableError as error:
        raise _refusal(error) from error
    names = tuple(table.name for table in tables)
    if sheet and sheet not in names:
        raise refused(f"there is no sheet {sheet!r}", hint=f"choose among {', '.join(names[:10])}")
    table = tables[names.index(sheet)] if sheet else tables[0]
    return _raw(table, names)


def _refusal(error: TableError) -> Problem:
    message, hint = clauses(error, "en")
    if error.code in _TOO_LARGE:
        return Problem("RequestEntityTooLarge", f"{message}; {hint}")
    return refused(message, hint=hint)


def clauses(error: TableError, lang: str) -> tuple[str, str]:
    """What is wrong with a file and how to repair it, as parts of a sentence."""
    what, hint = (
        text[:1].lower() + text[1:].rstrip(".") for text in (error.message(lang), error.hint(lang))
    )
    return what, hint


def _raw(table: OpenedTable, names: tuple[str, ...]) -> RawTable:
    if not table.encoding:
        return RawTable(table.rows, sheets=names, sheet=table.name)
    encoding = ENCODINGS.get(table.encoding, "UTF-16")
    return RawTable(table.rows, encoding=encoding, delimiter=table.delimiter)


def table_of(raw: RawTable, *, header: int = 0) -> SheetTable:
    """The rows of a file opened; raises ``Problem`` when there is none."""
    if not header:
        place = heading_line(raw.lines)
        if place is None:
            raise refused("the file is empty", hint="export it again")
        header = place + 1
    if not 0 < header <= len(raw.lines) or not any(raw.lines[header - 1]):
        raise refused("there is no heading on this line", where=f"line {header}")
    below = raw.lines[header : header + NAMED_BY]
    names, twice = column_names(raw.lines[header - 1], below)
    rows = list(_rows(names, raw.lines, header))
    if not rows:
        raise refused("there is no row under the names of the columns")
    return SheetTable(header, tuple(name for name in names if name), twice, rows)


def _rows(names: Sequence[str], lines: Sequence[Sequence[str]], header: int) -> Iterator[SheetRow]:
    for number in range(header + 1, len(lines) + 1):
        row = {n: cell for n, cell in zip(names, lines[number - 1], strict=False) if n}
        if any(row.values()):
            yield SheetRow(number, row)
