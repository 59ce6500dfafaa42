"""The lists waiting in the base, as the quota of an authority counts them."""

from __future__ import annotations

from django.db.models.functions import Length
from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports.models import ImportFile


def of(authority: Authority) -> list[DroppedFile]:
    """The files that were not applied yet."""
    files = ImportFile.objects.of(authority).annotate(size=Length("content")).filter(size__gt=0)
    return [
        DroppedFile(
            each.name,
            each.size,
            reverse(f"{each.register}_import", args=[authority.slug]),
            each.dropped_at,
            in_base=True,
        )
        for each in files.defer("content")
    ]


def empty_trash(authority: Authority) -> int:  # noqa: ARG001  (as every room)
    """Nothing waits in a trash here."""
    return 0
