"""``/sante`` says whether the instance is well.

It answers before Django, so that a balancer may ask by any name of the machine; ``/metrics`` too.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Mapping
from functools import partial

import anyio
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jalons.foundation.rooms import rooms
from jalons.foundation.tasks.queue import waiting
from jalons.site.deployment import FREE_SPACE_MB
from jalons.site.serving.metrics import Metrics

OLDEST_JOB = 3_600  # seconds a job may wait before the queue is unwell
PATIENCE = 5  # seconds for all checks together
FRESH = 2  # seconds a finding is reused: frequent probes cost nothing
_log = logging.getLogger(__name__)


def database_is_well() -> bool:
    """Whether the base answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def disk_is_well() -> bool:
    """Whether the data folder has room for what comes."""
    return shutil.disk_usage(settings.DATA_DIR).free >= FREE_SPACE_MB * 1_000_000


def jobs_are_well() -> bool:
    """Whether no job has waited for more than an hour."""
    return waiting(now=timezone.now())[1] <= OLDEST_JOB


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_is_well,
    "disk": disk_is_well,
    "jobs": jobs_are_well,
    **{room.name: room.load(room.web.health) for room in rooms() if room.web.health},
}


def findings(checks: Mapping[str, Callable[[], bool]] = CHECKS) -> dict[str, bool]:
    """Whether each part is well; what fails is logged, and unwell."""
    close_old_connections()
    try:
        return {name: _is_well(name, check) for name, check in checks.items()}
    finally:
        close_old_connections()


def _is_well(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        _log.exception("the health of %s cannot be read", name)
        return False


class Health:
    """The endpoint ``/sante``: 200 when all is well, else 503; one round of checks at a time."""

    def __init__(self, checks: Mapping[str, Callable[[], bool]] = CHECKS) -> None:
        self._lock, self._checks = asyncio.Lock(), checks
        self._found: dict[str, bool] = {}
        self._at = float("-inf")

    async def answer(self, _: Request) -> Response:
        """The finding of each check; no figure and no detail, as anybody may ask."""
        async with self._lock:
            if time.monotonic() - self._at > FRESH:
                found = dict.fromkeys(self._checks, False)  # when the time is over
                work = partial(findings, self._checks)
                with anyio.move_on_after(PATIENCE):
                    found = await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
                self._found, self._at = found, time.monotonic()
        well = all(self._found.values())
        return JSONResponse(
            {"status": "ok" if well else "unwell", "checks": self._found},
            200 if well else 503,
            {"Cache-Control": "no-store"},
        )


def routes(metrics: Metrics | None) -> list[Route]:
    """``/sante``, and ``/metrics`` where a token was set: without one it does not exist."""
    own = [Route("/sante", Health().answer)]
    return own if metrics is None else [*own, Route("/metrics", metrics.answer)]
