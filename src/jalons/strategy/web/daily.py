"""The daily job of the room, run by the server (``room.py``)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from jalons.foundation.accounts.models import Authority
from jalons.foundation.digests import actions as digests
from jalons.foundation.tasks import rounds
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.roadmap import measures


def daily_round(*, now: datetime) -> None:
    """Update the measures that depend on the date, then send the reminders.

    Each part is done once a day for each authority, by one of the processes of the server.
    """
    for authority in Authority.objects.all():
        measure = partial(measures.record_measures, authority)
        rounds.once("strategy.measures", measure, now=now, authority=authority)
    digests.send(REMINDERS, now=now)
