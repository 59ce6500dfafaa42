"""The pages of the figures: the list, one indicator, its values, its objective."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.notes.forms import NoteForm
from jalons.foundation.notes.pages import Noted, note_list
from jalons.strategy.engine.catalogue import Indicator, StrategyError
from jalons.strategy.store import catalogue
from jalons.strategy.web import pages as room_pages
from jalons.strategy.web.indicators import actions, pages, queries
from jalons.strategy.web.indicators.forms import ObjectiveForm, TrustForm, ValueForm
from jalons.strategy.web.indicators.models import DeclaredValue

PER_PAGE = 20
HISTORY_PAGE = 30
UNDO_KEY = "indicators_undo"


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The followed indicators by commitment, filtered by the address, page by page.

    While none is chosen, those that have a value: the path shows them too.
    """
    board = queries.board(authority)
    followed = [each for each in board if each.follows]
    known = followed or [each for each in board if each.values]
    filters = pages.filters(request)
    found = [each for each in known if filters.keeps(each)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/indicators/overview.html",
        {
            "known": len(known),
            "found": len(found),
            "followed": len(followed),
            "sentence": pages.sentence(known) if followed else pages.unfollowed_sentence(known),
            "filters": filters,
            "commitments": pages.commitment_choices(filters.commitment),
            "paces": pages.pace_choices(filters.pace),
            "page": page,
            "groups": pages.groups(authority, page),
            "waiting": sum(len(each.waiting) for each in known),
            "may_edit": may(request, Role.CONTRIBUTOR),
            "may_approve": may_approve(request, authority),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Which indicators of the catalogue are followed."""
    board = queries.board(authority)
    if request.method == "POST":
        wanted = [each for each in request.POST.getlist("indicator") if _known(each)]
        shown = {each for each in request.POST.getlist("shown") if _known(each)}
        held = {each.sheet.id for each in board if each.follows}
        actions.follow(authority=authority, user=request.user, indicators=wanted)
        gone = (held & shown) - set(wanted)
        actions.unfollow(authority=authority, user=request.user, indicators=gone)
        messages.success(request, _("Your choice is kept."))
        return redirect("indicators_followed", authority.slug)
    chosen = pages.filters(request).commitment or 1
    offered = [each for each in board if each.sheet.commitment == chosen]
    return render(
        request,
        "strategy/indicators/choose.html",
        {
            "chosen": chosen,
            "commitments": pages.commitment_choices(chosen),
            "first": _choices(each for each in offered if each.sheet.core or each.follows),
            "others": _choices(
                each for each in offered if not each.sheet.core and not each.follows
            ),
        },
    )


def _choices(
    found: Iterable[queries.Followed],
) -> list[tuple[queries.Followed, str, room_pages.Sheet]]:
    """Some indicators to tick, each with its name and its sheet in words."""
    return [(each, each.sheet.name.to(lang()), room_pages.sheet(each.sheet)) for each in found]


def _known(indicator: str) -> bool:
    return indicator in catalogue().indicators


@within_authority(Role.READER)
def indicator(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """One indicator: its values, its objective, how it stands."""
    return show(request, authority, indicator=indicator)


def noted(authority: Authority, indicator: str) -> Noted:
    """An indicator, for its notes."""
    sheet = sheet_or_404(indicator)
    about, name = queries.indicator_urn(sheet.id), sheet.name.to(lang())
    return Noted(authority, about, name, "indicator_page", {"indicator": sheet.id})


def show(
    request: HttpRequest, authority: Authority, form: NoteForm | None = None, *, indicator: str
) -> HttpResponse:
    """The page of an indicator, with the note being typed."""
    sheet = sheet_or_404(indicator)
    known = queries.followed(authority, sheet)
    kinds = queries.source_kinds(each for group in known.values for each in group)
    trusted = [kind for kind in known.trusted if kind in kinds]
    ordered = [*trusted, *(kind for kind in kinds if kind not in trusted)]
    rows = queries.values(authority, sheet.id)
    return render(
        request,
        "strategy/indicator.html",
        {
            "page": room_pages.indicator_page(authority, sheet),
            "known": known,
            "standing": pages.standing(known),
            "pace": (pages.KINDS[known.following.pace], pages.pace_words(known.following.pace))
            if known.following
            else None,
            "values": pages.values_table(known) if known.values else None,
            "chart": pages.chart(known),
            "course": pages.course_table(known),
            "declared": pages.declared_words(sheet, rows[:20]),
            "trust": TrustForm(choices=[(kind, pages.source_words(kind)) for kind in ordered])
            if len(kinds) > 1
            else None,
            "notes": note_list(request, noted(authority, indicator), form),
            "may_edit": may(request, Role.CONTRIBUTOR),
            "may_approve": may_approve(request, authority),
            "undoable": _offered(request, authority),
        },
        status=200 if form is None else 422,
    )


def sheet_or_404(indicator: str) -> Indicator:
    """A sheet of the catalogue."""
    try:
        return catalogue().get(indicator)
    except StrategyError as error:
        raise Http404(str(error)) from error


def value_or_404(authority: Authority, indicator: str, pk: UUID) -> DeclaredValue:
    """A declared value of an indicator of the authority."""
    row = queries.value(authority, pk)
    if row is None or row.indicator != indicator:
        raise Http404
    return row


def may(request: HttpRequest, needed: Role) -> bool:
    """Whether the visitor has a role."""
    return bool(request.role.allows(needed))  # type: ignore[attr-defined]


def may_approve(request: HttpRequest, authority: Authority) -> bool:
    """Whether the visitor may approve: a lead, or a contributor of a trial."""
    trial = authority.kind == Authority.Kind.TRIAL
    return may(request, Role.CONTRIBUTOR if trial else Role.LEAD)


def back(authority: Authority, indicator: str) -> HttpResponse:
    """To the page of the indicator."""
    return redirect("indicator_page", authority.slug, indicator)


# Values -------------------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def new_value(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """A new value to type."""
    sheet = sheet_or_404(indicator)
    form = _value_form(request, sheet, None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare(authority=authority, user=request.user, given=form.declaration())
        except StrategyError as error:
            form.add_error("period" if error.code == "value_exists" else None, error_words(error))
        else:
            messages.success(request, _("The value is kept. It counts once it is approved."))
            return back(authority, sheet.id)
    return _value_page(request, sheet, form, None)


@within_authority(Role.CONTRIBUTOR)
def value(request: HttpRequest, authority: Authority, indicator: str, pk: UUID) -> HttpResponse:
    """A value to change; what somebody else changed meanwhile is kept or decided."""
    sheet, row = sheet_or_404(indicator), value_or_404(authority, indicator, pk)
    form = _value_form(request, sheet, row)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_value(row=row, user=request.user, given=form.declaration())
        except StrategyError as error:
            form.add_error("period" if error.code == "value_exists" else None, error_words(error))
        else:
            messages.success(request, _("The value is kept.") if changed else _nothing())
            return back(authority, sheet.id)
    return _value_page(request, sheet, form, row)


def _nothing() -> str:
    return _("Nothing had changed.")


def _value_form(request: HttpRequest, sheet: Indicator, row: DeclaredValue | None) -> ValueForm:
    data = [request.POST] if request.method == "POST" else []
    return ValueForm(*data, sheet=sheet, row=row, year=timezone.localdate().year)


def _value_page(
    request: HttpRequest, sheet: Indicator, form: ValueForm, row: DeclaredValue | None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "row": row, "sheet": room_pages.sheet(sheet)}
    if row:
        context["locked"] = row.state == DeclaredValue.State.LOCKED
        context["approved"] = row.state == DeclaredValue.State.APPROVED
    status = 422 if form.errors else 200
    return render(request, "strategy/indicators/value.html", context, status=status)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def approve(request: HttpRequest, authority: Authority, indicator: str, pk: UUID) -> HttpResponse:
    """Turn a value into an observation."""
    actions.approve(rows=[value_or_404(authority, indicator, pk)], user=request.user)
    messages.success(request, _("The value is approved: it now counts everywhere."))
    return back(authority, indicator)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def approve_all(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Turn every value that waits into observations."""
    rows = queries.values(authority).filter(state=DeclaredValue.State.DRAFT)
    done = actions.approve(rows=rows, user=request.user)
    words = ngettext("%(count)s value is approved.", "%(count)s values are approved.", done)
    messages.success(request, words % {"count": done})
    return redirect("indicators_followed", authority.slug)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def lock(request: HttpRequest, authority: Authority, indicator: str, pk: UUID) -> HttpResponse:
    """Lock an approved value, or unlock a locked one."""
    row = value_or_404(authority, indicator, pk)
    act = actions.lock if request.POST.get("do") == "lock" else actions.unlock
    try:
        act(row=row, user=request.user)
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
    return back(authority, indicator)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def delete_value(
    request: HttpRequest, authority: Authority, indicator: str, pk: UUID
) -> HttpResponse:
    """Forget a value; the page offers to bring it back."""
    row = value_or_404(authority, indicator, pk)
    try:
        kept = actions.delete_value(row=row, user=request.user)
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
    else:
        _keep(request, authority, "value", kept)
    return back(authority, indicator)


# Undo ---------------------------------------------------------------------------------------------


def _keep(request: HttpRequest, authority: Authority, kind: str, kept: dict[str, Any]) -> None:
    request.session[UNDO_KEY] = {"authority": authority.pk, "kind": kind, "kept": kept}


def _offered(request: HttpRequest, authority: Authority) -> str:
    held = request.session.get(UNDO_KEY)
    if not held or held["authority"] != authority.pk or held.get("shown"):
        return ""
    request.session[UNDO_KEY] = held | {"shown": True}
    return {
        "value": _("The value is deleted."),
        "objective": _("The objective is deleted."),
    }[held["kind"]]


def _back_again(authority: Authority, user: User, kind: str, kept: dict[str, Any]) -> str:
    """Make again what was deleted; the sentence that says so."""
    act = actions.bring_back if kind == "value" else actions.restore_objective
    act(authority=authority, user=user, kept=kept)
    return _("It is back; a value is to be approved again.")


# What can be undone is what this session was allowed to delete.
@require_POST
@within_authority(Role.CONTRIBUTOR)
def undo(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Bring back the last value or objective this session deleted."""
    held = request.session.pop(UNDO_KEY, None)
    if not held or held["authority"] != authority.pk:
        messages.info(request, _("There is nothing to undo."))
        return redirect("indicators_followed", authority.slug)
    try:
        words = _back_again(authority, request.user, held["kind"], held["kept"])  # type: ignore[arg-type]
    except StrategyError as error:
        messages.error(request, error_words(error), "bad")
    else:
        messages.success(request, words)
    return back(authority, held["kept"]["indicator"])


# Objective, trust --------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def objective(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """The objective of an indicator, to set."""
    sheet = sheet_or_404(indicator)
    row = queries.objective(authority, sheet.id)
    form = ObjectiveForm(
        *([request.POST] if request.method == "POST" else []), sheet=sheet, row=row
    )
    if request.method == "POST" and form.is_valid():
        changed = actions.set_objective(
            authority=authority, user=request.user, indicator=sheet.id, aim=form.aim()
        )
        messages.success(request, _("The objective is kept.") if changed else _nothing())
        return back(authority, sheet.id)
    return render(
        request,
        "strategy/indicators/objective.html",
        {
            "form": form,
            "row": row,
            "sheet": room_pages.sheet(sheet),
            "may_delete": may_approve(request, authority),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def delete_objective(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """Give an objective up; the page offers to bring it back."""
    row = queries.objective(authority, sheet_or_404(indicator).id)
    if row is None:
        raise Http404
    _keep(request, authority, "objective", actions.delete_objective(row=row, user=request.user))
    return back(authority, indicator)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def follow(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """Follow an indicator, or follow it no more."""
    sheet = sheet_or_404(indicator)
    act = actions.unfollow if request.POST.get("do") == "unfollow" else actions.follow
    act(authority=authority, user=request.user, indicators=[sheet.id])
    return back(authority, indicator)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def trust(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """Say which source comes first."""
    sheet = sheet_or_404(indicator)
    known = queries.followed(authority, sheet)
    kinds = queries.source_kinds(each for group in known.values for each in group)
    form = TrustForm(request.POST, choices=[(kind, kind) for kind in kinds])
    if form.is_valid():
        actions.trust(
            authority=authority, user=request.user, indicator=sheet.id, sources=form.order()
        )
    return back(authority, indicator)


@within_authority(Role.READER)
def history(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """What the journal says of an indicator."""
    sheet = sheet_or_404(indicator)
    rows = queries.changes(authority, sheet.id)
    page = Paginator(rows, HISTORY_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/indicators/history.html",
        {"page": page, "sheet": room_pages.sheet(sheet)},
    )
