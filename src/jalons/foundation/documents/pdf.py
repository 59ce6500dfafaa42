"""A document as accessible PDF (PDF/UA-1), laid out by WeasyPrint from its HTML."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from jalons.foundation.documents import html
from jalons.foundation.documents.tree import Document, DocumentError


def pdf_problem() -> DocumentError | None:
    """What prevents this machine from writing PDF files (``pdf_unavailable``), or None."""
    try:
        _weasyprint()
    except DocumentError as error:
        return error
    return None


def render_pdf(document: Document) -> bytes:
    """The bytes of a tagged PDF/UA-1 file: title, language, bookmarks, page numbers, fonts inside.

    Fetches nothing from anywhere. Raises ``DocumentError`` (``pdf_unavailable``,
    ``picture_invalid``).
    """
    weasyprint = _weasyprint()
    page = weasyprint.HTML(
        string=html.page(document, picture_style=html.data("picture.css")),
        url_fetcher=fetcher(weasyprint),
    )
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1"))


def fetcher(weasyprint: Any) -> Any:
    """What WeasyPrint asks for other files: refuses every address that is not the data itself."""
    return weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def write_pdf(document: Document, path: Path | str) -> None:
    """Write the PDF of a document to ``path``, whole or not at all."""
    path = Path(path)
    content = render_pdf(document)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _weasyprint() -> Any:
    """WeasyPrint, loaded only for a PDF: it needs Pango, which may be missing."""
    try:
        import weasyprint
        import weasyprint.urls
    except (ImportError, OSError) as error:
        raise DocumentError("pdf_unavailable", reason=str(error).splitlines()[0]) from error
    return weasyprint
