"""What search finds of the room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.ailibrary.recipes import registry
from jalons.ailibrary.web.meters.register import watches
from jalons.foundation.design.page_language import lang
from jalons.foundation.search.finders import (
    Finder,
    Findings,
    Found,
    Page,
    Search,
    finder_of,
    matching,
)


def _recipes(search: Search) -> Findings:
    """The recipes of this version, used or not."""
    spoken = lang()

    def found(key: str) -> Found:
        card = registry.card(key)
        return Found(card.name[spoken], card.summary[spoken], search.address("recipe", key))

    cards = ((key, registry.card(key)) for key in registry.recipe_keys())
    every = ((key, [card.name[spoken], card.summary[spoken]]) for key, card in cards)
    return matching(search, every, found)


FINDERS = (
    Finder("recipes", _("Recipes of modest AI"),
           lambda n: ngettext("%(count)s recipe", "%(count)s recipes", n), _recipes),
    finder_of("watched_meters", _("Watched meters"),
              lambda n: ngettext("%(count)s meter", "%(count)s meters", n), watches,
              lambda each: each.site),
)  # fmt: skip
PAGES = (
    Page("recipe_shelf", _("Recipes of modest AI"), _("artificial intelligence, models, measures")),
    Page("recipe_use_list", _("Recipes you try or use"), _("artificial intelligence, AI")),
    Page("ai_parcel_list", _("Recipes of other territories"), _("exchange, share, AI")),
    Page("queue_item_list", _("Requests to decide"), _("request, service, orientation, queue")),
    Page("queue_service_list", _("Services that receive"), _("service, department, themes")),
    Page("queue_chain", _("Chain of decisions"), _("proof, trace, audit of decisions")),
    Page("meter_watch_list", _("Watched meters"), _("leak, energy, water, readings, load curve")),
    Page("meter_alert_list", _("Meter alerts"), _("leak, waste, anomaly")),
    Page("passage_search", _("Search in documents"),
         _("deliberations, orders, procedures, council decisions, PDF")),
    Page("corpus_list", _("Collections of documents"), _("bring deliberations, PDF, ZIP")),
)  # fmt: skip
