"""The register of small purchases: forms, list, steps, quotes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.procurement.web.purchases import indicators, queries
from jalons.procurement.web.purchases.forms import PurchaseForm, QuoteForm
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote
from jalons.procurement.words.lifecycle import with_cents
from jalons.procurement.words.purchases import years

State = Purchase.State
MARKS = {State.PREPARING: "walk", State.DECIDED: "ok", State.ORDERED: "ok"}
PUBLIC = (  # of the API
    "title", "nature", "kind", "quantity", "amount", "need", "same_need", "keep", "repair", "pool",
    "borrow", "rent", "reuse", "state", "why", "decided_on", "ordered_on", "carbon_known",
)  # fmt: skip


def state(purchase: Purchase) -> Cell:
    return Cell("", mark=purchase.get_state_display(), mark_kind=MARKS[State(purchase.state)])


def amount(purchase: Purchase) -> str:
    return with_cents(queries.total(purchase), lang())


def supplier(purchase: Purchase) -> str:
    quote = queries.chosen(purchase)
    return quote.supplier if quote else ""


def headline(rows: QuerySet[Purchase]) -> str:
    states = list(rows.values_list("state", flat=True))
    if not states:
        return _("No small purchase yet.")
    waiting = states.count(State.PREPARING)
    if not waiting:
        return _("No small purchase waits for a decision.")
    text = ngettext(
        "%(count)s small purchase waits for a decision.",
        "%(count)s small purchases wait for a decision.",
        waiting,
    )
    return text % {"count": waiting}


def price(quote: PurchaseQuote) -> str:
    if quote.price is None:
        return _("no quote: %(why)s") % {"why": quote.missing}
    return with_cents(quote.price_before_vat, lang())


def _reopened(_record: Any, _target: Any, _day: Any) -> dict[str, Any]:
    return {"decided_on": None, "carbon_known": False}


purchases = Register(
    Purchase,
    "purchase",
    PurchaseForm,
    List(
        "title",
        Column(pgettext_lazy("purchase", "State"), state, sort="state"),
        "quantity",
        Column(gettext_lazy("Amount before tax"), amount, sort="amount", numeric=True),
        Column(gettext_lazy("Supplier chosen"), supplier),
        "decided_on",
        search=("title", "need"),
        filter=filter_of(Purchase, etat="state", nature="nature"),
        headline=headline,
        per_page=20,
    ),
    rows=queries.purchases,
    moves=(
        Move("order", gettext_lazy("Mark as ordered"), (State.DECIDED,), State.ORDERED,
             dated="ordered_on"),
        Move("reopen", gettext_lazy("Reopen the decision"), (State.DECIDED,), State.PREPARING,
             also=_reopened),
    ),
    parts=(
        Part(PurchaseQuote, QuoteForm, "devis", gettext_lazy("Quotes"),
             gettext_lazy("Add a quote"),
             List(
                 "supplier",
                 Column(gettext_lazy("Price before tax"), price, numeric=True),
                 "condition",
                 Column(gettext_lazy("Warranty"), lambda each: years(each.warranty, lang())),
                 "delivery",
             )),
    ),
    after=indicators.publish,
    templates="procurement/purchases",
)  # fmt: skip
