"""A list as a file: CSV for spreadsheets, or XLSX."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from jalons.foundation.listing.declaration import Column
from jalons.tabular.files.writing import MARK, csv_lines

FORMATS = ("csv", "xlsx")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the title of a tab, which Excel limits too
_LONGEST = 31


class Sheet(NamedTuple):
    """A tab of a workbook: its title, its columns, its rows."""

    title: str
    columns: list[Column]
    rows: Iterable[Any]

    def lines(self) -> Iterator[list[Any]]:
        """The headings, then the cells of each row."""
        yield [str(column.label) for column in self.columns]
        for record in self.rows:
            yield [column.plain(record) for column in self.columns]


def export(kind: str, name: str, *sheets: Sheet) -> HttpResponseBase:
    """The answer that carries rows as a file of one of ``FORMATS``; a CSV has the first sheet."""
    return _WRITERS[kind](name, sheets)


def _headers(name: str, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}


def _csv(name: str, sheets: tuple[Sheet, ...]) -> HttpResponseBase:
    lines = chain([MARK], csv_lines(sheets[0].lines()))
    kind = "text/csv; charset=utf-8"
    return StreamingHttpResponse(lines, content_type=kind, headers=_headers(name, "csv"))


def _xlsx(name: str, sheets: tuple[Sheet, ...]) -> HttpResponseBase:
    import xlsxwriter  # heavy: only when a file is written

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        for each in sheets:
            sheet = book.add_worksheet(_FORBIDDEN.sub(" ", each.title)[:_LONGEST])
            for number, row in enumerate(each.lines()):
                sheet.write_row(number, 0, row, None if number else bold)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(target.getvalue(), content_type=kind, headers=_headers(name, "xlsx"))


_WRITERS: dict[str, Callable[[str, tuple[Sheet, ...]], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _xlsx,
}
