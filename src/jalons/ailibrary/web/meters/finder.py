"""Finds watched meters, and the pages of the topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.ailibrary.web.meters.register import watches
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among


def _found(search: Search) -> Findings:
    def shown(row: object) -> Found:
        return Found(str(row), row.site, search.address(watches.name, row.pk))  # type: ignore[attr-defined]

    return among(search, watches.of(search.authority), watches.list.search, shown)


FINDERS = (
    Finder("watched_meters", _("Watched meters"),
           lambda n: ngettext("%(count)s meter", "%(count)s meters", n), _found),
)  # fmt: skip
PAGES = (
    Page("meter_watch_list", _("Watched meters"), _("leak, energy, water, readings, load curve")),
    Page("meter_alert_list", _("Meter alerts"), _("leak, waste, anomaly")),
)
