"""What the twin does every few seconds or minutes, declared in ``room.py``."""

from __future__ import annotations

from django.utils import timezone

from jalons.foundation.digests import actions as digests

from .alerts import evaluation
from .alerts.mails import ALERTS
from .connection.access_log import log


def write_accesses() -> None:
    """Write to the journals who read what is not open, by this process."""
    log.flush()


def judge_alerts() -> None:
    """Judge the alert rules that are due, then write to the people they notify."""
    now = timezone.now()
    evaluation.round_all(now=now)
    digests.send(ALERTS, now=now)
