"""The page of the territory: read, bring a file, type a figure, confirm, undo."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import allows, done_words, may_undo
from jalons.foundation.register.views import saved, to_list
from jalons.kernel import JalonsError
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.known import REPLACING, KnownName
from jalons.strategy.store import national
from jalons.strategy.web.territory import actions, exports, pages, queries
from jalons.strategy.web.territory.forms import FigureForm, FileForm
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.strategy.web.territory.register import sheets
from jalons.strategy.web.territory.wording import title
from jalons.tabular.files.writing import csv_file


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    sheet = queries.sheet_of(authority)
    known, found = queries.known_of(sheet), queries.estimate_of(sheet)
    may_edit = allows(request, Role.CONTRIBUTOR)
    return render(
        request,
        "strategy/territory/overview.html",
        {
            "sheet": sheet,
            "done": _undoable(request, sheet),
            "found": found,
            "sentence": pages.sentence(found),
            "lead": pages.lead(found) if found else "",
            "scale": pages.scale(found) if found else "",
            "chart": pages.chart(found) if found and found.parts else None,
            "table": pages.parts_table(authority, found, may_edit=may_edit) if found else None,
            "facts": pages.facts(authority, known),
            "fibre": pages.fibre_words(known),
            "residents": pages.residents_words(found),
            "missing": pages.missing(found, known),
            "national": national(),
            "overseas": queries.is_overseas(sheet),
            "earlier": pages.earlier_words(national()),
            "sources": pages.sources(national()),
            "may_edit": may_edit,
            "may_confirm": allows(request, Role.LEAD),
            "figures": [
                (title(name), pages.figure_address(authority, name.value))
                for name in KnownName
                if name not in known
            ],
        },
    )


def _undoable(request: HttpRequest, sheet: TerritorySheet) -> dict[str, str] | None:
    """The last act on the sheet, in words, and where to undo it: one after the other."""
    batch = queries.last_act(sheet)
    if batch is None or not may_undo(sheets, request, batch):
        return None
    slug = sheet.authority.slug
    return {
        "text": done_words(batch),
        "url": reverse("territory_sheet_undo", args=[slug, batch.pk]),
    }


@heavy
@within_authority(Role.CONTRIBUTOR)
def import_file(request: HttpRequest, authority: Authority) -> HttpResponse:
    sent = request.method == "POST"
    form = FileForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        file, vintage = form.cleaned_data["file"], form.cleaned_data["vintage"]
        try:
            found = actions.import_figures(
                authority=authority, user=request.user, name=file.name, content=file.read(),
                source=form.cleaned_data["source"], vintage=str(vintage or ""),
            )  # fmt: skip
        except StaleError as error:
            form.add_error(None, error_words(error))
        except StrategyError as error:
            form.add_error("vintage" if "vintage" in error.code else "file", error_words(error))
        else:
            read = "; ".join(pages.label(each) for each in found)
            messages.success(request, _("Read in the file: %(figures)s.") % {"figures": read})
            return redirect("territory_sheet", authority.slug)
    return render(
        request,
        "strategy/territory/import.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@within_authority(Role.CONTRIBUTOR)
def figure(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    if name not in set(KnownName):
        raise Http404
    wanted = KnownName(name)
    if request.method == "POST" and "forget" in request.POST:
        try:
            batch = actions.drop_figure(authority=authority, user=request.user, name=wanted)
        except StaleError as error:
            messages.error(request, error_words(error), "bad")
            batch = None
        return to_list(sheets, authority, batch)
    form, batch = saved(
        partial(FigureForm, name=wanted), request, lambda: queries.sheet_of(authority)
    )
    if form.is_bound and not form.errors:
        return to_list(sheets, authority, batch)
    known = queries.known_of(form.instance).get(wanted)
    return render(
        request,
        "strategy/territory/figure.html",
        {"form": form, "title": title(name), "known": known, "replaces": wanted in REPLACING},
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def confirm(request: HttpRequest, authority: Authority) -> HttpResponse:
    if not allows(request, Role.LEAD):
        messages.error(request, _("A lead of the authority confirms the estimate."))
        return redirect("territory_sheet", authority.slug)
    try:
        actions.confirm(authority=authority, user=request.user)
    except JalonsError as error:
        messages.error(request, error_words(error))
    else:
        messages.success(request, _("The estimate is confirmed: documents and objectives use it."))
    return redirect("territory_sheet", authority.slug)


@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority) -> HttpResponse:
    rows = exports.rows(queries.sheet_of(authority))
    return HttpResponse(
        csv_file([exports.COLUMNS, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="territoire.csv"'},
    )
