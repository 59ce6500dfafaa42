"""A dropped file is admitted, written, then its row, its journal and its job: all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.quotas import admit


@contextmanager
def stored(
    field: FieldFile, name: str, content: File[bytes], *, authority: Authority
) -> Iterator[None]:
    """A transaction in which a file is written, for all that speaks of it; it goes when they fail.

    Cut in the middle, a file without a row remains on the disk, never a row without its job.
    Raises ``AccountsError`` when it does not fit in the quota of the authority.
    """
    try:
        with transaction.atomic():
            admit(authority=authority, size=content.size or 0)
            field.save(name, content, save=False)
            yield
    except BaseException:
        if field:
            field.delete(save=False)
        raise
