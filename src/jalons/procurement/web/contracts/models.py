"""The contracts of an authority, as its essential data say them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.procurement.engine.contracts import record
from jalons.procurement.engine.contracts.record import NATURAL
from jalons.procurement.web.products.models import choices
from jalons.tabular.persons import is_person

CONSIDERED = choices("considered", record.Considered)


class Contract(Registered):
    """A contract that was signed; ``decp`` is its whole sheet when a DECP file brought it."""

    number = models.CharField(_("contract number"), max_length=40)
    subject = models.TextField(_("subject"), max_length=1000)
    cpv = models.CharField(_("CPV code (European nomenclature)"), max_length=10, blank=True)
    digital = models.CharField(_("digital contract"), max_length=3, default="cpv",
                               choices=choices("digital", ("cpv", "yes", "no")))  # fmt: skip
    amount = models.DecimalField(_("amount before tax, in euros"), max_digits=15, decimal_places=2,
                                 validators=[MinValueValidator(Decimal("0.01"))])  # fmt: skip
    amended = models.DecimalField(_("amount after modification"), max_digits=15, decimal_places=2,
                                  null=True, blank=True)  # fmt: skip
    notified_on = models.DateField(_("notified on"))
    months = models.PositiveIntegerField(_("duration in months"), null=True, blank=True)
    nature = models.CharField(_("nature"), max_length=60, blank=True)
    procedure = models.CharField(_("procedure"), max_length=120, blank=True)
    holders = models.TextField(_("holders (companies)"), max_length=10_000, blank=True)
    environment = models.CharField(_("environmental consideration"), max_length=9,
                                   choices=CONSIDERED, default="unknown")  # fmt: skip
    social = models.CharField(_("social consideration"), max_length=9, choices=CONSIDERED,
                              default="unknown")  # fmt: skip
    spaser = models.CharField(_("in line with the SPASER"), max_length=7, default="unknown",
                              choices=choices("answer", ("unknown", "yes", "no")))  # fmt: skip
    remarks = models.TextField(_("what its file has wrong"), max_length=20_000, blank=True)
    decp = models.TextField(_("whole sheet (DECP)"), max_length=200_000, blank=True)

    class Meta(Registered.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-notified_on", "number"]
        constraints = [unique_alive("number", name="one_contract_of_a_number",
                                    message=_("This contract number is there."))]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With no name of a natural person among the holders, whatever brought them."""
        if not values.get("holders"):
            return values
        rows = (NATURAL if is_person(each) else each for each in values["holders"].splitlines())
        return {**values, "holders": "\n".join(rows)}

    @property
    def is_digital(self) -> bool | None:
        """As a person said, else by its CPV code; None when neither says."""
        return record.digital_by_cpv(self.cpv) if self.digital == "cpv" else self.digital == "yes"

    @property
    def sheet(self) -> record.DecpContract | None:
        raw = json.loads(self.decp) if self.decp else None
        return record.contract_of(record.KINDS["autoriteConcedante" in raw], raw) if raw else None
