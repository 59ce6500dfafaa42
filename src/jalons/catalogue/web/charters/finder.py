"""The pages of the topic that search finds."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES = (
    Page("charter_list", _("Charters of data"), _("charter, ethics, signatory, committee")),
    Page("charter_models", _("Charters of other territories"), _("Nantes, Lyon, Angers, Dijon")),
    Page("data_clause_list", _("Data clauses"), _("clause, contract, ownership of data")),
)
