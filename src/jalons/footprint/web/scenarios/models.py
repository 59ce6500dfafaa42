"""The scenarios stored for an inventory."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scenarios.levers import LeverError, check_levers, check_target
from jalons.foundation.register.models import Registered, unique_alive


class SavedScenario(Registered):
    """Levers tried on an inventory, stored under a name; its figures are computed when read.

    ``levers`` are written as the command line reads them (``keep:laptop:2``). ``unread`` is what a
    former version stored and nobody can read: the scenario stays, with the reason.
    """

    id: models.Field[Any, Any] = models.BigAutoField(primary_key=True)
    inventory = models.ForeignKey(
        InventoryFile,
        on_delete=models.CASCADE,
        related_name="scenarios",
        verbose_name=_("inventory"),
    )
    name = models.CharField(_("name"), max_length=100)
    levers = models.JSONField(_("levers"), default=list, blank=True)
    target_year = models.PositiveIntegerField(
        _("Target year, to see the way there"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    percent_less = models.FloatField(
        _("Your own objective by that year, in % less"),
        help_text=_("Yours, if you have one: nothing is imposed."),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    unread = models.TextField(editable=False, blank=True)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios of the equipment")
        constraints = [
            unique_alive(
                "inventory",
                "name",
                name="one_scenario_a_name",
                message=_("Another scenario of this inventory has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def urn_kind(cls) -> str:
        """The kind its indicators were always published under."""
        return "scenario"

    def clean(self) -> None:
        """Refuse a scenario without lever, or with what is written like none."""
        if not self.levers and not self.unread:
            raise LeverError("levers_missing", field="levers")
        check_levers(self.levers)
        if self.percent_less is not None and self.target_year is None:
            raise LeverError("objective_year", field="target_year")
        computed = self.inventory.assessments.first()
        if computed is not None and self.target_year is not None:
            check_target(self.target_year, start=computed.extracted_on.year)
