"""The catalogue, a contract file with its clauses and values, its annex, its checks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.digests.actions import choose
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.documents.html import fragment
from jalons.foundation.register import pages, writer
from jalons.foundation.register import views as register
from jalons.foundation.register.documents import document_of
from jalons.procurement.documents import clauses_annex as annexes
from jalons.procurement.engine.clauses import catalogue as data
from jalons.procurement.engine.clauses.selection import WARNINGS, review
from jalons.procurement.web.clauses import forms, queries
from jalons.procurement.web.clauses.models import ClauseSelection
from jalons.procurement.web.clauses.register import selections
from jalons.procurement.web.clauses.reminders import CHECKS
from jalons.procurement.words import clauses as words

PER_PAGE = 20
CODES = ("kind", "family", "difficulty")


@require_GET
@within_authority(Role.READER)
def catalogue(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The clauses, narrowed by an address that is understood."""
    form, spoken = forms.CatalogueForm(request.GET), lang()
    found = queries.listed(form.cleaned_data) if form.is_valid() else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows: tuple[Row, ...] = tuple(
        (Cell(each.title(spoken), url=reverse("clause", args=[authority.slug, each.id])),
         *[words.label(name, getattr(each, name), spoken) for name in CODES])
        for each in page
    )  # fmt: skip
    heads = (_("Clause"), _("Place in the tender"), _("Theme"), _("Difficulty"))
    table = Table(_("Clauses"), tuple(map(Column, heads)), rows) if rows else None
    narrowed = any(request.GET.get(name) for name in form.fields)
    context = {"form": form, "page": page, "table": table, "narrowed": narrowed,
               "total": len(data.catalogue())}  # fmt: skip
    return render(request, "procurement/clauses/catalogue.html", context)


@require_GET
@within_authority(Role.READER)
def clause(request: HttpRequest, authority: Authority, clause: str) -> HttpResponse:
    del authority
    found, spoken = data.catalogue().get(clause), lang()
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "may_copy": pages.allows(request, Role.CONTRIBUTOR),
        "clause": found, "title": found.title(spoken), "paragraphs": words.paragraphs(found, {}),
        "need": found.need if spoken == "fr" else found.summary,
        "markets": sorted(words.label("market", each, spoken) for each in found.markets),
        "control": words.control(found, spoken),
        "references": [words.reference(each, spoken) for each in found.references],
    }  # fmt: skip
    context |= {name: words.label(name, getattr(found, name), spoken) for name in CODES}
    for name in ("goes_with", "excludes"):
        others = data.chosen(getattr(found, name))
        context[name] = [(each.id, each.title(spoken)) for each in others]
    return render(request, "procurement/clauses/clause.html", context)


def _selection(_request: HttpRequest, found: ClauseSelection) -> dict[str, Any]:
    clauses, spoken = data.chosen(found.clauses), lang()
    done = queries.progress_of(queries.checks(found.authority, selection=found))
    changes, gone = queries.difference(found)
    remarks = [("info" if each.code in WARNINGS else "warn", words.remark(each, spoken))
               for each in review((*clauses, *queries.own_of(found)), found.market,
                                  found.values)]  # fmt: skip
    return {
        "share": words.share(done, spoken),
        "headline": words.progress(done, spoken) if done.total else "",
        "remarks": remarks,
        "clauses": [(each.id, each.title(spoken)) for each in clauses],
        "own": queries.own_of(found),
        "pending": len(changes) + len(gone),
        "undated": any(each.due is None for each in queries.plan_of(found)),
    }


selection = register.record(selections, _selection)


def _form(form: Callable[..., Any], title: Callable[[], str]) -> View:
    """A page that writes part of a contract file by a form of its own."""

    @within_authority(Role.CONTRIBUTOR)
    def page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        read = partial(pages.record_or_404, selections, authority, pk)
        filled, batch = register.saved(form, request, read)
        found = filled.instance
        if batch is not None or (filled.is_bound and not filled.errors):
            return register.to_record(selections, found, batch)
        trail = (str(found), pages.url_of(selections, found), title())
        return register.form_page(selections, request, filled, trail, title=title())

    return page


choice = _form(forms.ChoiceForm, lambda: _("Choose the clauses"))
values = _form(forms.ValuesForm.of, lambda: _("Confirm the values"))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def calendar(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Bring the checks up to what the clauses and the dates of the contract ask for."""
    found = pages.record_or_404(selections, authority, pk)
    changes, gone = queries.difference(found)
    with transaction.atomic():
        batch = writer.write(authority, request.user, changes)
        writer.delete(authority, request.user, gone)
    return register.to_record(selections, found, batch)


@require_GET
@within_authority(Role.READER)
def annex(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = pages.record_or_404(selections, authority, pk)
    context = {"record": found, "text": fragment(annexes.annex(queries.material(found)))}
    return render(request, "procurement/clauses/annex.html", context)


annex_file = document_of(
    selections,
    lambda each: annexes.annex(queries.material(each)),
    name=lambda each: f"annexe-{each.name}",
    back=lambda each: reverse("clause_annex", args=[each.authority.slug, each.pk]),
)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def mails(request: HttpRequest, authority: Authority) -> HttpResponse:
    if not isinstance(request.user, User):
        raise Http404
    rhythm = Rhythm.NEVER if request.POST.get("choice") == "stop" else Rhythm.WEEKLY
    choose(CHECKS, authority=authority, user=request.user, rhythm=rhythm)
    return redirect("clause_selection_list", authority.slug)
