"""The page of a year: the chapter, and what is missing with where to fill it; the accounts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.html import fragment
from jalons.foundation.listing.declaration import Column
from jalons.foundation.listing.export import FORMATS as FILES
from jalons.foundation.listing.export import Sheet, export
from jalons.foundation.register.pages import allows
from jalons.foundation.rendering.answers import answer
from jalons.reuse.documents.yearly_chapter import chapter
from jalons.reuse.web.accounts import queries
from jalons.reuse.web.accounts.indicators import FIRST
from jalons.reuse.web.accounts.models import this_year
from jalons.reuse.words.accounts import gap_words, method_words

SHOWN = 30
_PAGES = {"bought_on": "device_edit", "retired_on": "device_edit", "left_on": "device",
          "commitment": "lot_edit", "proof": "lot_pieces_new"}  # fmt: skip


@require_safe
@within_authority(Role.READER)
def year(request: HttpRequest, authority: Authority, year: int = 0) -> HttpResponse:
    """A year: sentence first."""
    year = year or this_year()
    if not FIRST <= year <= this_year():
        raise Http404
    sheet, stated = queries.sheet(authority, year), queries.year_of(authority, year)
    key = [] if stated.is_new else [stated.pk]
    form_url = reverse(f"reuse_year_{'edit' if key else 'new'}", args=[authority.slug, *key])
    gaps = [
        (gap_words(each, lang()), reverse(_PAGES[each.code], args=[authority.slug, each.key])
         if each.key else form_url) for each in sheet.rate.gaps[:SHOWN]
    ]  # fmt: skip
    tree = chapter(sheet, lang(), on_page=True)
    context = {
        "year": year, "years": range(this_year(), FIRST - 1, -1), "found": sheet.rate, "gaps": gaps,
        "tree": tree, "sentence": tree.subject, "text": fragment(tree, level=2), "stated": stated,
        "more": len(sheet.rate.gaps) - len(gaps), "form_url": form_url, "formats": FORMATS,
        "files": FILES, "method": method_words(sheet.rate, lang()),
        "may_write": allows(request, Role.CONTRIBUTOR),
    }  # fmt: skip
    return render(request, "reuse/accounts/year.html", context)


@require_safe
@within_authority(Role.READER)
def document(request: HttpRequest, authority: Authority, year: int, kind: str) -> HttpResponse:
    """The chapter of a year, in the four formats."""
    if kind not in FORMATS:
        raise Http404
    back = reverse("reuse_rate_of", args=[authority.slug, year])
    return answer(request, authority=authority, kind=kind, name=f"reemploi {year}", back=back,
                  tree=lambda: chapter(queries.sheet(authority, year), lang()))  # fmt: skip


def _yes(value: object) -> str:
    return _("not known") if value is None else _("yes") if value else _("no")


BOOKS = [
    Column(gettext_lazy("Device"), lambda each: each.device.label),
    Column(gettext_lazy("Asset tag"), lambda each: each.device.tag),
    Column(gettext_lazy("Bought on"), lambda each: day_words(each.device.bought_on)),
    Column(gettext_lazy("Price paid, before tax"), lambda each: each.device.price),
    Column(gettext_lazy("Date of the value"), lambda each: day_words(each.on)),
    Column(gettext_lazy("Net value"), lambda each: each.net and each.net.amount),
    Column(gettext_lazy("Fully depreciated"), lambda each: _yes(each.net and each.net.is_over)),
    Column(gettext_lazy("Left on"), lambda each: each.left_on and day_words(each.left_on)),
    Column(pgettext_lazy("accounts", "Lot"), lambda each: str(each.device.lot or "")),
    Column(gettext_lazy("Price of its lot"), lambda each: each.lot_proceeds),
    Column(gettext_lazy("Gain or loss of its lot"), lambda each: each.lot_result),
]


@require_safe
@within_authority(Role.READER)
def books(request: HttpRequest, authority: Authority, year: int, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """Net values of the devices out of use, as a table for the accounts."""
    if kind not in FILES:
        raise Http404
    rows = queries.books(authority, year)
    return export(kind, f"reemploi-comptes-{year}", Sheet(_("Accounts"), BOOKS, rows))
