"""Where printed codes wait: they leave once, no backup has them, a week erases them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.files import folders
from jalons.participation.web.consultations.models import CodeBatch

KINDS = {"pdf": "application/pdf", "zip": "application/zip", "csv": "text/csv; charset=utf-8"}
LASTS = timedelta(days=7)


def name_of(batch: CodeBatch, kind: str) -> str:
    """The file of a batch: with the documents that no backup has."""
    return f"{batch.authority_id}/codes-{batch.pk}.{kind}"


def waiting(batch: CodeBatch) -> dict[str, date]:
    """The kinds of file that wait, and the day each is erased."""
    found = {}
    for kind in KINDS:
        if stored := folders.rendered().find(name_of(batch, kind)):
            zone = timezone.get_default_timezone()
            found[kind] = (datetime.fromtimestamp(stored.changed, tz=zone) + LASTS).date()
    return found


def store(batch: CodeBatch, kind: str, content: bytes) -> None:
    """Write whole or not at all, for the owner only."""
    folders.rendered().write(name_of(batch, kind), content)


@transaction.atomic
def withdraw(batch: CodeBatch, kind: str) -> bytes | None:
    """The file, erased at once: of two people, one gets it. None when it is gone."""
    rows = CodeBatch.objects.of(batch.authority).filter(pk=batch.pk)
    rows.select_for_update().get()  # who comes second waits here
    store, name = folders.rendered(), name_of(batch, kind)
    try:
        content = b"".join(store.pieces(name))
    except FileNotFoundError:
        return None
    store.delete(name)
    return content


def erase(batch: CodeBatch) -> None:
    """Erase what waits: other codes replace these."""
    for kind in KINDS:
        folders.rendered().delete(name_of(batch, kind))


def erase_old(*, now: datetime) -> int:
    """Erase what nobody fetched within a week; how many files."""
    limit, gone = (now - LASTS).timestamp(), 0
    store = folders.rendered()
    for each in list(store.walk("")):
        if "/codes-" in each.name and each.changed < limit:
            store.delete(each.name)
            gone += 1
    return gone
