"""The queue, for operators and for people who wait, and whose turn it is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, QuerySet
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from jalons.foundation.accounts.limits import row_security
from jalons.foundation.accounts.limits.values import limits_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.tasks.models import Job

UNDER_WAY = {"state__in": [Job.State.QUEUED, Job.State.RUNNING]}
RECENT = timedelta(days=7)
_ONE_CLAIM = 1_246_707_822  # the advisory lock of PostgreSQL under which a task is chosen


def waiting(*, now: datetime) -> tuple[int, float]:
    """How many tasks are ready and not begun, and the age of the oldest, in seconds."""
    found = (
        DBTaskResult.objects.ready().order_by().aggregate(n=Count("pk"), oldest=Min("enqueued_at"))
    )
    oldest = found["oldest"]
    return found["n"], max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def before(job: Job) -> int:
    """How many jobs, of all authorities, come before one that waits; 0 once it runs."""
    if job.state != Job.State.QUEUED:
        return 0
    with row_security.lifted():
        return Job.unscoped.filter(**UNDER_WAY, pk__lt=job.pk).count()


def places() -> list[int]:
    """The numbers of the jobs under way of all authorities, in their order."""
    with row_security.lifted():
        return list(Job.unscoped.filter(**UNDER_WAY).order_by("pk").values_list("pk", flat=True))


def of_nobody(kind: str) -> int:
    """How many jobs of a kind are under way for visitors without an account."""
    with row_security.lifted():
        return Job.unscoped.filter(kind=kind, user=None, **UNDER_WAY).count()


def open_tasks(ready: DBTaskResultQuerySet) -> DBTaskResultQuerySet:
    """Those of the tasks whose authority has not as many jobs at work as it may.

    To be called in the transaction that claims one: workers choose one after the other.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_CLAIM])
    at_work = DBTaskResult.objects.running().values_list("args_kwargs", flat=True)
    counts = Counter(found["args"][0] for found in at_work if found.get("args"))
    known = Authority.objects.in_bulk([each for each in counts if isinstance(each, int)])
    busy = [
        pk for pk, authority in known.items()
        if 0 < limits_of(authority).jobs_at_once <= counts[pk]
    ]  # fmt: skip
    return ready.exclude(args_kwargs__args__0__in=busy) if busy else ready


def of_all() -> QuerySet[Job]:
    """The jobs of every authority, for the administrator of the instance."""
    return Job.unscoped.select_related("authority").order_by("-pk")


def by_state() -> dict[str, int]:
    """How many jobs are in each state."""
    rows = Job.unscoped.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def by_authority() -> dict[tuple[int, str], int]:
    """How many jobs each authority has in each state."""
    rows = Job.unscoped.order_by().values_list("authority", "state").annotate(n=Count("pk"))
    return {(authority, state): n for authority, state, n in rows}


def failed_since(now: datetime) -> int:
    """How many jobs failed in the last seven days."""
    return _failed(now).count()


def failures_by_authority(now: datetime) -> dict[int, int]:
    """How many jobs failed in the last seven days, for each authority that has some."""
    return dict(_failed(now).order_by().values_list("authority").annotate(n=Count("pk")))


def _failed(now: datetime) -> QuerySet[Job]:
    return Job.unscoped.filter(state=Job.State.FAILED, finished_at__gt=now - RECENT)
