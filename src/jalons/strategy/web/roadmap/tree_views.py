"""The axes of the roadmap, and the other plans it serves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap import ordered
from jalons.strategy.web.roadmap import pages, parts, queries, undo
from jalons.strategy.web.roadmap.forms import AxisForm, PlanForm
from jalons.strategy.web.roadmap.models import Axis, LinkedPlan
from jalons.strategy.web.roadmap.views import may_delete

SERVING = 12  # actions told under a plan before the link to the others


@within_authority(Role.READER)
def axes(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The axes in their tree, with how many actions each holds."""
    lines = queries.lines(authority)
    held = [
        (each, sum(line.axis == each.axis.pk for line in lines)) for each in queries.axes(authority)
    ]
    return render(
        request,
        "strategy/roadmap/axes.html",
        {
            "axes": held,
            "without": sum(line.axis is None for line in lines),
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
            "undoable": undo.offered(request, authority),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def new_axis(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new axis."""
    return _edit_axis(request, authority, Axis(authority=authority))


def _axis(authority: Authority, pk: int) -> Axis:
    found = Axis.objects.of(authority).select_related("parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@within_authority(Role.CONTRIBUTOR)
def axis(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """An axis to change."""
    return _edit_axis(request, authority, _axis(authority, pk))


def _edit_axis(request: HttpRequest, authority: Authority, held: Axis) -> HttpResponse:
    form = AxisForm(*([request.POST] if request.method == "POST" else []), axis=held)
    if request.method == "POST" and form.is_valid():
        try:
            parts.keep_axis(axis=held, user=request.user, values=form.values())
        except StrategyError as error:
            form.add_error("parent", error_words(error))
        else:
            return redirect("roadmap_axes", authority.slug)
    return _axis_page(request, held, form)


def _axis_page(request: HttpRequest, held: Axis, form: AxisForm, trouble: str = "") -> HttpResponse:
    words = {
        "axis": held,
        "form": form,
        "may_delete": may_delete(request, held.authority),
        "trouble": trouble,
    }
    status = 422 if form.errors or trouble else 200
    return render(request, "strategy/roadmap/axis.html", words, status=status)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def move_axis(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """An axis one place up or down."""
    parts.move_axis(axis=_axis(authority, pk), user=request.user, up="haut" in request.POST)
    return redirect("roadmap_axes", authority.slug)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def delete_axis(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """Delete an axis; its actions stay, and it can be put back at once."""
    held = _axis(authority, pk)
    try:
        lost = parts.delete_axis(axis=held, user=request.user)
    except StrategyError as error:
        return _axis_page(request, held, AxisForm(axis=held), error_words(error))
    text = _("“%(name)s” is deleted.") % {"name": lost.label}
    undo.keep_lost(request, authority, text, lost)
    return redirect("roadmap_axes", authority.slug)


@within_authority(Role.READER)
def plans(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The other plans of the authority, each with the actions that serve it."""
    today = timezone.localdate()
    lines = {line.id: line for line in queries.lines(authority)}
    served = queries.served(authority)
    held = []
    for plan in queries.plans(authority):
        found = ordered([lines[pk] for pk in served.get(plan.pk, [])], "", today)
        rows = [pages.row(authority, line, today) for line in found[:SERVING]]
        held.append((plan, len(found), rows, max(0, len(found) - SERVING)))
    serving = {pk for found in served.values() for pk in found}
    return render(
        request,
        "strategy/roadmap/plans.html",
        {
            "plans": held,
            "serving": len(serving),
            "total": len(lines),
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
            "undoable": undo.offered(request, authority),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def new_plan(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new plan the roadmap serves."""
    return _edit_plan(request, authority, LinkedPlan(authority=authority))


@within_authority(Role.CONTRIBUTOR)
def plan(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """A plan to change."""
    return _edit_plan(request, authority, _plan(authority, pk))


def _plan(authority: Authority, pk: int) -> LinkedPlan:
    found = queries.plans(authority).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _edit_plan(request: HttpRequest, authority: Authority, held: LinkedPlan) -> HttpResponse:
    form = PlanForm(*([request.POST] if request.method == "POST" else []), part=held)
    if request.method == "POST" and form.is_valid():
        parts.keep_plan(plan=held, user=request.user, values=form.cleaned_data)
        return redirect("roadmap_plans", authority.slug)
    return render(
        request,
        "strategy/roadmap/plan.html",
        {"plan": held, "form": form, "may_delete": may_delete(request, authority)},
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def delete_plan(request: HttpRequest, authority: Authority, pk: int) -> HttpResponse:
    """Forget a plan; it can be put back at once."""
    lost = parts.delete_plan(plan=_plan(authority, pk), user=request.user)
    text = _("“%(name)s” is deleted.") % {"name": lost.label}
    undo.keep_lost(request, authority, text, lost)
    return redirect("roadmap_plans", authority.slug)
