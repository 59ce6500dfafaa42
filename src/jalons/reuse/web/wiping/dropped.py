"""The files of wiping, as the quota of an authority counts them."""

from __future__ import annotations

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.wiping.models import WipeCertificate, WipeFile


def of(authority: Authority) -> list[DroppedFile]:
    """The logs and certificates people brought."""
    page = reverse("wipe_certificate_list", args=[authority.slug])
    files = WipeFile.objects.of(authority)
    return [DroppedFile(each.name, each.size, page, each.dropped_at) for each in files]


def empty_trash(authority: Authority) -> int:
    """Erase the deleted certificates at once, with the files that no other names; how many."""
    return WipeCertificate.erase(WipeCertificate.objects.of(authority).exclude(deleted_at=None))
