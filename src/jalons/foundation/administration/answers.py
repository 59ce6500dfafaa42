"""What the views share: who asks, a refusal shown on the next page, the file of an authority."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.administration.archive import authority_archive
from jalons.foundation.design.page_language import error_words
from jalons.kernel import JalonsError

PER_PAGE = 25
UNPROCESSABLE = 422


def person_of(request: HttpRequest) -> User:
    """The account that asks."""
    return cast("User", request.user)


def say(request: HttpRequest, error: JalonsError) -> None:
    messages.error(request, error_words(error), "bad")


def file_of(
    request: HttpRequest, authority: Authority, otherwise: HttpResponse
) -> HttpResponseBase:
    """Everything of an authority in one file; ``otherwise``, with a word, once it is gone."""
    try:
        stream = default_storage.open(authority_archive.place(authority))
    except FileNotFoundError:
        messages.warning(request, _("The file is no longer there: make it again."), "warn")
        return otherwise
    name = f"{authority.slug}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
