"""Daily work, done once by the first process that claims it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.tasks.models import RoundClaim
from jalons.kernel.errors import new_reference

LEASE = timedelta(hours=2)  # after which who claimed it is believed dead
RETAINED = timedelta(days=30)
_log = logging.getLogger(__name__)


def once[T](
    name: str, work: Callable[[], T], *, now: datetime, authority: Authority | None = None
) -> T | None:
    """Run the daily work unless it was done, for one authority or for the instance.

    Returns what the work returned; None when another process has done it, or does it. A failure is
    logged with a reference and the work is left to the next process that comes by; nothing else
    stops because of it.
    """
    owner = authority.pk if authority is not None else 0
    if not _claimed(name, owner, now):
        return None
    claims = RoundClaim.objects.filter(name=name, owner=owner, day=timezone.localdate(now))
    try:
        done = work()
    except Exception:
        _log.exception("[%s] the round %s of %s did not end", new_reference(), name, owner)
        claims.delete()
        return None
    claims.update(done_at=timezone.now())
    return done


def _claimed(name: str, owner: int, now: datetime) -> bool:
    """Whether this process may do the work: the first of the day, or after one that died."""
    claim, is_first = RoundClaim.objects.get_or_create(
        name=name, owner=owner, day=timezone.localdate(now), defaults={"claimed_at": now}
    )
    if is_first:
        return True
    if claim.done_at is not None or now - claim.claimed_at < LEASE:
        return False
    mine = RoundClaim.objects.filter(pk=claim.pk, claimed_at=claim.claimed_at, done_at=None)
    return mine.update(claimed_at=now) == 1


def forget_old(*, now: datetime) -> None:
    """Forget who did what more than 30 days ago."""
    RoundClaim.objects.filter(day__lt=timezone.localdate(now - RETAINED)).delete()
