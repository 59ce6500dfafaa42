"""The table of the files uploaded."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import number_words
from jalons.twin.web.labels.values import moment

from .uploaded_files import UploadedFile


def file_table(authority: Authority, found: Sequence[UploadedFile]) -> Table | None:
    """The last files and their state; None without any."""
    words = {
        "read": _("still to look at"), "running": _("being taken in"), "done": _("taken in"),
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
        for each in found
    )
    columns = (
        Column(_("File")), Column(_("Brought")), Column(_("State")),
        Column(_("Rows"), numeric=True), Column(_("Refused"), numeric=True),
    )  # fmt: skip
    return Table(_("Files brought in the last 30 days"), columns, rows) if rows else None
