"""The list with what could be met."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import list_page
from jalons.reuse.web.offers import queries
from jalons.reuse.web.offers.register import offers
from jalons.reuse.words.sentences import say
from jalons.wording import format_number, join_words


@require_safe
@within_authority(Role.READER, crosses=True)
def listing(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The register, after the pairs it makes with others."""
    found = queries.met(authority)
    return list_page(offers, request, pairs=_table(found) if found else None)


def _table(found: list[queries.Met]) -> Table:
    names = (Column(_("On your side")), Column(_("On theirs")), Column(_("Devices"), numeric=True),
             Column(_("Distance")), Column(_("To check")), Column(_("Contact")))  # fmt: skip
    rows = []
    for mine, other, pair in found:
        km = pair.km
        far = _("unknown distance") if km is None else f"{format_number(round(km), lang())} km"
        checks = [say(f"offers.doubt.{each}", lang()) for each in pair.doubts]
        whom = f"{other.authority.name}, {other.role}"
        rows.append((Cell(mine.name, url=url_of(offers, mine)), other.name,
                     format_number(pair.quantity, lang()), far, join_words(checks, lang()) or "–",
                     Cell(whom, url=other.page)))  # fmt: skip
    return Table(_("Who could serve whom, the nearest first"), names, tuple(rows))
