"""What a person decides of an index: indicators with their direction and weight, scale, means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError

METHOD = "inclusion.fragility_index/1"


class Scale(StrEnum):
    """How values become scores: the share of reference areas below, or a place in their range."""

    PERCENTILE = "percentile"
    RANGE = "range"  # between two quantiles of the reference areas, cut there


class Means(StrEnum):
    """How scores become one: a low score makes up for a high one, or only in part."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of the index: its pillar, its whole relative weight there, and its direction."""

    id: str
    pillar: str = ""
    weight: int = 1
    more_is_fragile: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """An index as a person decides it.

    ``reference`` are the rows that values are compared with (None: all). ``pillars`` are the whole
    relative weights of pillars, 1 for one that is not named. ``known`` is the least share of the
    weight that must be known of an area for a score: 1 accepts no missing value. ``clip`` is the
    quantile cut at both ends by ``Scale.RANGE``. Raises ``InclusionError`` (``index_empty``,
    ``index_twice``, ``index_weight``, ``index_known``).
    """

    indicators: tuple[Indicator, ...]
    reference: Rows | None = None
    scale: Scale = Scale.PERCENTILE
    means: Means = Means.ARITHMETIC
    pillars: tuple[tuple[str, int], ...] = ()
    known: float = 1.0
    clip: float = 0.01

    def __post_init__(self) -> None:
        if not self.indicators:
            raise InclusionError("index_empty")
        for name, count in Counter(each.id for each in self.indicators).items():
            if count > 1:
                raise InclusionError("index_twice", column=name)
        weights = [(each.id, each.weight) for each in self.indicators]
        for name, weight in (*weights, *self.pillars):
            if weight < 1:
                raise InclusionError("index_weight", column=name, weight=weight)
        if not 0 < self.known <= 1:
            raise InclusionError("index_known", known=self.known)

    def shares(self) -> Numbers:
        """The share of each indicator in the whole, summing to 1: by pillar, then within it."""
        pillars = dict(self.pillars)
        within = Counter[str]()
        for each in self.indicators:
            within[each.pillar] += each.weight
        total = sum(pillars.get(name, 1) for name in within)
        return np.array([
            pillars.get(each.pillar, 1) / total * each.weight / within[each.pillar]
            for each in self.indicators
        ])  # fmt: skip
