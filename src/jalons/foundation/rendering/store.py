"""Where the files of documents are, by what they say."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from jalons import __version__
from jalons.foundation.accounts.files import folders
from jalons.foundation.documents import codec
from jalons.foundation.documents.tree import Document

UNUSED = timedelta(days=7)
MOST_BYTES = 200_000_000  # of one authority
_NAME = re.compile(r"[0-9a-f]{32}")
_SOURCE = "source.json"  # what a file is made from, until it is made


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The file of a document of an authority in a format, made or not yet."""

    authority: int
    name: str
    kind: str

    @property
    def path(self) -> Path:
        """Where it is once made."""
        return folders.rendered() / str(self.authority) / f"{self.name}.{self.kind}"

    @property
    def source(self) -> Path:
        """Where what it is made from waits."""
        return self.path.with_name(f"{self.name}.{self.kind}.{_SOURCE}")

    def content(self) -> bytes | None:
        """Its bytes, None before it is made; it was used today."""
        try:
            found = self.path.read_bytes()
            os.utime(self.path)
        except OSError:
            return None
        return found

    def is_known(self) -> bool:
        """Whether it was made, or requested."""
        return self.path.exists() or self.source.exists()


def file_of(authority: int, document: Document, kind: str, *, template: str = "") -> DocumentFile:
    """The file of a document: another one as soon as it says something else.

    ``template`` is the stored Word template it is written in. The key of the instance is in the
    name, so that nobody can guess it without the document.
    """
    said = json.dumps([__version__, kind, template, codec.to_json(document)], sort_keys=True)
    key = settings.SECRET_KEY.encode()
    name = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]
    return DocumentFile(authority, name, kind)


def named(authority: int, name: str, kind: str) -> DocumentFile | None:
    """The file of that name, None when nobody ever requested it."""
    if not _NAME.fullmatch(name):
        return None
    document_file = DocumentFile(authority, name, kind)
    return document_file if document_file.is_known() else None


def put_source(file: DocumentFile, document: Document, *, template: str) -> None:
    """Leave what a file is made from for the worker."""
    source = {"document": codec.to_json(document), "template": template}
    _write(file.source, json.dumps(source).encode())


def source_of(file: DocumentFile) -> dict[str, Any] | None:
    """What a file is made from, None when it is not there any more."""
    try:
        found: dict[str, Any] = json.loads(file.source.read_bytes())
    except OSError:
        return None
    return found


def put(file: DocumentFile, content: bytes) -> None:
    """Store a file that was made; its source is not needed any more."""
    _write(file.path, content)
    file.source.unlink(missing_ok=True)


def tidy(*, now: datetime) -> None:
    """Erase the files not requested for a week, and the oldest beyond the bound of an authority."""
    before = (now - UNUSED).timestamp()
    for folder in folders.rendered().glob("*"):
        size = 0
        for _used, path, bytes_ in sorted(_files(folder), reverse=True):
            size += bytes_
            if _used < before or size > MOST_BYTES:
                path.unlink(missing_ok=True)


def _files(folder: Path) -> list[tuple[float, Path, int]]:
    """When each file of a folder was last used, where it is, its bytes."""
    found = []
    for path in folder.iterdir():
        try:
            stat = path.stat()
        except OSError:  # erased meanwhile
            continue
        found.append((stat.st_mtime, path, stat.st_size))
    return found


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all, for the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        part.touch(mode=0o600)
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
