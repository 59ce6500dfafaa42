"""Finds services, and the pages of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.webaudit.web.services.register import services


def _services(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.address, search.address(services.name, row.pk))  # type: ignore[attr-defined]

    return among(search, services.of(search.authority), services.list.search, shown)


FINDERS = (
    Finder("web_services", _("Online services"),
           lambda n: ngettext("%(count)s service", "%(count)s services", n), _services),
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
