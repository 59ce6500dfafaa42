"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("recipe_shelf", _("Recipes of modest AI"), _("artificial intelligence, models, measures")),
    Page("recipe_use_list", _("Recipes you try or use"), _("artificial intelligence, AI")),
)
