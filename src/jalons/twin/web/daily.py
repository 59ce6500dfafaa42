"""What the days change in the twin's pages: what was deleted goes, use cases are told again."""

from __future__ import annotations

from datetime import datetime

from .cases import actions as cases
from .cases import measuring
from .whatif import actions as whatif


def daily_round(*, now: datetime) -> int:
    """Erase what was deleted more than 30 days ago and publish use cases; how many rows went."""
    gone = cases.purge_deleted(now=now) + whatif.purge_deleted(now=now)
    measuring.publish(now=now)
    return gone
