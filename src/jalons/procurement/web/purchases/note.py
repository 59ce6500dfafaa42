"""The decision of a purchase as a document, from what is stored."""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents.tree import Document
from jalons.procurement.documents.purchase_decision import Decision, decision_document
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.models import Purchase


def document(purchase: Purchase, *, today: date, lang: str) -> Document:
    quote = queries.chosen(purchase)
    decided = purchase.decided_on if not purchase.is_open else None
    material = Decision(
        authority=purchase.authority.name,
        title=purchase.title,
        need=purchase.need,
        quantity=purchase.quantity,
        amount=queries.total(purchase),
        answers=purchase.answers,
        same_need=purchase.same_need,
        comparison=queries.compared_quotes(purchase),
        impact=queries.impact_of(purchase),
        chosen=str(quote.pk) if quote and decided else "",
        why=purchase.why if decided else "",
        decided_on=decided,
        day=decided or today,
        size=queries.size_of(purchase, today),
        fictional=purchase.authority.kind == Authority.Kind.DEMO,
    )
    return decision_document(material, lang)
