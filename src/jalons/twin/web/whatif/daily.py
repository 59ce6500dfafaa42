"""What the days change in scenarios: those deleted 30 days ago go for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import TwinSnapshot, WhatIf

KEPT_AFTER_DELETION = timedelta(days=30)


def purge_deleted(*, now: datetime) -> int:
    """Erase scenarios and snapshots deleted more than 30 days ago; how many."""
    limit = now - KEPT_AFTER_DELETION
    gone, _by_model = WhatIf.unscoped.filter(deleted_at__lt=limit).delete()
    kept = WhatIf.unscoped.values("snapshot_id")
    old = TwinSnapshot.unscoped.filter(deleted_at__lt=limit).exclude(pk__in=kept)
    erased, _by_model = old.delete()
    return gone + erased
