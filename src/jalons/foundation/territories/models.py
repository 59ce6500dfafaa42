"""The territories of France."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Territory(models.Model):
    """A commune, EPCI, EPT, département or région, as of the vintage it was loaded from."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("municipality")
        EPCI = "epci", _("inter-municipal authority (EPCI)")
        EPT = "ept", _("Greater Paris territory (EPT)")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")

    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=200)
    siren = models.CharField(max_length=9, blank=True)
    population = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name_plural = "territories"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_per_kind_code")]

    def __str__(self) -> str:
        return self.name
