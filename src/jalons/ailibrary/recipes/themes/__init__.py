"""Themes of free answers to a consultation: a person codes, the recipe suggests."""

from jalons.ailibrary.recipes.contract import Recipe
from jalons.ailibrary.recipes.registry import card
from jalons.ailibrary.recipes.themes.protocol import CANDIDATES, task

recipe = Recipe("themes", card("themes"), CANDIDATES, task)
