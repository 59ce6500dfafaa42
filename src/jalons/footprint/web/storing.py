"""A dropped file is written first, then its row, its journal and its job in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models.fields.files import FieldFile


@contextmanager
def rows_of(file: FieldFile) -> Iterator[None]:
    """A transaction for all that speaks of a file just written; it goes when they fail.

    Cut in the middle, a file without a row remains on the disk, never a row without its job.
    """
    try:
        with transaction.atomic():
            yield
    except BaseException:
        file.delete(save=False)
        raise
