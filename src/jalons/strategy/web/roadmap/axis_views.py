"""The tree of the axes, and the linked plans with the actions that serve them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import record_or_404, render
from jalons.foundation.register.writer import write
from jalons.strategy.engine.roadmap.roadmap import Counts, below, count, ordered
from jalons.strategy.web.roadmap import pages, queries, register
from jalons.strategy.web.roadmap.models import Axis
from jalons.strategy.web.roadmap.queries import AxisInTree

LISTED = 12  # actions listed under an axis or a plan before the link to the others


@dataclass(frozen=True, slots=True)
class Branch:
    """An axis as its tree shows it: ``counts`` and the late ones with those of the axes below,
    ``rows`` its own actions. What has no axis is a branch without one.
    """

    axis: AxisInTree | None
    counts: Counts
    rows: tuple[pages.Row, ...]
    others: int


@within_authority(Role.READER)
def axes(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The axes in their tree, each with what is done and its actions."""
    lines, today = queries.lines(authority), timezone.localdate()
    tree = queries.axes(authority)
    parents = {each.axis.pk: each.axis.parent_id for each in tree}

    def branch(axis: AxisInTree | None) -> Branch:
        pk = axis.axis.pk if axis else None
        within = below(pk, parents) if pk else {None}
        own = ordered([line for line in lines if line.axis == pk], "due", today)
        return Branch(
            axis=axis,
            counts=count((line for line in lines if line.axis in within), today),
            rows=tuple(pages.row(authority, line, today) for line in own[:LISTED]),
            others=max(0, len(own) - LISTED),
        )

    without = branch(None)
    branches = [branch(each) for each in tree] + ([without] if without.rows else [])
    return render(
        register.axes, request, "list", axes=tree, branches=branches, counts=count(lines, today)
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def move_axis(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    axis = record_or_404(register.axes, authority, pk)
    level = list(living(Axis, authority).filter(parent=axis.parent_id))
    here = level.index(axis)
    there = here - 1 if "up" in request.POST else here + 1
    if 0 <= there < len(level):
        level.insert(there, level.pop(here))
        ranked = [(each, {"rank": rank}) for rank, each in enumerate(level, start=1)]
        try:
            write(authority, request.user, ranked, label=str(axis))
        except StaleError as error:
            messages.error(request, str(error), "bad")
    return redirect("roadmap_axis_list", authority.slug)


@within_authority(Role.READER)
def plans(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The other plans of the authority, each with the actions that serve it."""
    today = timezone.localdate()
    lines = {line.id: line for line in queries.lines(authority)}
    served = queries.served(authority)
    served_plans = []
    for plan in queries.plans(authority):
        found = ordered([lines[pk] for pk in served.get(plan.pk, [])], "", today)
        rows = [pages.row(authority, line, today) for line in found[:LISTED]]
        served_plans.append((plan, len(found), rows, max(0, len(found) - LISTED)))
    serving = {pk for found in served.values() for pk in found}
    return render(
        register.plans,
        request,
        "list",
        plans=served_plans,
        serving=len(serving),
        total=len(lines),
    )
