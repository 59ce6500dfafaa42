"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.federation.web.supervision.register import helps
from jalons.foundation.search.finders import Finder, Page, finder_of

FINDERS: tuple[Finder, ...] = (
    finder_of("help_requests", _("Help between territories"),
              lambda n: ngettext("%(count)s help", "%(count)s helps", n), helps,
              lambda each: str(each.member or "")),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("group_figures", _("Figures of a group"), _("compare, median, quartiles, look-alikes")),
    Page("near_us", _("Who solved this near us?"), _("good practice, neighbours, experience")),
    Page("notice_board", _("Needs and offers"),
         _("pool, loan, equipment, skills, group purchase")),
    Page("supported_members", _("Territories you support"), _("members, EPCI, syndicate, OPSN")),
    Page("help_request_list", _("Help between territories"), _("support, solidarity, adviser")),
)  # fmt: skip
