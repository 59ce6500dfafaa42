"""The steps of a small purchase, and the one that comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

QUESTIONS = ("keep", "repair", "pool", "borrow", "rent")
REUSE = "reuse"
QUOTES = 3


class Step(StrEnum):
    """A step of a small purchase."""

    NEED = "need"
    REUSE = "reuse"
    QUOTES = "quotes"
    CHOICE = "choice"
    ORDER = "order"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a purchase is: ``answered`` questions, quotes received or missing with a reason."""

    answered: int
    reuse: bool
    quotes: int
    priced: int
    decided: bool
    ordered: bool

    @property
    def next(self) -> Step:
        """What comes next."""
        if self.decided:
            return Step.DONE if self.ordered else Step.ORDER
        if self.answered < len(QUESTIONS):
            return Step.NEED
        if not self.reuse:
            return Step.REUSE
        return Step.CHOICE if self.quotes >= QUOTES and self.priced else Step.QUOTES


def answered(answers: Mapping[str, str]) -> int:
    """How many of the questions of need have an answer."""
    return sum(bool(answers.get(each, "").strip()) for each in QUESTIONS)
