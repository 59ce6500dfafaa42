"""The diagnosis of a territory: its areas among those around, ready to be stored and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Numbers, Rows, Status
from jalons.inclusion.engine.index.estimates import Estimate, estimated_poverty, shrunk
from jalons.inclusion.engine.index.fragility import Choice, Index, fragility
from jalons.inclusion.engine.index.robustness import Ranks, ranks
from jalons.inclusion.engine.index.values import AreaResult, Diagnosis
from jalons.kernel import Interval, Source


def diagnose(  # noqa: PLR0913  (each one a fact of the diagnosis)
    areas: Areas, columns: Mapping[str, Column], rows: Rows, choice: Choice, *,
    around: str, seed: int, draws: int,
) -> Diagnosis:  # fmt: skip
    """The diagnosis of the areas of ``rows``, compared within their ``departement``, ``region`` or
    ``france``. Indicators without a column are left out and named. Raises ``InclusionError``.
    """
    wanted = choice.indicators
    choice = replace(choice, indicators=tuple(each for each in wanted if each.id in columns))
    used = {each.id: shrunk(columns[each.id], areas) for each in choice.indicators}
    origins = {columns[each].source for each in used}
    estimate = Estimate(next(iter(columns.values())))
    if "poverty" in used and "income_median" in columns:
        estimate = estimated_poverty(used["poverty"], columns["income_median"])
        used["poverty"] = estimate.column
        origins.add(columns["income_median"].source)
    near = None
    if around != "france":
        groups = np.array(getattr(areas, around))
        near = np.flatnonzero(np.isin(groups, groups[rows]))
    index = fragility(used, replace(choice, reference=near))
    people = np.zeros(len(areas))
    people[rows] = np.nan_to_num(areas.people[rows])
    drawn = ranks(used, index, people, seed=seed, draws=draws)
    return Diagnosis(
        choice.indicators, around, seed, draws, _results(areas, used, index, drawn, rows),
        drawn.count, _interval(index.mean(people, rows), drawn.means), index.coherence,
        tuple(sorted(origins, key=Source.cite)),
        tuple(each.id for each in wanted if each.id not in columns),
        estimate.pairs, estimate.rho, estimate.made,
    )  # fmt: skip


def _interval(middle: float, means: Numbers) -> Interval | None:
    if np.isnan(middle):
        return None
    low, high = (float(each) for each in np.quantile(means, [0.05, 0.95]))
    return Interval(min(low, middle), middle, max(high, middle))


def _results(
    areas: Areas, columns: Mapping[str, Column], index: Index, drawn: Ranks, rows: Rows
) -> tuple[AreaResult, ...]:
    chosen = [columns[each.id] for each in index.choice.indicators]
    found = [
        AreaResult(
            areas.codes[row], areas.names[row], _known(areas.people[row]),
            _known(index.score[row]), _known(drawn.low[row]), _known(drawn.high[row]),
            _known(drawn.fifth[row]), round(float(index.known[row]), 4),
            tuple(_known(each.values[row], 6) for each in chosen), tuple(gaps),
            tuple(each.status[row] is Status.ESTIMATED for each in chosen),
        )
        for row, gaps in zip(rows, np.round(index.gaps(rows), 2).tolist(), strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-(each.fifth or 0), -(each.score or -1))))


def _known(value: float, decimals: int = 3) -> float | None:
    return None if np.isnan(value) else round(float(value), decimals)
