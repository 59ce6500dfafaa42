"""Meter watch: named rules on an expected curve; a technician closes each alert."""

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.recipes.contract import Recipe, Task
from jalons.ailibrary.recipes.meters.protocol import CANDIDATES, METRICS, checks
from jalons.ailibrary.recipes.meters.samples import holed, split
from jalons.ailibrary.recipes.registry import card

recipe = Recipe(
    "meters", card("meters"), CANDIDATES,
    Task(split, METRICS, Margin(plus=0.03), noise=holed, checks=checks),
)  # fmt: skip
