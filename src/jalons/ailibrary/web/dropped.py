"""The files people bring to the room, for the quota of their authority."""

from __future__ import annotations

from django.urls import reverse

from jalons.ailibrary.web.search.models import CorpusArchive, CorpusDocument
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority


def of(authority: Authority) -> list[DroppedFile]:
    """The documents that are searched, with the page where each can be deleted."""
    rows = CorpusDocument.objects.of(authority).exclude(file="")
    found = [
        DroppedFile(each.file_name, each.size,
                    reverse("corpus_document", args=[authority.slug, each.pk]), each.created_at,
                    each.deleted_at)
        for each in rows
    ]  # fmt: skip
    archives = CorpusArchive.objects.of(authority).exclude(file="")
    return found + [
        DroppedFile(each.name, each.size, reverse("corpus", args=[authority.slug, each.corpus_id]),
                    each.dropped_at)
        for each in archives
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    """Erase the deleted documents at once, with their files."""
    return CorpusDocument.erase(CorpusDocument.objects.of(authority).exclude(deleted_at=None))
