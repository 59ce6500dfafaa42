"""The files of factors an authority brought."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered


def factors_stored_as(instance: OwnFactorFile, filename: str) -> str:
    """The path of a file of factors: under its authority and its own id, whatever its name."""
    suffix = Path(filename).suffix.lower()[:8]
    return f"factors/{instance.authority_id}/{instance.id}{suffix}"


class OwnFactorFile(Registered):
    """Factors an authority brought, the terms it lends them under, and what the linter says.

    ``items`` links its references to our devices, as a person said; ``outcome`` has the counts,
    links and findings of the last check; ``problem`` {code, params} of a refusal.
    """

    class State(models.TextChoices):
        DROPPED = "dropped", _("being read")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("could not be read")

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=factors_stored_as, max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    licence = models.CharField(
        _("Licence of these factors"),
        help_text=_(
            "As your supplier or your source names it: “NegaOctet, commercial licence”,"
            " “Etalab 2.0”…"
        ),
        max_length=200,
        blank=True,
    )
    shown = models.BooleanField(
        _("This licence allows the values to be shown"),
        help_text=_(
            "Unless you tick this, the values are used and shown nowhere: not on screen, not in"
            " exports, not in the report. The results stay."
        ),
        default=False,
    )
    items = models.JSONField(_("References in use"), default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DROPPED)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    problem = models.JSONField(null=True)

    computed: ClassVar[tuple[str, ...]] = ("file", "size", "state", "outcome", "problem")

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("factors of your own")
        verbose_name_plural = _("your own factors")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def urn_kind(cls) -> str:
        return "factors"

    def clean(self) -> None:
        """Refuse values shown under no licence."""
        if self.shown and not self.licence.strip():
            text = _("Name the licence that allows the values to be shown.")
            raise ValidationError({"licence": text})
