"""The pages of use cases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel import JalonsError
from jalons.twin.web.saying import short
from jalons.twin.web.whatif import queries as whatifs
from jalons.twin.web.whatif.models import WhatIf
from jalons.twin.web.whatif.saying import between, central
from jalons.wording import format_quantity

from . import actions, queries
from .forms import CaseForm, MoveForm, ResultForm
from .models import CaseResult, TwinCase

PER_PAGE = 12
UNPROCESSABLE = 422
MARKS = {"idea": "idle", "trial": "walk", "live": "ok", "stopped": "late"}
DECIDED = (TwinCase.State.LIVE, TwinCase.State.STOPPED)


def find(authority: Authority, pk: UUID) -> TwinCase:
    """A use case of an authority, or 404."""
    found = queries.case(authority, pk)
    if found is None:
        raise Http404
    return found


def can(request: HttpRequest, needed: Role) -> bool:
    """Whether the visitor has a role at least."""
    return bool(request.role.allows(needed))  # type: ignore[attr-defined]


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The use cases: what each is for, and where it stands."""
    held = queries.cases(authority)
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "case": each,
            "mark": MARKS[each.state],
            "since": day_words(each.since),
            "saved": saved_words(each),
        }
        for each in page
    ]
    return render(
        request,
        "twin/cases/overview.html",
        {
            "page": page,
            "rows": rows,
            "total": page.paginator.count,
            "live": held.filter(state=TwinCase.State.LIVE).count(),
            "deleted": queries.deleted(authority),
            "may_write": can(request, Role.CONTRIBUTOR),
        },
    )


def saved_words(held: TwinCase) -> str:
    """What a case saved in all, in words; empty when nothing is known."""
    results = list(held.results.all())
    if not results:
        return ""
    return format_quantity(sum(each.saved_kwh for each in results), "kWh", lang())


@within_authority(Role.READER)
def case(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A use case: what for, since when, what it saved and how that is known."""
    held = find(authority, pk)
    names = dict(queries.kinds(authority))
    yearly = queries.estimate(held.whatif) if held.whatif is not None else None
    states = dict(TwinCase.State.choices)
    return render(
        request,
        "twin/cases/case.html",
        {
            "case": held,
            "mark": MARKS[held.state],
            "since": day_words(held.since),
            "saved": saved_words(held),
            "kinds": [names.get(iri, short(iri)) for iri in held.kinds],
            "moves": [
                (states[each["state"]], day_words(date.fromisoformat(each["on"])))
                for each in held.moves
            ],
            "estimate": (central(yearly, "kWh"), between(yearly, "kWh")) if yearly else None,
            "results": list(held.results.all()),
            "table": _results(held),
            "deleted": queries.deleted_results(held),
            "may_write": can(request, Role.CONTRIBUTOR),
        },
    )


def _results(held: TwinCase) -> Table | None:
    rows = tuple(
        (
            f"{day_words(each.starts_on)} – {day_words(each.ends_on)}",
            format_quantity(each.saved_kwh, "kWh", lang()),
            each.get_how_display(),
            each.note or "–",
            Cell(_("proof"), url=each.proof) if each.proof else Cell("", mark=_("no proof given")),
        )
        for each in held.results.all()
    )
    columns = (
        Column(_("Period")),
        Column(_("Energy saved"), numeric=True),
        Column(_("How it is known")),
        Column(_("How it was computed")),
        Column(_("Proof")),
    )
    return Table(_("What it really saved"), columns, rows) if rows else None


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Write a new use case."""
    form = _form(request, authority, None)
    if request.method == "POST" and form.is_valid():
        made = actions.create(
            authority=authority,
            user=request.user,
            values=form.values(_whatif(authority, form)),
            today=timezone.localdate(),
        )
        return redirect("twin_case", authority.slug, made.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/cases/edit.html", {"form": form}, status=status)


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Change what a use case says; what another person changed meanwhile is kept."""
    held = find(authority, pk)
    form = _form(request, authority, held)
    if request.method == "POST" and form.is_valid():
        values = form.values(_whatif(authority, form))
        actions.change(case=held, user=request.user, values=values)
        return redirect("twin_case", authority.slug, pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/cases/edit.html", {"form": form, "case": held}, status=status)


def _form(request: HttpRequest, authority: Authority, held: TwinCase | None) -> CaseForm:
    return CaseForm(
        request.POST or None,
        kinds=queries.kinds(authority),
        whatifs=queries.whatif_choices(authority),
        case=held,
    )


def _whatif(authority: Authority, form: CaseForm) -> WhatIf | None:
    chosen = form.cleaned_data["whatif"]
    return whatifs.whatif(authority, UUID(chosen)) if chosen else None


@within_authority(Role.CONTRIBUTOR)
def move(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a case in another state; making it live or stopping it is for a lead."""
    held = find(authority, pk)
    lead, today = can(request, Role.LEAD), timezone.localdate()
    if request.method == "POST" and request.POST.get("state") in DECIDED and not lead:
        raise PermissionDenied
    form = MoveForm(request.POST or None, live=lead, initial={"state": held.state, "on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(case=held, user=request.user, today=today, **form.cleaned_data)
        except JalonsError as error:
            form.add_error("on", str(error))
        else:
            return redirect("twin_case", authority.slug, pk)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "case": held, "lead": lead}
    return render(request, "twin/cases/move.html", context, status=status)


@within_authority(Role.CONTRIBUTOR)
def result(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Tell what a case really saved."""
    held = find(authority, pk)
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_result(
                case=held, user=request.user, saving=form.saving(), today=timezone.localdate()
            )
        except JalonsError as error:
            form.add_error("end", str(error))
        else:
            return redirect("twin_case", authority.slug, pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/cases/result.html", {"form": form, "case": held}, status=status)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def result_delete(request: HttpRequest, authority: Authority, pk: UUID, part: UUID) -> HttpResponse:
    """Put a result aside; the page of its case offers to bring it back."""
    actions.drop_result(
        result=_result_of(authority, pk, part), user=request.user, today=timezone.localdate()
    )
    return redirect("twin_case", authority.slug, pk)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def result_restore(
    request: HttpRequest, authority: Authority, pk: UUID, part: UUID
) -> HttpResponse:
    """Bring a result back."""
    held = _result_of(authority, pk, part)
    try:
        actions.restore_result(result=held, user=request.user, today=timezone.localdate())
    except JalonsError as error:
        messages.error(request, str(error), "bad")
    return redirect("twin_case", authority.slug, pk)


def _result_of(authority: Authority, pk: UUID, part: UUID) -> CaseResult:
    rows: Any = CaseResult.objects.of(authority).select_related("case__authority", "authority")
    return get_object_or_404(rows, pk=part, case=find(authority, pk))  # type: ignore[no-any-return]


@require_POST
@within_authority(Role.CONTRIBUTOR)
def delete(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a use case aside; the list offers to bring it back."""
    actions.delete(case=find(authority, pk), user=request.user, today=timezone.localdate())
    return redirect("twin_cases", authority.slug)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def restore(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Bring a use case back."""
    try:
        actions.restore(authority=authority, user=request.user, pk=pk, today=timezone.localdate())
    except TwinCase.DoesNotExist as error:
        raise Http404 from error
    return redirect("twin_case", authority.slug, pk)
