"""What a room measured: the one value the whole product exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel.interval import Interval
from jalons.kernel.perimeter import Perimeter
from jalons.kernel.period import Period
from jalons.kernel.quantity import Unit
from jalons.kernel.source import Source
from jalons.kernel.urn import Urn


class Status(StrEnum):
    """How a value came to be."""

    MEASURED = "measured"
    DECLARED = "declared"
    ESTIMATED = "estimated"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares (0 to 1, summing to 1) of a result that rest on each kind of value."""

    measured: float
    declared: float
    default: float

    @property
    def score(self) -> float:
        """From 0 (nothing but defaults) to 1 (all measured); a declared value counts for half."""
        return self.measured + 0.5 * self.declared


@dataclass(frozen=True, slots=True)
class Observation:
    """The value of an indicator for an authority and a period, with all it takes to trust it.

    ``value`` is in ``unit``; ``origin`` names the object that produced it, so that it can be
    withdrawn with it; ``method`` is ``name/version``.
    """

    indicator: str
    value: Interval
    unit: Unit
    period: Period
    perimeter: Perimeter
    sources: tuple[Source, ...]
    method: str
    status: Status
    origin: Urn
    quality: Quality | None = None
