"""The pages of the topic, found by their titles or by other words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES = (
    Page("passage_search", _("Search in documents"),
         _("deliberations, orders, procedures, council decisions, PDF")),
    Page("corpus_list", _("Collections of documents"), _("bring deliberations, PDF, ZIP")),
)  # fmt: skip
