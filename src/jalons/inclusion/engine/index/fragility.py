"""The index: a score from 0 to 100 for each area, with what it rests on and what to doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jalons.inclusion.engine.areas import Column, Numbers, Rows
from jalons.inclusion.engine.index.choice import Choice
from jalons.inclusion.engine.index.coherence import Coherence, Verdict, coherence
from jalons.inclusion.engine.index.scores import Marks, combined, rows_of, scores


@dataclass(frozen=True, slots=True)
class Index:
    """Scores of areas, 100 for the most fragile; ``nan`` where too little is known.

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
    def partial(self) -> Marks:
        """The areas whose score lacks an indicator."""
        return ~np.isnan(self.score) & (self.known < 1 - 1e-9)

    @property
    def against(self) -> tuple[str, ...]:
        """The indicators that go against the others: check their direction before any use."""
        return tuple(each.id for each in self.coherence if each.verdict is Verdict.AGAINST)

    def gaps(self, rows: Rows) -> Numbers:
        """The points each indicator adds to the middle of the reference areas; 0 if unknown.

        They sum to the gap of an arithmetic score to the weighted sum of the medians.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            points = (self.scores[rows] - self.middle) * self.choice.shares()
            points = points / self.known[rows, None]
        return np.nan_to_num(points)

    def mean(self, people: Numbers, rows: Rows) -> float:
        """The mean score of some areas, each counted by its people; ``nan`` without any."""
        return mean(self.score[rows], people[rows])


def mean(score: Numbers, people: Numbers) -> float:
    """The mean of the scores that are known, by people."""
    seen = ~np.isnan(score) & (people > 0)
    return float(np.average(score[seen], weights=people[seen])) if seen.any() else float("nan")


def fragility(columns: Mapping[str, Column], choice: Choice) -> Index:
    """The index of ``choice``, its score 0 to 100 (100: most fragile).

    Raises ``InclusionError`` (``index_unknown``, ``index_few``). An indicator that goes against the
    others is not refused here: ``Index.against`` names it, and what shows the index says so.
    """
    found = scores(columns, choice, choice.scale)
    score, known = combined(found, choice.shares(), choice.means)
    score = np.where(known >= choice.known - 1e-9, score, np.nan)
    reference = found[rows_of(choice, len(found))]
    middle = np.nanmedian(reference, axis=0)
    return Index(choice, score, known, found, middle, coherence(reference, choice))
