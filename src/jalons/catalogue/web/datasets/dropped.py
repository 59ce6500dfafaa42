"""The files of datasets, for the quota of their authority."""

from __future__ import annotations

from django.urls import reverse

from jalons.catalogue.web.datasets.models import Distribution, FileVersion
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority


def of(authority: Authority) -> list[DroppedFile]:
    """The present files and the earlier ones, with the page where each can be deleted."""

    def page(line: Distribution) -> str:
        return reverse("dataset_versions", args=[authority.slug, line.dataset_id, line.pk])

    lines = Distribution.objects.of(authority).exclude(file="")
    found = [
        DroppedFile(each.file_name, each.size or 0, page(each), each.stored_at or each.created_at,
                    each.deleted_at)
        for each in lines
    ]  # fmt: skip
    earlier = FileVersion.objects.of(authority).exclude(file="").select_related("distribution")
    return found + [
        DroppedFile(each.name, each.size, page(each.distribution), each.dropped_at,
                    each.distribution.deleted_at)
        for each in earlier
    ]  # fmt: skip


def empty_trash(authority: Authority) -> int:
    """Erase the deleted distributions at once, with all their files."""
    return Distribution.erase(Distribution.objects.of(authority).exclude(deleted_at=None))
