"""The present and a scenario compared: each indicator with the interval of its difference.

**Why intervals are not subtracted.** Before and after depend on the same uncertain factors: if
lights use more power than their label says, they do so in both. Subtracting the highest "before"
from the lowest "after" would assume more power before and less after, and the difference would look
far more uncertain than it is. So each factor is drawn once (``uncertain_factors``), before and
after are computed with the same draws, and the interval of the difference is that of the
differences, draw by draw. Common errors cancel out: a scenario that changes nothing has a
difference of exactly zero.

Heat is computed in three cases (every assumption at its worst, likely, best): its difference is
computed case by case, for the same reason.

Only entities assessed both before and after count in the difference: a lamp whose power becomes
known with the scenario adds no consumption. ``apart`` counts the entities left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalons.broker.engine.entities import Doc
from jalons.kernel import Interval
from jalons.twin.engine.heat.cases import around

from .application import AppliedScenario, apply_changes
from .change import Change
from .figures import FigureBasis, FigureFunction, TwinFigure, figure_functions
from .uncertain_factors import interval_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """An indicator before and after, and the difference (after minus before) in its unit.

    ``difference`` is None when no entity is assessed on both sides; ``common`` counts the entities
    assessed on both sides, ``apart`` those assessed on one side only.
    """

    before: TwinFigure
    after: TwinFigure
    difference: Interval | None
    common: int
    apart: int

    @property
    def key(self) -> str:
        """The key of the indicator."""
        return self.before.key

    @property
    def moved(self) -> bool:
        """Whether the difference is not exactly zero."""
        found = self.difference
        return found is not None and (found.low, found.mid, found.high) != (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """A scenario that was run: the report of each change, every indicator compared."""

    outcome: AppliedScenario
    comparisons: tuple[Comparison, ...]

    @property
    def main(self) -> Comparison | None:
        """The first indicator that moves; None when no indicator does."""
        return next((comparison for comparison in self.comparisons if comparison.moved), None)


def run(docs: Sequence[Doc], changes: Sequence[Change], basis: FigureBasis) -> WhatIfResult:
    """A scenario applied to entities and compared with them; the inputs are not modified.

    Raises ``Problem`` or ``WhatIfError`` as ``apply_changes`` does.
    """
    outcome = apply_changes(docs, changes)
    functions = figure_functions((*docs, *outcome.docs), changes, basis)
    comparisons = (compare(docs, outcome.docs, function) for function in functions)
    return WhatIfResult(outcome, tuple(comparisons))


def compare(before: Sequence[Doc], after: Sequence[Doc], figure: FigureFunction) -> Comparison:
    """One indicator before and after."""
    one, other = figure(before), figure(after)
    common = one.counted & other.counted
    apart = len(one.counted ^ other.counted)
    left, right = one, other
    if apart and common:
        odd = one.counted ^ other.counted
        left = figure([doc for doc in before if doc["id"] not in odd])
        right = figure([doc for doc in after if doc["id"] not in odd])
    return Comparison(one, other, _difference(left, right) if common else None, len(common), apart)


def _difference(before: TwinFigure, after: TwinFigure) -> Interval | None:
    if before.draws is not None and after.draws is not None:
        return interval_of(after.draws - before.draws)
    one, other = before.value, after.value
    if one is None or other is None:
        return None
    return around(other.low - one.low, other.mid - one.mid, other.high - one.high)
