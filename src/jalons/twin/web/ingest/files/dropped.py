"""The files this room stores for an authority, as its quota counts them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.quotas import DroppedFile

from . import uploaded_files


def of(authority: Authority) -> list[DroppedFile]:
    """The files brought that are not forgotten yet."""
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
    """Nothing waits in a trash here: a file forgotten is erased."""
    return 0
