"""Notes in the words of the journal: their day and what happened to them, never their text."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.page_language import day_words
from jalons.foundation.notes.models import Note


def note_name(note: Note) -> str:
    """What a note is called: by its day."""
    return _("note of %(day)s") % {"day": day_words(timezone.localdate(note.written_at))}


def added() -> str:
    """What a note that was written, or put back, becomes."""
    return pgettext("a note", "added")


def deleted() -> str:
    """What a note that was moved to the trash becomes."""
    return pgettext("a note", "deleted")
