"""Which pages may be audited: those of the services of an authority, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.page import is_third_party


def check_pages(pages: Sequence[str], services: Sequence[str]) -> None:
    """Raise ``WebAuditError`` (``url_invalid``, ``host_unlisted``) for a page of no service."""
    for page in pages:
        try:
            parts = urlsplit(page)
            host = parts.scheme in ("http", "https") and "@" not in parts.netloc and parts.hostname
        except ValueError:
            host = ""
        if not host:
            raise WebAuditError("url_invalid", url=page[:200], field="pages")
        if all(is_third_party(each, page) for each in services):
            raise WebAuditError("host_unlisted", host=host, field="pages")
