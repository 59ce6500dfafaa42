"""What an inventory counts beside the others: the same fleet on another day, or another one.

The files do not say it: a smaller one may be a fleet that shrank or a single school.
Until a person says it, their figures are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable

from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.inventories.perimeters import line_of
from jalons.foundation.register.writer import Person, write


def others(inventory: InventoryFile) -> list[InventoryFile]:
    """The files a person may say this one follows: computed, and not following it themselves."""
    files = queries.inventories(inventory.authority).filter(
        state=InventoryFile.State.ASSESSED, combination=None
    )
    files = files.exclude(pk=inventory.pk).select_related("follows")
    return [file for file in files if inventory not in line_of(file)]


def is_open(inventory: InventoryFile, others: Iterable[InventoryFile]) -> bool:
    """Whether nobody said what a file counts beside the earlier ones.

    False for a combination, which has no file: it counts the fleets of its parts.
    """
    unsaid = bool(inventory.file) and inventory.covers == InventoryFile.Covers.UNSAID
    return unsaid and any(each.file and each.created_at < inventory.created_at for each in others)


def say_covers(
    *,
    inventory: InventoryFile,
    user: Person,
    covers: InventoryFile.Covers,
    follows: InventoryFile | None,
) -> None:
    """Store what an inventory counts; its indicators, and those after it, are published again.

    Raises ``FootprintError`` (``follows_unknown``) when it cannot follow that inventory.
    """
    same = covers == InventoryFile.Covers.SAME
    if same and (follows is None or follows not in others(inventory)):
        raise FootprintError("follows_unknown")
    values = {"covers": covers, "follows": follows if same else None}
    write(inventory.authority, user, [(inventory, values)])
