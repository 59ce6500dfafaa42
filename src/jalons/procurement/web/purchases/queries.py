"""Reads of small purchases: with their quotes, compared, and how far each one is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import JalonsError
from jalons.kernel.contracts import DeviceImpact, device_impacts
from jalons.procurement.documents.purchase_decision import Decision
from jalons.procurement.engine.lifecycle.costs import Condition
from jalons.procurement.engine.lifecycle.hypotheses import usual_assumptions
from jalons.procurement.engine.purchases.comparison import Comparison, Quote, chosen_often, compared
from jalons.procurement.engine.purchases.steps import Step, next_step
from jalons.procurement.engine.purchases.thresholds import Nature, Sized, sized
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote

OTHER = "other"
YEAR = timedelta(days=365)
State = Purchase.State


def purchases(authority: Authority) -> QuerySet[Purchase]:
    """The purchases with their living quotes."""
    quotes = PurchaseQuote.objects.of(authority).filter(deleted_at=None)
    found = living(Purchase, authority).select_related("authority")
    return found.prefetch_related(Prefetch("quotes", queryset=quotes))


def kinds(lang: str) -> dict[str, str]:
    """The kinds of devices whose carbon is known, by name; none while nothing answers."""
    try:
        return device_impacts().kinds(lang)
    except JalonsError:
        return {}


def impact_of(purchase: Purchase) -> DeviceImpact | None:
    try:
        return device_impacts().impact(purchase.kind) if purchase.kind else None
    except JalonsError:
        return None


def compared_quotes(purchase: Purchase) -> Comparison:
    quotes = [_quote(each) for each in purchase.quotes.all()]
    return compared(quotes, impact_of(purchase), usual_assumptions())


def step_of(purchase: Purchase) -> Step:
    if not purchase.is_open:
        return Step.DONE if purchase.state == State.ORDERED else Step.ORDER
    quotes = list(purchase.quotes.all())
    priced = sum(each.price is not None for each in quotes)
    return next_step(purchase.answers, quotes=len(quotes), priced=priced)


def chosen(purchase: Purchase) -> PurchaseQuote | None:
    return next((each for each in purchase.quotes.all() if each.chosen), None)


def total(purchase: Purchase) -> Decimal:
    """What the purchase comes to before VAT: by the chosen quote, else as estimated."""
    quote = chosen(purchase)
    price = quote.price_before_vat if quote else None
    return purchase.amount if price is None else price * purchase.quantity


def size_of(purchase: Purchase, day: date) -> Sized:
    """What its size requires, on the day of its decision or today."""
    return sized(total(purchase), Nature(purchase.nature), purchase.decided_on or day)


def often(purchase: Purchase, day: date) -> int:
    """How many times within a year the supplier chosen here was chosen; 0 when not often."""
    quote = chosen(purchase)
    if quote is None:
        return 0
    last = purchase.decided_on or day
    rows = living(PurchaseQuote, purchase.authority).filter(
        chosen=True,
        purchase__deleted_at=None,
        purchase__decided_on__gt=last - YEAR,
        purchase__decided_on__lte=last,
    )
    return chosen_often(quote.supplier, rows.values_list("supplier", flat=True))


def material(purchase: Purchase, today: date) -> Decision:
    """What the document of a decision is made of, from what is stored."""
    quote = chosen(purchase)
    decided = purchase.decided_on if not purchase.is_open else None
    return Decision(
        authority=purchase.authority.name,
        title=purchase.title,
        need=purchase.need,
        quantity=purchase.quantity,
        amount=total(purchase),
        answers=purchase.answers,
        same_need=purchase.same_need,
        comparison=compared_quotes(purchase),
        impact=impact_of(purchase),
        chosen=str(quote.pk) if quote and decided else "",
        why=purchase.why if decided else "",
        decided_on=decided,
        day=decided or today,
        size=size_of(purchase, today),
        fictional=purchase.authority.kind == Authority.Kind.DEMO,
    )


def _quote(row: PurchaseQuote) -> Quote:
    return Quote(
        key=str(row.pk),
        supplier=row.supplier,
        price=row.price_before_vat,
        condition=Condition(row.condition),
        life=row.life,
        energy=row.energy,
        index=row.index,
        warranty=row.warranty,
        missing=row.missing,
    )
