"""Reads recipes."""

from __future__ import annotations

from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living


def use_of(authority: Authority, key: str) -> RecipeUse | None:
    """How an authority uses a recipe; None when it does not."""
    return living(RecipeUse, authority).filter(key=key).first()
