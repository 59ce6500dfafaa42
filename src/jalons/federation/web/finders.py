"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.federation.web.received.preview import kind_words
from jalons.federation.web.received.register import items
from jalons.federation.web.sources.register import sources
from jalons.federation.web.supervision.register import helps
from jalons.foundation.accounts.models import Role
from jalons.foundation.search.finders import Finder, Page, finder_of

FINDERS: tuple[Finder, ...] = (
    finder_of("read_territories", _("Territories read"),
              lambda n: ngettext("%(count)s territory", "%(count)s territories", n), sources,
              lambda each: each.siren),
    finder_of("received_files", _("Files received"),
              lambda n: ngettext("%(count)s file", "%(count)s files", n), items,
              lambda each: kind_words(each.kind)),
    finder_of("help_requests", _("Help between territories"),
              lambda n: ngettext("%(count)s case of help", "%(count)s cases of help", n), helps,
              lambda each: str(each.member or "")),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("sharing", _("What you share"), _("signed files, other territories, USB stick, digits")),
    Page(
        "sharing_keys",
        _("Keys, case by case"),
        _("rescue key, safe, renew, lost, stolen"),
        Role.ADMINISTRATOR,
    ),
    Page("federation_source_list", _("Territories read"), _("other towns, USB stick, harvest")),
    Page("received_item_list", _("Files received"), _("action sheets of others, offers, needs")),
    Page("federation_trust", _("Whom do you trust?"), _("keys, digits, trust, members")),
    Page("group_figures", _("Figures of a group"), _("compare, median, quartiles, look-alikes")),
    Page("near_us", _("Who solved this near us?"), _("good practice, neighbours, experience")),
    Page("notice_board", _("Needs and offers"),
         _("pool, loan, equipment, skills, group purchase")),
    Page("supported_members", _("Territories you support"), _("members, EPCI, syndicate, OPSN")),
    Page("help_request_list", _("Help between territories"), _("support, solidarity, adviser")),
)  # fmt: skip
