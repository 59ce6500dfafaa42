"""The formats a document can leave in, by name: each gives the bytes of one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jalons.foundation.documents import html, pdf
from jalons.foundation.documents.opendocument import odt
from jalons.foundation.documents.tree import Document
from jalons.foundation.documents.word import docx


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, and the bytes of a document in it."""

    media: str
    render: Callable[[Document], bytes]


FORMATS: dict[str, Format] = {
    "html": Format("text/html; charset=utf-8", lambda tree: html.page(tree).encode()),
    "pdf": Format("application/pdf", pdf.render_pdf),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render_docx
    ),
    "odt": Format("application/vnd.oasis.opendocument.text", odt.render_odt),
}


def written(document: Document, kind: str) -> bytes:
    """The bytes of a document in the format of that name; ``KeyError`` for another name.

    Raises ``DocumentError`` (``pdf_unavailable``, ``picture_invalid``).
    """
    return FORMATS[kind].render(document)
