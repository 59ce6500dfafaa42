"""Recipes, their living cards and what was measured, for machines."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.ailibrary.recipes import registry
from jalons.ailibrary.recipes.evaluating import encoded
from jalons.ailibrary.web.recipes import queries
from jalons.ailibrary.web.recipes.register import PUBLIC, uses
from jalons.ailibrary.web.scopes import READ, WRITE, endpoints
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.register.api import endpoints_of

endpoints_of(endpoints, uses, "recipe-uses", *PUBLIC, read=READ, write=WRITE)


@endpoints.get("recipes", _("Recipes of this version"), scope=READ)
def recipes(call: AuthorityCall) -> dict[str, Any]:
    """Every recipe with what its card says, and how the authority uses it."""
    return {"recipes": [
        {"key": each.key, "version": each.card.version, **each.texts,
         "state": each.use.state if each.use else None, "level": str(each.standing.level),
         "stale": [str(why) for why in each.standing.stale]}
        for each in queries.shelf(call.authority)
    ]}  # fmt: skip


@endpoints.get("recipes/<slug:key>/card", _("Living card of a recipe in use"), scope=READ)
def card(call: AuthorityCall, key: str) -> dict[str, Any]:
    """The card, as the schema of AI systems wants it."""
    if key not in registry.recipe_keys() or (use := queries.use_of(call.authority, key)) is None:
        raise Http404
    return queries.living_card(use)


@endpoints.get("recipes/<slug:key>/evaluation", _("Last evaluation of a recipe"), scope=READ)
def evaluation(call: AuthorityCall, key: str) -> dict[str, Any]:
    """All that the last evaluation measured: that of the authority, else of Jalons, else null."""
    if key not in registry.recipe_keys():
        raise Http404
    found = queries.evaluation_of(key, queries.use_of(call.authority, key))
    return {"recipe": key, "evaluation": encoded(found) if found else None}
