"""A list as a file: CSV for spreadsheets, or XLSX."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from jalons.foundation.listing.declaration import Column
from jalons.tabular.writing import MARK, csv_lines

FORMATS = ("csv", "xlsx")


def export(kind: str, name: str, columns: list[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """The answer that carries the rows as a file of one of ``FORMATS``."""
    return _WRITERS[kind](name, [str(each.label) for each in columns], _cells(columns, rows))


def _cells(columns: list[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    for record in rows:
        yield [each.plain(record) for each in columns]


def _headers(name: str, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}


def _csv(name: str, titles: list[str], rows: Iterator[list[Any]]) -> HttpResponseBase:
    lines = chain([MARK], csv_lines(chain([titles], rows)))
    kind = "text/csv; charset=utf-8"
    return StreamingHttpResponse(lines, content_type=kind, headers=_headers(name, "csv"))


def _xlsx(name: str, titles: list[str], rows: Iterator[list[Any]]) -> HttpResponseBase:
    import xlsxwriter  # heavy: only when a file is asked for

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(target.getvalue(), content_type=kind, headers=_headers(name, "xlsx"))


_WRITERS: dict[str, Callable[[str, list[str], Iterator[list[Any]]], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _xlsx,
}
