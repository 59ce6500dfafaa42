"""The notes on objects, and those of the trash."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.notes.models import Note
from jalons.kernel import Urn


def notes(authority: Authority, about: Urn) -> QuerySet[Note]:
    """The notes on an object, latest first."""
    return Note.objects.of(authority).filter(about=str(about)).select_related("written_by")


def deleted(authority: Authority, about: Urn) -> QuerySet[Note]:
    """The notes on an object that can be put back, latest deleted first."""
    rows = Note.objects.deleted_of(authority).filter(about=str(about))
    return rows.select_related("written_by").order_by("-deleted_at", "-pk")


def by_object(authority: Authority, kind: str) -> dict[str, list[Note]]:
    """The notes on all objects of a kind by the URN of their object, first one first."""
    rows = Note.objects.of(authority).filter(about__startswith=f"urn:jalons:{kind}:")
    found: dict[str, list[Note]] = defaultdict(list)
    for row in rows.order_by("written_at", "pk"):
        found[row.about].append(row)
    return found
