"""The pages of the figures: the list, one indicator, its values, its objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.notes.forms import NoteForm
from jalons.foundation.notes.pages import Noted, note_list
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Batch, Registered
from jalons.foundation.register.pages import DONE, allows, offered, open_moves
from jalons.foundation.register.pages import render as register_page
from jalons.foundation.register.views import form_page, in_trash, saved, to_record
from jalons.strategy.engine.catalogue import Indicator, StrategyError
from jalons.strategy.store import catalogue
from jalons.strategy.web.catalogue.pages import IndicatorEntry, entry
from jalons.strategy.web.indicators import actions, pages, queries
from jalons.strategy.web.indicators.forms import TrustForm
from jalons.strategy.web.indicators.indicator_page import indicator_page
from jalons.strategy.web.indicators.models import DeclaredValue, Objective
from jalons.strategy.web.indicators.register import objectives, values

PER_PAGE = 20
HISTORY_PAGE = 30
SHOWN = 20  # values of an indicator on its page


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The followed indicators by commitment, filtered by the address, page by page.

    While none is chosen, those that have a value: the path shows them too.
    """
    board = queries.board(authority)
    followed = [each for each in board if each.follows]
    known = followed or [each for each in board if each.values]
    filters = pages.filters(request)
    found = [each for each in known if filters.passes(each)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/indicators/overview.html",
        {
            "known": len(known),
            "followed": len(followed),
            "sentence": pages.sentence(known) if followed else pages.unfollowed_sentence(known),
            "filters": filters,
            "commitments": pages.commitment_choices(filters.commitment),
            "paces": pages.pace_choices(filters.pace),
            "page": page,
            "groups": pages.groups(authority, page),
            "waiting": sum(len(each.waiting) for each in known),
            "done": offered(values, request),
            "may_edit": allows(request, Role.CONTRIBUTOR),
            "may_approve": allows(request, Role.LEAD),
        },
    )


def to_overview(authority: Authority, batch: Batch | None) -> HttpResponse:
    """Redirect to the followed indicators, where the batch can be undone."""
    url = reverse("indicators_followed", args=[authority.slug])
    return redirect(f"{url}?{DONE}={batch.pk}" if batch else url)


@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    board = queries.board(authority)
    if request.method == "POST":
        sent, shown = (
            set(request.POST.getlist(name)) & set(catalogue().indicators)
            for name in ("indicator", "shown")
        )
        wanted = [each.sheet.id for each in board if each.sheet.id in sent]
        gone = {each.sheet.id for each in board if each.follows} & (shown - sent)
        actions.follow(authority=authority, user=request.user, indicators=wanted)
        actions.unfollow(authority=authority, user=request.user, indicators=gone)
        messages.success(request, _("Your choice is stored."))
        return to_overview(authority, None)
    chosen = pages.filters(request).commitment or 1
    offers = [each for each in board if each.sheet.commitment == chosen]
    return render(
        request,
        "strategy/indicators/choose.html",
        {
            "commitments": pages.commitment_choices(chosen),
            "first": _choices(offer for offer in offers if offer.sheet.core or offer.follows),
            "others": _choices(each for each in offers if not (each.sheet.core or each.follows)),
        },
    )


def _choices(
    found: Iterable[queries.Followed],
) -> list[tuple[queries.Followed, str, IndicatorEntry]]:
    """Some indicators to tick, each with its name and its sheet in words."""
    return [(each, each.sheet.name.to(lang()), entry(each.sheet)) for each in found]


# One indicator ------------------------------------------------------------------------------------


@within_authority(Role.READER)
def indicator(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    return show(request, authority, indicator=indicator)


def noted(authority: Authority, indicator: str) -> Noted:
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
    kinds.sort(key=lambda kind: known.trusted.index(kind) if kind in known.trusted else len(kinds))
    rows = queries.values(authority, sheet.id)[:SHOWN]
    return render(
        request,
        "strategy/indicator.html",
        {
            "page": indicator_page(authority, sheet),
            "known": known,
            "standing": pages.standing(known),
            "pace": (pages.KINDS[known.following.pace], pages.pace_words(known.following.pace))
            if known.following
            else None,
            "values": pages.values_table(known) if known.values else None,
            "chart": pages.chart(known, localdate()),
            "goal": pages.target_words(known.course, sheet) if known.course else "",
            "unmeasured": not known.values,
            "origin": pages.ORIGINS.get(sheet.provider, ""),
            "course": pages.course_table(known),
            "declared": [
                (row, *pages.declared_words(row, sheet), open_moves(values, request, row))
                for row in rows
            ],
            "trust": TrustForm(choices=[(kind, pages.source_words(kind)) for kind in kinds])
            if len(kinds) > 1
            else None,
            "notes": note_list(request, noted(authority, indicator), form),
            "done": offered(values, request) or offered(objectives, request),
            "may_edit": allows(request, Role.CONTRIBUTOR),
            "may_approve": allows(request, Role.LEAD),
        },
        status=200 if form is None else 422,
    )


def sheet_or_404(indicator: str) -> Indicator:
    try:
        return catalogue().get(indicator)
    except StrategyError as error:
        raise Http404(str(error)) from error


def page_of(register: Register) -> View:
    """The page of a value or of an objective: that of its indicator."""

    @within_authority(Role.READER)
    def one(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        row = register.of(authority).filter(pk=pk).first()
        if row is None:
            return in_trash(register, request, pk)
        return show(request, authority, indicator=row.indicator)

    return one


def _form(
    register: Register, request: HttpRequest, indicator: str, read: Callable[[], Registered]
) -> HttpResponse:
    """A form on a record of an indicator, stored when it can be."""
    sheet = sheet_or_404(indicator)
    form, batch = saved(register.form, request, read)
    if form.is_bound and not form.errors:
        if batch is None:
            messages.info(request, _("Nothing had changed."))
        return to_record(register, form.instance, batch)
    home = reverse("indicator_page", args=[form.authority.slug, sheet.id])
    trail = (sheet.name.to(lang()), home, register.noun)
    return form_page(register, request, form, trail, back=home)


@within_authority(Role.CONTRIBUTOR)
def new_value(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    return _form(
        values, request, indicator, lambda: DeclaredValue(authority=authority, indicator=indicator)
    )


@within_authority(Role.CONTRIBUTOR)
def objective(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:

    def read() -> Objective:
        found = queries.objective(authority, indicator)
        return found or Objective(authority=authority, indicator=indicator)

    return _form(objectives, request, indicator, read)


@within_authority(Role.CONTRIBUTOR)
def old_value(request: HttpRequest, authority: Authority, indicator: str, pk: UUID) -> HttpResponse:
    """Redirect the former address of a value."""
    del request, indicator
    return redirect("typed_value_edit", authority.slug, pk)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def approve_all(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Approve every waiting value, as one batch."""
    return to_overview(
        authority, actions.approve(rows=queries.values(authority), user=request.user)
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def follow(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    sheet = sheet_or_404(indicator)
    act = actions.unfollow if request.POST.get("do") == "unfollow" else actions.follow
    act(authority=authority, user=request.user, indicators=[sheet.id])
    return redirect("indicator_page", authority.slug, indicator)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def trust(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    sheet = sheet_or_404(indicator)
    known = queries.followed(authority, sheet)
    kinds = queries.source_kinds(each for group in known.values for each in group)
    form = TrustForm(request.POST, choices=[(kind, kind) for kind in kinds])
    if form.is_valid():
        actions.trust(
            authority=authority, user=request.user, indicator=sheet.id, sources=form.order()
        )
    return redirect("indicator_page", authority.slug, indicator)


@within_authority(Role.READER)
def history(request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """What the journal says of an indicator, its values and its objective."""
    sheet = sheet_or_404(indicator)
    rows = queries.changes(authority, sheet.id)
    page = Paginator(rows, HISTORY_PAGE).get_page(request.GET.get("page"))
    name = sheet.name.to(lang())
    trail: tuple[Any, ...] = (
        name, reverse("indicator_page", args=[authority.slug, sheet.id]), _("History"),
    )  # fmt: skip
    return register_page(values, request, "history", record=name, page=page, trail=trail)
