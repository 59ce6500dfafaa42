"""The requests of an authority within a minute, counted by all processes together.

Each process counts in its memory, and adds what it counted to the shared cache twenty times on the
way to the limit: a page costs no query, and the limit is exact to a twentieth per process.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from django.core.cache import cache

from jalons.foundation.accounts.limits.values import limits_of
from jalons.foundation.accounts.models import Authority

SHARES = 20  # of the limit: after each, the processes learn of each other
_lock = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Minute:
    """What this process knows of one authority in one minute."""

    number: int
    known: int = 0  # by all processes, when they were last added up
    pending: int = 0  # by this one since


_minutes: dict[int, _Minute] = {}


def admit(authority: Authority) -> int:
    """Count a request; 0 when it is within the limit, else the seconds before the next minute."""
    most = limits_of(authority).requests_per_minute
    if not most:
        return 0
    now = time.time()
    number = int(now // 60)
    with _lock:
        minute = _minutes.get(authority.pk)
        if minute is None or minute.number != number:
            minute = _minutes[authority.pk] = _Minute(number)
        if minute.known >= most:
            return _until(number, now)
        minute.pending += 1
        if minute.pending < most / SHARES and minute.known + minute.pending <= most:
            return 0
        added, minute.pending = minute.pending, 0
        minute.known += added
    minute.known = _add(f"requests-{authority.pk}-{number}", added) or minute.known
    return _until(number, now) if minute.known > most else 0


def _until(number: int, now: float) -> int:
    return max(1, round((number + 1) * 60 - now))


def _add(key: str, count: int) -> int:
    """What all processes counted; 0, and a line in the log, when the shared cache is away."""
    try:
        cache.add(key, 0, timeout=120)
        return int(cache.incr(key, count))
    except Exception as error:  # of each cache its own; no page fails for it
        _log.warning("each process counts requests alone: %s", type(error).__name__)
        return 0
