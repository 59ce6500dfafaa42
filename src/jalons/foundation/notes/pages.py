"""The notes of an object as its page shows them: the list, what can be put back, the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.notes import queries, words
from jalons.foundation.notes.actions import RESTORABLE_FOR
from jalons.foundation.notes.forms import NoteForm
from jalons.foundation.notes.models import Note
from jalons.kernel import Urn

ANCHOR = "notes"
JUST_DELETED = "note_supprimee"
FIRST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Noted:
    """An object that people write notes on.

    ``label`` is what people call it; ``page`` is the URL name of its page, ``key`` its parameters.
    """

    authority: Authority
    about: Urn
    label: str
    page: str
    key: Mapping[str, Any]

    def url(self, act: str = "", **more: Any) -> str:
        """The address of its page, or of an act on its notes."""
        name = f"{self.page}_{act}" if act else self.page
        return reverse(name, kwargs={"slug": self.authority.slug, **self.key, **more})


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note with the address that deletes it, or that puts it back."""

    note: Note
    url: str
    name: str
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteList:
    """The notes of an object: the latest, the older ones, the trash and the form of a new one.

    ``just_deleted`` is the one that the page offers to put back at once.
    """

    rows: tuple[NoteRow, ...]
    older: tuple[NoteRow, ...]
    deleted: tuple[NoteRow, ...]
    just_deleted: NoteRow | None
    form: NoteForm
    add_url: str
    may_write: bool


def note_list(request: HttpRequest, noted: Noted, form: NoteForm | None = None) -> NoteList:
    """The notes of an object for a visitor; the trash only for who may put back."""
    may_write: bool = request.role.allows(Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    rows = [_row(noted, note) for note in queries.notes(noted.authority, noted.about)]
    trash = queries.deleted(noted.authority, noted.about) if may_write else ()
    deleted = tuple(_row(noted, note) for note in trash)
    named = request.GET.get(JUST_DELETED, "")
    return NoteList(
        rows=tuple(rows[:FIRST_SHOWN]),
        older=tuple(rows[FIRST_SHOWN:]),
        deleted=deleted,
        just_deleted=next((row for row in deleted if str(row.note.pk) == named), None),
        form=form or NoteForm(),
        add_url=noted.url("note"),
        may_write=may_write,
    )


def _row(noted: Noted, note: Note) -> NoteRow:
    name = words.note_name(note)
    if note.deleted_at is None:
        return NoteRow(note, noted.url("note_delete", note=note.pk), name)
    url = noted.url("note_restore", note=note.pk)
    return NoteRow(note, url, name, erased_at=note.deleted_at + RESTORABLE_FOR)
