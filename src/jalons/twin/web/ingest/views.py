"""The page of what brings data in: sources, files, refused messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.web.connection.roles import may
from jalons.twin.web.connection.store_trash import shown

from .files import uploaded_files as files
from .files.pages import file_table
from .sources import pages, queries

PER_PAGE = 20


@within_authority(Role.READER)
def data(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every source and its state, and the last files."""
    lines = queries.source_lines(authority)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = may(request, Role.LEAD)
    context = {
        "page": page,
        "listening": [line for line in lines if line.way != "file"],
        "silent": [line for line in lines if line.silent],
        "table": pages.source_table(authority, list(page)) if lines else None,
        "files": file_table(authority, files.every(authority)[:10]),
        "letters": sum(queries.letter_counts(authority).values()),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "may_edit": may_edit,
        "trash": may_edit and shown(request, authority, queries.TRASH, "twin_source_restore"),
    }
    return render(request, "twin/ingest/data.html", context)
