"""A tender, its criteria and its bids: what is simulated, and what is confidential in it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain, count
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.procurement.engine.awards.tender import CriterionKind, VatBasis
from jalons.procurement.engine.errors import ProcurementError

CENT, LEAST = Decimal("0.01"), Decimal("0.001")
RATE: dict[str, Any] = {"digits": 5, "decimals": 2, "least": 0, "most": 100, "optional": True}


class Tender(Registered):
    """A tender whose award is simulated. ``estimate`` is in euros without tax."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("tender", "in preparation")
        PUBLISHED = "published", pgettext_lazy("tender", "published")
        OPENED = "opened", pgettext_lazy("tender", "bids opened")
        AWARDED = "awarded", pgettext_lazy("tender", "awarded")

    class Basis(models.TextChoices):
        EXCLUDING = VatBasis.EXCLUDING.value, _("without tax")
        INCLUDING = VatBasis.INCLUDING.value, _("with the tax of each bid")
        UNIFORM = VatBasis.UNIFORM.value, _("with one VAT rate for all bids")

    name = models.CharField(pgettext_lazy("tender", "subject"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    estimate = exact_number(_("estimate without tax (€)"), 14, 2, least=CENT, optional=True)
    scale = exact_number(
        _("top mark"), 6, 2, least=1, most=1000, default=10,
        help_text=_("Marks go from 0 to this number."),
    )  # fmt: skip
    basis = models.CharField(
        _("prices are compared"), max_length=10, choices=Basis, default=Basis.EXCLUDING
    )
    uniform_rate = exact_number(_("VAT rate for all bids (%)"), **RATE)
    vat_reason = models.CharField(
        _("why not without tax"),
        max_length=300,
        blank=True,
        help_text=_("For example: bidders are under different VAT regimes."),
    )
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    closing_on = models.DateField(_("bids due on"), null=True, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = pgettext_lazy("procurement", "tender")
        verbose_name_plural = pgettext_lazy("procurement", "tenders")
        constraints = [
            unique_alive("name", name="one_tender_of_a_name", message=_("This name is taken."))
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.basis != self.Basis.EXCLUDING and not self.vat_reason.strip():
            raise ProcurementError("awards_reason", field="vat_reason")
        if self.basis == self.Basis.UNIFORM and self.uniform_rate is None:
            raise ProcurementError("awards_uniform_rate", field="uniform_rate")
        if self.launched_on and self.closing_on and self.closing_on < self.launched_on:
            raise ValidationError({"closing_on": _("Bids are due after the launch.")})


class TenderCriterion(Registered):
    """A criterion that is marked; those of one ``within`` are parts of the same criterion.

    ``key`` is its first name: marks are stored, and read in the history, under it.
    """

    class Kind(models.TextChoices):
        PRICE = CriterionKind.PRICE.value, _("price")
        LIFE_CYCLE_COST = CriterionKind.LIFE_CYCLE_COST.value, _("life-cycle cost")
        TECHNICAL = CriterionKind.TECHNICAL.value, pgettext_lazy("criterion", "technical")
        SOCIAL = CriterionKind.SOCIAL.value, pgettext_lazy("criterion", "social")
        ENVIRONMENT = CriterionKind.ENVIRONMENT.value, pgettext_lazy("criterion", "environment")

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("name"), max_length=120)
    within = models.CharField(
        _("part of the criterion"),
        max_length=120,
        blank=True,
        help_text=_("Only for a part of a criterion: the name of that criterion."),
    )
    kind = models.CharField(
        pgettext_lazy("criterion", "kind"), max_length=16, choices=Kind, default=Kind.TECHNICAL
    )
    weight = exact_number(_("weight (points of 100)"), 6, 3, least=LEAST, most=100)
    key = models.CharField(_("marked as"), max_length=140, blank=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["created_at", "pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.name

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A new criterion is marked under its name, or under its name and a number."""
        name = values.get("name")
        tender = values.get("tender") or (self.tender if self.tender_id else None)
        if self.key or not name or tender is None:
            return values
        rows = TenderCriterion.objects.of(self.authority).filter(tender=tender)
        taken = set(rows.values_list("key", flat=True))
        names = chain([name], (f"{name} ({number})" for number in count(2)))
        return {**values, "key": next(each for each in names if each not in taken)}


class TenderBid(Registered):
    """A bid, real or made up. ``marks`` are texts of numbers, by the key of a criterion."""

    class Tax(models.TextChoices):
        EXCLUDING = "excluding", _("without tax")
        INCLUDING = "including", _("with tax")

    keyed: ClassVar[tuple[str, ...]] = ("marks",)

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="bids")
    name = models.CharField(pgettext_lazy("bid", "bidder"), max_length=120)
    amount = exact_number(_("price (€)"), 14, 2, least=CENT)
    tax = models.CharField(_("this price is"), max_length=10, choices=Tax, default=Tax.EXCLUDING)
    vat_rate = exact_number(
        _("VAT rate (%)"),
        **RATE,
        help_text=_("Value added tax: needed when prices are compared on another basis."),
    )
    marks = models.JSONField(_("marks"), default=dict, blank=True)

    class Meta(Registered.Meta):
        ordering = ["created_at", "pk"]
        verbose_name = pgettext_lazy("procurement", "bid")
        verbose_name_plural = pgettext_lazy("procurement", "bids")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a mark out of the scale of its tender."""
        for key, mark in self.marks.items():
            if not 0 <= Decimal(mark) <= self.tender.scale:
                raise ProcurementError(
                    "awards_mark", bid=self.name, name=key, mark=mark, scale=self.tender.scale
                )
