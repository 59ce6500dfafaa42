"""A web page with a table, often saved under an .xls name by old software."""

from __future__ import annotations

from html.parser import HTMLParser

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.delimited import decode
from jalons.tabular.files.limits import Limits

_MOST_SPAN = 100


def read_markup(content: bytes, where: Where, limits: Limits) -> list[list[list[str]]]:
    """The rows of each table of a page; ``TableError`` (``file_page``) when it has none.

    A table with only a title, one filled cell a row, is none when another one is wider.
    """
    reader = _TableReader()
    reader.feed(decode(content, where).text.replace("\x00", ""))
    reader.close()
    tables = [table for table in reader.tables if sum(map(len, table)) > 1]
    if not tables:
        raise TableError("file_page", where=where)
    wide = [table for table in tables if any(sum(map(bool, row)) > 1 for row in table)]
    found = wide or tables
    for rows in found:
        limits.check(where, rows=len(rows), columns=max(map(len, rows)))
    return found


class _TableReader(HTMLParser):
    """Collects the text of cells; what is nested in a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MOST_SPAN) if span.isdecimal() else 1
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None or not self.tables:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        text = " ".join("".join(self._cell).split())
        self.tables[-1][-1].extend([text] + [""] * max(self._span - 1, 0))
        self._cell, self._span = None, 1
