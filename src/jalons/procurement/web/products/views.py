"""The page of a followed product: which index applies, what the declared one is worth."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.pages import facts
from jalons.foundation.register.views import record
from jalons.procurement.web.products.models import MARKS, Product
from jalons.procurement.web.products.register import OWN, products
from jalons.procurement.words.products import rule_words, verdict_words


def _product(_request: HttpRequest, found: Product) -> dict[str, Any]:
    rule = rule_words(found.category, timezone.localdate(), lang())
    verdict, gaps = found.checked
    said = verdict_words(verdict, gaps, lang())
    marks = [fact for fact in facts(products, found, *MARKS.values()) if fact[1] != "–"]
    own = facts(products, found, *OWN)
    return {"rule": rule, "verdict": said, "marks": marks, "facts": own}


product = record(products, _product)
