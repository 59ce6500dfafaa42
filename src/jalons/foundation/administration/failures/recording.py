"""Unexpected errors stored for 90 days: where and of which class, never what they said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from jalons import __version__
from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.models import UnexpectedError
from jalons.kernel.logs import Failure

RETAINED = timedelta(days=90)
MOST = 100  # lines of one group in a day: what repeats in a loop is only counted


def store(failure: Failure) -> None:
    """Store an error, or count it once its group is full for the day."""
    owner = Authority.objects.filter(slug=failure.authority).values_list("pk", flat=True).first()
    group = {
        "day": timezone.localdate(failure.at),
        "owner": owner or 0,
        "route": failure.route[:200],
        "kind": failure.kind[:120],
    }
    same = UnexpectedError.objects.filter(**group)
    if same.count() >= MOST:
        latest = same.order_by("-pk").values_list("pk", flat=True)[:1]
        same.filter(pk__in=list(latest)).update(count=F("count") + 1, last_at=failure.at)
        return
    UnexpectedError.objects.create(
        reference=failure.reference[:20], release=__version__[:30], last_at=failure.at, **group
    )


def forget_old(*, now: datetime) -> None:
    """Forget the errors of more than 90 days ago."""
    UnexpectedError.objects.filter(day__lt=timezone.localdate(now - RETAINED)).delete()
