"""National figures of digital technology, and the keys that allocate them to a territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval, Source
from jalons.strategy.engine.catalogue import Words

METHOD = "territory-average/1"


class Key(StrEnum):
    """A key that may allocate a national figure."""

    RESIDENTS = "residents"
    HOUSEHOLDS = "households"
    FIRMS = "firms"


@dataclass(frozen=True, slots=True)
class NationalFigure:
    """One part of the national figure, in ``unit`` a year.

    ``uncertainty`` is the half-width of its range, relative (0.3: from 70 to 130 %). ``keys`` are
    the keys that may allocate it; ``central`` the one of the central value when it is known.
    """

    id: str
    name: Words
    what: Words
    value: float
    unit: str
    year: int
    uncertainty: float
    keys: tuple[Key, ...]
    central: Key
    source: Source

    @property
    def range(self) -> Interval:
        """The national figure with its range."""
        margin = self.value * self.uncertainty
        return Interval(self.value - margin, self.value, self.value + margin)


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """A former national figure in tonnes, of another year or perimeter: shown, never compared."""

    value: float
    year: int
    perimeter: Words
    source: Source


@dataclass(frozen=True, slots=True)
class National:
    """The national figures every estimate starts from.

    ``spreads`` bounds, by kind of territory and key, the share of the key divided by the share of
    residents: it replaces an unknown key.
    """

    parts: tuple[NationalFigure, ...]
    boxes: NationalFigure
    total: float
    year: int
    perimeter: Words
    source: Source
    earlier: tuple[EarlierEdition, ...]
    spreads: Mapping[tuple[str, Key], tuple[float, float]]
    spread_source: Source
    uncertainty_source: Source

    def spread(self, kind: str, key: Key) -> tuple[float, float]:
        """The bounds of a key relative to residents; residents themselves are exact."""
        return (1.0, 1.0) if key is Key.RESIDENTS else self.spreads[kind, key]
