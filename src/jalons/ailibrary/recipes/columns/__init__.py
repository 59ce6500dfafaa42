"""What the columns of a table look like, before it is imported or published."""

from __future__ import annotations

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.metrics import ACCURACY, MACRO_F1
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind
from jalons.ailibrary.recipes.columns import protocol
from jalons.ailibrary.recipes.contract import Candidate, Recipe, Task
from jalons.ailibrary.recipes.registry import card

recipe = Recipe(
    "columns",
    card("columns"),
    (
        Candidate("headings", CandidateKind.RULE, "keywords", protocol.by_headings),
        Candidate("checksums", CandidateKind.RULE, "checksums", protocol.by_checks),
        Candidate("linear", CandidateKind.MODEL, "linear", protocol.by_model),
    ),
    Task(protocol.split, (ACCURACY, MACRO_F1, protocol.IDENTIFIERS, protocol.FALSE),
         Margin(plus=0.01), protocol.noise, protocol.checks),
)  # fmt: skip
