"""Values into scores from 0 to 100 (100: most fragile), compared with the reference areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jalons.inclusion.engine.areas import Column, Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.index.choice import Choice, Means, Scale

type Marks = npt.NDArray[np.bool_]

FEWEST = 5  # reference areas with a value, under which a comparison says nothing
FLOOR = 1.0  # a geometric mean counts scores from 1 to 100: a single zero does not hide the others
_ROOM = (100 - FLOOR) / 100


def rows_of(choice: Choice, count: int) -> Rows:
    """The rows of the reference areas."""
    return np.arange(count, dtype=np.intp) if choice.reference is None else choice.reference


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
        column = columns.get(each.id)
        if column is None:
            raise InclusionError("index_unknown", column=each.id)
        reference = column.values[rows_of(choice, len(column.values))]
        reference = np.sort(reference[~np.isnan(reference)])
        if len(reference) < FEWEST:
            raise InclusionError("index_few", column=each.id, count=len(reference), fewest=FEWEST)
        score = _score(getattr(column, part), reference, scale, choice.clip)
        found.append(score if each.more_is_fragile else 100 - score)
    return np.column_stack(found)


def _score(values: Numbers, reference: Numbers, scale: Scale, clip: float) -> Numbers:
    if scale is Scale.PERCENTILE:  # the middle of the ranks of those that are equal
        low, high = (np.searchsorted(reference, values, side) for side in ("left", "right"))
        score = 50 * (low + high) / len(reference)
        return np.where(np.isnan(values), np.nan, score)
    least, most = np.quantile(reference, [clip, 1 - clip])
    if least == most:  # the same everywhere: nobody is above or below
        return np.where(np.isnan(values), np.nan, 50.0)
    found: Numbers = np.clip(100 * (values - least) / (most - least), 0, 100)
    return found


LIMITS = {
    Means.ARITHMETIC: (0.0, 100.0),
    Means.GEOMETRIC: (float(np.log(FLOOR)), float(np.log(100))),
}


def means_scale(found: Numbers, means: Means) -> Numbers:
    """Scores as their means adds them: as they are, or their logarithms."""
    return np.log(FLOOR + found * _ROOM) if means is Means.GEOMETRIC else found


def score_of(added: Any, means: Means) -> Any:
    """The score 0 to 100 that a mean of such terms stands for."""
    return (np.exp(added) - FLOOR) / _ROOM if means is Means.GEOMETRIC else added


def combined(found: Numbers, shares: Numbers, means: Means) -> tuple[Numbers, Numbers]:
    """One score for each area from those that are known, and the share of the weight they have.

    The score is ``nan`` where nothing is known.
    """
    present = ~np.isnan(found)
    known = present @ shares
    total = np.where(present, means_scale(found, means), 0) @ shares
    with np.errstate(invalid="ignore", divide="ignore"):
        return score_of(np.where(known > 0, total / known, np.nan), means), known
