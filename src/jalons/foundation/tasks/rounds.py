"""Daily work, done once by the first process that claims it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import shuffle

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.journal.actions import acting_alone
from jalons.foundation.tasks.models import RoundClaim
from jalons.kernel.logs import about

LEASE = timedelta(hours=2)  # after which who claimed it is believed dead
RETAINED, WEEK = timedelta(days=30), timedelta(days=7)
ROUTE = "round "  # before the name of a round, where its error is stored
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
    slug = authority.slug if authority is not None else ""
    with about(authority=slug, route=f"{ROUTE}{name}"), acting_alone():
        try:
            done = work()
        except Exception:
            _log.exception("the round %s of %s did not end", name, owner)
            claims.delete()
            return None
    claims.update(done_at=timezone.now())
    return done


def each[T](
    name: str,
    work: Callable[[Authority], T],
    *,
    now: datetime,
    due: Q,
    closed: bool = False,
) -> list[T]:
    """Run the daily work of the authorities that are due and that nobody did today.

    One query finds them: who owns nothing, or was done by another process, costs nothing. Those
    closed or set aside are left alone, unless ``closed``: what must be erased is erased there too.
    Returns what each work that was done here returned.
    """
    rows = waiting(name, now=now).filter(due)
    found = list(rows if closed else rows.filter(at_work()))
    shuffle(found)  # processes that begin together take different ones
    done = (once(name, partial(work, each), now=now, authority=each) for each in found)
    return [result for result in done if result is not None]


def waiting(name: str, *, now: datetime) -> QuerySet[Authority]:
    """The authorities whose daily work of that name is not done, and that nobody does now."""
    today = RoundClaim.objects.filter(name=name, day=timezone.localdate(now), owner=OuterRef("pk"))
    taken = today.filter(Q(done_at__isnull=False) | Q(claimed_at__gt=now - LEASE))
    return Authority.objects.filter(~Exists(taken))


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


@dataclass(frozen=True, slots=True)
class LastRound:
    """What is known of a round: the last day it began, how many were begun and done that day."""

    name: str
    day: date
    begun: int
    done: int
    done_at: datetime | None


def last_rounds() -> list[LastRound]:
    """The last day of each round of the last 30 days, by name."""
    latest = dict(RoundClaim.objects.order_by().values_list("name").annotate(day=Max("day")))
    rows = (
        RoundClaim.objects.filter(day__in=set(latest.values()))
        .order_by("name")
        .values_list("name", "day")
        .annotate(n=Count("pk"), done=Count("done_at"), at=Max("done_at"))
    )
    return [
        LastRound(name, day, n, done, at)
        for name, day, n, done, at in rows
        if latest[name] == day
    ]  # fmt: skip


def last_ends(*, now: datetime) -> dict[tuple[str, int], datetime]:
    """When the daily work of this week last ended, by its name and its owner."""
    done = RoundClaim.objects.filter(done_at__gt=now - WEEK).order_by("done_at")
    return {(each.name, each.owner): each.done_at or now for each in done}


def not_ended(*, now: datetime) -> QuerySet[RoundClaim]:
    """The daily work of this week begun over two hours ago, by a process that did not end it."""
    return RoundClaim.objects.filter(
        done_at=None, claimed_at__lt=now - LEASE, claimed_at__gt=now - WEEK
    )  # fmt: skip
