"""Offers and needs whose day is past close by themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from jalons.foundation.register.writer import write
from jalons.reuse.web.offers.models import Offer


def close_expired(*, now: datetime) -> None:
    """Close what was open until a day before ``now``, one act an authority."""
    over = Offer.unscoped.filter(
        deleted_at=None, state=Offer.State.OPEN, until__lt=timezone.localdate(now)
    )
    by_authority = defaultdict(list)
    for each in over.select_related("authority"):
        by_authority[each.authority].append((each, {"state": Offer.State.CLOSED}))
    for authority, changes in by_authority.items():
        write(authority, None, changes)
