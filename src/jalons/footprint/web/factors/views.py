"""The pages of an authority's own factors: bring a file, read what became of it, link, undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons import wording
from jalons.footprint.engine.wording import named, say
from jalons.footprint.store import load_pack
from jalons.footprint.web.factors import actions as factor_actions
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.factors.forms import FactorsForm, LinksForm, TermsForm
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import layout
from jalons.footprint.web.inventories.views import PER_PAGE, UNPROCESSABLE, follow
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words

KEPT_AFTER_DELETION = timedelta(days=30)
DOUBTED = "warning"


def _find(authority: Authority, pk: UUID) -> OwnFactorFile:
    return get_object_or_404(factor_packs.own_files(authority).select_related("authority"), pk=pk)


@within_authority(Role.READER)
def files(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The files of factors brought so far, and the place to bring one."""
    return _files(request, authority, FactorsForm())


@within_authority(Role.CONTRIBUTOR)
@require_POST
def add(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Keep a file of factors under its terms, and check it."""
    form = FactorsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _files(request, authority, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        job = factor_actions.add_factors(
            authority=authority,
            user=request.user,
            file=given["file"],
            licence=given["licence"],
            shown=given["shown"],
        )
    except AccountsError as error:
        form.add_error("file", str(error))
        return _files(request, authority, form, status=UNPROCESSABLE)
    return follow(job)


def _files(
    request: HttpRequest, authority: Authority, form: FactorsForm, *, status: int = 200
) -> HttpResponse:
    page = Paginator(factor_packs.own_files(authority), PER_PAGE).get_page(request.GET.get("page"))
    since = timezone.now() - KEPT_AFTER_DELETION
    context = {
        "form": form,
        "page": page,
        "table": _file_table(authority, page),
        "deleted": factor_packs.deleted_files(authority).filter(deleted_at__gte=since)[:5],
    }
    return render(request, "footprint/own_factors.html", context, status=status)


@within_authority(Role.READER)
def one(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What became of a file of factors, row by row."""
    return _one(request, _find(authority, pk))


@within_authority(Role.CONTRIBUTOR)
@require_POST
def terms(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Change the licence, and whether values may be shown."""
    found = _find(authority, pk)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _one(request, found, terms_form=form, status=UNPROCESSABLE)
    given = form.cleaned_data
    return follow(
        factor_actions.change_terms(
            factors=found, user=request.user, licence=given["licence"], shown=given["shown"]
        )
    )


@within_authority(Role.CONTRIBUTOR)
@require_POST
def links(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Say which devices their references are."""
    found = _find(authority, pk)
    form = _links_form(found, request.POST)
    if not form.is_valid():
        return _one(request, found, links_form=form, status=UNPROCESSABLE)
    return follow(factor_actions.link_items(factors=found, user=request.user, items=form.links()))


@within_authority(Role.CONTRIBUTOR)
@require_POST
def delete(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a file of factors aside; the list then offers to undo."""
    return follow(factor_actions.delete_factors(factors=_find(authority, pk), user=request.user))


@within_authority(Role.CONTRIBUTOR)
@require_POST
def restore(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Undo a deletion."""
    gone = factor_packs.deleted_files(authority).select_related("authority")
    found = get_object_or_404(gone, pk=pk)
    return follow(factor_actions.restore_factors(factors=found, user=request.user))


def _one(
    request: HttpRequest,
    found: OwnFactorFile,
    *,
    terms_form: TermsForm | None = None,
    links_form: LinksForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = page_language.lang()
    told = _told(found, lang)
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("page"))
    error = layout.error_of(found.problem) if found.problem else None
    shown = {"licence": found.licence, "shown": found.shown}
    context = {
        "factors": found,
        "outcome": found.outcome,
        "problem": error and error.message(lang),
        "hint": error and error.hint(lang),
        "page": page,
        "table": _finding_table(page),
        "linked": _linked_table(found, lang),
        "terms_form": terms_form or TermsForm(initial=shown),
        "links_form": links_form or _links_form(found),
    }
    return render(request, "footprint/own_factor_file.html", context, status=status)


def _links_form(found: OwnFactorFile, data: Any = None) -> LinksForm:
    said = found.outcome.get("linked", {}) | found.items
    names = [*found.outcome.get("unmatched", []), *found.items]
    return LinksForm(data, names=list(dict.fromkeys(names)), linked=said)


def _file_table(authority: Authority, page: Page[OwnFactorFile]) -> Table:
    rows = []
    for each in page:
        url = reverse("footprint_own_factor_file", args=[authority.slug, each.pk])
        outcome = each.outcome
        rows.append(
            (
                Cell(each.name, url=url, mark=each.get_state_display()),
                day_words(each.added_at),
                each.licence or _("not stated"),
                _("shown") if each.shown else _("hidden"),
                wording.format_number(outcome["used"], page_language.lang()) if outcome else "",
                wording.format_number(outcome["refused"], page_language.lang()) if outcome else "",
            )
        )
    columns = (
        Column(_("File")),
        Column(_("Brought on")),
        Column(_("Licence")),
        Column(_("Values")),
        Column(_("Rows taken"), numeric=True),
        Column(_("Rows refused"), numeric=True),
    )
    return Table(_("Your files of factors"), columns, tuple(rows))


def _told(found: OwnFactorFile, lang: str) -> list[tuple[str, Cell, str, str]]:
    """The findings then the remarks: row, what became of it, why, how to mend."""
    told = []
    for each in found.outcome.get("findings", []):
        doubted = each["severity"] == DOUBTED
        mark = _("to look at") if doubted else _("refused")
        kind = "idle" if doubted else "late"
        text = each["message"].get(lang, each["message"]["fr"])
        cell = Cell("", mark=mark, mark_kind=kind)
        told.append((str(each["row"] or ""), cell, text, say(f"{each['code']}.mend", lang)))
    for content in found.outcome.get("notices", []):
        notice = layout.notice_of(content)
        row = notice.where.row if notice.where else None
        text = say(notice.code, lang, **notice.params)
        hint = say(f"{notice.code}.hint", lang, missing="", **notice.params)
        told.append((str(row or ""), Cell("", mark=_("left out"), mark_kind="late"), text, hint))
    return told


def _finding_table(page: Page[tuple[str, Cell, str, str]]) -> Table:
    columns = (
        Column(_("Row")),
        Column(_("What became of it")),
        Column(_("Why")),
        Column(_("How to mend")),
    )
    return Table(_("Rows refused or to look at"), columns, tuple(page))


def _linked_table(found: OwnFactorFile, lang: str) -> Table:
    devices = load_pack().devices
    rows = tuple(
        (item, named(devices[device].name, lang))
        for item, device in found.outcome.get("linked", {}).items()
        if device in devices
    )
    return Table(_("References in use"), (Column(_("Reference")), Column(_("Device"))), rows[:40])
