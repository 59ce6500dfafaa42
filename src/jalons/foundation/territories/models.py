"""The territories of France, their contours, and the words they are found by."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalons.foundation.territories.folding import spelled_out


class BinaryCharField(models.CharField):  # type: ignore[type-arg]  # plain at run time
    """Text compared byte by byte on every database, so that a prefix is a range of the index.

    SQLite does so by itself; PostgreSQL orders by the rules of a language unless set otherwise.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """The column's parameters, with the collation of the database at hand."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Territory(models.Model):
    """A commune, EPCI, EPT, département or région, as of the vintage it was loaded from.

    A territory that has disappeared from the official list stays, with its older ``vintage``.
    """

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("municipality")
        EPCI = "epci", _("inter-municipal authority (EPCI)")
        EPT = "ept", _("Greater Paris territory (EPT)")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")

    class Nature(models.TextChoices):
        """What the law calls it, where the kind does not say enough."""

        CC = "CC", _("community of municipalities")
        CA = "CA", _("agglomeration community")
        CU = "CU", _("urban community")
        METRO = "METRO", _("metropolis")
        MET69 = "MET69", _("metropolis with the powers of a département")
        EPT = "EPT", _("territorial public establishment")
        COM = "COM", _("overseas collectivity")

    class Position(models.TextChoices):
        TOWN_HALL = "town_hall", _("town hall")
        CENTROID = "centroid", _("middle of the territory")

    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=200)
    nature = models.CharField(max_length=5, choices=Nature, blank=True)
    siren = models.CharField(max_length=9, blank=True, db_index=True)
    population = models.PositiveIntegerField(null=True)
    population_total = models.PositiveIntegerField(null=True)
    epci = models.ForeignKey("self", models.SET_NULL, null=True, related_name="epci_members")
    ept = models.ForeignKey("self", models.SET_NULL, null=True, related_name="ept_members")
    departement = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    region = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    position = models.CharField(max_length=9, choices=Position, blank=True)
    postcodes = models.CharField(max_length=400, blank=True)
    former_codes = models.CharField(max_length=400, blank=True)
    former_names = models.TextField(blank=True)
    vintage = models.PositiveSmallIntegerField(default=0)
    folded = models.CharField(max_length=200, blank=True)
    core = BinaryCharField(max_length=200, blank=True)
    found_by = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "territories"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_per_kind_code")]
        indexes = [
            models.Index(fields=["core"], name="territory_core"),
            models.Index(fields=["code"], name="territory_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name without the abbreviation of its type."""
        return spelled_out(self.name)

    @property
    def is_overseas_collectivity(self) -> bool:
        """Whether its own body of law applies, or that of the collectivity it lies in."""
        own = self.departement or self
        return own.nature == self.Nature.COM

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("territory", args=[self.kind, self.code])


class TerritoryTerm(models.Model):
    """A folded word that leads to a territory; its key alone answers a search by prefix."""

    pk = models.CompositePrimaryKey("term", "weight", "territory")
    term = BinaryCharField(max_length=60)
    weight = models.PositiveIntegerField()
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="terms", db_index=False)


class Contour(models.Model):
    """The simplified outline of a territory: rings as encoded polylines, 1e-4 degree."""

    territory = models.OneToOneField(
        Territory, models.CASCADE, primary_key=True, related_name="contour"
    )
    rings = models.TextField()
