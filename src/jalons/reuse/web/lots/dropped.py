"""The files of lots, as the quota of an authority counts them."""

from __future__ import annotations

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.lots.models import LotFile


def of(authority: Authority) -> list[DroppedFile]:
    """The photos and papers of lots."""
    return [
        DroppedFile(each.name, each.size, reverse("lot", args=[authority.slug, each.lot_id]),
                    each.created_at, each.deleted_at)
        for each in LotFile.objects.of(authority)
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    """Erase the deleted files at once; how many."""
    return LotFile.erase(LotFile.objects.of(authority).filter(deleted_at__isnull=False))
