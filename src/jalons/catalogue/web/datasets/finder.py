"""Finds datasets, and the pages of the topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.catalogue.web.datasets import queries
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search

MOST = 200


def _found(search: Search) -> Findings:
    keys = queries.search(search.authority, search.text, MOST)
    found = tuple(
        Found(each.name, each.holder, search.address("dataset", each.pk))
        for each in keys[: search.limit]
    )
    return Findings(found, len(keys), more=len(keys) == MOST)


FINDERS = (
    Finder("datasets", _("Datasets"),
           lambda n: ngettext("%(count)s dataset", "%(count)s datasets", n), _found),
)  # fmt: skip
PAGES = (
    Page("dataset_list", _("Datasets"), _("open data, catalogue, data.gouv.fr, files, DCAT")),
    Page("duty_answer_list", _("Publication duties"), _("what must be published, open data, BAL")),
)
