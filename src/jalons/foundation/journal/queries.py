"""Reading the journal."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.models import Entry
from jalons.kernel import Urn


def entries(*, authority: Authority, about: str = "", verb: str = "") -> QuerySet[Entry]:
    """The lines of an authority, latest first.

    ``about`` is the name of an object (its URN), or some words of its label; ``verb`` is exact.
    """
    found = Entry.objects.of(authority)
    if about.startswith("urn:"):
        found = found.filter(urn=about)
    elif about:
        found = found.filter(Q(label__icontains=about))
    return found.filter(verb=verb) if verb else found


def history(*, authority: Authority, urn: Urn | str) -> QuerySet[Entry]:
    """The lines about one object, latest first."""
    return entries(authority=authority, about=str(urn))


def verbs(*, authority: Authority) -> list[str]:
    """The verbs that occur in the journal of an authority, in alphabetical order."""
    found = Entry.objects.of(authority).order_by("verb").values_list("verb", flat=True)
    return list(found.distinct())


def latest_line(authority: Authority) -> int:
    """The number of the last line of an authority: the same while nothing was written. 0: none."""
    found = Entry.objects.of(authority).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def lines_of(person: User) -> QuerySet[Entry]:
    """What a person did, in whichever authority, the oldest first: for that person only."""
    return Entry.unscoped.filter(actor=person).select_related("authority").order_by("pk")
