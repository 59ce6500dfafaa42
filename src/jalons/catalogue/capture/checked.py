"""The lines of a file to check, as they stand, and the file once fixed."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from jalons.catalogue.capture.archives import members
from jalons.catalogue.capture.tables import data_tables
from jalons.catalogue.engine.checks.fixes import FixedTable, fixed
from jalons.catalogue.engine.checks.layout import FileLines
from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel import Where
from jalons.kernel.cells import harmless
from jalons.tabular import DEFAULT_LIMITS, FileKind, file_kind, open_tables
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.files.writing import csv_text
from jalons.tabular.schemas import TableSchema

_NUMBER = re.compile(r"[+-][0-9][0-9.,]*")


def lines_of(path: Path, name: str) -> FileLines:
    """The lines of a file, of its fullest table when it has several; those of texts as they stand.

    Raises ``TableError`` or ``CatalogueError`` when it has none that can be read.
    """
    found: list[FileLines] = []
    why: CatalogueError | None = None
    with TemporaryDirectory() as folder:
        for inside, inner in members(path, name, Path(folder)):
            if isinstance(inner, CatalogueError):
                why = inner
            else:
                found.append(_lines(inner, inside))
    if why and not found:
        raise why
    return max(found, key=lambda each: _filled(each.lines))


def _lines(path: Path, name: str) -> FileLines:
    where = Where(file=name)
    DEFAULT_LIMITS.check_size(where, path.stat().st_size)  # before it is opened whole
    content = path.read_bytes()
    is_parquet = content.startswith(b"PAR1")
    kind = None if is_parquet else file_kind(content, where, DEFAULT_LIMITS)
    if kind is FileKind.TEXT:
        read = read_delimited(content, where, DEFAULT_LIMITS, otherwise=";")
        return FileLines(read.rows, read.encoding, read.delimiter)
    if is_parquet or kind is FileKind.JSON:
        (table,) = data_tables(path, name)
        return FileLines([list(table.headings), *table.rows], is_table=False)
    sheets = [each.rows for each in open_tables(content, name, DEFAULT_LIMITS)]
    return FileLines(max(sheets, key=_filled, default=[]))


def _filled(lines: list[list[str]]) -> int:
    return sum(any(line) for line in lines)


def fixed_csv(file: FileLines, schema: TableSchema, chosen: Collection[str]) -> bytes:
    """A file once fixed by what was ``chosen``. Raises ``CatalogueError`` (``fix_not_table``)."""
    if not file.is_table:
        raise CatalogueError("fix_not_table")
    return csv_of(fixed(file, schema, chosen))


def csv_of(table: FixedTable) -> bytes:
    """A table as CSV in UTF-8 with commas; only what a spreadsheet would execute is made inert."""
    rows = [table.headings, *table.rows]
    return csv_text(rows, delimiter=",", text=_inert).encode()


def _inert(text: str) -> str:
    return text if _NUMBER.fullmatch(text) or text in {"-", "+"} else harmless(text)
