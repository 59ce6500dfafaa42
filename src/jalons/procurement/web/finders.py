"""What can be found in the procurement of an authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.search.finders import (
    Finder,
    Findings,
    Found,
    Page,
    Search,
    finder_of,
    matching,
)
from jalons.procurement.engine.clauses.catalogue import catalogue
from jalons.procurement.web.clauses.register import selections
from jalons.procurement.web.own_clauses.register import own_clauses


def _clauses(search: Search) -> Findings:
    every = ((each, (each.title(lang()), each.need)) for each in catalogue().values())
    return matching(search, every, lambda each: Found(
        each.title(lang()), each.need, search.address("clause", each.id)))  # fmt: skip


FINDERS = (
    Finder("clauses", _("Clauses"),
           lambda n: ngettext("%(count)s clause", "%(count)s clauses", n), _clauses),
    finder_of("clause_files", _("Contract files"),
              lambda n: ngettext("%(count)s contract file", "%(count)s contract files", n),
              selections),
    finder_of("own_clauses", _("Our clauses"),
              lambda n: ngettext("%(count)s clause of yours", "%(count)s clauses of yours", n),
              own_clauses, lambda each: str(each.get_state_display())),
)  # fmt: skip
PAGES = (
    Page("clauses", _("Clauses")), Page("clause_selection_list", _("Contract files")),
    Page("own_clause_list", _("Our clauses"), _("library of clauses, adopt a clause")),
)  # fmt: skip
