"""The rows of a file, its columns, its map; the same rows for everybody when they are open."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.engine.statistics.values import ColumnStatistics, ColumnType
from jalons.catalogue.store.previews import PreviewTable, Selection
from jalons.catalogue.web.datasets.models import Distribution
from jalons.catalogue.web.datasets.queries import files, open_dataset
from jalons.catalogue.web.previews import actions, queries
from jalons.catalogue.web.previews.api import RowsQuery, answer, csv_answer
from jalons.catalogue.web.previews.models import Preview
from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.api.problems import CAUGHT, problem
from jalons.foundation.api.serving.answers import read_query
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words, number_words, short_day_words
from jalons.foundation.places.maps import BACKDROP, Map, Marker, corners
from jalons.foundation.places.windows import window
from jalons.foundation.tasks.models import StoredError
from jalons.foundation.tasks.views import explanation, follow
from jalons.foundation.territories import queries as territories
from jalons.kernel import JalonsError

MOST_CELLS, PER_PAGE, MOST_COLUMNS, LONGEST, MOST_PLACES = 500, 50, 20, 160, 500
KINDS = {
    "integer": gettext_lazy("whole number"), "decimal": gettext_lazy("number with decimals"),
    "date": gettext_lazy("date"), "boolean": gettext_lazy("yes or no"),
    "code": gettext_lazy("code"), "text": gettext_lazy("text"), "empty": gettext_lazy("empty"),
}  # fmt: skip
FORMATS = {".csv": "csv", ".xlsx": "workbook", ".xls": "workbook", ".ods": "workbook",
           ".geojson": "geojson", ".parquet": "parquet"}  # fmt: skip


def _stored(authority: Authority, pk: UUID) -> Distribution:
    return or_404(files(authority, pk=pk).first())


def _number(query: QueryDict, name: str) -> int:
    text = query.get(name, "")[:10]
    return int(text) if text.isascii() and text.removeprefix("-").isdecimal() else 0


def _selection(query: QueryDict, table: PreviewTable) -> Selection:
    words, value = query.get("q", "").strip()[:200], query.get("v", "").strip()[:500]
    found = Selection(words, _number(query, "c"), value, _number(query, "sort"))
    return found.within(len(table.about.columns))


def _shown(request: HttpRequest, authority: Authority, pk: UUID) -> tuple[Preview, PreviewTable]:
    """The preview of a file and the table of it that is chosen; 404 while it is not read."""
    found = or_404(queries.previews(authority).filter(distribution=pk).first())
    tables = found.tables
    return found, tables[min(max(_number(request.GET, "t"), 1), len(tables)) - 1]


@require_safe
@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Some rows of a table, searched, filtered, sorted; or how far the reading of the file is."""
    record = _stored(authority, pk)
    try:
        preview, table = _shown(request, authority, pk)
    except Http404:
        return _waiting(request, record)
    selection = _selection(request.GET, table)
    stay = request.GET.copy()
    stay.pop("d", None)
    context: dict[str, Any] = {"selection": selection, "stay": stay.urlencode()}
    try:
        rows: Any = queries.Rows(table, selection)
        columns = _part(list(enumerate(table.about.columns)), MOST_COLUMNS, request.GET.get("d"))
        most = min(PER_PAGE, MOST_CELLS // max(len(columns), 1))
        found = Paginator[Any](rows, most).get_page(request.GET.get("page"))
        context |= {"page": found, "rows": _rows(columns, found, selection), "part": columns,
                    "found": queries.count_words(len(rows)), **_drawn(request, table)}  # fmt: skip
    except JalonsError as error:
        context["problem"] = error_words(error)
    return _render(request, "rows", preview, table, **context)


def _part(items: list[Any], most: int, number: str | None) -> Page[Any]:
    return Paginator(items, most).get_page(number)


def _render(
    request: HttpRequest, name: str, preview: Preview, table: PreviewTable, **context: Any
) -> HttpResponse:
    """A page of a table, with what was read and what is to know of it."""
    record, about, contents = preview.distribution, table.about, preview.known
    expected = FORMATS.get(record.file_name[record.file_name.rfind(".") :].lower())
    left = [(each.name, StoredError(package=each.package, code=each.code,
                                    params=dict(each.params), where=None))
            for each in contents.left_out]  # fmt: skip
    return render(request, f"catalogue/previews/{name}.html", {
        "record": record, "preview": preview, "table": table, "about": about,
        "left": [(name, error_words(why)) for name, why in left],
        "tables": [(n, _title(n, each.name)) for n, each in enumerate(contents.tables, start=1)],
        "columns": [(n, _title(n, each.name)) for n, each in enumerate(about.columns, start=1)],
        "size": queries.count_words(about.rows), "query": request.GET.urlencode(),
        "misnamed": expected not in {None, about.format}, **context,
    })  # fmt: skip


def _title(number: int, name: str) -> str:
    return name or _("no title, number %(number)s") % {"number": number}


def _rows(columns: Page[Any], rows: Page[Any], selection: Selection) -> Table:
    headings = tuple(
        Column(_title(n + 1, each.name), each.kind in {"integer", "decimal"}, str(n + 1))
        for n, each in columns
    )
    cells = tuple(tuple(_short(str(row[n])) for n, _column in columns) for row in rows)
    return Table(_("Rows of the file"), headings, cells, sorted_by=str(selection.sort or ""))


def _short(text: str) -> str:
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _drawn(request: HttpRequest, table: PreviewTable) -> dict[str, Any]:
    """The map of some of the positions, unless there are none or the axes are in doubt."""
    authority: Authority = request.authority  # type: ignore[attr-defined]
    geometry = table.about.geometry
    if geometry is None or geometry.axes or not geometry.bounds:
        return {}
    markers = tuple(
        Marker(str(label or _("no name")), (float(x or 0), float(y or 0)))
        for x, y, label in table.places(MOST_PLACES)
    )
    areas = territories.areas(authority.territory, level=BACKDROP) if authority.territory else ()
    at = window(corners(areas), [each.position for each in markers], request.GET)
    stays = {"t": str(table.number)}
    drawn = Map(_("Where the data are"), areas, markers, window=at, parameters=stays)
    return {"map": drawn, "places": len(markers),
            "features": sum(geometry.kinds.values())}  # fmt: skip


def _waiting(request: HttpRequest, record: Distribution) -> HttpResponse:
    job = queries.job_of(record)
    return render(request, "catalogue/previews/waiting.html", {
        "record": record, "job": job, "active": bool(job and job.is_active),
        "may_write": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
        **(explanation(job) if job else {"problem": "", "hint": "", "place": ""}),
    })  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def again(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Read a file once more, after a failure."""
    return follow(actions.read(_stored(authority, pk), request.user))


@require_safe
@within_authority(Role.READER)
def columns(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What the columns of a table come to, one of them in detail."""
    preview, table = _shown(request, authority, pk)
    found, rank = table.about.columns, _number(request.GET, "c")
    chosen = found[rank - 1] if 0 < rank <= len(found) else None
    part = _part(list(enumerate(found, start=1)), PER_PAGE, request.GET.get("page"))
    headings = (_("Column"), _("Type seen"), _("Empty cells"), _("Distinct values"),
                _("Least"), _("Most"), _("Mean"), _("Median"))  # fmt: skip
    whole = Table(
        _("Columns of the table"),
        tuple(Column(each, n > 1) for n, each in enumerate(headings)),
        tuple(_column(table.number, n, each) for n, each in part),
    )
    detail = {} if chosen is None else {
        "chosen_name": _title(rank, chosen.name), "kind": KINDS[chosen.kind],
        "charts": _charts(chosen),
    }  # fmt: skip
    return _render(request, "columns", preview, table, whole=whole, part=part, chosen=chosen,
                   **detail)  # fmt: skip


def _column(table: int, rank: int, about: ColumnStatistics) -> tuple[Cell | str, ...]:
    empty = Cell(number_words(about.empty), share=about.empty / about.rows if about.rows else None)
    name = Cell(_title(rank, about.name), url=f"?t={table}&c={rank}#colonne")
    bounds = [_bound(each, about) for each in (about.least, about.most)]
    middle = [_rounded(each, each) for each in (about.mean, about.median)]
    return name, str(KINDS[about.kind]), empty, number_words(about.distinct), *bounds, *middle


def _rounded(value: float | None, step: float | None) -> str:
    """A number with as many decimals as a step of that size needs."""
    size = abs(step or 0)
    return number_words(value, 0 if size >= 100 else 2 if size >= 0.1 else None)


def _bound(text: str, about: ColumnStatistics) -> str:
    if not text:
        return "–"
    is_day = about.kind is ColumnType.DATE
    return short_day_words(date.fromisoformat(text)) if is_day else number_words(float(text))


def _charts(about: ColumnStatistics) -> list[StackedBars]:
    """The most frequent values, and the classes of a column of numbers."""
    bars = [(_("Most frequent values"), [(_short(value), n) for value, n in about.frequent])]
    if about.histogram:
        low, high = float(about.least), float(about.most)
        step = (high - low) / len(about.histogram)
        ends = [_rounded(low + n * step, step) for n in range(len(about.histogram) + 1)]
        classes = [f"{start} – {end}" for start, end in pairwise(ends)]
        bars.append((_("Spread of the numbers"), [*zip(classes, about.histogram, strict=True)]))
    return [
        StackedBars(title, tuple(label for label, _n in found),
                    (Series(_("rows"), tuple(float(n) for _label, n in found)),), "")
        for title, found in bars if found
    ]  # fmt: skip


@require_safe
@within_authority(Role.READER)
def rows_file(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """All the rows that the page shows page by page, as CSV."""
    preview, table = _shown(request, authority, pk)
    try:
        return csv_answer(table, _selection(request.GET, table), f"{pk}-{table.number}")
    except JalonsError as error:
        context = {"selection": Selection(), "problem": error_words(error)}
        return _render(request, "rows", preview, table, **context)


@public
@require_safe
def open_data(request: HttpRequest, slug: str, pk: UUID, name: str) -> HttpResponseBase:
    """The rows or the columns of a dataset that an open public page shows to everybody."""
    dataset = open_dataset(slug, pk=pk)
    try:
        query = read_query(request.GET, RowsQuery)
        table = queries.table_of(dataset, query.file, query.table)
        if name == "lignes.csv":
            selection = queries.named(table, query.q, query.column, query.value, query.sort)
            return csv_answer(table, selection, str(pk))
        found = answer(dataset, query) if name == "lignes.json" else table.about
    except CAUGHT as error:
        return problem(error)
    response = HttpResponse(msgspec.json.encode(found), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
