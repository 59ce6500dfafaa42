"""The files this room stores for an authority, as its quota counts them."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority


def of(authority: Authority) -> list[DroppedFile]:
    """The inventories and the files of factors, deleted ones included until they are erased."""
    inventories = InventoryFile.objects.of(authority).values_list(
        "name", "size", "created_at", "deleted_at"
    )
    factors = OwnFactorFile.objects.of(authority).values_list(
        "name", "size", "created_at", "deleted_at"
    )
    pages = (("footprint_index", inventories), ("footprint_factor_file_list", factors))
    return [
        DroppedFile(name, size, reverse(page, args=[authority.slug]), at, trashed_at)
        for page, rows in pages
        for name, size, at, trashed_at in rows
    ]


def empty_trash(authority: Authority) -> int:
    """Erase the deleted inventories and factors at once; returns their number."""
    with transaction.atomic():
        return sum(
            model.erase(model.objects.of(authority).filter(deleted_at__isnull=False))
            for model in (InventoryFile, OwnFactorFile)
        )
