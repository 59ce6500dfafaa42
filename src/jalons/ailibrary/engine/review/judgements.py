"""A decision as figures read it, and shares with their intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalons.ailibrary.engine.review.drawing import Mode

LEAST = 5  # under so many decisions, a figure says more of people than of the recipe
LONGEST = 900.0  # seconds: a page left open longer measures nothing


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of one person.

    ``label`` is what they chose, empty for none of the services; ``suggested`` what the recipe
    gave, the most probable first, shown or not (in a drill, what was planted). ``right`` says
    whether the first suggestion was right, when something else established it: a drill, the
    answer to a contestation, the decision of several reviewers; None else. ``score`` is that of
    the first suggestion, 0 to 1. ``seconds`` is None when the time on the page means nothing.
    """

    mode: Mode
    label: str
    suggested: tuple[str, ...] = ()
    score: float | None = None
    seconds: float | None = None
    day: date = date.min
    right: bool | None = None
    abstained: bool = False

    @property
    def top(self) -> str:
        """The first suggestion."""
        return self.suggested[0] if self.suggested else ""

    @property
    def follows(self) -> bool:
        """Whether the person chose one of the suggestions."""
        return self.label in self.suggested

    @property
    def agrees(self) -> bool:
        """Whether the person chose the first suggestion."""
        return bool(self.suggested) and self.label == self.suggested[0]


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count out of a whole, with its 95 % interval (Wilson, 1927), shares from 0 to 1."""

    count: int
    whole: int

    @property
    def value(self) -> float:
        """The share, 0 without any case."""
        return self.count / self.whole if self.whole else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The interval; 0 to 1 without any case."""
        return wilson(self.count, self.whole)

    @property
    def is_shown(self) -> bool:
        """Whether there are enough cases to show it."""
        return self.whole >= LEAST


def share(found: Iterable[bool]) -> Proportion:
    """The share of what is true."""
    values = list(found)
    return Proportion(sum(values), len(values))


def wilson(count: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """The bounds of a proportion, 0 to 1. Source: E. B. Wilson, JASA 22 (158), 1927.

    >>> [round(bound, 3) for bound in wilson(83, 100)]
    [0.745, 0.891]
    """
    if not whole:
        return 0.0, 1.0
    part, square = count / whole, z * z
    middle = (part + square / (2 * whole)) / (1 + square / whole)
    half = z * math.sqrt(part * (1 - part) / whole + square / (4 * whole**2)) / (1 + square / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def attention(shown: float, previous: float | None, now: float) -> float | None:
    """Seconds a page was looked at before a decision; None when they mean nothing.

    ``shown`` is when the person first saw the request: a reload starts nothing again.
    ``previous`` is their decision before: two tabs never count the same seconds twice. A clock
    that went backwards, or a page left open, measures nothing.
    """
    spent = now - max(shown, previous if previous is not None else shown)
    return spent if 0 <= spent <= LONGEST else None
