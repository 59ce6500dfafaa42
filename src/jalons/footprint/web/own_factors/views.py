"""The pages of an authority's own factors: bring a file, read its check, link its references."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.footprint.store import load_pack
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import notices
from jalons.footprint.web.own_factors import actions
from jalons.footprint.web.own_factors.forms import FactorsForm, LinksForm
from jalons.footprint.web.own_factors.register import factor_files
from jalons.footprint.words.figures import named, say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.register.pages import record_or_404
from jalons.foundation.register.views import form_page, in_trash, record_page, to_record
from jalons.foundation.tasks.actions import wait
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.views import PATIENCE, follow

DOUBTED = "warning"
PER_PAGE = 40


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    files = request.FILES or None
    fresh = OwnFactorFile(authority=authority)
    form = FactorsForm(request.POST or None, files=files, instance=fresh)
    if form.is_valid():
        try:
            made = actions.add_factors(
                authority=authority, user=request.user, file=form.cleaned_data["file"],
                licence=form.cleaned_data["licence"], shown=form.cleaned_data["shown"],
            )  # fmt: skip
        except AccountsError as error:
            form.add_error("file", str(error))
        else:
            job = actions.check_of(made)
            return follow(job) if job else to_record(factor_files, made, None)
    return form_page(factor_files, request, form, (_("Bring a file of factors"),))


@within_authority(Role.READER)
def factor_file(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The check of a file of factors, row by row."""
    found = factor_packs.own_files(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(factor_files, request, pk)
    job = actions.check_of(found)
    if job is not None:
        wait(job=job, seconds=PATIENCE)
        found.refresh_from_db()
    return _page(request, found, _links_form(found), job=job if job and job.is_active else None)


@within_authority(Role.CONTRIBUTOR)
@require_POST
def links(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = record_or_404(factor_files, authority, pk)
    form = _links_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    batch = actions.link_items(factors=found, user=request.user, items=form.links())
    return to_record(factor_files, found, batch)


def _page(
    request: HttpRequest, file: OwnFactorFile, form: LinksForm, *, job: Job | None = None
) -> HttpResponse:
    lang = page_language.lang()
    page = Paginator(_findings(file, lang), PER_PAGE).get_page(request.GET.get("page"))
    error = notices.error_of(file.problem) if file.problem else None
    return record_page(
        factor_files,
        request,
        file,
        job=job,
        outcome=file.outcome,
        problem=error and error.message(lang),
        hint=error and error.hint(lang),
        page=page,
        table=_finding_table(page),
        linked=_linked_table(file, lang),
        links_form=form,
    )


def _links_form(file: OwnFactorFile, data: Any = None) -> LinksForm:
    said = file.outcome.get("linked", {}) | file.items
    names = [*file.outcome.get("unmatched", []), *file.items]
    return LinksForm(data, names=list(dict.fromkeys(names)), linked=said)


def _findings(file: OwnFactorFile, lang: str) -> list[tuple[str, Cell, str, str]]:
    """The findings then the notices: row, outcome, reason, how to fix it."""
    lines = []
    for each in file.outcome.get("findings", []):
        doubted = each["severity"] == DOUBTED
        mark = _("to look at") if doubted else _("refused")
        kind = "idle" if doubted else "late"
        text = each["message"].get(lang, each["message"]["fr"])
        cell = Cell("", mark=mark, mark_kind=kind)
        lines.append((str(each["row"] or ""), cell, text, say(f"{each['code']}.mend", lang)))
    for content in file.outcome.get("notices", []):
        notice = notices.notice_of(content)
        row = notice.where.row if notice.where else None
        text = say(notice.code, lang, **notice.params)
        hint = say(f"{notice.code}.hint", lang, missing="", **notice.params)
        lines.append((str(row or ""), Cell("", mark=_("left out"), mark_kind="late"), text, hint))
    return lines


def _finding_table(page: Page[tuple[str, Cell, str, str]]) -> Table:
    columns = (
        Column(_("Row")),
        Column(_("What became of it")),
        Column(_("Why")),
        Column(_("How to correct")),
    )
    return Table(_("Rows refused or to look at"), columns, tuple(page))


def _linked_table(file: OwnFactorFile, lang: str) -> Table:
    devices = load_pack().devices
    rows = tuple(
        (item, named(devices[device].name, lang))
        for item, device in file.outcome.get("linked", {}).items()
        if device in devices
    )
    return Table(_("References in use"), (Column(_("Reference")), Column(_("Device"))), rows[:40])
