"""The perimeter of the indicators of an inventory: its authority, its fleet, its statuses."""

from __future__ import annotations

from jalons.footprint.engine.inventory.line import DeviceStatus
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.words.figures import say
from jalons.kernel import Perimeter


def perimeter_of(inventory: InventoryFile) -> Perimeter:
    """The authority, the statuses counted and those left out, and the fleet that was counted.

    Hosted services are named when they are in the total.
    """
    choices = Choices.from_json(inventory.choices)
    counted, hosted = choices.counted, len(choices.hosted)
    return Perimeter(
        inventory.authority.urn,
        (
            *(say(f"status.{each.value}", "fr") for each in DeviceStatus if each in counted),
            *((say("hosted.counted", "fr", count=hosted),) if hosted else ()),
        ),
        tuple(say(f"status.{each.value}", "fr") for each in DeviceStatus if each not in counted),
        fleet_of(inventory),
    )


def fleet_of(inventory: InventoryFile) -> str:
    """The name of the fleet an inventory counts: that of the first inventory of its line.

    A combination counts the fleets of its parts together.
    """
    parts = queries.combined_inventories(inventory)
    return "+".join(sorted(map(fleet_of, parts))) if parts else str(line_of(inventory)[-1].pk)


def line_of(inventory: InventoryFile) -> list[InventoryFile]:
    """An inventory, then those it follows, one after the other, as a person said."""
    line = [inventory]
    while (before := line[-1].follows) is not None and before not in line:
        line.append(before)
    return line


def line_after(inventory: InventoryFile) -> list[InventoryFile]:
    """The inventories whose fleet changes with this one: the later ones, and their combinations."""
    assessed = queries.inventories(inventory.authority).filter(state=InventoryFile.State.ASSESSED)
    return [
        each
        for each in assessed.select_related("authority", "follows")
        if each != inventory
        and any(inventory in line_of(part) for part in queries.combined_inventories(each) or [each])
    ]
