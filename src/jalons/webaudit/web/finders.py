"""Finds services, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Page, finder_of
from jalons.webaudit.web.services.register import services

FINDERS = (
    finder_of("web_services", _("Online services"),
              lambda n: ngettext("%(count)s service", "%(count)s services", n), services,
              lambda each: each.address),
)  # fmt: skip
PAGES = (
    Page("web_service_list", _("Online services"), _("website, application, intranet, supplier")),
    Page("web_service_to_close", _("Services to close"), _("unused website, visits, Matomo")),
    Page("ecodesign_review_list", _("Ecodesign"), _("ecodesign, RGESN, declaration, sobriety")),
    Page("web_audit_list", _("Page audits"), _("EcoIndex, weight of pages, sobriety, HAR")),
    Page("access_grid_list", _("Assessments"), _("RGAA, accessibility audit, Ara, criteria")),
    Page("access_statement_list", _("Accessibility statements"), _("statement, scheme, RGAA")),
    Page("complaint_list", _("Complaints"), _("accessibility complaint, seven days")),
)
