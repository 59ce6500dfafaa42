"""Files people bring, stored as they are: in a folder of their authority, within its quota."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone

from jalons.foundation.accounts.files.quotas import DroppedFile, admit
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped


def stored_as(instance: BroughtFile, filename: str) -> str:
    """The path of a file: under its authority and its own id, whatever its name."""
    suffix = Path(filename).suffix.lower()[:8]
    return f"{instance.folder}/{instance.authority_id}/{instance.pk}{suffix}"


class BroughtFile(AuthorityScoped):
    """A file somebody brought, with its size in bytes and its SHA-256.

    ``folder`` is one of those the room declares (``Web.folders``). A file that was erased leaves
    its row, with an empty ``file``.
    """

    folder: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=stored_as, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    dropped_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def describe(self, file: File[bytes], name: str) -> None:
        """Take the name, the size and the SHA-256 of a file, without storing it."""
        digest = sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        self.size, self.sha256 = file.size or 0, digest.hexdigest()
        self.name = Path(name.replace("\\", "/")).name[:200] or self.sha256[:12]

    def store(self, file: File[bytes]) -> None:
        """Store a file described before, under ``all_or_none``.

        ``AccountsError`` when it does not fit in the quota.
        """
        admit(authority=self.authority, size=self.size)
        self.file.save(self.name, file, save=False)
        self.save(force_insert=True)

    def erase_file(self) -> None:
        """Erase the file from the disk at once; its row stays."""
        if self.file:
            self.file.delete(save=False)

    def discard(self) -> None:
        """Delete the row, and its file once that is sure."""
        name, storage = str(self.file.name), self.file.storage
        self.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))


@contextmanager
def all_or_none(files: Sequence[BroughtFile]) -> Iterator[None]:
    """A transaction; when it fails, the files stored meanwhile leave the disk too."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for each in files:
            each.erase_file()
        raise


@dataclass(frozen=True, slots=True)
class FilesOfModel:
    """The files of a model as the quota of an authority counts them (``Web.files``).

    ``page`` is where one can be deleted; ``trash`` are the records whose erasure takes files along.
    """

    model: type[BroughtFile]
    page: Callable[[Any], str]
    trash: Any = None

    def of(self, authority: Authority) -> list[DroppedFile]:
        """The files that lie on the disk."""
        rows = self.model.objects.of(authority).exclude(file="").select_related("authority")
        return [
            DroppedFile(each.name, each.size, self.page(each), each.dropped_at) for each in rows
        ]

    def empty_trash(self, authority: Authority) -> int:
        """Erase the deleted records at once, with the files that no other names; how many."""
        if self.trash is None:
            return 0
        erased: int = self.trash.erase(self.trash.objects.of(authority).exclude(deleted_at=None))
        return erased
