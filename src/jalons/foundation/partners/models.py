"""Territories with which an authority exchanges signed parcels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered, unique_alive


def today() -> date:
    """The day, here."""
    return timezone.localdate()


class PartnerTerritory(Registered):
    """Another territory by the key with which it signs what it sends.

    A key is trusted once a person compared its digits with those the other territory reads aloud.
    """

    class State(models.TextChoices):
        MET = "met", pgettext_lazy("partner", "key to compare")
        TRUSTED = "trusted", pgettext_lazy("partner", "key compared")

    name = models.CharField(_("territory"), max_length=200)
    key = models.CharField(
        _("key"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")],
        help_text=_("64 characters, as the page of the other territory shows them."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=7, choices=State, default=State.MET, editable=False
    )
    trusted_on = models.DateField(
        pgettext_lazy("key", "compared on"), null=True, blank=True, editable=False
    )
    note = models.TextField(
        _("how you know this territory"), max_length=500, blank=True,
        help_text=_("For example: digits read aloud by its department of digital services."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("partner territory")
        verbose_name_plural = _("partner territories")
        constraints = [unique_alive("key", name="one_partner_of_a_key",
                                    message=_("This key is in the list already."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the day on which its key was compared; another key is to compare again."""
        if "key" in values and self.key and values["key"] != self.key:
            values = {**values, "state": self.State.MET}
        if "state" not in values:
            return values
        trusted = values["state"] == self.State.TRUSTED
        return {**values, "trusted_on": today() if trusted else None}
