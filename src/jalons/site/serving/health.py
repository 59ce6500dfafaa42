"""``/sante`` says whether the instance is well; ``/metrics`` gives its figures to the operator.

Both answer before Django, so that a balancer may ask by any name of the machine.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import anyio
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from jalons.foundation.rooms import rooms
from jalons.foundation.tasks.queue import waiting
from jalons.site.deployment import FREE_SPACE_MB

OLDEST_JOB = 3_600  # seconds a job may wait before the queue is unwell
PATIENCE = 5  # seconds for all checks together
FRESH = 2  # seconds a finding is reused: frequent probes cost nothing
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_log = logging.getLogger(__name__)


def database_is_well() -> bool:
    """Whether the base answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def disk_is_well() -> bool:
    """Whether the data folder has room for what comes."""
    return shutil.disk_usage(settings.DATA_DIR).free >= FREE_SPACE_MB * 1_000_000


def jobs_are_well(*, oldest: float | None = None) -> bool:
    """Whether no job has waited for more than an hour."""
    return (waiting(now=timezone.now())[1] if oldest is None else oldest) <= OLDEST_JOB


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


class Metrics:
    """The endpoint ``/metrics``, for who knows ``JALONS_METRICS_TOKEN``; without one, nobody."""

    def __init__(self, counts: Counter[int]) -> None:
        self._counts, self._start = counts, time.monotonic()

    async def answer(self, request: Request) -> Response:
        """The figures of this process and of its base, in Prometheus' text format.

        503, with what the process knows by itself, when the base does not answer.
        """
        token = settings.OPTIONS["METRICS_TOKEN"]
        provided = request.headers.get("authorization", "")
        if not token or not hmac.compare_digest(provided.encode(), f"Bearer {token}".encode()):
            return PlainTextResponse("", 404)
        base: str | None = None
        with anyio.move_on_after(PATIENCE):
            base = await anyio.to_thread.run_sync(base_figures, abandon_on_cancel=True)
        text = self._process_figures() + (base or "")
        status = 200 if base is not None else 503
        return Response(text, status, {"Cache-Control": "no-store"}, PROMETHEUS)

    def _process_figures(self) -> str:
        """What this process knows by itself, whatever its database does."""
        uptime = time.monotonic() - self._start
        counts = (
            f'jalons_requests_total{{status="{status}"}} {number}\n'
            for status, number in sorted(self._counts.items())
        )
        return (
            _metric_header("requests_total", "counter", "Answers of this process by HTTP status.")
            + "".join(counts)
            + _gauge("uptime_seconds", "Time since this process serves.", uptime)
        )


def base_figures() -> str | None:
    """What the database and the disk say; None, and a line in the log, when they do not answer."""
    close_old_connections()
    try:
        count, oldest = waiting(now=timezone.now())
        size, free = database_bytes(), shutil.disk_usage(settings.DATA_DIR).free
    except Exception:
        _log.exception("the figures of the database cannot be read")
        return None
    finally:
        close_old_connections()
    return (
        _gauge("jobs_waiting", "Jobs ready and not begun.", count)
        + _gauge("jobs_oldest_seconds", "Age of the oldest of them.", oldest)
        + _gauge("database_bytes", "Size of the main database.", size)
        + _gauge("disk_free_bytes", "Free space of the data folder.", free)
    )


def _gauge(name: str, words: str, value: float) -> str:
    return _metric_header(name, "gauge", words) + f"jalons_{name} {round(value, 3)}\n"


def _metric_header(name: str, kind: str, words: str) -> str:
    return f"# HELP jalons_{name} {words}\n# TYPE jalons_{name} {kind}\n"


def database_bytes() -> int:
    """The size of the main database, in bytes."""
    size = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(size)
        return int(cursor.fetchone()[0])


def routes(counts: Counter[int]) -> list[Route]:
    """The two addresses, with the answers counted so far."""
    return [Route("/sante", Health().answer), Route("/metrics", Metrics(counts).answer)]
