"""The values of access: a way of measuring, places with their supply, pairs, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError
from jalons.kernel import Source

type Flags = npt.NDArray[np.bool_]
type Unit = Literal["km", "min"]


@dataclass(frozen=True, slots=True)
class Way:
    """How distances were measured: straight lines times ``detour``, or an imported matrix.

    ``detour`` is None for a matrix, whose ``name`` is the one of its file.
    """

    unit: Unit
    detour: float | None = None
    name: str = ""


def same_way(*ways: Way) -> Way:
    """The one way of all of them. Raises ``InclusionError`` (``ways_mixed``) when they differ."""
    if len(set(ways)) > 1:
        raise InclusionError("ways_mixed")
    return ways[0]


@dataclass(frozen=True, slots=True)
class Supply:
    """Places and their hours × staff a week, as an interval; ``nan`` unknown, never zero."""

    ids: tuple[str, ...]
    lat: Numbers
    lon: Numbers
    low: Numbers
    mid: Numbers
    high: Numbers

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What separates areas from places: rows of each, and ``km`` (minutes when ``way`` says so).

    ``known`` has one flag an area: it has a position, or is in the matrix. Pairs of more than
    ``within`` are not listed, except the nearest place of an area, however far.
    """

    areas: Rows
    places: Rows
    km: Numbers
    way: Way
    known: Flags
    within: float = np.inf

    def __len__(self) -> int:
        return len(self.areas)


@dataclass(frozen=True, slots=True)
class Bands:
    """Steps of decay: up to ``limits[i]`` (km or minutes) a place counts for ``weights[i]``."""

    limits: tuple[float, ...]
    weights: tuple[float, ...]
    unit: Unit
    source: Source

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Bands:
        """The bands of a table of ``data/access.toml``."""
        return cls(
            tuple(table["limits"]),
            tuple(table["weights"]),
            table["unit"],
            Source(**{"published": None} | table["source"]),
        )

    def __post_init__(self) -> None:
        """Refuse bands that do not go up, or weights out of 0 to 1 or that rise."""
        limits, weights = np.array(self.limits), np.array(self.weights)
        rising = len(limits) == len(weights) > 0 and limits[0] > 0 and (np.diff(limits) > 0).all()
        if not rising or weights[-1] < 0 or weights[0] > 1 or (np.diff(weights) > 0).any():
            raise InclusionError("bands_invalid")

    def decay(self, km: Numbers) -> Numbers:
        """The weight of each distance: zero beyond the last limit."""
        return np.array([*self.weights, 0.0])[np.searchsorted(self.limits, km, side="left")]


@dataclass(frozen=True, slots=True)
class Access:
    """Hours × staff a week per person in each area, ``nan`` where the position is not known.

    Zero is a known zero: no open place within the last band. ``counted`` is Σ access × people, and
    equals ``reached``, the supply of the places that people reach, as ``conserved`` says.
    ``unknown_hours``, ``closed`` (no hours) and ``unreached`` are rows of places; ``no_position``
    and ``no_people`` rows of areas.
    """

    values: Numbers
    low: Numbers
    high: Numbers
    way: Way
    bands: Bands
    counted: float
    reached: float
    total: float
    unknown_hours: Rows
    closed: Rows
    unreached: Rows
    no_position: Rows
    no_people: Rows

    @property
    def conserved(self) -> bool:
        """Whether nothing was lost or made up: both sums are equal to 1e-9."""
        return abs(self.counted - self.reached) <= 1e-9 * max(1.0, self.reached)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest place of each area: its row, -1 for none; km or minutes, ``nan`` for none."""

    places: Rows
    km: Numbers
    way: Way


@dataclass(frozen=True, slots=True)
class Beyond:
    """People farther than ``km`` (or minutes) from every place, of ``of`` people located.

    ``unknown`` people live in areas whose distance is not known: they are in neither count.
    ``share`` is ``nan`` where nobody is located.
    """

    km: float
    people: float
    of: float
    unknown: float

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.people / self.of if self.of else float("nan")
