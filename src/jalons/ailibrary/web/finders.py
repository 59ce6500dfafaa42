"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.ailibrary.web.recipes.queries import Shown, shelf
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, matching


def _recipes(search: Search) -> Findings:
    def found(each: Shown) -> Found:
        return Found(each.texts["name"], each.texts["summary"], search.address("recipe", each.key))

    every = ((each, [each.texts["name"], each.texts["summary"]])
             for each in shelf(search.authority))  # fmt: skip
    return matching(search, every, found)


FINDERS: tuple[Finder, ...] = (
    Finder("recipes", _("Recipes of modest AI"),
           lambda n: ngettext("%(count)s recipe", "%(count)s recipes", n), _recipes),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("recipe_shelf", _("Recipes of modest AI"), _("artificial intelligence, models, measures")),
    Page("recipe_use_list", _("Recipes you try or use"), _("artificial intelligence, AI")),
)
