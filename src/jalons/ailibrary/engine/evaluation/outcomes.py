"""What is compared: a sample with its truths, and the answers of a candidate to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jalons.ailibrary.engine.errors import AIError


class CandidateKind(StrEnum):
    """What a candidate is, the simplest first."""

    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Sample:
    """Items and their truths. ``groups`` names the entity or the period of each item.

    Items of a group depend on each other: they are drawn together by the bootstrap, and never
    stand on both sides of a split. Empty: each item is a group of its own.
    """

    items: tuple[Any, ...]
    truths: tuple[Any, ...]
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.items) != len(self.truths) or len(self.groups) not in (0, len(self.items)):
            raise AIError("sample_lengths", items=len(self.items), truths=len(self.truths))

    def __len__(self) -> int:
        return len(self.items)

    def part(self, places: Sequence[int]) -> Sample:
        """The items at these places, in that order."""
        return Sample(
            tuple(self.items[at] for at in places),
            tuple(self.truths[at] for at in places),
            tuple(self.groups[at] for at in places) if self.groups else (),
        )


@dataclass(frozen=True, slots=True)
class Split:
    """A sample in parts that share no group: to learn, to set thresholds, to judge."""

    train: Sample
    calibration: Sample
    test: Sample


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answers of a candidate to a test sample; ``groups`` as in :class:`Sample`."""

    truths: tuple[Any, ...]
    answers: tuple[Any, ...]
    groups: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.truths)


@dataclass(frozen=True, slots=True)
class Metric:
    """A score of answers against truths; ``unit`` is "1" for a share, else that of the answers.

    ``of(truths, answers)`` is pure. A lower error is better when ``higher_is_better`` is false.
    """

    name: str
    of: Callable[[Sequence[Any], Sequence[Any]], float]
    unit: str = "1"
    higher_is_better: bool = True

    def gain(self, before: float, after: float) -> float:
        """How much better ``after`` is than ``before``; negative when it is worse."""
        return after - before if self.higher_is_better else before - after
