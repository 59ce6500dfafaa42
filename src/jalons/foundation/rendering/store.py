"""Where the files of documents are, by what they say."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    def place(self) -> str:
        """Where it is once made, among the documents of the instance."""
        return f"{self.authority}/{self.name}.{self.kind}"

    @property
    def source(self) -> str:
        """Where what it is made from waits."""
        return f"{self.place}.{_SOURCE}"

    def content(self) -> bytes | None:
        """Its bytes, None before it is made; it was used today."""
        made = folders.rendered()
        try:
            found = b"".join(made.pieces(self.place))
            made.use(self.place)
        except OSError:
            return None
        return found

    def is_made(self) -> bool:
        """Whether it was made."""
        return folders.rendered().find(self.place) is not None

    def is_known(self) -> bool:
        """Whether it was made, or requested."""
        return self.is_made() or folders.rendered().find(self.source) is not None


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
    folders.rendered().write(file.source, json.dumps(source).encode())


def source_of(file: DocumentFile) -> dict[str, Any] | None:
    """What a file is made from, None when it is not there any more."""
    try:
        found: dict[str, Any] = json.loads(b"".join(folders.rendered().pieces(file.source)))
    except OSError:
        return None
    return found


def put(file: DocumentFile, content: bytes) -> None:
    """Store a file that was made; its source is not needed any more."""
    made = folders.rendered()
    made.write(file.place, content)
    made.delete(file.source)


def tidy(*, now: datetime) -> None:
    """Erase the files not requested for a week, and the oldest beyond the bound of an authority."""
    before = (now - UNUSED).timestamp()
    made = folders.rendered()
    for owner in made.parts(""):
        size = 0
        for each in sorted(made.walk(owner), key=lambda each: each.changed_ns, reverse=True):
            size += each.size
            if each.changed < before or size > MOST_BYTES:
                made.delete(each.name)
