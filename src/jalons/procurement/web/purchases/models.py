"""Small purchases and the quotes requested for them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.costs import LONGEST
from jalons.procurement.engine.purchases.amounts import Tax, before_vat
from jalons.procurement.engine.purchases.steps import QUESTIONS, REUSE

MOST_TEXT = 2_000
HIGHEST_INDEX = 10
ONE = MinValueValidator(1)


def reply(label: Any = "") -> models.CharField[Any, Any]:
    """A field for a short answer; the question of an empty label is in ``words``."""
    return models.CharField(label or None, max_length=300, blank=True)


class Purchase(Registered):
    """A purchase below the limit from which a tender is required, from the need to the order.

    ``kind`` is a kind of device of the contract ``DeviceImpacts``, "other" for another device,
    empty for what is none; ``carbon_known``: the carbon of the chosen quote was shown on the day of
    the decision.
    """

    class Nature(models.TextChoices):
        SUPPLIES = "supplies", _("supplies: devices, furniture, software on a medium")
        SERVICES = "services", _("services: hosting, maintenance, subscriptions")
        WORKS = "works", _("works: cabling, fitting out")

    class State(models.TextChoices):
        PREPARING = "preparing", _("in preparation")
        DECIDED = "decided", pgettext_lazy("purchase", "decided")
        ORDERED = "ordered", pgettext_lazy("purchase", "ordered")

    title = models.CharField(_("what you need to buy"), max_length=160)
    nature = models.CharField(
        _("nature of the purchase"), max_length=8, choices=Nature, default=Nature.SUPPLIES
    )
    kind = models.CharField(_("kind of device"), max_length=40, blank=True)
    quantity = models.PositiveIntegerField(_("how many"), default=1, validators=[ONE])
    amount = exact_number(_("estimated amount before tax, in euros"), 14, 2, least=0)
    need = models.TextField(_("what it is for"), max_length=MOST_TEXT, blank=True)
    same_need = reply(_("was the same need already bought this year, or will it be?"))
    keep = reply()
    repair = reply()
    pool = reply()
    borrow = reply()
    rent = reply()
    reuse = reply()
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARING)
    why = models.TextField(_("why this quote"), max_length=MOST_TEXT, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    carbon_known = models.BooleanField(_("carbon shown when choosing"), default=False)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("small purchase")
        verbose_name_plural = _("small purchases")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it may still change."""
        return self.state == self.State.PREPARING

    @property
    def answers(self) -> dict[str, str]:
        """The answers to the questions on the need and on reuse."""
        return {name: getattr(self, name) for name in (*QUESTIONS, REUSE)}

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change what was decided without a step: it is on a document that was filed."""
        if not self.is_open and not {"state", "deleted_at"} & set(names):
            raise ProcurementError("purchase_decided")


class PurchaseQuote(Registered):
    """A quote for one unit of a purchase, or why there is none.

    ``price`` is as the supplier wrote it: ``tax`` says whether VAT is in it.
    """

    class Condition(models.TextChoices):
        NEW = "new", pgettext_lazy("device", "new")
        REFURBISHED = "refurbished", pgettext_lazy("device", "refurbished")

    class Taxes(models.TextChoices):
        BEFORE = Tax.BEFORE.value, _("before tax")
        AFTER = Tax.AFTER.value, _("VAT included (TTC)")

    class Index(models.TextChoices):
        REPAIRABILITY = "repairability", _("repairability index")
        DURABILITY = "durability", _("durability index")

    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="quotes")
    supplier = models.CharField(_("supplier"), max_length=160)
    price = exact_number(_("price of one unit, in euros"), 11, 2, least=0, optional=True)
    tax = models.CharField(_("is this price…"), max_length=3, choices=Taxes, blank=True)
    vat = exact_number(_("rate of VAT, in %"), 4, 1, least=0, optional=True)
    missing = reply(_("no quote: why"))
    condition = models.CharField(
        _("condition"), max_length=11, choices=Condition, default=Condition.NEW
    )
    warranty = exact_number(_("warranty, in years"), 3, 1, least=0, optional=True)
    life = models.PositiveSmallIntegerField(
        _("expected life with you, in whole years"),
        validators=[ONE, MaxValueValidator(LONGEST)],
        null=True,
        blank=True,
    )
    energy = exact_number(_("electricity, in kWh a year"), 9, 2, least=0, optional=True)
    index = exact_number(_("index out of 10"), 3, 1, least=0, optional=True)
    index_kind = models.CharField(_("which index"), max_length=13, choices=Index, blank=True)
    delivery = models.CharField(_("delivery"), max_length=160, blank=True)
    chosen = models.BooleanField(_("chosen"), default=False)

    class Meta(Registered.Meta):
        ordering = ["created_at", "pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self) -> str:
        return self.supplier

    @property
    def price_before_vat(self) -> Decimal | None:
        """The price of one unit before VAT, in euros; None when there is no quote."""
        if self.price is None:
            return None
        return before_vat(self.price, Tax(self.tax), self.vat or Decimal(0))

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change the quotes of a purchase that was decided, unless they come back."""
        decided = not self.purchase.is_open and self.purchase.deleted_at is None
        if decided and "chosen" not in names and self.deleted_at is None:
            raise ProcurementError("purchase_decided")

    def clean(self) -> None:
        """Refuse a quote without price nor reason, a price of unknown tax, an index of nothing.

        ``ProcurementError``: ``quote_empty``, ``quote_both``, ``quote_tax``, ``quote_vat``,
        ``quote_index``.
        """
        priced = self.price is not None
        refusals = (
            ("quote_empty", "price", not priced and not self.missing),
            ("quote_both", "missing", priced and bool(self.missing)),
            ("quote_tax", "tax", priced and not self.tax),
            ("quote_vat", "vat", priced and self.tax == Tax.AFTER and self.vat is None),
            ("quote_index", "index", self.index is not None and self.index > HIGHEST_INDEX),
            ("quote_index", "index_kind", self.index is not None and not self.index_kind),
        )
        for code, field, refused in refusals:
            if refused:
                raise ProcurementError(code, field=field)
