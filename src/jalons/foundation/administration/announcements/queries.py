"""The announcements of an instance."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from jalons.foundation.administration.models import Announcement


def to_come(*, now: datetime) -> QuerySet[Announcement]:
    """Those that are shown, or will be."""
    return Announcement.objects.filter(withdrawn_at=None, ends_at__gt=now).order_by("begins_at")


def past(*, now: datetime) -> QuerySet[Announcement]:
    """The last ones that ended, or were withdrawn."""
    return Announcement.objects.exclude(pk__in=to_come(now=now).values("pk"))[:20]
