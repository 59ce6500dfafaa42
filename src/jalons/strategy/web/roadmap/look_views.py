"""Other looks at the same actions: columns by status, calendar, budget, funding."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.gantt import Gantt, Span
from jalons.foundation.register.errors import StaleError
from jalons.strategy.engine.roadmap.funding import by_funder, funded
from jalons.strategy.engine.roadmap.roadmap import Line, add_up, ordered, sums_by
from jalons.strategy.web.deadlines import deadlines
from jalons.strategy.web.roadmap import actions, funding, pages, queries, wording
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.views import sheet_or_404

CARDS = 6  # of a column, before the link to the others
PER_PAGE = 25
FLOW = ("proposed", "planned", "under_way", "done")  # where a click moves a card on


@within_authority(Role.READER)
def board(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions in columns by status; a click moves a card to the next."""
    today = timezone.localdate()
    filters = pages.filters(request, queries.axes(authority))
    found = [each for each in queries.lines(authority) if filters.wanted.keeps(each, today)]
    columns = []
    for value, label in Action.Status.choices:
        held = ordered([line for line in found if line.status == value], "pace", today)
        rows = [
            (pages.row(authority, line, today), _following(line.status)) for line in held[:CARDS]
        ]
        columns.append((value, label, len(held), rows, max(0, len(held) - CARDS)))
    return render(
        request,
        "strategy/roadmap/board.html",
        {
            "columns": columns,
            "filters": filters,
            "count": len(found),
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
        },
    )


def _following(status: str) -> tuple[str, str] | None:
    """The status a click leads to, and its name; a paused action goes on, a closed one stays."""
    if status == Action.Status.PAUSED:
        following = Action.Status.UNDER_WAY
    elif status in FLOW[:-1]:
        following = Action.Status(FLOW[FLOW.index(status) + 1])
    else:
        return None
    return following.value, str(following.label)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def move(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Give one action another status, from the board."""
    pk, _colon, status = request.POST.get("move", "").partition(":")
    if status not in Action.Status.values:
        raise Http404
    try:
        action = sheet_or_404(authority, UUID(pk))
    except ValueError as error:
        raise Http404 from error
    try:
        actions.change_action(action=action, user=request.user, values={"status": status})
    except StaleError as error:
        messages.error(request, str(error), "bad")
        return redirect("roadmap_board", authority.slug)
    words = _("“%(title)s” is now: %(status)s.")
    label = Action.Status(status).label
    messages.success(request, words % {"title": action.title, "status": label})
    return redirect("roadmap_board", authority.slug)


@within_authority(Role.READER)
def calendar(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions of a year on a line of time, and the same in a table."""
    today = timezone.localdate()
    year = _year(request, today)
    first, last = date(year, 1, 1), date(year, 12, 31)
    filters = pages.filters(request, queries.axes(authority))
    kept = [each for each in queries.lines(authority) if filters.wanted.keeps(each, today)]
    dated = [line for line in kept if _within(line, first, last)]
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
            "undated": sum(line.start is None and line.end is None for line in kept),
            "filters": filters,
            "deadlines": deadlines(authority),
            "page": page,
            "chart": _gantt(lines, first, last, today) if lines else None,
            "table": _dates(authority, lines, year, today),
            "files": funding.deadlines(authority, files, today) if files else None,
        },
    )


def _year(request: HttpRequest, today: date) -> int:
    text = request.GET.get("annee", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else today.year


def _within(line: Line, first: date, last: date) -> bool:
    """Whether an action lasts into these days; one day alone stands for both."""
    start, end = line.start or line.end, line.end or line.start
    return start is not None and end is not None and start <= last and end >= first


def _gantt(lines: list[Line], first: date, last: date, today: date) -> Gantt:
    spans = []
    for line in lines:
        kind, words = wording.pace(line.pace(today))
        late = kind == "late"
        label = f"{line.number} {line.title}".strip()
        spans.append(Span(label, line.start, line.end, words if late else "", late=late))
    return Gantt(
        title=_("Calendar of %(year)s") % {"year": first.year},
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


@within_authority(Role.READER)
def budget(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is planned and spent, by year and by axis, in euros and in days of staff."""
    found = queries.amounts(authority)
    years = sorted({each.year for each in found})
    text = request.GET.get("annee", "")
    year = int(text) if text.isdecimal() and int(text) in years else None
    kept = [each for each in found if year is None or each.year == year]
    axes = [(each.axis.pk, each.label) for each in queries.axes(authority)]
    by_axis = [
        (label, [each for each in kept if each.axis == pk])
        for pk, label in [*axes, (None, _("without axis"))]
    ]
    sums = sums_by(kept, lambda each: each.measure)
    return render(
        request,
        "strategy/roadmap/budget.html",
        {
            "sentence": pages.budget_sentence(sums.get("euros", add_up(()))),
            "years": [str(each) for each in years],
            "year": str(year) if year else "",
            "any": bool(found),
            "by_year": pages.budget_table(
                _("Budget by year"),
                _("year"),
                [(str(y), [each for each in found if each.year == y]) for y in years],
            ),
            "by_axis": pages.budget_table(
                _("Budget by axis"), _("axis"), [each for each in by_axis if each[1]]
            ),
        },
    )


@within_authority(Role.READER)
def fundings(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What part of the roadmap is funded, by whom, and what is to be filed by when."""
    today = timezone.localdate()
    held = queries.funded_actions(authority)
    every = [line for each in held for line in each.lines]
    found = funded(held)
    files = list(queries.to_file(authority))
    return render(
        request,
        "strategy/roadmap/funding.html",
        {
            "sentence": funding.sentence(found),
            "limits": funding.limits(found),
            "shares": funding.shares(found) if found.known else None,
            "hoped": funding.euros(found.hoped) if found.hoped else "",
            "funders": funding.funders(by_funder(every)) if every else None,
            "late": sum(each.deadline < today for each in files if each.deadline),
            "deadlines": funding.deadlines(authority, files, today) if files else None,
        },
    )
