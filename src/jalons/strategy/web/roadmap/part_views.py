"""What follows a sheet: tasks, budget, fundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.strategy.web.roadmap import parts, undo
from jalons.strategy.web.roadmap.forms import (
    BudgetForm,
    FundingForm,
    PartForm,
    TaskForm,
    new_budget,
    new_funding,
    new_task,
)
from jalons.strategy.web.roadmap.models import Action, ActionTask, BudgetLine, Funding
from jalons.strategy.web.roadmap.views import sheet_or_404

type Part = ActionTask | BudgetLine | Funding


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of part of a sheet: its form, how a new one starts, its titles."""

    model: type[ActionTask] | type[BudgetLine] | type[Funding]
    form: type[PartForm]
    fresh: Callable[[Action], Part]
    new_title: Any
    title: Any


KINDS = {
    "taches": Kind(
        ActionTask, TaskForm, new_task, gettext_lazy("A new task"), gettext_lazy("A task")
    ),
    "budget": Kind(
        BudgetLine,
        BudgetForm,
        new_budget,
        gettext_lazy("A new line of budget"),
        gettext_lazy("A line of budget"),
    ),
    "financements": Kind(
        Funding,
        FundingForm,
        new_funding,
        gettext_lazy("A new funding"),
        gettext_lazy("A funding"),
    ),
}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _part(action: Action, kind: Kind, key: int) -> Part:
    found = kind.model.objects.of(action.authority).filter(action=action, pk=key).first()
    if found is None:
        raise Http404
    return found


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """A new task, line of budget or funding."""
    action = sheet_or_404(authority, pk)
    return _edit(request, action, kind, _kind(kind).fresh(action))


@within_authority(Role.CONTRIBUTOR)
def part(
    request: HttpRequest, authority: Authority, pk: UUID, kind: str, part: int
) -> HttpResponse:
    """One of them, to change."""
    action = sheet_or_404(authority, pk)
    return _edit(request, action, kind, _part(action, _kind(kind), part))


def _edit(request: HttpRequest, action: Action, kind: str, held: Part) -> HttpResponse:
    form = _kind(kind).form(*([request.POST] if request.method == "POST" else []), part=held)
    if request.method == "POST" and form.is_valid():
        parts.keep_part(action=action, user=request.user, part=held, values=form.cleaned_data)
        return redirect("roadmap_action", action.authority.slug, action.pk)
    return render(
        request,
        "strategy/roadmap/part.html",
        {
            "action": action,
            "form": form,
            "part": held,
            "kind": kind,
            "title": _kind(kind).title if held.pk else _kind(kind).new_title,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def delete(
    request: HttpRequest, authority: Authority, pk: UUID, kind: str, part: int
) -> HttpResponse:
    """Take a task, a line of budget or a funding off its sheet; it can be put back at once."""
    action = sheet_or_404(authority, pk)
    lost = parts.delete_part(part=_part(action, _kind(kind), part), user=request.user)
    undo.keep_lost(request, authority, _deleted(lost), lost)
    return redirect("roadmap_action", authority.slug, action.pk)


def _deleted(lost: parts.Lost) -> str:
    return _("“%(name)s” is deleted.") % {"name": lost.label}


@require_POST
@within_authority(Role.CONTRIBUTOR)
def done(request: HttpRequest, authority: Authority, pk: UUID, part: int) -> HttpResponse:
    """A task done today, or no longer done: one click."""
    action = sheet_or_404(authority, pk)
    task = _part(action, KINDS["taches"], part)
    assert isinstance(task, ActionTask)  # noqa: S101  (the kind of a task)
    day = None if task.done_at else timezone.localdate()
    parts.set_done(task=task, user=request.user, done_at=day)
    return redirect("roadmap_action", authority.slug, action.pk)
