"""Inventories made of others."""

from __future__ import annotations

from django.db import models

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.scoping import AuthorityScoped


class Combination(AuthorityScoped):
    """An inventory made of others, and what was decided of the devices two of them tell."""

    inventory = models.OneToOneField(
        InventoryFile, on_delete=models.CASCADE, related_name="combination"
    )
    verdicts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.inventory)


class CombinedSource(AuthorityScoped):
    """An inventory put in a combination, under a name no other source of it has."""

    combination = models.ForeignKey(Combination, on_delete=models.CASCADE, related_name="sources")
    inventory = models.ForeignKey(
        InventoryFile, on_delete=models.CASCADE, related_name="combined_in"
    )
    name = models.CharField(max_length=210)
    rank = models.PositiveSmallIntegerField()  # the first is trusted first

    class Meta(AuthorityScoped.Meta):
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name
