"""What search finds of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.ai_systems.register import systems
from jalons.catalogue.web.algorithms.register import algorithms
from jalons.catalogue.web.datasets import queries
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, finder_of

MOST = 200


def _datasets(search: Search) -> Findings:
    """The datasets with every word, by their stems and not by their letters."""
    found = queries.search(search.authority, search.text, MOST)
    shown = (Found(each.name, each.holder, search.address("dataset", each.pk))
             for each in found[: search.limit])  # fmt: skip
    return Findings(tuple(shown), len(found), more=len(found) == MOST)


FINDERS = (
    Finder("datasets", _("Datasets"),
           lambda n: ngettext("%(count)s dataset", "%(count)s datasets", n), _datasets),
    finder_of("algorithms", _("Algorithms"),
              lambda n: ngettext("%(count)s algorithm", "%(count)s algorithms", n), algorithms,
              lambda each: each.department),
    finder_of("ai_systems", _("AI systems"),
              lambda n: ngettext("%(count)s system", "%(count)s systems", n), systems,
              lambda each: each.summary),
)  # fmt: skip
PAGES = (
    Page("dataset_list", _("Datasets"), _("open data, catalogue, data.gouv.fr, files, DCAT")),
    Page("duty_answer_list", _("Publication duties"), _("what must be published, open data, BAL")),
    Page("dataset_check_list", _("Schema checks"), _("schema, SCDL, errors of a file, fix a CSV")),
    Page("catalogue_reminders", _("What waits"), _("late, to do, reminder, e-mail, digest")),
    Page("personal_column_list", _("Personal data"), _("GDPR, anonymous, legal basis, NIR")),
    Page("processing_sheet_list", _("Processing sheets"), _("GDPR, record of processing, DPIA")),
    Page("charter_list", _("Charters of data"), _("charter, ethics, signatory, committee")),
    Page("charter_models", _("Charters of other territories"), _("Nantes, Lyon, Angers, Dijon")),
    Page("data_clause_list", _("Data clauses"), _("clause, contract, ownership of data")),
    Page("algorithm_list", _("Algorithms"), _("algorithm, spreadsheet, notice, CRPA, Etalab")),
    Page("algorithm_request_list", _("Requests and errors"), _("explanation, one month, CADA")),
    Page("ai_system_list", _("AI systems"), _("artificial intelligence, AI Act, chatbot")),
    Page("generative_use_list", _("Generative use"), _("tokens, requests, ChatGPT, energy of AI")),
    Page("ai_energy", _("What a question costs"), _("energy of AI, watt-hours, ChatGPT")),
    Page("ai_literacy_list", _("AI literacy sessions"), _("training about AI")),
)
