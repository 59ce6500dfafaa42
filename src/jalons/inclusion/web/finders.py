"""Finds campaigns by name, and the pages of mediation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among
from jalons.inclusion.web.campaigns.models import Campaign
from jalons.inclusion.web.campaigns.register import campaigns


def _campaigns(search: Search) -> Findings:
    def shown(each: Campaign) -> Found:
        return Found(each.name, str(each.get_state_display()), search.address("campaign", each.pk))

    return among(search, campaigns.of(search.authority), ("name",), shown)


FINDERS = (
    Finder("campaigns", _("Campaigns"),
           lambda n: ngettext("%(count)s campaign", "%(count)s campaigns", n), _campaigns),
)  # fmt: skip
PAGES = (
    Page("skills_year", _("Coaching and training"), _("mediation, digital advisers, Coop, Pix")),
    Page("campaign_list", _("Uses and prevention"), _("screens, sleep, disconnect, e-mail")),
)
