"""The pages of the journal."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal import queries
from jalons.foundation.journal.export import csv_lines
from jalons.foundation.journal.models import Entry, Verb

PER_PAGE = 25  # a page stays under some 400 elements


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:200] for name in ("about", "verb")}


def _object(found: QuerySet[Entry], about: str) -> str:
    """The name of the one object the lines are about, where it is filtered by its URN."""
    line = found.first() if about.startswith("urn:") else None
    return (line.label or line.kind) if line else ""


@within_authority(Role.LEAD)
def journal(request: HttpRequest, authority: Authority) -> HttpResponse:
    filters = _filters(request)
    entries = queries.entries(authority=authority, **filters)
    names = dict(Verb.choices)
    verbs = queries.verbs(authority=authority)
    context = {
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "verb_choices": [(verb, names.get(verb, verb)) for verb in verbs],
        "about_object": _object(entries, filters["about"]),
        "filtered": any(filters.values()),
        **filters,
    }
    return render(request, "journal/journal.html", context)


@within_authority(Role.LEAD)
def journal_export(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The same lines, all of them, as a CSV file."""
    entries = queries.entries(authority=authority, **_filters(request))
    return StreamingHttpResponse(
        csv_lines(entries.iterator(chunk_size=500)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="journal-{authority.slug}.csv"'},
    )
