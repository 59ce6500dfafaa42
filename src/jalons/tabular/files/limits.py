"""What a file may weigh before it is refused with an explanation."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Where
from jalons.tabular.errors import TableError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes for ``bytes`` (as received) and ``expanded_bytes`` (once decompressed), counts per
    sheet for the rest; ``expansion`` is the largest ratio of the two for a big file.
    """

    bytes: int = 50 * 2**20
    expanded_bytes: int = 500 * 2**20
    expansion: int = 250
    rows: int = 2_000_000
    columns: int = 2_000
    cells: int = 20_000_000
    sheets: int = 200

    def check(self, where: Where, *, rows: int, columns: int) -> None:
        """Refuse a sheet that would not fit: ``too_many_rows``, ``_columns`` or ``_cells``."""
        if rows > self.rows:
            raise TableError("too_many_rows", where=where, rows=rows, limit=self.rows)
        if columns > self.columns:
            raise TableError("too_many_columns", where=where, columns=columns, limit=self.columns)
        if rows * columns > self.cells:
            raise TableError("too_many_cells", where=where, rows=rows, columns=columns)

    def check_sheets(self, where: Where, sheets: int) -> None:
        """Refuse a workbook of too many sheets: ``too_many_sheets``."""
        if sheets > self.sheets:
            raise TableError("too_many_sheets", where=where, sheets=sheets, limit=self.sheets)

    def check_size(self, where: Where, size: int) -> None:
        """Refuse a file of too many bytes: ``file_too_big``."""
        if size > self.bytes:
            megabytes, limit = round(size / 2**20), self.bytes // 2**20
            raise TableError("file_too_big", where=where, megabytes=megabytes, limit=limit)

    def check_expanded(self, where: Where, size: int) -> None:
        """Refuse an archive that unfolds to too much: ``file_expands``."""
        if size > self.expanded_bytes:
            raise TableError("file_expands", where=where, megabytes=round(size / 2**20))


DEFAULT_LIMITS = Limits()
