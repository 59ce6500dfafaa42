"""The public pages: for anybody, without session or cookie.

They are written without the visitor: no template of theirs knows a request, so that nothing of who
looks can get in, and the same page is the same bytes for all (and one ETag).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_here
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import whole_number
from jalons.foundation.documents.codec import from_json
from jalons.foundation.documents.formats import FORMATS as WRITERS
from jalons.foundation.documents.html import style_source
from jalons.foundation.publishing import queries
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import PublicTerritory
from jalons.foundation.publishing.output.files import TYPES, data_file, data_names
from jalons.foundation.publishing.output.pages import render, titles
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.rendering.answers import answer

# May be stored, and is requested again each time: a page that closes is closed at once.
CACHE = "public, no-cache"
# A document is one file with its style inside.
_WITH_STYLE: dict[str, Any] = {**settings.SECURE_CSP, "style-src": [CSP.SELF, style_source()]}


@public
@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """The authorities of this instance whose page is open."""
    return render_here(request, "publishing/territories.html", {"pages": queries.open_pages()})


@public
@require_safe
def part(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One of the public pages of an authority."""
    snapshot = public_territory(slug)
    if name not in titles():
        raise Http404
    text = render(snapshot, name, page_number(request), Addresses(slug))
    return _marked(snapshot, HttpResponse(text))


@public
@require_safe
def data(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One of the data files of a public page."""
    snapshot = public_territory(slug)
    if name not in data_names(snapshot):
        raise Http404
    content = data_file(snapshot, name, Addresses(slug), request.build_absolute_uri("/"))
    response = HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response["Access-Control-Allow-Origin"] = "*"
    return _marked(snapshot, response)


@public
@require_safe
@csp_override(_WITH_STYLE)
def document(request: HttpRequest, slug: str, pk: UUID, kind: str) -> HttpResponse:
    """A document an authority shows, in a format."""
    snapshot = public_territory(slug)
    authority = snapshot.page.authority
    of_documents = ((each.tree, item) for each, item in snapshot.items() if each.tree)
    found = [(tree, item) for tree, item in of_documents if item.urn.id == str(pk)]
    if not found or kind not in WRITERS:
        raise Http404
    tree, item = found[0]
    response = answer(
        request,
        authority=authority,
        kind=kind,
        name=item.value.file,
        tree=lambda: from_json(tree(authority, str(pk))),
        back=reverse("public_page", args=[slug]),
    )
    if kind == "html":
        response["Content-Disposition"] = f'inline; filename="{item.value.file}.html"'
    return _marked(snapshot, response)


def _marked(snapshot: PublicTerritory, response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", CACHE)
    if snapshot.fictional:  # not for search engines
        response["X-Robots-Tag"] = "noindex"
    return response


def page_number(request: HttpRequest) -> int:
    """Which of the following pages of a part is requested; the first when it is not clear."""
    return whole_number(request.GET.get("page")) or 1
