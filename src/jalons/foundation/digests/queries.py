"""What a member chose, and whether it is time to write to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from jalons.foundation.accounts.models import Authority, Membership, User, at_work
from jalons.foundation.digests.digest import Digest
from jalons.foundation.digests.models import DigestChoice, Rhythm

# Half a day of grace: a daily round does not run at the same minute each day.
APART = {
    Rhythm.AT_ONCE: timedelta(minutes=15),
    Rhythm.WEEKLY: timedelta(days=7, hours=-12),
    Rhythm.MONTHLY: timedelta(days=30, hours=-12),
}


def rhythm_of(digest: Digest[Any], authority: Authority, user: User) -> Rhythm:
    """How often a member wants the mails of a digest."""
    rows = DigestChoice.objects.of(authority).filter(user=user, name=digest.name)
    written = rows.values_list("rhythm", flat=True).first()
    return Rhythm(written) if written else digest.rhythms[0]


def is_due(rhythm: str, sent_at: datetime | None, now: datetime) -> bool:
    """Whether a member may be written to.

    ``sent_at`` may be a little later than ``now``: another process was faster. Much later, the
    clock was wrong that day, and it counts no more.
    """
    apart = APART.get(Rhythm(rhythm))
    return apart is not None and (sent_at is None or abs(now - sent_at) >= apart)


def due(digest: Digest[Any], now: datetime) -> Q:
    """Where a member may be written to and something may wait, for a query on authorities.

    It says of all what ``mails_leave`` and ``is_due`` say of one.
    """
    if not settings.OPTIONS["MAIL_URL"]:
        return Q(pk__in=())
    early = Q(rhythm=Rhythm.NEVER)
    for rhythm, apart in APART.items():
        early |= Q(rhythm=rhythm, sent_at__gt=now - apart, sent_at__lt=now + apart)
    written = DigestChoice.unscoped.filter(
        early, authority=OuterRef("authority"), user=OuterRef("user"), name=digest.name
    )
    members = Membership.objects.filter(~Exists(written), authority=OuterRef("pk"))
    some = Exists(members.filter(user__is_active=True))
    return Q(some, digest.waits(now), at_work(), kind=Authority.Kind.REAL)


def mails_leave(authority: Authority) -> bool:
    """Whether members are written to: a real authority at work, and a mail server."""
    is_real = authority.kind == Authority.Kind.REAL
    return bool(settings.OPTIONS["MAIL_URL"]) and is_real and authority.is_reachable
