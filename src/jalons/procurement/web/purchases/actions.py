"""The decision of a purchase: one quote, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from jalons.foundation.design.page_language import day_words
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.purchases.thresholds import Nature, sized
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote


def decide(
    purchase: Purchase, *, user: Person, quote: PurchaseQuote | None, why: str, on: date
) -> Batch | None:
    """Choose a quote; whether its carbon was known is written that day.

    Raises ``ProcurementError``: ``choice_missing``, ``choice_elsewhere``, ``purchase_decided``,
    ``decided_later``, ``threshold_unknown``.
    """
    if not purchase.is_open:
        raise ProcurementError("purchase_decided")
    if quote is None or not why.strip():
        raise ProcurementError("choice_missing", field="why")
    if quote.purchase_id != purchase.pk or quote.price is None or quote.deleted_at:
        raise ProcurementError("choice_elsewhere", field="quote")
    if on > timezone.localdate():
        raise ProcurementError("decided_later", field="on", day=day_words(on))
    sized(purchase.amount, Nature(purchase.nature), on)  # a day whose threshold is known
    found = queries.compared_quotes(purchase)
    known = any(each.quote.key == str(quote.pk) and each.carbon for each in found.quotes)
    values = {
        "state": Purchase.State.DECIDED,
        "why": why.strip(),
        "decided_on": on,
        "carbon_known": known,
    }
    changes: list[tuple[Any, dict[str, Any]]] = [(purchase, values)]
    changes += [(each, {"chosen": each.pk == quote.pk}) for each in purchase.quotes.all()]
    return write(purchase.authority, user, changes)
