"""The pages of the queue, for the search."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES: tuple[Page, ...] = (
    Page("queue_item_list", _("Requests to decide"), _("request, service, orientation, queue")),
    Page("queue_service_list", _("Services that receive"), _("service, department, themes")),
    Page("queue_chain", _("Chain of decisions"), _("proof, trace, audit of decisions")),
)
