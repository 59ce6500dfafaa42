"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("moderation_list", _("Texts of residents"), _("moderation, insult, personal data")),
)
