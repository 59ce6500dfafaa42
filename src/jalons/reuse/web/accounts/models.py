"""What a person states of a year of reuse, and what lots were sold for."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.reuse.engine.accounting.rate import YearStatement
from jalons.reuse.web import columns
from jalons.reuse.web.lots.models import Lot


def this_year() -> int:
    return timezone.localdate().year


class ReuseYear(Registered):
    """A year: what the register of devices cannot know of it. Empty fields were not answered."""

    class Size(models.TextChoices):
        UNKNOWN = "", _("no answer")
        SMALL = "small", _("no side is longer than 50 cm: they count")
        LARGE = "large", _("one side is longer than 50 cm: they do not count")

    class Security(models.TextChoices):
        UNKNOWN = "", _("no answer")
        ORDINARY = "ordinary", _("only devices marked so are under special protection")

    year = models.PositiveSmallIntegerField(
        _("year"), default=this_year, validators=[MinValueValidator(2023), MaxValueValidator(2100)]
    )
    stock = columns.count(
        _("devices counted in stock on 1 January"),
        help_text=_("Only when the register of devices did not exist yet. It replaces its count."),
    )
    security = columns.text(_("classified devices"), 8, choices=Security)
    sizes = columns.text(_("printers, servers, network and others"), 5, choices=Size)
    substitution = columns.amount(
        _("share that replaces a new device"), 3, 2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("From 0 to 1: of ten devices given, how many spare the purchase of a new one?"),
    )  # fmt: skip
    service_years = columns.amount(_("years of service after the gift"), 3, 1, "0.1")
    depreciation_years = columns.small_count(
        _("years of depreciation"),
        1,
        help_text=_("The rule of your finance department, in straight line from the purchase."),
    )

    class Meta(Registered.Meta):
        ordering = ["-year"]
        verbose_name = _("year of reuse")
        verbose_name_plural = _("years of reuse")
        constraints = [
            unique_alive("year", name="one_reuse_year", message=_("This year is here already."))
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def stated(self) -> YearStatement:
        small = {"": None, "small": True, "large": False}[self.sizes]
        return YearStatement(self.stock, self.security == self.Security.ORDINARY, small)


class LotSale(Registered):
    """What a lot was sold for."""

    reuse_year = models.ForeignKey(ReuseYear, models.CASCADE, "sales")
    lot = models.ForeignKey(Lot, models.RESTRICT, "sales", verbose_name=_("lot"))
    amount = models.DecimalField(
        _("price received"), None, 10, 2, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta(Registered.Meta):
        verbose_name = _("sale of a lot")
        verbose_name_plural = _("sales of lots")

    def __str__(self) -> str:
        return str(self.lot)
