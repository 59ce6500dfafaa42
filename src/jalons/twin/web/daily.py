"""What the days change in the twin: what was deleted goes, its figures are told again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from jalons.foundation.tasks import rounds

from . import measuring
from .alerts import actions as alerts
from .cases import actions as cases
from .cases import measuring as case_measuring
from .ingest import actions as bringing
from .whatif import actions as whatif


def daily_round(*, now: datetime) -> int:
    """Erase what was deleted more than 30 days ago and publish figures; how many rows went.

    Each part is done once a day, by one of the processes of the server.
    """
    bringing.forget_old(now=now)
    gone = sum(
        rounds.once(name, partial(purge, now=now), now=now) or 0
        for name, purge in (
            ("twin.alerts", alerts.purge_deleted),
            ("twin.cases", cases.purge_deleted),
            ("twin.whatif", whatif.purge_deleted),
        )
    )
    measuring.publish(now=now)
    case_measuring.publish(now=now)
    return gone
