"""The daily job of the room, run by the server (``room.py``)."""

from __future__ import annotations

from datetime import datetime

from jalons.foundation.accounts.scoping import owns
from jalons.foundation.digests import actions as digests
from jalons.foundation.tasks import rounds
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap import measures
from jalons.strategy.web.roadmap.models import Action, BudgetLine


def daily_round(*, now: datetime) -> None:
    """Update the measures that depend on the date, then send the reminders.

    Each part is done once a day for each authority, by one of the processes of the server.
    """
    measured = owns(Action) | owns(BudgetLine)
    published = owns(StoredObservation, indicator__in=measures.METHODS)  # to take back, maybe
    rounds.each("strategy.measures", measures.record_measures, now=now, due=measured | published)
    digests.send(REMINDERS, now=now)
