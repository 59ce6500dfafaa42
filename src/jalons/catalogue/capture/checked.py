"""The lines of a file to check, as they stand: nothing is trimmed, nothing is dropped."""

from __future__ import annotations

import re

from jalons.catalogue.engine.checks.fixes import FixedTable
from jalons.catalogue.engine.checks.layout import FileLines
from jalons.kernel import Where
from jalons.kernel.cells import harmless
from jalons.tabular import DEFAULT_LIMITS, FileKind, file_kind, open_tables
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.files.writing import csv_text

_NUMBER = re.compile(r"[+-][0-9][0-9.,]*")


def lines_of(content: bytes, name: str) -> FileLines:
    """The lines of a delimited text, or of the fullest sheet. Raises ``TableError``."""
    where = Where(file=name)
    if file_kind(content, where, DEFAULT_LIMITS) is FileKind.TEXT:
        read = read_delimited(content, where, DEFAULT_LIMITS, otherwise=";")
        return FileLines(read.rows, read.encoding, read.delimiter)
    sheets = [each.rows for each in open_tables(content, name, DEFAULT_LIMITS)]
    return FileLines(max(sheets, key=lambda rows: sum(any(row) for row in rows), default=[]))


def csv_of(table: FixedTable) -> bytes:
    """A table as CSV in UTF-8 with commas; only what a spreadsheet would execute is made inert."""
    rows = [table.headings, *table.rows]
    return csv_text(rows, delimiter=",", text=_inert).encode()


def _inert(text: str) -> str:
    return text if _NUMBER.fullmatch(text) or text in {"-", "+"} else harmless(text)
