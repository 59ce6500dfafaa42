"""The files this room stores for an authority, for its quota."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority

from . import uploaded_files


def of(authority: Authority) -> list[DroppedFile]:
    """The uploaded files that are not erased yet."""
    return [
        DroppedFile(
            each.name,
            each.size,
            reverse("twin_file", args=[authority.slug, each.key]),
            datetime.fromtimestamp(each.at / 1e6, tz=UTC),
        )
        for each in uploaded_files.every(authority)
    ]


def empty_trash(authority: Authority) -> int:  # noqa: ARG001  (as every room)
    """Nothing: an erased file has no trash."""
    return 0
