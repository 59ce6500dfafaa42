"""Finds algorithms, and the pages of the topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.algorithms.register import algorithms
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among


def _found(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.department, search.address(algorithms.name, row.pk))  # type: ignore[attr-defined]

    rows = algorithms.of(search.authority).prefetch_related(None)
    return among(search, rows, algorithms.list.search, shown)


FINDERS = (
    Finder("algorithms", _("Algorithms"),
           lambda n: ngettext("%(count)s algorithm", "%(count)s algorithms", n), _found),
)  # fmt: skip
PAGES = (
    Page("algorithm_list", _("Algorithms"), _("algorithm, spreadsheet, notice, CRPA, Etalab")),
    Page("algorithm_request_list", _("Requests and errors"), _("explanation, one month, CADA")),
)
