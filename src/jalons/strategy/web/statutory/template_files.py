"""The Word templates stored for an authority, counted in its quota."""

from __future__ import annotations

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.strategy.web.statutory.models import WordTemplate


def of(authority: Authority) -> list[DroppedFile]:
    page = reverse("document_template_list", args=[authority.slug])
    return [
        DroppedFile(each.name, _size(each), page, each.created_at, each.deleted_at)
        for each in WordTemplate.objects.of(authority)
    ]


def empty_trash(authority: Authority) -> int:
    """Erase the deleted templates now; returns their number."""
    return WordTemplate.erase(WordTemplate.objects.of(authority).filter(deleted_at__isnull=False))


def _size(template: WordTemplate) -> int:
    try:
        return int(template.file.size)
    except FileNotFoundError:
        return 0
