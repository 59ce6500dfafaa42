"""The recipes of this version, by their folders."""

from __future__ import annotations

from functools import cache
from importlib import import_module, resources
from pathlib import Path

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes.contract import Card, Recipe

_PACKAGE = "jalons.ailibrary.recipes"


@cache
def recipe_keys() -> tuple[str, ...]:
    """The keys of the recipes, in the order of their names; nothing of them is imported."""
    folder = Path(str(resources.files(_PACKAGE)))
    return tuple(sorted(path.parent.name for path in folder.glob("*/card.toml")))


@cache
def card(key: str) -> Card:
    """What is declared of a recipe, without loading its code. ``AIError`` for an unknown key."""
    if key not in recipe_keys():
        raise AIError("recipe_unknown", key=key, known=", ".join(recipe_keys()))
    text = resources.files(_PACKAGE).joinpath(key, "card.toml").read_bytes()
    return msgspec.toml.decode(text, type=Card)


def recipe(key: str) -> Recipe:
    """A recipe with its code. ``AIError`` (``recipe_unknown``) for an unknown key."""
    card(key)
    found: Recipe = import_module(f"{_PACKAGE}.{key}").recipe
    return found
