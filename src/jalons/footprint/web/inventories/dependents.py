"""What other topics publish with the figures of an inventory.

A topic declares it once, in its ``register``, which every process loads.
"""

from __future__ import annotations

from collections.abc import Callable

from jalons.footprint.web.inventories.models import InventoryFile

type Publisher = Callable[[InventoryFile], None]

_publishers: list[Publisher] = []


def declare(publisher: Publisher) -> None:
    """Have ``publisher`` called each time the figures of an inventory change or are withdrawn."""
    _publishers.append(publisher)


def publish_dependents(inventory: InventoryFile) -> None:
    """Publish again what depends on the figures of an inventory."""
    for publisher in _publishers:
        publisher(inventory)
