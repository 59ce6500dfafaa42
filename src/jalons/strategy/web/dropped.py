"""The files this room stores for an authority, as its quota counts them."""

from __future__ import annotations

from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.quotas import DroppedFile
from jalons.strategy.web.statutory.models import WordTemplate


def of(authority: Authority) -> list[DroppedFile]:
    """The Word templates."""
    page = reverse("document_template", args=[authority.slug])
    return [
        DroppedFile(each.name, _size(each), page, each.added_at)
        for each in WordTemplate.objects.of(authority)
    ]


def empty_trash(authority: Authority) -> int:  # noqa: ARG001  (as every room)
    """Nothing waits in a trash here."""
    return 0


def _size(template: WordTemplate) -> int:
    try:
        return int(template.file.size)
    except FileNotFoundError:
        return 0
