"""What time changes in this room: called once a day by the server (``site/server.py``)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from jalons.foundation.accounts.models import Authority
from jalons.strategy.web.roadmap import importing, measuring, reminders

_log = logging.getLogger(__name__)
KEPT_IMPORTS = timedelta(days=30)


def daily_round(*, now: datetime) -> None:
    """Bring what moves with the days up to date, erase what is past its time, then write mails.

    Lateness is measured again for each authority; what fails for one is logged, and the others go
    on. Running it again the same day changes nothing more.
    """
    for authority in Authority.objects.all():
        try:
            measuring.record_measures(authority)
            importing.forget_old(authority=authority, before=now - KEPT_IMPORTS)
        except Exception:
            _log.exception("the daily round of %s did not end", authority.pk)
    reminders.send_reminders(now=now)
