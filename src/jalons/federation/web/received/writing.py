"""Files received, written at the end of a batch as one act, each within the quota."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jalons.federation.web.received.models import ItemContent, ReceivedItem
from jalons.foundation.accounts.files.quotas import admit, quota_of, usage_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write


class ItemWriter:
    """Writes the files of an authority; ``AccountsError`` when one does not fit."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self._waiting: dict[tuple[str, str], tuple[ReceivedItem, dict[str, Any]]] = {}
        self._stored: list[ItemContent] = []
        self._room: tuple[int, int] | None = None  # bytes and files that may still come
        self._depth = 0

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Writes within it are stored together, or not at all; a batch within another is part."""
        self._depth += 1
        try:
            with transaction.atomic():
                yield
                self.flush()
        except BaseException:
            self._waiting.clear()
            for each in self._stored:
                each.file.storage.delete(str(each.file.name))
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._stored, self._room = [], None

    def row(self, origin: str, uid: str) -> ReceivedItem | None:
        """The row of a file."""
        if (origin, uid) in self._waiting:
            self.flush()
        rows = living(ReceivedItem, self.authority).filter(origin=origin, uid=uid)
        return rows.select_related("source__through", "authority").first()

    def put(self, values: dict[str, Any], content: bytes | None) -> None:
        """Write a file at the end of the batch; its bytes at once."""
        with self.batch() if not self._depth else nullcontext():
            row = self.row(values["origin"], values["uid"])
            if content is not None:
                self._put_content(values["digest"], content)
            row = row or ReceivedItem(authority=self.authority)
            self._waiting[values["origin"], values["uid"]] = row, values

    def flush(self) -> None:
        """Write what waits, as one act; bytes that nothing names any more go."""
        if not self._waiting:
            return
        waiting, self._waiting = list(self._waiting.values()), {}
        before = {row.digest for row, _values in waiting if row.digest}
        write(self.authority, None, waiting, label=_("Reading of other territories"))
        items = ReceivedItem.objects.of(self.authority)
        for digest in before - {values["digest"] for _row, values in waiting}:
            if not items.filter(Q(digest=digest) | Q(adopted_digest=digest)).exists():
                for each in ItemContent.objects.of(self.authority).filter(digest=digest):
                    each.discard()

    def _put_content(self, digest: str, content: bytes) -> None:
        if ItemContent.objects.of(self.authority).filter(digest=digest).exists():
            return
        self._admit(len(content))
        made = ItemContent(authority=self.authority, digest=digest)
        made.file.save(digest, ContentFile(content), save=False)
        self._stored.append(made)
        made.save()

    def _admit(self, size: int) -> None:
        """Refuse a file that does not fit; the room is measured once for a batch."""
        if self._room is None:
            usage, (most, most_files) = usage_of(self.authority), quota_of(self.authority)
            self._room = most - usage.taken, most_files - usage.files
        left, files = self._room
        if size > left or files < 1:
            self.flush()  # what came is counted too
            admit(authority=self.authority, size=size)
        self._room = left - size, files - 1


def opened(authority: Authority, digest: str) -> File[bytes] | None:
    """A file that was received, to read, None when its bytes are not there."""
    row = ItemContent.objects.of(authority).filter(digest=digest).first()
    try:
        found: File[bytes] | None = row.file.open("rb") if row else None
    except FileNotFoundError:
        return None
    return found


def content_of(authority: Authority, digest: str) -> bytes | None:
    """The bytes of a file that was received, None when they are not there."""
    file = opened(authority, digest)
    if file is None:
        return None
    with file:
        found: bytes = file.read()
    return found
