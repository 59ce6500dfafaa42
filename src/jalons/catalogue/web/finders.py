"""Finds the records of the room, and its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.catalogue.web.algorithms.register import algorithms
from jalons.foundation.accounts.scoping import living
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among


def _algorithms(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.department, search.address(algorithms.name, row.pk))  # type: ignore[attr-defined]

    rows = living(Algorithm, search.authority)
    return among(search, rows, algorithms.list.search, shown)


FINDERS: tuple[Finder, ...] = (
    Finder("algorithms", _("Algorithms"),
           lambda n: ngettext("%(count)s algorithm", "%(count)s algorithms", n), _algorithms),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("algorithm_list", _("Algorithms"), _("algorithm, spreadsheet, notice, CRPA, Etalab")),
    Page("algorithm_request_list", _("Requests and errors"), _("explanation, one month, CADA")),
)
