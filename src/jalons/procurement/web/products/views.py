"""The pages of followed products that differ from those of the kit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import facts
from jalons.foundation.register.views import in_trash, list_page, record_page
from jalons.procurement.web.products import indicators
from jalons.procurement.web.products.models import MARKS
from jalons.procurement.web.products.register import OWN, products
from jalons.procurement.words.contracts import share_words
from jalons.procurement.words.products import rule_words, verdict_words
from jalons.wording import format_number


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    rows = []
    for year in indicators.years(authority):
        found = indicators.purchases(authority, year)
        value = indicators.mean_index(found)[0]
        mean = format_number(value.mid, lang(), 1) if value else share_words(None, lang())
        rows.append((str(year), mean, share_words(indicators.index_used(found), lang())))
    heads = (_("Year"), _("Mean index of laptops"), _("Purchases where the index counted"))
    table = Table(_("By year"), tuple(map(Column, heads)), tuple(rows)) if rows else None
    return list_page(products, request, years=table)


@require_GET
@within_authority(Role.READER)
def product(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = products.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(products, request, pk)
    rule = rule_words(found.category, timezone.localdate(), lang())
    verdict, gaps = found.checked
    said = verdict_words(verdict, gaps, lang())
    marks = [fact for fact in facts(products, found, *MARKS.values()) if fact[1] != "–"]
    own = facts(products, found, *OWN)
    return record_page(products, request, found, rule=rule, verdict=said, marks=marks, facts=own)
