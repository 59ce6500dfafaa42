"""What the days change in this room: erased for good, 30 days after somebody deleted it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.tasks import rounds

KEPT_AFTER_DELETION = timedelta(days=30)


def daily_round(*, now: datetime) -> None:
    """Erase what is past its time, once a day, by one of the processes of the server."""
    rounds.once("footprint.deleted", partial(purge_deleted, now=now), now=now)


def purge_deleted(*, now: datetime) -> int:
    """Erase inventories deleted more than 30 days ago; how many."""
    return erase_deleted(InventoryFile.unscoped.filter(deleted_at__lt=now - KEPT_AFTER_DELETION))


def erase_deleted(inventories: QuerySet[InventoryFile]) -> int:
    """Erase deleted files and what was computed from them, for good; how many."""
    count = 0
    for inventory in inventories:
        for assessed in inventory.assessments.all():
            assessed.lines.delete(save=False)
        inventory.file.delete(save=False)
        inventory.delete()
        count += 1
    return count
