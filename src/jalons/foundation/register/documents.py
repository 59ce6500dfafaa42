"""The document of a record, as a file: HTML, PDF, Word or OpenDocument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.tree import Document
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.rendering.answers import answer


def document_of(
    register: Register,
    tree: Callable[[Any], Document],
    *,
    name: Callable[[Any], str] = str,
    back: Callable[[Any], str] | None = None,
) -> View:
    """The view of an address with ``pk`` and ``kind``: the document of a record in one format.

    ``tree`` gives it in the language of the page; ``name`` that of the file; ``back`` the page that
    offers it, the one of the record by default.
    """

    @require_safe
    @within_authority(Role.READER)
    def file(request: HttpRequest, authority: Authority, pk: Any, kind: str) -> HttpResponse:
        if kind not in FORMATS:
            raise Http404
        found = record_or_404(register, authority, pk)
        return answer(
            request,
            authority=authority,
            kind=kind,
            name=name(found),
            tree=lambda: tree(found),
            back=back(found) if back else url_of(register, found),
        )

    file.__module__ = register.form.__module__  # the room whose page it is
    return file
