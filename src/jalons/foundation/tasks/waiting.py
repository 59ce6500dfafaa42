"""How long the queue is, for who watches over the instance."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min
from django_tasks_db.models import DBTaskResult


def waiting(*, now: datetime) -> tuple[int, float]:
    """How many tasks are ready and not begun, and the age of the oldest, in seconds."""
    found = (
        DBTaskResult.objects.ready().order_by().aggregate(n=Count("pk"), oldest=Min("enqueued_at"))
    )
    oldest = found["oldest"]
    return found["n"], max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
