"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.search.finders import Finder, Page, finder_of
from jalons.participation.web.positions.register import positions

FINDERS: tuple[Finder, ...] = (
    finder_of("positions", _("Positions"),
              lambda n: ngettext("%(count)s position", "%(count)s positions", n), positions,
              lambda each: str(each.get_state_display())),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("position_list", _("Positions"), _("contribution, interpellation, letter, amendment")),
    Page("position_received", _("Received"), _("parcel, file of a position, other territories")),
)
