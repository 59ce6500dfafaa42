"""The tables of a file of data: their headings and rows of text, as they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jalons.tabular import DEFAULT_LIMITS, OpenedTable, open_tables


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of a file: the sheet or the archived file it is (``name``), its headings, its rows.

    ``first_row`` is the number in the file of the first of ``rows``; ``encoding`` and
    ``delimiter`` are those of a text.
    """

    name: str
    headings: tuple[str, ...]
    rows: list[list[str]]
    first_row: int
    encoding: str = ""
    delimiter: str = ""


def data_tables(path: Path, file_name: str) -> list[DataTable]:
    """The tables of a file. Raises ``TableError`` when it has none that can be read."""
    return [_table(each) for each in open_tables(path.read_bytes(), file_name, DEFAULT_LIMITS)
            if not each.is_empty]  # fmt: skip


def _table(opened: OpenedTable) -> DataTable:
    at = next(rank for rank, row in enumerate(opened.rows) if any(row))
    headings, rows = opened.rows[at], opened.rows[at + 1 :]
    return DataTable(opened.name, tuple(headings), rows, at + 2, opened.encoding, opened.delimiter)
