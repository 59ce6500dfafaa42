"""Devices that an inventory lists twice: pairs to look at, with reasons."""

from __future__ import annotations

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind
from jalons.ailibrary.recipes.contract import Candidate, Recipe, Task
from jalons.ailibrary.recipes.duplicates import protocol
from jalons.ailibrary.recipes.registry import card

recipe = Recipe(
    "duplicates",
    card("duplicates"),
    (
        Candidate("identifier", CandidateKind.RULE, "keywords", protocol.by_identifier),
        Candidate("clean_identifier", CandidateKind.RULE, "keywords", protocol.by_clean_identifier),
        Candidate("similarity", CandidateKind.RULE, "thresholds", protocol.by_similarity),
        Candidate("points", CandidateKind.RULE, "thresholds", protocol.by_points),
        Candidate("regression", CandidateKind.MODEL, "linear", protocol.by_model),
    ),
    Task(protocol.split,
         (protocol.F1, protocol.F1_INVENTORY, protocol.F1_FEBRL, protocol.PRECISION),
         Margin(plus=0.01), protocol.noise, protocol.checks),
)  # fmt: skip
