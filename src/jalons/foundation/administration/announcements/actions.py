"""Announce a stop, or withdraw it; both are in the journal of the instance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import User
from jalons.foundation.administration.announcements import current, queries
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.models import Announcement

LONGEST = 300  # signs of a text, as the base has them


def announce(*, user: User | None, made: Announcement) -> None:
    """Announce a stop that was prepared on every page, from ``shown_from`` until it ends."""
    with transaction.atomic():
        made.made_by = user
        made.save()
        label = current.sentences([made])[0]
        note(actor=user, verb="stop_announced", label=label)
    current.refresh()


def prepared(  # noqa: PLR0913  all by keyword, each one a fact of the announcement
    *,
    begins_at: datetime,
    ends_at: datetime,
    shown_from: datetime,
    text: str,
    on_public_pages: bool,
    now: datetime,
) -> Announcement:
    """The announcement, not saved, once its dates agree.

    Raises ``AdministrationError``: ``stop_ends_first``, ``stop_is_over``, ``shown_too_late``,
    ``announcement_long``.
    """
    if ends_at <= begins_at:
        raise AdministrationError("stop_ends_first")
    if ends_at <= now:
        raise AdministrationError("stop_is_over")
    if shown_from >= ends_at:
        raise AdministrationError("shown_too_late")
    if len(text.strip()) > LONGEST:
        raise AdministrationError("announcement_long", count=len(text.strip()), most=LONGEST)
    return Announcement(
        begins_at=begins_at, ends_at=ends_at, shown_from=shown_from, text=text.strip(),
        on_public_pages=on_public_pages, made_at=now,
    )  # fmt: skip


def withdraw(*, user: User | None, announcement: Announcement, now: datetime) -> None:
    """Show an announcement no more; twice is once."""
    with transaction.atomic():
        mine = queries.to_come(now=now).filter(pk=announcement.pk)
        if mine.update(withdrawn_at=now):
            label = current.sentences([announcement])[0]
            note(actor=user, verb="stop_withdrawn", label=label)
    current.refresh()
