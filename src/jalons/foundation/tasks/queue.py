"""The length of the queue, for operators and for people who wait."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min
from django_tasks_db.models import DBTaskResult

from jalons.foundation.accounts import row_security
from jalons.foundation.tasks.models import Job

UNDER_WAY = {"state__in": [Job.State.QUEUED, Job.State.RUNNING]}


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


def of_nobody(kind: str) -> int:
    """How many jobs of a kind are under way for visitors without an account."""
    with row_security.lifted():
        return Job.unscoped.filter(kind=kind, user=None, **UNDER_WAY).count()
