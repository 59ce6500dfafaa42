"""The page of a year: its sentence, its rate on a scale, its routes, what is missing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.listing.declaration import Column as BookColumn
from jalons.foundation.listing.export import FORMATS as FILES
from jalons.foundation.listing.export import Sheet, export
from jalons.foundation.rendering.answers import answer
from jalons.reuse.documents.yearly_chapter import bars, chapter
from jalons.reuse.engine.accounting.rate import Gap, YearRate
from jalons.reuse.web.accounts import queries
from jalons.reuse.web.accounts.models import this_year
from jalons.reuse.words import accounts as words
from jalons.reuse.words.sentences import say
from jalons.wording import format_percent

FIRST, SHOWN = 2023, 30
_PAGES = {"bought_on": "device_edit", "retired_on": "device", "left_on": "device",
          "commitment": "lot_edit", "proof": "lot_pieces_new"}  # fmt: skip


@require_safe
@within_authority(Role.READER)
def year(request: HttpRequest, authority: Authority, year: int = 0) -> HttpResponse:
    """A year: sentence first."""
    year = year or this_year()
    if not FIRST <= year <= this_year():
        raise Http404
    sheet, stated = queries.sheet(authority, year), queries.year_of(authority, year)
    found = sheet.rate
    form = ("reuse_year_new",) if stated.is_new else ("reuse_year_edit", stated.pk)
    form_url = reverse(form[0], args=[authority.slug, *form[1:]])
    gaps = [(words.gap_words(each, lang()), _where(authority, each) or form_url)
            for each in found.gaps[:SHOWN]]  # fmt: skip
    context = {
        "year": year, "years": range(this_year(), FIRST - 1, -1), "found": found, "sheet": sheet,
        "sentence": words.sentence(found, lang()), "chart": bars(found, lang()),
        "table": _rates(found), "routes": _routes(found), "gaps": gaps, "form_url": form_url,
        "more": len(found.gaps) - len(gaps), "stated": stated, "formats": FORMATS, "files": FILES,
        "avoided": words.avoided_words(sheet.avoided, lang()) if sheet.stated else "",
        "method": say("accounts.chapter.method", lang()),
        "target": format_percent((found.target or 0) / 100, lang()),
        "may_write": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "reuse/accounts/year.html", context)


def _where(authority: Authority, gap: Gap) -> str:
    return reverse(_PAGES[gap.code], args=[authority.slug, gap.key]) if gap.key else ""


def _rates(found: YearRate) -> Table | None:
    if found.rate is None:
        return None
    rows = [
        (say(f"accounts.chapter.{name}", lang()), words.bounds_words(count, lang()),
         words.rate_words(found.share(count), lang()))
        for name, count in (("proved", found.reused), ("possible", found.possible))
    ]  # fmt: skip
    names = (Column(_("Rate")), Column(_("Devices"), numeric=True), Column("%", numeric=True))
    return Table(_("Rate of the year"), names, tuple(rows))


def _routes(found: YearRate) -> Table | None:
    names = [say(f"accounts.chapter.{each}", lang()) for each in ("route", "left", "counted")]
    columns = tuple(Column(each, numeric=number > 0) for number, each in enumerate(names))
    rows = tuple(tuple(map(Cell, words.route_row(each, lang()))) for each in found.routes)
    return Table(say("accounts.chapter.by_route", lang()), columns, rows) if rows else None


@require_safe
@within_authority(Role.READER)
def document(request: HttpRequest, authority: Authority, year: int, kind: str) -> HttpResponse:
    """The chapter of a year, in the four formats."""
    if kind not in FORMATS:
        raise Http404
    back = reverse("reuse_rate_of", args=[authority.slug, year])
    return answer(request, authority=authority, kind=kind, name=f"reemploi {year}", back=back,
                  tree=lambda: chapter(queries.sheet(authority, year), lang()))  # fmt: skip


def _of(name: str) -> Any:
    return lambda each: getattr(each, name)


BOOKS = [
    BookColumn(gettext_lazy("Device"), lambda each: each.device.label),
    BookColumn(gettext_lazy("Asset tag"), lambda each: each.device.tag),
    BookColumn(gettext_lazy("Bought on"), lambda each: day_words(each.device.bought_on)),
    BookColumn(gettext_lazy("Price paid, before tax"), lambda each: each.device.price),
    BookColumn(gettext_lazy("Date of the value"), lambda each: day_words(each.on)),
    BookColumn(gettext_lazy("Net value"), lambda each: each.net and each.net.amount),
    BookColumn(gettext_lazy("Fully depreciated"), lambda each: _yes(each.net and each.net.is_over)),
    BookColumn(gettext_lazy("Left on"), lambda each: each.left_on and day_words(each.left_on)),
    BookColumn(pgettext_lazy("accounts", "Lot"), lambda each: str(each.device.lot or "")),
    BookColumn(gettext_lazy("Price of its lot"), _of("lot_proceeds")),
    BookColumn(gettext_lazy("Gain or loss of its lot"), _of("lot_result")),
]


def _yes(value: bool | None) -> str:
    return _("not known") if value is None else _("yes") if value else _("no")


@require_safe
@within_authority(Role.READER)
def books(request: HttpRequest, authority: Authority, year: int, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """Net values of the devices out of use, as a table for the accounts."""
    if kind not in FILES:
        raise Http404
    rows = queries.books(authority, year)
    return export(kind, f"reemploi-comptes-{year}", Sheet(_("Accounts"), BOOKS, rows))
