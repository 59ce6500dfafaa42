"""From the bytes of a file to its tables: the one door for spreadsheets and delimited texts."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.files.kinds import FileKind, file_kind
from jalons.tabular.files.limits import Limits
from jalons.tabular.files.markup import read_markup
from jalons.tabular.files.sylk import read_sylk
from jalons.tabular.files.workbook import WorkbookSheet, fill_down, open_workbook


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A sheet of a workbook, or a delimited text (``name`` ""): its rows of text from the first.

    ``encoding`` and ``delimiter`` are those of a text. ``hidden`` sheets are read too. Cells
    merged downwards are filled: ``merges`` counts them.
    """

    name: str
    rows: list[list[str]]
    hidden: bool = False
    merges: int = 0
    encoding: str = ""
    delimiter: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether all cells are empty."""
        return not any(map(any, self.rows))


def open_tables(content: bytes, filename: str, limits: Limits) -> list[OpenedTable]:
    """The tables of a CSV, XLSX, XLSB, XLS, ODS or SYLK file, or of a web page; rows as wide.

    The content decides, not the name. Raises ``TableError``: empty, too large, protected, damaged,
    or no table.
    """
    where = Where(file=filename)
    kind = file_kind(content, where, limits)
    if kind.is_workbook:
        return [_filled(sheet) for sheet in open_workbook(content, kind, where, limits)]
    if kind is FileKind.SYLK:
        return [OpenedTable("", read_sylk(content, where, limits))]
    if kind is FileKind.MARKUP:
        tables = read_markup(content, where, limits)
        return [OpenedTable(str(rank), _squared(rows)) for rank, rows in enumerate(tables, start=1)]
    if kind is not FileKind.TEXT:
        raise TableError("file_unknown", where=where)
    table = read_delimited(content, where, limits, otherwise=";")
    return [OpenedTable("", _squared(table.rows), encoding=table.encoding,
                        delimiter=table.delimiter)]  # fmt: skip


def _squared(rows: list[list[str]]) -> list[list[str]]:
    """The rows with trimmed cells, all as wide as the widest."""
    width = max(map(len, rows), default=0)
    return [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]


def _filled(sheet: WorkbookSheet) -> OpenedTable:
    rows = list(sheet.rows())
    return OpenedTable(sheet.name, rows, sheet.hidden, fill_down(rows, sheet.merges))
