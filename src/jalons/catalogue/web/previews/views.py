"""The rows of a file, its columns, its map; the same rows for everybody when they are open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.engine.statistics.values import ColumnStatistics
from jalons.catalogue.store.previews import PreviewTable, Selection
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import blockers_of
from jalons.catalogue.web.previews import actions, queries
from jalons.catalogue.web.previews.api import RowsQuery, answer, csv_answer
from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.api.problems import CAUGHT, problem
from jalons.foundation.api.serving.answers import read_query
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words, number_words, short_day_words
from jalons.foundation.places.map_moves import links
from jalons.foundation.places.maps import BACKDROP, Map, Marker, corners
from jalons.foundation.places.windows import window
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.tasks.views import explanation, follow
from jalons.foundation.territories import queries as territories
from jalons.kernel import JalonsError

PER_PAGE, MANY_COLUMNS, LONGEST, MOST_PLACES = 50, 12, 160, 500
KINDS = {
    "integer": gettext_lazy("whole number"), "decimal": gettext_lazy("number with decimals"),
    "date": gettext_lazy("date"), "boolean": gettext_lazy("yes or no"),
    "code": gettext_lazy("code"), "text": gettext_lazy("text"), "empty": gettext_lazy("empty"),
}  # fmt: skip
FORMATS = {".csv": "csv", ".xlsx": "workbook", ".xls": "workbook", ".ods": "workbook",
           ".geojson": "geojson", ".json": "json", ".parquet": "parquet"}  # fmt: skip


def _stored(authority: Authority, pk: UUID) -> Distribution:
    return or_404(queries.stored(authority).filter(pk=pk).first())


def _number(query: QueryDict, name: str) -> int:
    text = query.get(name, "")[:10]
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() else 0


def _selection(query: QueryDict, table: PreviewTable) -> Selection:
    words, value = query.get("q", "").strip()[:200], query.get("v", "").strip()[:500]
    found = Selection(words, _number(query, "c"), value, _number(query, "sort"))
    return found.within(len(table.about.columns))


def _shown(request: HttpRequest, authority: Authority, pk: UUID) -> tuple[Distribution, Any]:
    """A file and the table of its preview that is chosen, None while it is not read."""
    record = _stored(authority, pk)
    if (preview := queries.preview_of(record)) is None:
        return record, None
    tables = preview.tables
    return record, tables[min(max(_number(request.GET, "t"), 1), len(tables)) - 1]


@require_safe
@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Some rows of a table, searched, filtered, sorted; or how far the reading of the file is."""
    record, table = _shown(request, authority, pk)
    if table is None:
        return _waiting(request, record)
    about, selection = table.about, _selection(request.GET, table)
    context: dict[str, Any] = {"selection": selection, "sort": request.GET.get("sort", "")}
    try:
        many = len(about.columns) > MANY_COLUMNS
        rows = queries.Rows(table, selection)
        found = Paginator(rows, PER_PAGE // (1 + many)).get_page(request.GET.get("page"))
        context |= {"page": found, "rows": _rows(table, found.object_list, selection),
                    "found": queries.count_words(len(rows)),
                    **(_drawn(request, table) if about.geometry else {})}  # fmt: skip
    except JalonsError as error:
        context["problem"] = error_words(error)
    return _render(request, "rows", record, table, **context)


def _render(
    request: HttpRequest, name: str, record: Distribution, table: PreviewTable, **context: Any
) -> HttpResponse:
    """A page of a table, with what was read and what is to know of it."""
    contents, about = record.preview.known, table.about
    expected = FORMATS.get(record.file_name[record.file_name.rfind(".") :].lower())
    left = [
        (each.name, error_words(_error(each.package, each.code, each.params)))
        for each in contents.left_out
    ]
    return render(request, f"catalogue/previews/{name}.html", {
        "record": record, "preview": record.preview, "table": table, "about": about, "left": left,
        "tables": [(n, _title(n, each.name)) for n, each in enumerate(contents.tables, start=1)],
        "columns": [(n, _title(n, each.name)) for n, each in enumerate(about.columns, start=1)],
        "size": queries.count_words(about.rows), "query": request.GET.urlencode(),
        "misnamed": expected not in {None, about.format}, **context,
    })  # fmt: skip


def _error(package: str, code: str, params: dict[str, Any]) -> JalonsError:
    error = JalonsError(code, **params)
    error.package = package
    return error


def _title(number: int, name: str) -> str:
    return name or _("no title, number %(number)s") % {"number": number}


def _rows(table: PreviewTable, rows: Any, selection: Selection) -> Table:
    columns = tuple(
        Column(_title(rank, each.name), each.kind in {"integer", "decimal"}, str(rank))
        for rank, each in enumerate(table.about.columns, start=1)
    )
    cells = tuple(tuple(_short(str(cell)) for cell in row) for row in rows)
    return Table(_("Rows of the file"), columns, cells, sorted_by=str(selection.sort or ""))


def _short(text: str) -> str:
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _drawn(request: HttpRequest, table: PreviewTable) -> dict[str, Any]:
    """The map of some of the positions, unless the axes are in doubt."""
    authority: Authority = request.authority  # type: ignore[attr-defined]
    geometry = table.about.geometry
    if geometry is None or geometry.axes or not geometry.bounds:
        return {}
    markers = tuple(
        Marker(str(label or _("no name")), (x, y)) for x, y, label in table.places(MOST_PLACES)
    )
    areas = territories.areas(authority.territory, level=BACKDROP) if authority.territory else ()
    at = window(corners(areas), [each.position for each in markers], request.GET)
    parameters = {"t": str(table.number)}
    drawn = Map(_("Where the data are"), areas, markers, window=at, parameters=parameters)
    return {"map": drawn, "links": links(at, parameters) if at else (), "places": len(markers),
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
    record, table = _shown(request, authority, pk)
    if table is None:
        raise Http404
    found = table.about.columns
    rank = _number(request.GET, "c")
    chosen = found[rank - 1] if 0 < rank <= len(found) else None
    headings = (_("Column"), _("Type seen"), _("Empty cells"), _("Distinct values"),
                _("Least"), _("Most"), _("Mean"), _("Median"))  # fmt: skip
    whole = Table(
        _("Columns of the table"),
        tuple(Column(str(each), n > 1) for n, each in enumerate(headings)),
        tuple(_column(table.number, n, each) for n, each in enumerate(found, start=1)),
    )
    return _render(request, "columns", record, table, whole=whole, chosen=chosen,
                   chosen_name=_title(rank, chosen.name) if chosen else "",
                   kind=KINDS[chosen.kind] if chosen else "",
                   charts=_charts(chosen) if chosen else [])  # fmt: skip


def _column(table: int, rank: int, about: ColumnStatistics) -> tuple[Cell | str, ...]:
    empty = Cell(number_words(about.empty), share=about.empty / about.rows if about.rows else None)
    name = Cell(_title(rank, about.name), url=f"?t={table}&c={rank}#colonne")
    values = (_bound(about.least, about), _bound(about.most, about), number_words(about.mean),
              number_words(about.median))  # fmt: skip
    return name, str(KINDS[about.kind]), empty, number_words(about.distinct), *values


def _bound(text: str, about: ColumnStatistics) -> str:
    if not text:
        return "–"
    return short_day_words(date.fromisoformat(text)) if about.kind == "date" else _decimal(text)


def _decimal(text: str) -> str:
    return number_words(Decimal(text))


def _charts(about: ColumnStatistics) -> list[StackedBars]:
    """The most frequent values, and the classes of a column of numbers."""
    rows = _("rows")
    found = []
    if about.frequent:
        values, counts = zip(*about.frequent, strict=True)
        found.append(StackedBars(_("Most frequent values"), tuple(map(_short, values)),
                                 (Series(rows, tuple(map(float, counts))),), ""))  # fmt: skip
    if about.histogram:
        low, high = float(about.least), float(about.most)
        step = (high - low) / len(about.histogram)
        labels = tuple(
            f"{number_words(low + n * step)} – {number_words(low + (n + 1) * step)}"
            for n in range(len(about.histogram))
        )
        counts = tuple(map(float, about.histogram))
        found.append(StackedBars(_("Spread of the numbers"), labels, (Series(rows, counts),), ""))
    return found


@require_safe
@within_authority(Role.READER)
def rows_file(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The rows of the page before it is cut in pages, as CSV."""
    record, table = _shown(request, authority, pk)
    if table is None:
        raise Http404
    try:
        return csv_answer(table, _selection(request.GET, table), f"{record.pk}-{table.number}")
    except JalonsError as error:
        return _render(request, "rows", record, table, selection=Selection(),
                       problem=error_words(error))  # fmt: skip


@public
@require_safe
def open_data(request: HttpRequest, slug: str, pk: UUID, name: str) -> HttpResponseBase:
    """The rows or the columns of a dataset that an open public page shows to everybody."""
    snapshot = public_territory(slug)
    rows = Dataset.objects.of(snapshot.page.authority).filter(deleted_at=None, pk=pk)
    dataset = rows.filter(state=Dataset.State.PUBLISHED, audience=Dataset.Audience.OPEN).first()
    shown = {str(item.urn) for _shelf, item in snapshot.items()}
    if dataset is None or str(dataset.urn) not in shown or blockers_of(dataset):
        raise Http404
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
