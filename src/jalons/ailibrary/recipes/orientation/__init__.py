"""Orientation of citizens' requests: themes of the State, or services of the authority."""

from jalons.ailibrary.recipes.contract import Recipe
from jalons.ailibrary.recipes.orientation.protocol import CANDIDATES, task
from jalons.ailibrary.recipes.registry import card

recipe = Recipe("orientation", card("orientation"), CANDIDATES, task)
