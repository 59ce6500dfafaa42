"""The page of a followed product: which index applies, what the declared one is worth."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import facts
from jalons.foundation.register.views import in_trash, record_page
from jalons.procurement.web.products.models import MARKS
from jalons.procurement.web.products.register import OWN, products
from jalons.procurement.words.products import rule_words, verdict_words


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
