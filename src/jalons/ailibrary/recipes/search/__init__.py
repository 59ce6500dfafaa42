"""Search in deliberations and procedures: quotes of the authority's own documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.recipes.contract import Check, Recipe, Task
from jalons.ailibrary.recipes.registry import card
from jalons.ailibrary.recipes.search.candidates import CANDIDATES
from jalons.ailibrary.recipes.search.reference import METRICS, split
from jalons.ailibrary.recipes.search.slips import spoiled

TIMES, LOSS = 2.0, 0.06  # times the recall of the rule; share that slips may cost


def checks(results: Mapping[str, Any]) -> list[Check]:
    """What the search must do better than words as they are typed, and in spite of slips."""
    scores = results["bm25_and_slips"].scores
    rule = results["every_word"].scores["recall_as_written"].value
    found, hasty = scores["recall_as_written"].value, scores["recall_in_haste"].value
    return [
        Check("recall_against_rule", found / max(rule, 0.01), TIMES),
        Check("lost_by_slips", found - hasty, LOSS, at_least=False),
    ]


recipe = Recipe(
    "search", card("search"), CANDIDATES,
    Task(split, METRICS, Margin(times=TIMES), noise=spoiled, checks=checks),
)  # fmt: skip
