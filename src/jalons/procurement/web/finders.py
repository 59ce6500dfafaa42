"""What can be found in the procurement of an authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among, matching
from jalons.procurement.engine.clauses.catalogue import catalogue
from jalons.procurement.web.clauses.register import selections


def _clauses(search: Search) -> Findings:
    every = ((each, (each.title(lang()), each.need)) for each in catalogue().values())
    return matching(search, every, lambda each: Found(
        each.title(lang()), each.need, search.address("clause", each.id)))  # fmt: skip


def _files(search: Search) -> Findings:
    return among(search, selections.of(search.authority), ("name",), lambda each: Found(
        each.name, "", search.address("clause_selection", each.pk)))  # fmt: skip


FINDERS = (
    Finder("clauses", _("Clauses"),
           lambda n: ngettext("%(count)s clause", "%(count)s clauses", n), _clauses),
    Finder("clause_files", _("Contract files"),
           lambda n: ngettext("%(count)s contract file", "%(count)s contract files", n), _files),
)  # fmt: skip
PAGES = (Page("clauses", _("Clauses")), Page("clause_selection_list", _("Contract files")))
