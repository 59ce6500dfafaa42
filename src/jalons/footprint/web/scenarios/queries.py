"""The stored scenarios; ``simulation`` computes their effect."""

from __future__ import annotations

from django.db.models import QuerySet

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living


def every_scenario(authority: Authority) -> QuerySet[SavedScenario]:
    """The scenarios of an authority, those of deleted inventories aside."""
    found = living(SavedScenario, authority).filter(inventory__deleted_at=None)
    return found.select_related("inventory", "authority")


def scenarios(inventory: InventoryFile) -> QuerySet[SavedScenario]:
    """The scenarios stored for an inventory, by name."""
    return living(SavedScenario, inventory.authority).filter(inventory=inventory)
