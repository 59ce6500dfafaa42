"""The pages of the topic that search finds."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES = (
    Page("personal_column_list", _("Personal data"), _("GDPR, anonymous, legal basis, NIR")),
    Page("processing_sheet_list", _("Processing sheets"), _("GDPR, record of processing, DPIA")),
)
