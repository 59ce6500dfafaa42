"""What an authority shares, for anybody: its signed files as they are, without session."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from jalons.federation.store.rules import kind_label
from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.federation.words.sentences import licence_name
from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang

CACHE = "public, no-cache"  # may be stored, and is requested again: who stops has stopped at once
SHOWN = 40
WHOLE = 1_000_000  # bytes read at once: its length is then announced


def _shared(slug: str) -> Repository:
    found = queries.shared_by(slug)
    if found is None:
        raise Http404(slug)
    return found


@public
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What an authority shares, for people who follow its address."""
    found = _shared(slug)
    files = [each for each in queries.listed(found.authority) if not each.says.tombstone]
    rows = [
        (each, kind_label(each.says.kind, lang()), licence_name(each.says.licence))
        for each in files[:SHOWN]
    ]
    shown = {"found": found, "rows": rows, "more": len(files) - len(rows)}
    answer = render(request, "federation/sharing/public.html", shown)
    if found.authority.kind == Authority.Kind.DEMO:  # not for search engines
        answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_safe
def file(request: HttpRequest, slug: str, path: str) -> HttpResponseBase:
    """A file of the signed folder, or that it did not change since it was read (304)."""
    found = _shared(slug)
    place = queries.public_file(found.authority, path)
    if place is None:
        raise Http404(path)
    etag, moment = f'"{place.mark}"', int(place.changed)
    unchanged = get_conditional_response(request, etag=etag, last_modified=moment)
    kind = "application/json" if path.endswith(".json") else "application/octet-stream"
    answer: HttpResponseBase
    try:
        if unchanged is not None:
            answer = unchanged
        elif place.size > WHOLE:
            answer = FileResponse(default_storage.open(place.name), content_type=kind)
        else:
            content = b"".join(folders.dropped().pieces(place.name))
            answer = HttpResponse(content, content_type=kind)
    except FileNotFoundError as error:  # replaced meanwhile
        raise Http404(path) from error
    answer["ETag"], answer["Last-Modified"] = etag, http_date(moment)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = CACHE
    return answer
