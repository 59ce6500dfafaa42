"""The pages of AGEC accounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.models import Batch
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import facts, record_or_404, render
from jalons.foundation.register.views import record as record_view
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.procurement.documents.agec import declaration_csv
from jalons.procurement.documents.agec import summary as document
from jalons.procurement.engine.agec import declaration, spending
from jalons.procurement.engine.agec.families import OUTSIDE, TargetShare, following, in_force
from jalons.procurement.store import agec as tables
from jalons.procurement.web.agec import actions, indicators, pages, queries
from jalons.procurement.web.agec.forms import DeclareForm, FileForm, ReadingForm, WhatIfForm
from jalons.procurement.web.agec.models import AccountingExport, AgecYear, Use, rule_choices
from jalons.procurement.web.agec.register import years
from jalons.procurement.words import agec as words
from jalons.procurement.words.sentences import euros, say

PER_PAGE = 12


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The last year in a sentence, and the years side by side."""
    found = [queries.accounts_of(each) for each in queries.years(authority)]
    known = next((each for each in found if each.accounts), None)
    context: dict[str, Any] = {
        "years": found,
        "found": known,
        "sentence": pages.sentence(known) if known else "",
        "target": pages.target_sentence(known) if known else "",
        "bars": pages.bars(known) if known else None,
        "left": euros(known.left[1], lang()) if known and known.left[0] else "",
        "table": pages.years_table(found) if found else None,
        "due": next(
            (e.record for e in found if not e.record.declared_on and not e.record.filed), None
        ),
        "next_year": timezone.localdate().year - 1,
    }
    return render(years, request, "home", **context)


def _year(_request: HttpRequest, year: AgecYear) -> dict[str, Any]:
    """A year: sentence, bars, families, what was brought."""
    found = queries.accounts_of(year)
    count, amount = found.left
    return {
        "counted": found,
        "facts": facts(years, year, "siret", "buyer"),
        "sentence": pages.sentence(found),
        "target": pages.target_sentence(found),
        "bars": pages.bars(found),
        "families": pages.family_table(found) if found.accounts else None,
        "left_count": count,
        "left_amount": euros(amount, lang()),
        "exports": queries.exports(year).exclude(read_at=None),
        "declared": pages.declared_words(year),
        "formats": FORMATS,
    }


year = record_view(years, _year)


# Exports ------------------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """An accounting export, stored until it is read."""
    record = record_or_404(years, authority, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return follow(actions.drop_export(record, request.user, file, file.name))
        except JalonsError as error:
            form.add_error("file", str(error))
    return render(years, request, "bring", year=record, form=form)


def _export(authority: Authority, pk: UUID, export: UUID) -> AccountingExport:
    rows = queries.every_export(authority)
    return get_object_or_404(rows, agec_year__pk=pk, agec_year__deleted_at=None, pk=export)


@within_authority(Role.CONTRIBUTOR)
def export(request: HttpRequest, authority: Authority, pk: UUID, export: UUID) -> HttpResponse:
    """What was found in an export: its columns to confirm, or why it is not read."""
    found = _export(authority, pk, export)
    form = None
    if found.layout and not found.problem:
        form = ReadingForm(request.POST or None, found.layout)
        if request.method == "POST" and form.is_valid():
            reading = form.reading(found.agec_year.year)
            return follow(actions.read_export(found, request.user, reading))
    return render(years, request, "export", export=found, year=found.agec_year, form=form)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def forget(request: HttpRequest, authority: Authority, pk: UUID, export: UUID) -> HttpResponse:
    found = _export(authority, pk, export)
    actions.forget_export(found, request.user)
    messages.success(request, _("“%s” no longer counts.") % found.name)
    return redirect("agec_year", authority.slug, pk)


# Rules --------------------------------------------------------------------------------------------

SCOPES = ("account", "label", "supplier")


@within_authority(Role.CONTRIBUTOR)
def mapping(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Rules of other years to confirm, then lines without a family, the largest first."""
    record = record_or_404(years, authority, pk)
    found = queries.mapping(record)
    if request.method == "POST":
        try:
            batch = _mapped(request, record, found)
        except (JalonsError, ValidationError) as error:
            messages.error(request, refusal_words(error), "bad")
        else:
            count = batch.changes.count() if batch else 0
            text = ngettext("%(count)s rule counts.", "%(count)s rules count.", count)
            messages.success(request, text % {"count": count})
        return redirect("agec_mapping", authority.slug, pk)
    page = Paginator(found.fresh, PER_PAGE).get_page(request.GET.get("page"))
    usual = {account: f for f in tables.families() for account in f.accounts}
    rows = [(at, each, euros(each.group.amount, lang()), _usual(usual, each.group.account))
            for at, each in enumerate(page.object_list, start=page.start_index())]  # fmt: skip
    proposals = [(rule, euros(amount, lang()), lines) for rule, amount, lines in found.proposals]
    left = sum((each.group.amount for each in found.left), spending.ZERO)
    context = {
        "year": record,
        "page": page,
        "rows": rows,
        "proposals": proposals,
        "total": len(found.left),
        "left": euros(left, lang()),
        "families": rule_choices(),
        "uses": Use.choices,
        "read": queries.exports(record).exclude(read_at=None).exists(),
    }
    return render(years, request, "mapping", **context)


def _usual(usual: dict[str, Any], account: str) -> str:
    known = sorted((each for each in usual if account.startswith(each)), key=len)
    return words.short(usual[known[-1]], lang()) if known and account else ""


def _mapped(request: HttpRequest, record: AgecYear, found: queries.ToAssign) -> Batch | None:
    if request.POST.get("step") == "confirm":
        ticked = set(request.POST.getlist("rule"))
        chosen = [rule for rule, *_sums in found.proposals if str(rule.pk) in ticked]
        return actions.confirm(record, request.user, chosen)
    return actions.assign(record, request.user, list(_rules(request)))


def _rules(request: HttpRequest) -> Iterator[spending.Rule]:
    """The rules a person chose, a line of the page each."""
    known = {str(code) for code, _label in rule_choices()}
    for at in request.POST.getlist("line"):
        family = request.POST.get(f"family {at}", "")
        scope = request.POST.get(f"scope {at}", "")
        if family not in known or scope not in SCOPES:
            continue
        words_of = {name: request.POST.get(f"{name} {at}", "")[:60] for name in SCOPES}
        used = ("account",) if scope == "account" else ("account", scope)
        use = request.POST.get(f"use {at}", Use.NEW)
        is_new = family == OUTSIDE or use not in Use.values
        values = {name: words_of[name] for name in used}
        yield spending.Rule(family, spending.Use(Use.NEW if is_new else use), **values)


# Declaration --------------------------------------------------------------------------------------


@require_GET
@within_authority(Role.READER)
def declare(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The rows of the declaration, what is wrong, the file, the day it was filed."""
    form = DeclareForm(None, initial={"day": timezone.localdate()})
    return _declaration(request, record_or_404(years, authority, pk), form)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def declared(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Write down that a coherent declaration was published."""
    record, form = record_or_404(years, authority, pk), DeclareForm(request.POST)
    if form.is_valid():
        wrong = pages.findings(queries.accounts_of(record), timezone.localdate())
        if any(each.level is declaration.FindingLevel.ERROR for each in wrong):
            form.add_error(None, _("Correct what is incoherent first."))
        else:
            said = form.cleaned_data
            actions.declare(record, request.user, said["day"], said["by"])
            messages.success(request, _("The declaration is recorded, with its file."))
            return redirect("agec_declaration", authority.slug, pk)
    return _declaration(request, record, form)


def _declaration(request: HttpRequest, record: AgecYear, form: DeclareForm) -> HttpResponse:
    found, today = queries.accounts_of(record), timezone.localdate()
    wrong = pages.findings(found, today)
    errors = [each for each in wrong if each.level is declaration.FindingLevel.ERROR]
    changed = declaration.compared(found.filed, found.rows) if found.filed else ()
    due = indicators.due(record.year)
    context: dict[str, Any] = {
        "year": record,
        "rows": pages.declared_table(found.rows, _("Rows of the declaration")),
        "errors": [words.finding_words(each, lang()) for each in errors],
        "warnings": [words.finding_words(e, lang()) for e in wrong if e not in errors],
        "changed": [each.family for each in changed],
        "filed": pages.declared_table(found.filed, _("As it was filed")) if changed else None,
        "declared": pages.declared_words(record),
        "due": due,
        "late": due < today,
        "form": form,
        "left": euros(found.left[1], lang()) if found.left[0] else "",
    }
    return render(years, request, "declaration", **context)


@require_GET
@within_authority(Role.READER)
def declaration_file(
    request: HttpRequest,  # noqa: ARG001
    authority: Authority,
    pk: UUID,
) -> HttpResponse:
    record = record_or_404(years, authority, pk)
    content = declaration_csv(queries.accounts_of(record).rows)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"declaration-agec-{record.year}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@heavy
@within_authority(Role.CONTRIBUTOR)
def bring_declaration(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A declaration filed in a former year, read back to be compared."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = actions.bring_declaration(authority, request.user, file.read(), file.name)
        except (JalonsError, ValidationError) as error:
            form.add_error("file", refusal_words(error))
        else:
            messages.success(request, _("The declaration is stored."))
            for words in pages.former_findings(found, timezone.localdate()):
                messages.warning(request, words)
            return redirect("agec_declaration", authority.slug, found[-1].pk)
    return render(years, request, "former", form=form)


summary = document_of(
    years,
    lambda each: document(pages.material(queries.accounts_of(each), timezone.localdate()), lang()),
    name=lambda each: f"achats-agec-{each.year}",
    back=lambda each: reverse("agec_declaration", args=[each.authority.slug, each.pk]),
)


# What if ------------------------------------------------------------------------------------------


@require_GET
@within_authority(Role.READER)
def whatif(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """How much more must be reused or recycled in a family to reach a share."""
    record = record_or_404(years, authority, pk)
    found = queries.accounts_of(record)
    form = WhatIfForm(
        request.GET or None, [f.code for f in tables.families() if f.code in found.accounts]
    )
    said: list[str] = []
    if form.is_bound and form.is_valid():
        said = list(
            _tried(found.accounts[form.cleaned_data["famille"]], record.year, form.cleaned_data)
        )
    known = bool(found.accounts)
    return render(years, request, "whatif", year=record, form=form, said=said, known=known)


def _tried(account: spending.FamilyAccount, year: int, wanted: dict[str, Any]) -> Iterator[str]:
    share, price = TargetShare(wanted["part"]), wanted["prix"]
    least = wanted["objectif"] / Decimal(100) if wanted["objectif"] else None
    if least is None:
        ahead = following(tables.targets(), account.family, share, year)
        now = in_force(tables.targets(), account.family, share, year)
        least = next((t.least for t in (ahead, now) if t and t.least is not None), None)
    if least is None:
        yield words.target_words((), account, year, lang())
    else:
        found = spending.gap(account, share, least, price)
        yield words.gap_words(found, share, least, lang())
        if found and found.units:
            yield say("agec.gap_units", lang(), units=found.units)
    if price and wanted["unites"]:
        after = account.bought(price * wanted["unites"], share, instead=True).counted(share)
        values = {
            "units": wanted["unites"],
            "before": words.percent(account.counted(share), lang()),
            "after": words.percent(after, lang()),
        }
        yield (
            _("With %(units)s of them in place of new ones: from %(before)s to %(after)s.") % values
        )
