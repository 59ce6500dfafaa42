"""What the days change in the twin: what was deleted goes, its figures are told again."""

from __future__ import annotations

from datetime import datetime

from . import measuring
from .alerts import actions as alerts
from .cases import actions as cases
from .cases import measuring as case_measuring
from .ingest import actions as bringing
from .whatif import daily as whatif


def daily_round(*, now: datetime) -> int:
    """Erase what was deleted more than 30 days ago and publish figures; how many rows went."""
    bringing.forget_old(now=now)
    gone = (
        alerts.purge_deleted(now=now) + cases.purge_deleted(now=now) + whatif.purge_deleted(now=now)
    )
    measuring.publish(now=now)
    case_measuring.publish(now=now)
    return gone
