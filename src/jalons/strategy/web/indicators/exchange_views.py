"""Import and export of figures: pasted table, CSV with SDMX names and CSVW description, XLSX."""

from __future__ import annotations

import io
import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.kernel.cells import harmless
from jalons.strategy.engine.indicators import sdmx
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.forms import PasteForm
from jalons.strategy.web.indicators.grid import SHOWN, Preview, preview, stored_table, years_shown
from jalons.strategy.web.indicators.views import to_overview
from jalons.strategy.web.observations import queries as room_queries

CSV_NAME = "indicateurs.csv"
PER_PAGE = 20


@within_authority(Role.CONTRIBUTOR)
def grid(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The typed values of the followed indicators by year, and a place to paste others."""
    form = PasteForm(request.POST or None, request.FILES or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = preview(authority, form.cleaned_data["table"])
            if request.POST.get("do") == "keep":
                return _stored(request, authority, shown)
        except JalonsError as error:
            shown = form.add_error("table", error_words(error))
        except ValidationError as error:  # somebody stored one of them meanwhile
            shown = form.add_error("table", error.messages)
    followed = [each for each in queries.board(authority) if each.follows]
    page = Paginator(followed, PER_PAGE).get_page(request.GET.get("page"))
    years = years_shown(timezone.localdate().year)
    return render(
        request,
        "strategy/indicators/grid.html",
        {
            "form": form,
            "preview": shown,
            "steps": shown.steps[:SHOWN] if shown else (),
            "more": len(shown.steps) - SHOWN if shown else 0,
            "text": form.cleaned_data.get("table", "") if shown else "",
            "table": stored_table(authority, list(page), years) if followed else None,
            "page": page,
        },
        status=422 if form.errors else 200,
    )


def _stored(request: HttpRequest, authority: Authority, found: Preview) -> HttpResponse:
    """Store the previewed values as one batch, which can be undone."""
    count = len(found.changes)
    words = ngettext(
        "%(count)s value is stored, to approve.", "%(count)s values are stored, to approve.", count
    ) % {"count": count}
    if found.locked:
        words += " " + ngettext(
            "%(count)s is locked and stays as it is.",
            "%(count)s are locked and stay as they are.",
            found.locked,
        ) % {"count": found.locked}
    label = _("Table of figures")
    batch = write(authority, request.user, found.changes, label=label, verb=Verb.IMPORTED)
    messages.success(request, words)
    return to_overview(authority, batch)


def _rows(authority: Authority) -> list[tuple[str | float, ...]]:
    territory = authority.territory
    area = (territory.siren or territory.code) if territory else ""
    return sdmx.rows_of(area, room_queries.observations(authority))


@within_authority(Role.READER)
def values_csv(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every observation, columns named as in SDMX."""
    return _file(sdmx.to_csv(_rows(authority)), CSV_NAME, "text/csv; charset=utf-8; header=present")


@within_authority(Role.READER)
def values_metadata(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """The CSVW description of the CSV."""
    title = _("Indicators of %(name)s") % {"name": authority.name}
    said = json.dumps(sdmx.metadata(CSV_NAME, title), ensure_ascii=False, indent=1)
    return _file(said, f"{CSV_NAME}-metadata.json", "application/csvm+json")


@within_authority(Role.READER)
def values_xlsx(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every observation as a workbook: one sheet of values, one that describes the columns."""
    import xlsxwriter  # only when a workbook is written

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(_("Values"))
    sheet.write_row(0, 0, sdmx.NAMES, bold)
    for line, row in enumerate(_rows(authority), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(line, column, cell)
            else:
                sheet.write_string(line, column, harmless(str(cell)))
    sheet.freeze_panes(1, 0)
    columns_sheet = book.add_worksheet(_("Columns"))
    for line, (name, _type, french, english) in enumerate(sdmx.COLUMNS):
        columns_sheet.write_row(line, 0, (name, french, english))
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(stream.getvalue(), "indicateurs.xlsx", kind)


def _file(content: str | bytes, name: str, kind: str) -> HttpResponse:
    # Not the slug: that of a trial is the secret of its session.
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
