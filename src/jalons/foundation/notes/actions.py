"""What changes notes. The journal has their day, never their text: a deleted text is gone."""

from __future__ import annotations

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


@transaction.atomic
def add_many(*, authority: Authority, user: Person, notes: list[tuple[Note, str]]) -> None:
    """Store the notes of an imported file, each with the label of its object."""
    Note.objects.of(authority).bulk_create([note for note, _label in notes], batch_size=_BATCH)
    for note, label in notes:
        _record(note, user, label, before="", after=words.added())


def purge_deleted(*, now: datetime) -> int:
    """Erase the notes deleted more than 30 days ago; how many."""
    gone, _by_model = Note.unscoped.filter(deleted_at__lt=now - RESTORABLE_FOR).delete()
    return gone
