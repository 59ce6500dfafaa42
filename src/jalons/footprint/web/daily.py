"""What the days change in this room: erased for good, 30 days after somebody deleted it."""

from __future__ import annotations

from datetime import datetime, timedelta

from jalons.footprint.web.models import InventoryFile, OwnFactorFile

KEPT_AFTER_DELETION = timedelta(days=30)


def purge_deleted(*, now: datetime) -> int:
    """Erase files deleted more than 30 days ago; the number of inventories erased."""
    gone = InventoryFile.unscoped.filter(deleted_at__lt=now - KEPT_AFTER_DELETION)
    count = 0
    for inventory in gone:
        for assessed in inventory.assessments.all():
            assessed.lines.delete(save=False)
        inventory.file.delete(save=False)
        inventory.delete()
        count += 1
    for factors in OwnFactorFile.unscoped.filter(deleted_at__lt=now - KEPT_AFTER_DELETION):
        factors.file.delete(save=False)
        factors.delete()
    return count
