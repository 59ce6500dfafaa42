"""The work of the twin every few seconds or minutes, declared in ``room.py``."""

from __future__ import annotations

from django.utils import timezone

from jalons.foundation.digests import actions as digests

from .alerts import evaluation
from .alerts.mails import ALERTS
from .connection.access_log import log


def write_accesses() -> None:
    """Write to the journals the accesses to restricted data in this process."""
    log.flush()


def judge_alerts() -> None:
    """Evaluate the alert rules that are due, then send the mails."""
    now = timezone.now()
    evaluation.evaluate_all(now=now)
    digests.send(ALERTS, now=now)
