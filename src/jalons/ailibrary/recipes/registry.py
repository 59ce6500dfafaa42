"""The recipes of this version, by their folders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

from jalons.ailibrary import recipes
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.recipes.contract import Card, Recipe

_PACKAGE = "jalons.ailibrary.recipes"


@cache
def folders() -> Mapping[str, Path]:
    """The folder of each recipe by its key, in the order of their names; nothing is imported."""
    found = [path.parent for root in recipes.__path__ for path in Path(root).glob("*/card.toml")]
    return {folder.name: folder for folder in sorted(found, key=lambda each: each.name)}


def recipe_keys() -> tuple[str, ...]:
    """The keys of the recipes, in the order of their names."""
    return tuple(folders())


@cache
def card(key: str) -> Card:
    """What is declared of a recipe, without loading its code. ``AIError`` for an unknown key."""
    if key not in folders():
        raise AIError("recipe_unknown", name=key, known=", ".join(recipe_keys()))
    return msgspec.toml.decode((folders()[key] / "card.toml").read_bytes(), type=Card)


def recipe(key: str) -> Recipe:
    """A recipe with its code. ``AIError`` (``recipe_unknown``) for an unknown key."""
    card(key)
    found: Recipe = import_module(f"{_PACKAGE}.{key}").recipe
    return found
