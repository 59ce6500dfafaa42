"""From the bytes of a file to its sheets: rows of text, cells merged downwards filled."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Where
from jalons.strategy.engine.catalogue import FileError, StrategyError
from jalons.strategy.engine.plan_files.json_exports import rows_of_json
from jalons.tabular import FileKind, Limits, OpenedTable, file_kind, open_tables, refusals_as
from jalons.tabular.files.delimited import decode

LIMITS = Limits(
    bytes=10 * 2**20, expanded_bytes=200 * 2**20, rows=20_000, columns=400, cells=1_000_000
)


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A sheet: its name ("" for CSV) and its rows of text, the first one first."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@refusals_as(FileError)
def read_plan_sheets(content: bytes, filename: str) -> tuple[PlanSheet, ...]:
    """The sheets that are not empty of a CSV, XLSX, XLS, ODS or JSON file.

    Raises ``StrategyError``: what ``tabular`` refuses, ``plan_file_unreadable`` for another JSON.
    """
    where = Where(file=filename)
    kind = file_kind(content, where, LIMITS)
    if kind is FileKind.JSON or (kind is FileKind.TEXT and _opens_json(content)):
        sheets = [PlanSheet("", _json(decode(content, where).text, where))]
    else:
        sheets = [_sheet(table) for table in open_tables(content, filename, LIMITS)]
    filled = tuple(sheet for sheet in sheets if any(map(any, sheet.rows)))
    if not filled:
        raise FileError("file_empty", where=where)
    return filled


def _opens_json(content: bytes) -> bool:
    return content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _sheet(table: OpenedTable) -> PlanSheet:
    plain = (
        [[_bare(cell.replace("\r\n", "\n")) for cell in row] for row in table.rows]
        if table.encoding
        else table.rows
    )
    return PlanSheet(table.name, tuple(map(tuple, plain)))


def _bare(cell: str) -> str:
    """A cell without the apostrophe that made a formula inert."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" and cell[1:] else cell


def _json(text: str, where: Where) -> tuple[tuple[str, ...], ...]:
    """The rows of a board or of a table exported as JSON."""
    try:
        found = rows_of_json(text.lstrip("\ufeff"))
    except (ValueError, RecursionError, OverflowError, OSError) as error:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file) from error
    if found is None:
        raise StrategyError("plan_file_unreadable", where=where, file=where.file)
    LIMITS.check(where, rows=len(found), columns=max(map(len, found), default=0))
    return found
