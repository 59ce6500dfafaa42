"""The stored scenarios; ``simulation`` computes their effect."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living

LATEST = "latest_assessments"  # of an inventory, at most one


def every_scenario(authority: Authority) -> QuerySet[SavedScenario]:
    """The scenarios of an authority, those of deleted inventories aside.

    Their inventories come with their latest assessment (``LATEST``).
    """
    found = living(SavedScenario, authority).filter(inventory__deleted_at=None)
    computed = AssessedInventory.objects.of(authority).select_related("own_factors", "authority")
    return found.select_related("inventory__authority", "authority").prefetch_related(
        Prefetch("inventory__assessments", queryset=computed[:1], to_attr=LATEST)
    )


def scenarios(inventory: InventoryFile) -> QuerySet[SavedScenario]:
    """The scenarios stored for an inventory, by name."""
    return living(SavedScenario, inventory.authority).filter(inventory=inventory)
