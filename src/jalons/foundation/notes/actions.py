"""What changes notes. The journal has their day, never their text: a deleted text is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.notes import words
from jalons.foundation.notes.models import Note
from jalons.kernel import Urn

RESTORABLE_FOR = timedelta(days=30)
type Person = User | AnonymousUser | None
_BATCH = 500


@transaction.atomic
def add(*, authority: Authority, user: Person, about: Urn, label: str, text: str) -> Note:
    """A new note on the object ``about``, which people call ``label``."""
    author = user if isinstance(user, User) else None
    note = Note.objects.create(authority=authority, about=str(about), text=text, written_by=author)
    _record(note, user, label, before="", after=words.added())
    return note


@transaction.atomic
def delete(*, note: Note, user: Person, label: str, now: datetime) -> bool:
    """Move a note to the trash for 30 days; whether it was not there already."""
    if not Note.objects.of(note.authority).filter(pk=note.pk).update(deleted_at=now):
        return False
    _record(note, user, label, before=words.added(), after=words.deleted())
    return True


@transaction.atomic
def restore(*, note: Note, user: Person, label: str) -> bool:
    """Put a note back as it was; whether it was in the trash."""
    if not Note.objects.deleted_of(note.authority).filter(pk=note.pk).update(deleted_at=None):
        return False
    _record(note, user, label, before=words.deleted(), after=words.added())
    return True


def _record(note: Note, user: Person, label: str, *, before: str, after: str) -> None:
    name = words.note_name(note)
    record(
        request_user=user,
        authority=note.authority,
        verb=Verb.CHANGED,
        urn=note.about,
        label=label,
        before={name: before},
        after={name: after},
    )


# A file that brings notes has its own line in the journal -----------------------------------------


def add_many(*, authority: Authority, notes: list[Note]) -> None:
    """Store the notes that a file brought."""
    Note.objects.of(authority).bulk_create(notes, batch_size=_BATCH)


def delete_many(
    *, authority: Authority, keys: Iterable[int], about: Iterable[Urn], now: datetime
) -> int:
    """Move notes of some objects to the trash, those that a file brought; how many."""
    rows = Note.objects.of(authority).filter(pk__in=keys, about__in=[str(urn) for urn in about])
    return rows.update(deleted_at=now)


def purge_deleted(*, now: datetime) -> int:
    """Erase the notes deleted more than 30 days ago; how many."""
    gone, _by_model = Note.unscoped.filter(deleted_at__lt=now - RESTORABLE_FOR).delete()
    return gone
