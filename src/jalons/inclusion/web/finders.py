"""What the search can find: the pages of mediation and of campaigns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES = (
    Page("skills_year", _("Coaching and training"), _("mediation, digital advisers, Coop, Pix")),
    Page("campaign_list", _("Uses and prevention"), _("screens, sleep, disconnect, e-mail")),
)
