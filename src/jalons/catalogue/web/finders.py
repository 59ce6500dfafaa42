"""Finds what the room holds, and its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("charter_list", _("Charters of data"), _("charter, ethics, signatory, committee")),
    Page("charter_models", _("Charters of other territories"), _("Nantes, Lyon, Angers, Dijon")),
    Page("data_clause_list", _("Data clauses"), _("clause, contract, ownership of data")),
    Page("personal_column_list", _("Personal data"), _("GDPR, anonymous, legal basis, NIR")),
    Page("processing_sheet_list", _("Processing sheets"), _("GDPR, record of processing, DPIA")),
)
