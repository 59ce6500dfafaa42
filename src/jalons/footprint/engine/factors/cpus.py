"""Processors by name, and the expected die area when only the family or the cores are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.factors.rounding import significant

# What makers and operating systems write around the name of a processor.
_AROUND = re.compile(
    r"\((?:r|tm|c)\)|\([^)]*\)|[®™©]|@.*|\bwith\b.*|\b\d+(?:st|nd|rd|th) gen\b|\b[\w-]+-core\b"
    r"|\bcpu\b|\bprocessor\b|(?<=\w) 0(?= *$)"
)

type Area = tuple[float, float, float]  # mm2: low, mid, high


def processor_key(name: str) -> str:
    """The name of a processor stripped of the rest, to compare names.

    >>> processor_key("Intel(R) Xeon(R) CPU E5-2650 v4 @ 2.20GHz")
    'intel xeon e5-2650 v4'
    """
    key = name.casefold()
    for _ in range(2):  # an ending may hide another
        key = _AROUND.sub(" ", key)
    return " ".join(key.split())


@dataclass(frozen=True, slots=True)
class CpuModel:
    """A processor: TDP in W, area of its dies in mm2 (null when not known), power profile."""

    name: str
    family: str | None = None
    profile: str = ""
    tdp: float | None = None
    cores: int | None = None
    threads: int | None = None
    die_mm2: float | None = None


@dataclass(frozen=True, eq=False)
class CpuTable:
    """A catalogue of processors, and those the die area to expect is drawn from (``surveyed``: the
    same when null). When none states its area, ``mm2_per_core`` serves if the cores are known,
    ``default_die_mm2`` if they are not.
    """

    models: Sequence[CpuModel]
    surveyed: Sequence[CpuModel] | None = None
    default_die_mm2: Area | None = None
    mm2_per_core: Area | None = None
    digits: int = 3

    @cached_property
    def _names(self) -> dict[str, CpuModel]:
        # The first of two namesakes prevails.
        return {processor_key(model.name): model for model in reversed(self.models)}

    @cached_property
    def _known(self) -> list[CpuModel]:
        surveyed = self.models if self.surveyed is None else self.surveyed
        return [model for model in surveyed if model.die_mm2 is not None]

    @cached_property
    def _areas(self) -> dict[tuple[str | None, int | None], Area | None]:
        return {}

    def find(self, name: str) -> CpuModel | None:
        """The processor of that name, as :func:`processor_key` compares names, or None."""
        return self._names.get(processor_key(name))

    def die_mm2(self, family: str | None = None, cores: int | None = None) -> Area | None:
        """The expected die area in mm2 (low, mid, high), or None when unknown.

        Among processors of the family (all of them when it is not known): those with as many cores;
        else in proportion when all have one number of cores; else a straight line through them.
        """
        key = (family, cores)
        if key not in self._areas:
            self._areas[key] = self._expected(family, cores)
        return self._areas[key]

    def _expected(self, family: str | None, cores: int | None) -> Area | None:
        if not self._known:
            if cores is None or self.mm2_per_core is None:
                return self.default_die_mm2
            low, mid, high = self.mm2_per_core
            return low * cores, mid * cores, high * cores
        kin = [model for model in self._known if model.family == family] if family else []
        models = kin or self._known
        areas = np.array([model.die_mm2 for model in models], dtype=np.float64)
        if cores is None:
            return self._rounded(areas.min(), areas.mean(), areas.max())
        counts = np.array([model.cores or np.nan for model in models], dtype=np.float64)
        alike = areas[counts == cores]
        if alike.size:
            return self._rounded(alike.min(), alike.mean(), alike.max())
        if (counts == counts[0]).all():
            ratio = cores / counts[0]
            return self._rounded(areas.min() * ratio, areas[0] * ratio, areas.max() * ratio)
        return self._line(areas, counts, cores)

    def _line(self, areas: NDArray[np.float64], counts: NDArray[np.float64], cores: int) -> Area:
        known = ~np.isnan(counts)
        areas, counts = areas[known], counts[known]
        away = counts - counts.mean()
        slope = (away * (areas - areas.mean())).sum() / (away**2).sum()
        value = areas.mean() + slope * (cores - counts.mean())
        return self._rounded(value, value, value)

    def _rounded(self, *areas: float) -> Area:
        low, mid, high = significant(np.array(areas), self.digits).tolist()
        return low, mid, high
