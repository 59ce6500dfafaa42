"""The actions in columns by status."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.errors import StaleError
from jalons.strategy.engine.roadmap.roadmap import count, ordered
from jalons.strategy.web.roadmap import actions, pages, queries
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.views import sheet_or_404

CARDS = 6  # of a column, before the link to the others
FLOW = ("proposed", "planned", "under_way", "done")  # where a click moves a card on


@within_authority(Role.READER)
def board(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions in columns by status; a click moves a card to the next."""
    today = timezone.localdate()
    filters = pages.filters(request, queries.axes(authority))
    found = [each for each in queries.lines(authority) if filters.wanted.keeps(each, today)]
    columns = []
    for value, label in Action.Status.choices:
        lines = ordered([line for line in found if line.status == value], "pace", today)
        rows = [
            (pages.row(authority, line, today), _following(line.status)) for line in lines[:CARDS]
        ]
        columns.append((value, label, len(lines), rows, max(0, len(lines) - CARDS)))
    return render(
        request,
        "strategy/roadmap/board.html",
        {
            "sentence": pages.sentence(count(found, today)),
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
