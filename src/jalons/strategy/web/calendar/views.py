"""The actions of a year on a line of time."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.gantt import Gantt, Span
from jalons.foundation.design.lookups import whole_number
from jalons.strategy.engine.roadmap.roadmap import Line, ordered
from jalons.strategy.web.roadmap import pages, queries, wording
from jalons.strategy.web.roadmap.budget import funding_tables
from jalons.strategy.web.statutory.deadlines import deadlines

PER_PAGE = 25


@within_authority(Role.READER)
def calendar(request: HttpRequest, authority: Authority) -> HttpResponse:
    today = timezone.localdate()
    year = _year(request, today)
    first, last = date(year, 1, 1), date(year, 12, 31)
    filters = pages.filters(request, queries.axes(authority))
    wanted = [each for each in queries.lines(authority) if filters.wanted.keeps(each, today)]
    dated = [line for line in wanted if _within(line, first, last)]
    page = Paginator(ordered(dated, "start", today), PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page)
    files = [each for each in queries.to_file(authority) if each.deadline.year == year]  # type: ignore[union-attr]
    return render(
        request,
        "strategy/roadmap/calendar.html",
        {
            "year": str(year),
            "before": str(year - 1),
            "after": str(year + 1),
            "count": len(dated),
            "undated": sum(line.start is None and line.end is None for line in wanted),
            "filters": filters,
            "deadlines": deadlines(authority),
            "page": page,
            "chart": _gantt(authority, lines, first, last, today) if lines else None,
            "table": _dates(authority, lines, year, today),
            "files": funding_tables.deadlines(authority, files, today) if files else None,
        },
    )


def _year(request: HttpRequest, today: date) -> int:
    year = whole_number(request.GET.get("annee"))
    return year if year and 2000 <= year <= 2100 else today.year


def _within(line: Line, first: date, last: date) -> bool:
    """Whether an action overlaps these days; a single day is both its start and its end."""
    start, end = line.start or line.end, line.end or line.start
    return start is not None and end is not None and start <= last and end >= first


def _gantt(authority: Authority, lines: list[Line], first: date, last: date, today: date) -> Gantt:
    spans = []
    for line in lines:
        kind, words = wording.pace(line.pace(today))
        late = kind == "late"
        label = f"{line.number} {line.title}".strip()
        url = reverse("roadmap_action", args=[authority.slug, line.id])
        spans.append(Span(label, line.start, line.end, words if late else "", late=late, url=url))
    count = sum(span.late for span in spans)
    said = _("No action of %(year)s is late")
    if count:
        said = ngettext(
            "%(count)s action of %(year)s is late", "%(count)s actions of %(year)s are late", count
        )
    return Gantt(
        title=said % {"count": count, "year": first.year},
        spans=tuple(spans),
        first=first,
        last=last,
        today=today,
        today_label=pgettext("a day", "today"),
        description=_("The table says the same."),
    )


def _dates(authority: Authority, lines: list[Line], year: int, today: date) -> Table:
    rows = []
    for line in lines:
        row = pages.row(authority, line, today)
        rows.append(
            (
                Cell(row.title, url=row.url),
                row.start,
                row.end,
                Cell(row.status, mark=row.pace, mark_kind=row.kind)
                if row.pace != row.status
                else row.status,
                row.lead,
            )
        )
    return Table(
        caption=_("Actions of %(year)s") % {"year": year},
        columns=(
            Column(_("action")),
            Column(_("start")),
            Column(_("end")),
            Column(_("status")),
            Column(pgettext("action", "lead")),
        ),
        rows=tuple(rows),
    )
