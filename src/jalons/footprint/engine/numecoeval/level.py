"""Indicators of one kind of subject, stored as arrays: subject × stage × criterion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.numecoeval.referential import Array

type Problems = npt.NDArray[np.int8]


class Problem(IntEnum):
    """Why an indicator could not be computed; 0 when it could."""

    NONE = 0
    QUANTITY = 1
    FACTOR = 2
    LIFETIME = 3
    CONSUMPTION = 4
    MIX = 5
    PUE = 6
    HOST = 7
    CLOUD = 8
    REFUSED = 9
    MAIL = 10


@dataclass(frozen=True, slots=True)
class Level:
    """The indicators of a table: ``values[subject, stage, criterion]`` in the criterion's unit.

    ``inputs``: what was multiplied (factor, mix × PUE, or impact of the host), ``problems`` a
    :class:`Problem`; a value with a problem is NaN. ``subjects`` has a row per subject, in the same
    order, with its name, file, row and all that its trace reports.
    """

    table: Table
    subjects: pl.DataFrame
    stages: tuple[str, ...]
    criteria: tuple[str, ...]
    units: tuple[str, ...]
    values: Array
    inputs: Array
    problems: Problems
    sources: npt.NDArray[np.int32]

    @property
    def count(self) -> int:
        """The number of indicators, computed or not."""
        return int(self.values.size)

    @property
    def failed(self) -> int:
        """The number of indicators not computed."""
        return int((self.problems != Problem.NONE).sum())

    def of_stages(self, requested: tuple[str, ...]) -> Level:
        """The same indicators, of these stages alone; those without stage (mail) stay."""
        columns = [at for at, stage in enumerate(self.stages) if stage in requested or not stage]
        return replace(
            self,
            stages=tuple(self.stages[at] for at in columns),
            values=self.values[:, columns],
            inputs=self.inputs[:, columns],
            problems=self.problems[:, columns],
            sources=self.sources[:, columns],
        )

    def totals(self) -> Array:
        """The sum over subjects of computed values, by stage and criterion; NaN for none."""
        return _sum_known(self.values)

    def yearly(self) -> Array:
        """The sum over subjects and stages, by criterion; NaN where none is computed."""
        return _sum_known(self.totals())

    def rows(self, start: int, stop: int) -> pl.DataFrame:
        """The indicators of subjects ``start`` to ``stop``, one per row, with their subject."""
        part = slice(start, stop)
        size = self.values[part].shape[0]
        per = len(self.stages) * len(self.criteria)
        stages = np.tile(np.repeat(np.arange(len(self.stages)), len(self.criteria)), size)
        criteria = np.tile(np.arange(len(self.criteria)), size * len(self.stages))
        subjects = self.subjects[start:stop][np.repeat(np.arange(size), per)]
        names = pl.Series(self.stages, dtype=pl.String)
        return subjects.with_columns(
            names.gather(stages).alias("etapeacv"),
            pl.Series(self.criteria, dtype=pl.String).gather(criteria).alias("critere"),
            pl.Series(self.units, dtype=pl.String).gather(criteria).alias("unite"),
            pl.Series("impact_unitaire", self.values[part].ravel()).fill_nan(None),
            pl.Series("input", self.inputs[part].ravel()).fill_nan(None),
            pl.Series("problem", self.problems[part].ravel()),
            pl.Series("source", self.sources[part].ravel()),
        )


def nan_for_problems(values: Array, problems: Problems) -> Array:
    """The values, NaN wherever there is a problem."""
    settled: Array = np.where(problems == Problem.NONE, values, np.nan)
    return settled


def _sum_known(values: Array) -> Array:
    """The sum of what is known along the first axis; NaN when nothing is."""
    known = ~np.isnan(values).all(axis=0)
    total: Array = np.where(known, np.nansum(values, axis=0), np.nan)
    return total
