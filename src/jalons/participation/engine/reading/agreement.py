"""How far two people who read the same texts chose the same themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

ENOUGH = 20  # texts read twice, below which a figure says too little
SAMPLE = UUID(int=(1 << 128) // 10)
"""A text is read twice when its id, drawn at random, comes before: one in ten."""

type Themes = frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadersAgreement:
    """The texts read twice, the share (0 to 1) for which both chose exactly the same themes.

    ``kappa`` is Cohen's (1960), each text and theme counted as one yes or no: agreement beyond what
    chance would give, 1 at best. None when chance alone explains all, or nothing was read twice.
    """

    texts: int
    same: float
    kappa: float | None

    @property
    def is_enough(self) -> bool:
        """Whether enough texts were read twice for the figures to mean something."""
        return self.texts >= ENOUGH


def agreement(first: Mapping[str, Themes], second: Mapping[str, Themes]) -> ReadersAgreement:
    """The agreement of two readings of texts by their key; texts read once are left out.

    >>> agreement({"a": frozenset("x")}, {"a": frozenset("x")}).same
    1.0
    """
    both = first.keys() & second.keys()
    if not both:
        return ReadersAgreement(0, 0.0, None)
    same = sum(first[key] == second[key] for key in both) / len(both)
    return ReadersAgreement(len(both), same, kappa((first[key], second[key]) for key in both))


def kappa(pairs: Iterable[tuple[Themes, Themes]]) -> float | None:
    """Cohen's kappa of the choices of two readers, theme by theme, none where it has no sense."""
    rows = list(pairs)
    themes = frozenset().union(*(one | other for one, other in rows))
    total = len(rows) * len(themes)
    if not total:
        return None
    agreed = sum(len(themes) - len(one ^ other) for one, other in rows) / total
    chosen = sum(len(one) for one, _ in rows) / total, sum(len(two) for _, two in rows) / total
    chance = chosen[0] * chosen[1] + (1 - chosen[0]) * (1 - chosen[1])
    return None if chance >= 1 else (agreed - chance) / (1 - chance)
