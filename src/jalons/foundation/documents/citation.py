"""What the office formats say of a source, and how they pack their files."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from jalons.foundation.documents.tree import Inline, Link, Text
from jalons.kernel import Messages, Source

_PACKAGE = "jalons.foundation.documents"
UNKNOWN_PAGE = "…"  # until the reader of the file has laid its pages out
_EPOCH = (1980, 1, 1, 0, 0, 0)


def say(code: str, lang: str, **params: Any) -> str:
    return Messages.of(_PACKAGE).text(code, lang, **params)


def citation(source: Source, lang: str) -> Text:
    """One source with its link, with a mark when it is to confirm."""
    parts: list[Inline] = [source.cite()]
    if source.link:
        parts += [" ", Link(source.link, source.link)]
    if not source.verified:
        parts += [" ", say("unverified", lang)]
    return tuple(parts)


def packed(files: Mapping[str, bytes], *, plain: frozenset[str] = frozenset()) -> bytes:
    """A zip archive of files in their order, the same bytes for the same content.

    Those named in ``plain`` are stored without compression.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
