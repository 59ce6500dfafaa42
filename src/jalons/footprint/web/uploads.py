"""A dropped file is admitted, written, then its row, its journal and its job: all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority


class DropField(forms.FileField):
    """A file, unless it is heavier than this instance accepts: ``too_heavy`` says what to do."""

    def __init__(self, *, too_heavy: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.too_heavy = too_heavy

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        most = settings.OPTIONS["UPLOAD_MAX_MB"]
        if file.size > most * 2**20:
            sizes = {"size": round(file.size / 2**20), "most": most}
            raise forms.ValidationError(str(self.too_heavy) % sizes)
        return file


@contextmanager
def stored(
    field: FieldFile, name: str, content: File[bytes], *, authority: Authority
) -> Iterator[None]:
    """A transaction in which a file is written with its rows; it is removed when one fails.

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
