"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.ailibrary.recipes import registry
from jalons.foundation.design.page_language import lang
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, matching


def _recipes(search: Search) -> Findings:
    """The recipes of this version, used or not."""
    spoken = lang()

    def found(key: str) -> Found:
        card = registry.card(key)
        return Found(card.name[spoken], card.summary[spoken], search.address("recipe", key))

    cards = ((key, registry.card(key)) for key in registry.recipe_keys())
    every = ((key, [card.name[spoken], card.summary[spoken]]) for key, card in cards)
    return matching(search, every, found)


FINDERS: tuple[Finder, ...] = (
    Finder("recipes", _("Recipes of modest AI"),
           lambda n: ngettext("%(count)s recipe", "%(count)s recipes", n), _recipes),
)  # fmt: skip
PAGES: tuple[Page, ...] = (
    Page("recipe_shelf", _("Recipes of modest AI"), _("artificial intelligence, models, measures")),
    Page("recipe_use_list", _("Recipes you try or use"), _("artificial intelligence, AI")),
)
