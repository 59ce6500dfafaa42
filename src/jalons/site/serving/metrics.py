"""``/metrics``: what the operator reads of this process and of its base, by prometheus-client.

The library is loaded only where ``JALONS_METRICS_TOKEN`` is set. Answers are those of one process;
what comes from the base is the same from all.
"""

from __future__ import annotations

import hmac
import logging
import re
import shutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import anyio
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from jalons import __version__
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.failures import queries as failures
from jalons.foundation.tasks import queue, rounds
from jalons.foundation.tasks.models import Job

if TYPE_CHECKING:
    from prometheus_client.core import Metric

PATIENCE = 5  # seconds for all figures of the base together
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
# The first part of an address names its group; an address of none is "other": bounded, whatever
# visitors type.
GROUPS = re.compile(
    r"/(collectivite|instance|compte|public|participation|partage|api|ngsi-ld|jumeau|ogc|sta"
    r"|ingest|static|territoires|mes-collectivites|mes-donnees|sante|metrics)(?:/|$)"
)
_log = logging.getLogger(__name__)


def group_of(path: str) -> str:
    """The group of routes of a path, one of about twenty."""
    found = GROUPS.match(path)
    return found[1] if found else "home" if path == "/" else "other"


class Metrics:
    """The endpoint ``/metrics``, for who knows ``JALONS_METRICS_TOKEN``."""

    def __init__(self) -> None:
        from prometheus_client import (
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
            disable_created_metrics,
        )

        disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each, of no use here
        self._own, self._base = CollectorRegistry(), CollectorRegistry()
        self._durations = Histogram(
            "jalons_request_seconds", "Time to answer, by group of routes and HTTP status.",
            ("group", "status"), buckets=BUCKETS, registry=self._own,
        )  # fmt: skip
        self._answers = Counter(
            "jalons_requests", "Answers of this process by HTTP status.", ("status",),
            registry=self._own,
        )  # fmt: skip
        start = time.monotonic()
        Gauge("jalons_uptime_seconds", "Time since this process serves.",
              registry=self._own).set_function(lambda: time.monotonic() - start)  # fmt: skip
        Gauge("jalons_release_info", "The version that serves.", ("version",),
              registry=self._own).labels(__version__).set(1)  # fmt: skip
        self._base.register(_Base())

    def count(self, path: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(str(status)).inc()
        self._durations.labels(group_of(path), str(status)).observe(seconds)

    async def answer(self, request: Request) -> Response:
        """The figures of this process and of its base, in Prometheus' text format.

        503, with what the process knows by itself, when the base does not answer.
        """
        token = settings.OPTIONS["METRICS_TOKEN"]
        provided = request.headers.get("authorization", "")
        if not hmac.compare_digest(provided.encode(), f"Bearer {token}".encode()):
            return PlainTextResponse("", 404)
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

        base: bytes | None = None
        with anyio.move_on_after(PATIENCE):
            base = await anyio.to_thread.run_sync(self._of_base, abandon_on_cancel=True)
        text = generate_latest(self._own) + (base or b"")
        status = 200 if base is not None else 503
        headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return Response(text, status, headers)

    def _of_base(self) -> bytes | None:
        """What the base and the disk say; None, and a line in the log, when they do not answer."""
        from prometheus_client.exposition import generate_latest

        close_old_connections()
        try:
            return generate_latest(self._base)
        except Exception:
            _log.exception("the figures of the database cannot be read")
            return None
        finally:
            close_old_connections()


class _Base:
    """Reads the base when the figures are read: nothing is counted beside it."""

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the base may be away when the process starts."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of the whole instance, then those of each authority where wanted."""
        from prometheus_client.core import GaugeMetricFamily as Gauge

        now = timezone.now()
        count, oldest = queue.waiting(now=now)
        yield Gauge("jalons_jobs_waiting", "Jobs ready and not begun.", count)
        yield Gauge("jalons_jobs_oldest_seconds", "Age of the oldest of them.", oldest)
        states = queue.by_state()
        running, failed = states.get(Job.State.RUNNING, 0), queue.failed_since(now)
        yield Gauge("jalons_jobs_running", "Jobs in progress.", running)
        yield Gauge("jalons_jobs_failed", "Jobs that failed within seven days.", failed)
        errors = failures.count_since(now)
        yield Gauge("jalons_errors", "Unexpected errors within seven days.", errors)
        late = rounds.not_ended(now=now).count()
        yield Gauge("jalons_rounds_not_ended", "Daily work begun long ago, without end.", late)
        yield Gauge("jalons_database_bytes", "Size of the main database.", database_bytes())
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield Gauge("jalons_disk_free_bytes", "Free space of the data folder.", free)
        real = Authority.objects.exclude(kind=Authority.Kind.TRIAL)
        yield Gauge("jalons_authorities", "Authorities, trials left out.", real.count())
        if settings.OPTIONS["METRICS_AUTHORITIES"]:
            yield from _of_authorities()


def _of_authorities() -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily as Gauge

    sizes, jobs = quotas.sizes(), queue.by_authority()
    taken = Gauge("jalons_authority_files_bytes", "Files on the disk.", labels=["authority"])
    most = Gauge("jalons_authority_quota_bytes", "Room for its files.", labels=["authority"])
    waiting = Gauge("jalons_authority_jobs", "Jobs of it.", labels=["authority", "state"])
    for each in Authority.objects.exclude(kind=Authority.Kind.TRIAL).order_by("pk"):
        taken.add_metric([each.slug], sizes[each.pk])
        most.add_metric([each.slug], quotas.quota_of(each)[0])
        for state in (Job.State.QUEUED, Job.State.FAILED):
            waiting.add_metric([each.slug, str(state)], jobs.get((each.pk, state), 0))
    yield from (taken, most, waiting)


def database_bytes() -> int:
    """The size of the main database, in bytes."""
    size = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(size)
        return int(cursor.fetchone()[0])
