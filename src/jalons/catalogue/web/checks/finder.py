"""The page of the topic that search finds."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES = (
    Page("dataset_check_list", _("Schema checks"), _("schema, SCDL, errors of a file, fix a CSV")),
)
