"""The page of what brings data in: sources, files, refused messages."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import number_words
from jalons.twin.web.connection.roles import may
from jalons.twin.web.connection.store_trash import trash_rows
from jalons.twin.web.labels.values import moment

from .files import uploaded_files as files
from .files.uploaded_files import UploadedFile
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
        "files": _file_table(authority, files.every(authority)[:10]),
        "letters": sum(queries.letter_counts(authority).values()),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "may_edit": may_edit,
        "trash": may_edit and trash_rows(request, authority, queries.TRASH, "twin_source_restore"),
    }
    return render(request, "twin/ingest/data.html", context)


def _file_table(authority: Authority, uploaded_files: Sequence[UploadedFile]) -> Table | None:
    """The last files and their state; None without any."""
    words = {
        "read": _("still to look at"), "running": _("being imported"), "done": _("imported"),
        "undone": _("undone"),
    }  # fmt: skip
    rows = tuple(
        (
            Cell(each.name, url=reverse("twin_file", args=(authority.slug, each.key))),
            moment(each.at),
            words[each.state],
            number_words(each.rows),
            number_words(each.refused) if each.state != "read" else "–",
        )
        for each in uploaded_files
    )
    columns = (
        Column(_("File")), Column(_("Brought")), Column(_("State")),
        Column(_("Rows"), numeric=True), Column(_("Refused"), numeric=True),
    )  # fmt: skip
    return Table(_("Files brought in the last 30 days"), columns, rows) if rows else None
