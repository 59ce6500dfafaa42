"""Erasure of an authority: set aside for 30 days, then erased with its rows, files and twin.

Erased from the outside in, so that what was cut short is found again: the twin, the rows, then the
folders of files, which the daily round sets aside when their authority is gone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.territories.folding import fold

SET_ASIDE_FOR = timedelta(days=30)
Actor = User | None


@transaction.atomic
def set_aside(*, user: Actor, authority: Authority, typed: str, now: datetime) -> None:
    """Set an authority aside: nobody enters, nothing is shown; it can come back for 30 days.

    ``typed`` is its name, typed by the person who confirms; accents, hyphens and capitals do not
    matter.
    Raises ``AdministrationError``: ``name_differs``, ``trial_has_no_standing``.
    """
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    if locked.kind == Authority.Kind.TRIAL:
        raise AdministrationError("trial_has_no_standing")
    if not typed.strip() or fold(typed) != fold(locked.name):
        raise AdministrationError("name_differs", name=locked.name)
    if locked.deleted_at is None:
        locked.deleted_at = now
        locked.save(update_fields=["deleted_at"])
        note(actor=user, verb="set_aside", label=f"{locked.name} ({locked.slug})")


@transaction.atomic
def bring_back(*, user: Actor, authority: Authority) -> None:
    """Bring back an authority that was set aside, as it was."""
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    if locked.deleted_at is not None:
        locked.deleted_at = None
        locked.save(update_fields=["deleted_at"])
        note(actor=user, verb="brought_back", label=f"{locked.name} ({locked.slug})")


def erased_on(authority: Authority) -> datetime | None:
    """When an authority that was set aside is erased."""
    return authority.deleted_at + SET_ASIDE_FOR if authority.deleted_at else None


def administered_by(user: User) -> QuerySet[Membership]:
    """The authorities set aside that this person may bring back."""
    mine = user.memberships.select_related("authority").filter(role="administrator")
    return mine.filter(authority__deleted_at__isnull=False)


def erase(*, authority: Authority) -> None:
    """Erase an authority for good: external stores of rooms, rows, files."""
    owner = authority.pk
    for part in parts():
        part.erase(authority)
    with transaction.atomic():
        note(actor=None, verb="erased", label=f"{authority.name} ({authority.slug})")
        authority.delete()
    folders.erase(owner)


def erase_due(*, now: datetime) -> int:
    """Erase the authorities set aside more than 30 days ago; how many."""
    due = list(Authority.objects.filter(deleted_at__lt=now - SET_ASIDE_FOR))
    for each in due:
        erase(authority=each)
    return len(due)
