"""What an index is made of and comes to: values without arrays, for pages and files too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval, Source
from jalons.kernel.tables import package_table

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


class Verdict(StrEnum):
    """How an indicator goes with the others, the worst first."""

    AGAINST = "against"
    UNRELATED = "unrelated"
    AGREES = "agrees"
    ALONE = "alone"  # nothing to compare with, or the same value everywhere


@dataclass(frozen=True, slots=True)
class Coherence:
    """The rank correlation (Spearman) of an indicator with its pillar and with the whole.

    Both leave the indicator itself out; None when there is no other.
    """

    id: str
    pillar: float | None
    total: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AreaResult:
    """An area: score (0 to 100), 90 % interval of its rank, probability of the fragile fifth.

    None where unknown. ``values``, ``gaps`` (points above the middle of the areas around) and
    ``estimated`` are in the order of the indicators; ``known`` is the share of the weight known.
    """

    code: str
    name: str
    people: float | None
    score: float | None
    low: float | None
    high: float | None
    fifth: float | None
    known: float
    values: tuple[float | None, ...]
    gaps: tuple[float, ...]
    estimated: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The areas of a territory, the most probably fragile first, among ``ranked`` areas around.

    ``around`` is the level they are compared within; ``mean`` the score of the territory, by
    people; ``missing`` the indicators without data; ``pairs``, ``rho``, ``estimates``: what
    poverty under secrecy rests on.
    """

    indicators: tuple[Indicator, ...]
    around: str
    seed: int
    draws: int
    areas: tuple[AreaResult, ...]
    ranked: int
    mean: Interval | None
    coherence: tuple[Coherence, ...]
    sources: tuple[Source, ...]
    missing: tuple[str, ...] = ()
    pairs: int = 0
    rho: float | None = None
    estimates: int = 0
    method: str = METHOD

    @property
    def against(self) -> tuple[str, ...]:
        """The indicators that go against the others."""
        return tuple(each.id for each in self.coherence if each.verdict is Verdict.AGAINST)


def indicators(weights: Mapping[str, int]) -> tuple[Indicator, ...]:
    """The indicators of a positive weight, as ``data/columns.toml`` describes their columns."""
    return tuple(
        Indicator(name, entry["pillar"], weights[name], entry["more_is_fragile"])
        for name, entry in package_table("jalons.inclusion", "columns").items()
        if weights.get(name, 0) > 0
    )
