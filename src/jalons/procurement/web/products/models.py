"""The products an authority buys, the index each declares, and its purchases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.product_indexes import grid
from jalons.procurement.engine.product_indexes.rules import table
from jalons.procurement.engine.siret import is_scientific
from jalons.procurement.words.sentences import say

MARKS = {name: f"mark_{name.replace('.', '_')}" for name in (*grid.CRITERIA, *grid.MARKS)}
_said: Callable[[str], Any] = lazy(lambda key: say(key, lang()), str)


def choices(kind: str, codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Codes with their words of ``messages.toml``."""
    return [(str(code), _said(f"{kind}.{code}")) for code in codes]


def _points(label: Any, most: int) -> models.DecimalField[Any, Any]:
    """A mark out of ``most``, empty when it is not known."""
    limits = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(most))]
    return models.DecimalField(
        label, max_digits=4, decimal_places=2, null=True, blank=True, validators=limits
    )


class Product(Registered):
    """A product an authority buys, with what its maker declares."""

    name = models.CharField(_("model"), max_length=200)
    maker = models.CharField(_("maker"), max_length=120, blank=True)
    category = models.CharField(
        _("category"), max_length=20, choices=choices("category", table()["words"])
    )
    reference = models.CharField(_("barcode (GTIN) or reference"), max_length=60, blank=True)
    index = _points(_("index out of 10"), 10)
    label = models.CharField(_("repairability class of the European label"), max_length=1,
                             blank=True, choices=[(each, each) for each in "ABCDE"])  # fmt: skip
    index_on = models.DateField(_("index computed on"), null=True, blank=True)
    source = models.CharField(_("where the index was read"), max_length=200, blank=True)

    class Meta(Registered.Meta):
        verbose_name = _("followed product")
        verbose_name_plural = _("followed products")
        ordering = ["name", "pk"]
        constraints = [
            unique_alive("name", name="one_product_of_a_name", message=_("This model is there."))
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a barcode a spreadsheet turned into « 3,70E+12 »: its digits are lost."""
        if is_scientific(self.reference):
            raise ProcurementError("reference_lost", field="reference", text=self.reference)

    @property
    def checked(self) -> tuple[grid.IndexVerdict, list[grid.IndexGap]]:
        marks = {name: v for name, at in MARKS.items() if (v := getattr(self, at)) is not None}
        return grid.check(self.category, self.index, marks)


for _name, _field in MARKS.items():
    Product.add_to_class(_field, _points(_said(f"mark.{_name}"), 10 if "." in _name else 20))


USED = ("unknown", "need", "criterion", "no")


class ProductPurchase(Registered):
    """A purchase of a product: when, how many, whether its index counted."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="purchases")
    bought_on = models.DateField(_("bought on"))
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1)])
    used = models.CharField(_("index used"), max_length=9, default="unknown",
                            choices=choices("used", USED))  # fmt: skip

    class Meta(Registered.Meta):
        verbose_name = _("purchase of a product")
        ordering = ["-bought_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.product} ({self.bought_on})"
