"""The accounting exports that wait to be read, as the quota of an authority counts them."""

from __future__ import annotations

from django.urls import reverse

from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority
from jalons.procurement.web.agec.models import AccountingExport


def of(authority: Authority) -> list[DroppedFile]:
    """The files not read yet: one that is read is erased."""
    rows = AccountingExport.objects.of(authority).exclude(file="")
    return [
        DroppedFile(
            each.name,
            each.size,
            reverse("agec_export", args=[authority.slug, each.agec_year_id, each.pk]),
            each.dropped_at,
        )
        for each in rows
    ]


def empty_trash(authority: Authority) -> int:  # noqa: ARG001  (as every room)
    """Nothing waits in a trash here."""
    return 0
