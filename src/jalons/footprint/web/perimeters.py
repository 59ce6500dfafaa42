"""What the indicators of an inventory speak for: its authority, and the statuses counted."""

from __future__ import annotations

from jalons.footprint.engine.inventory import DeviceStatus
from jalons.footprint.engine.wording import say
from jalons.footprint.web.choices import Choices
from jalons.footprint.web.models import InventoryFile
from jalons.kernel import Perimeter


def perimeter_of(inventory: InventoryFile) -> Perimeter:
    """The authority, with the statuses counted and those left out."""
    counted = Choices.from_json(inventory.choices).counted
    return Perimeter(
        inventory.authority.urn,
        tuple(say(f"status.{each.value}", "fr") for each in DeviceStatus if each in counted),
        tuple(say(f"status.{each.value}", "fr") for each in DeviceStatus if each not in counted),
    )
