"""The index: a score from 0 to 100 for each area (100: most fragile), and its coherence.

The coherence of an indicator says whether it goes the way of the others: an inverted one would
falsify the index. None is refused or accepted silently: ``Index.against`` names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jalons.inclusion.engine.areas import Column, Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.index.values import Coherence, Indicator, Means, Scale, Verdict

FEWEST = 5  # reference areas with a value, under which a comparison says nothing
FLOOR = 1.0  # a geometric mean counts scores from 1 to 100: a single zero does not hide the others
SIGMAS = 1.6448536  # of a 90 % interval
_ROOM = (100 - FLOOR) / 100


@dataclass(frozen=True, slots=True)
class Choice:
    """An index as a person decides it.

    ``reference`` are the rows that values are compared with (None: all); ``known`` the least share
    of the weight that must be known of an area for a score; ``clip`` the quantile cut at both ends
    by ``Scale.RANGE``. Pillars weigh alike. Raises ``InclusionError``: ``index_empty``,
    ``index_weight``, ``index_known``.
    """

    indicators: tuple[Indicator, ...]
    reference: Rows | None = None
    scale: Scale = Scale.PERCENTILE
    means: Means = Means.ARITHMETIC
    known: float = 1.0
    clip: float = 0.01

    def __post_init__(self) -> None:
        if not self.indicators:
            raise InclusionError("index_empty")
        for each in self.indicators:
            if each.weight < 1:
                raise InclusionError("index_weight", column=each.id, weight=each.weight)
        if not 0 < self.known <= 1:
            raise InclusionError("index_known", known=self.known)

    def shares(self) -> Numbers:
        """The share of each indicator in the whole, summing to 1: by pillar, then within it."""
        within = Counter[str]()
        for each in self.indicators:
            within[each.pillar] += each.weight
        return np.array([each.weight / within[each.pillar] / len(within)
                         for each in self.indicators])  # fmt: skip

    def rows(self, count: int) -> Rows:
        """The rows of the reference areas, out of ``count`` areas."""
        return np.arange(count) if self.reference is None else self.reference


@dataclass(frozen=True, slots=True)
class Index:
    """Scores of areas, ``nan`` where too little is known.

    ``known`` is the share of the weight that is known of each area; ``scores`` those of each
    indicator (0 to 100, in the direction of fragility), ``middle`` their medians in the reference.
    """

    choice: Choice
    score: Numbers
    known: Numbers
    scores: Numbers
    middle: Numbers
    coherence: tuple[Coherence, ...]

    @property
    def against(self) -> tuple[str, ...]:
        """The indicators that go against the others: check their direction before any use."""
        return tuple(each.id for each in self.coherence if each.verdict is Verdict.AGAINST)

    def gaps(self, rows: Rows) -> Numbers:
        """The points each indicator adds to the weighted medians of the reference; 0 if unknown."""
        points = (self.scores[rows] - self.middle) * self.choice.shares()
        return np.nan_to_num(points / np.maximum(self.known[rows, None], 1e-9))

    def mean(self, people: Numbers, rows: Rows) -> float:
        """The mean score of some areas, each counted by its people; ``nan`` without any."""
        seen = rows[~np.isnan(self.score[rows]) & (people[rows] > 0)]
        return float(np.average(self.score[seen], weights=people[seen])) if len(seen) else np.nan


def fragility(columns: Mapping[str, Column], choice: Choice) -> Index:
    """The index of ``choice``. Raises ``InclusionError`` as :func:`scores` does."""
    found = scores(columns, choice, choice.scale)
    score, known = combined(found, choice.shares(), choice.means)
    score = np.where(known >= choice.known - 1e-9, score, np.nan)
    reference = found[choice.rows(len(found))]
    middle = np.nanmedian(reference, axis=0)
    return Index(choice, score, known, found, middle, coherence(reference, choice))


def scores(
    columns: Mapping[str, Column], choice: Choice, scale: Scale, part: str = "values"
) -> Numbers:
    """The score of each area (row) for each indicator (column), ``nan`` where unknown.

    ``part`` is ``values``, ``low`` or ``high``, always compared with the values of the reference.
    Raises ``InclusionError``: ``index_unknown`` for a column that is not there, ``index_few`` for
    one with too few known values among the reference areas.
    """
    found = []
    for each in choice.indicators:
        if (column := columns.get(each.id)) is None:
            raise InclusionError("index_unknown", column=each.id)
        reference = column.values[choice.rows(len(column.values))]
        reference = np.sort(reference[~np.isnan(reference)])
        if len(reference) < FEWEST:
            raise InclusionError("index_few", column=each.id, count=len(reference), fewest=FEWEST)
        score = _score(getattr(column, part), reference, scale, choice.clip)
        found.append(score if each.more_is_fragile else 100 - score)
    return np.column_stack(found)


def _score(values: Numbers, reference: Numbers, scale: Scale, clip: float) -> Numbers:
    least, most = np.quantile(reference, [clip, 1 - clip])
    if scale is Scale.PERCENTILE:
        found = 100 * _places(reference, values) / len(reference)
    elif least == most:  # the same everywhere: nobody is above or below
        found = np.full(len(values), 50.0)
    else:
        found = np.clip(100 * (values - least) / (most - least), 0, 100)
    return np.where(np.isnan(values), np.nan, found)


def _places(ordered: Numbers, values: Numbers) -> Numbers:
    """How many of ``ordered`` are below each value, those that are equal by half."""
    low, high = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return (low + high) / 2


def means_scale(found: Numbers, means: Means) -> Numbers:
    """Scores as their means adds them: as they are, or their logarithms."""
    return np.log(FLOOR + found * _ROOM) if means is Means.GEOMETRIC else found


def score_of(added: Any, means: Means) -> Any:
    """The score 0 to 100 that a mean of such terms stands for."""
    return (np.exp(added) - FLOOR) / _ROOM if means is Means.GEOMETRIC else added


def combined(found: Numbers, shares: Numbers, means: Means) -> tuple[Numbers, Numbers]:
    """One score for each area from those known (``nan`` without any), and their share of weight."""
    present = ~np.isnan(found)
    known = present @ shares
    total = np.where(present, means_scale(found, means), 0) @ shares
    with np.errstate(invalid="ignore", divide="ignore"):
        return score_of(np.where(known > 0, total / known, np.nan), means), known


def coherence(found: Numbers, choice: Choice) -> tuple[Coherence, ...]:
    """The verdict of each indicator, from the scores of the reference areas."""
    shares, verdicts = choice.shares(), []
    pillars = np.array([each.pillar for each in choice.indicators])
    for number, each in enumerate(choice.indicators):
        others = np.arange(len(shares)) != number
        of_pillar = _with(found, number, shares * (others & (pillars == each.pillar)))
        whole = _with(found, number, shares * others)
        worst = min(of_pillar[1], whole[1], key=list(Verdict).index)
        verdicts.append(Coherence(each.id, of_pillar[0], whole[0], worst))
    return tuple(verdicts)


def _with(found: Numbers, number: int, shares: Numbers) -> tuple[float | None, Verdict]:
    """The correlation of an indicator with the others of ``shares``, and what it says."""
    rest, _known = combined(found, shares, Means.ARITHMETIC)
    both = ~np.isnan(rest) & ~np.isnan(found[:, number])
    rho = spearman(found[both, number], rest[both])
    if rho is None:
        return None, Verdict.ALONE
    if abs(rho) <= SIGMAS / np.sqrt(both.sum() - 1):  # within chance
        return rho, Verdict.UNRELATED
    return rho, Verdict.AGREES if rho > 0 else Verdict.AGAINST


def spearman(left: Numbers, right: Numbers) -> float | None:
    """The rank correlation of two arrays without ``nan``; None under three, or when constant."""
    first, second = (_places(np.sort(values), values) for values in (left, right))
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])
