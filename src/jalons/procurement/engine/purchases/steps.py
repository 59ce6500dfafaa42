"""The steps of a small purchase, and the one that comes next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

QUESTIONS = ("keep", "repair", "pool", "borrow", "rent")
REUSE = "reuse"
QUOTES = 3


class Step(StrEnum):
    """A step of a small purchase, in their order."""

    NEED = "need"
    REUSE = "reuse"
    QUOTES = "quotes"
    CHOICE = "choice"
    ORDER = "order"
    DONE = "done"


def next_step(answers: Mapping[str, str], *, quotes: int, priced: int) -> Step:
    """What comes next before the decision: each question answered, reuse looked for, three quotes.

    ``quotes`` counts those that are missing with their reason too, ``priced`` those with a price.
    """
    if not all(answers[each].strip() for each in QUESTIONS):
        return Step.NEED
    if not answers[REUSE].strip():
        return Step.REUSE
    return Step.CHOICE if quotes >= QUOTES and priced else Step.QUOTES
