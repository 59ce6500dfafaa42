"""Names of persons in a free text: a rule of lists, and a small model of the words around."""

from __future__ import annotations

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.metrics import ACCURACY
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind
from jalons.ailibrary.recipes.contract import Candidate, Recipe, Task
from jalons.ailibrary.recipes.names import protocol
from jalons.ailibrary.recipes.registry import card

recipe = Recipe(
    "names",
    card("names"),
    (
        Candidate("lists", CandidateKind.RULE, "lists", protocol.by_lists),
        Candidate("weighed_words", CandidateKind.MODEL, "linear", protocol.by_weights),
    ),
    Task(protocol.split, (ACCURACY, protocol.RECALL, protocol.FALSE), Margin(plus=0.01),
         protocol.noise, protocol.checks),
)  # fmt: skip
