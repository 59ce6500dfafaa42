"""What the rule and the model have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Scorer(Protocol):
    """What the rule and the model have in common."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels it knows."""

    def knows(self, text: str) -> bool:
        """Whether it met the subject of a text."""

    def shares(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """The share of each label, by text."""

    def evidence(self, text: str, label: str) -> tuple[str, ...]:
        """The words of a text that speak for a label."""
