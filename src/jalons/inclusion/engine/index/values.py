"""What an index is made of and comes to: values without arrays, for pages and files too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval, Source
from jalons.kernel.tables import package_table

METHOD = "inclusion.fragility_index/1"


class Scale(StrEnum):
    """How values become scores: by percentile, or within a range cut at two quantiles."""

    PERCENTILE = "percentile"
    RANGE = "range"


class Means(StrEnum):
    """How scores become one: a low score makes up for a high one, or only in part."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


class Verdict(StrEnum):
    """How an indicator goes with the others, the worst first; ``alone``: nothing to compare."""

    AGAINST = "against"
    UNRELATED = "unrelated"
    AGREES = "agrees"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of the index: its pillar, its whole relative weight there, and its direction."""

    id: str
    pillar: str = ""
    weight: int = 1
    more_is_fragile: bool = True


@dataclass(frozen=True, slots=True)
class Coherence:
    """The rank correlation of an indicator with the others of its pillar, and with all others."""

    id: str
    pillar: float | None
    total: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AreaResult:
    """An area: score (0 to 100), 90 % interval of its rank, probability of the fragile fifth.

    ``values``, ``gaps`` (points above the median of the areas around) and ``estimated`` are in the
    order of the indicators; ``known`` is the share of the weight known. None where unknown.
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
    """The areas of a territory, the most probably fragile first, among ``ranked`` areas ``around``.

    ``mean`` is the score of the territory, by people; ``missing`` the indicators without data;
    ``estimates`` of hidden poverty rest on ``pairs`` of correlation ``rho``.
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
    columns = package_table("jalons.inclusion", "columns").items()
    return tuple(Indicator(name, column["pillar"], weights[name], column["more_is_fragile"])
                 for name, column in columns if weights.get(name, 0) > 0)  # fmt: skip
