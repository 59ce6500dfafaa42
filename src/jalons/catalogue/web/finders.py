"""Finds what the room holds, and its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.charters.register import commitments
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among


def _commitments(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.owner, search.address(commitments.name, row.pk))  # type: ignore[attr-defined]

    return among(search, commitments.of(search.authority), commitments.list.search, shown)


FINDERS: tuple[Finder, ...] = (
    Finder("charter_commitments", _("Commitments of charters"),
           lambda n: ngettext("%(count)s commitment", "%(count)s commitments", n), _commitments),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("charter_list", _("Charters of data"), _("charter, ethics, signatory, committee")),
    Page("charter_models", _("Charters of other territories"), _("Nantes, Lyon, Angers, Dijon")),
    Page("data_clause_list", _("Data clauses"), _("clause, contract, ownership of data")),
    Page("personal_column_list", _("Personal data"), _("GDPR, anonymous, legal basis, NIR")),
    Page("processing_sheet_list", _("Processing sheets"), _("GDPR, record of processing, DPIA")),
)
