"""Quantities with units, and the small algebra that keeps them honest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jalons.kernel.errors import JalonsError

type Dimensions = tuple[tuple[str, int], ...]


class UnitError(JalonsError):
    """A unit is unknown, or two units cannot be added or converted."""


# symbol → (factor to the base unit of its dimension, dimension)
_BASE: dict[str, tuple[float, str]] = {
    "g CO2 eq": (1e-3, "climate"),
    "kg CO2 eq": (1.0, "climate"),
    "t CO2 eq": (1e3, "climate"),
    "kg Sb eq": (1.0, "antimony"),
    "g Sb eq": (1e-3, "antimony"),
    "mg Sb eq": (1e-6, "antimony"),
    "mol H+ eq": (1.0, "acidification"),
    "disease incidence": (1.0, "disease"),
    "kBq U-235 eq": (1.0, "radiation"),
    "kg CFC-11 eq": (1.0, "ozone"),
    "kg NMVOC eq": (1.0, "smog"),
    "kg P eq": (1.0, "phosphorus"),
    "kg N eq": (1.0, "nitrogen"),
    "mol N eq": (1.0, "terrestrial nitrogen"),
    "pt": (1.0, "land use"),
    "m3 world eq": (1.0, "deprived water"),
    "CTUe": (1.0, "ecotoxicity"),
    "CTUh": (1.0, "human toxicity"),
    "kWh": (1.0, "energy"),
    "Wh": (1e-3, "energy"),
    "MWh": (1e3, "energy"),
    "GWh": (1e6, "energy"),
    "MJ": (1 / 3.6, "energy"),
    "W": (1e-3, "power"),
    "kW": (1.0, "power"),
    "g": (1e-3, "mass"),
    "kg": (1.0, "mass"),
    "t": (1e3, "mass"),
    "m": (1.0, "length"),
    "km": (1e3, "length"),
    "m2": (1.0, "area"),
    "cm2": (1e-4, "area"),
    "mm2": (1e-6, "area"),
    "L": (1.0, "volume"),
    "m3": (1e3, "volume"),
    "h": (1 / 8766, "time"),
    "day": (1 / 365.25, "time"),
    "year": (1.0, "time"),
    "MB": (1e-3, "data"),
    "GB": (1.0, "data"),
    "TB": (1e3, "data"),
    "EUR": (1.0, "money"),
    "kEUR": (1e3, "money"),
    "MEUR": (1e6, "money"),
    "person": (1.0, "people"),
    "device": (1.0, "devices"),
    "point": (1.0, "points"),
    "message": (1.0, "messages"),
    "ream": (1.0, "reams of paper"),
    "1": (1.0, ""),
    "%": (0.01, ""),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how it is written, its factor to base units, and its dimensions."""

    symbol: str
    factor: float
    dimensions: Dimensions

    @classmethod
    def parse(cls, symbol: str) -> Unit:
        """The unit written ``symbol``: base units joined by ``·`` (products) and ``/`` (quotients).

        >>> Unit.parse("kg CO2 eq/kWh").dimensions
        (('climate', 1), ('energy', -1))

        Raises ``UnitError`` (``unit_unknown``) for a symbol that is not in the table.
        """
        return _parse(symbol)

    def __mul__(self, other: Unit) -> Unit:
        return _combine(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combine(self, other, -1)

    def __str__(self) -> str:
        return self.symbol


@cache
def _parse(symbol: str) -> Unit:
    factor = 1.0
    dims: dict[str, int] = {}
    for position, product in enumerate(symbol.split("/")):
        sign = 1 if position == 0 else -1
        for part in product.split("·"):
            if part not in _BASE:
                raise UnitError("unit_unknown", unit=part)
            scale, dimension = _BASE[part]
            factor *= scale**sign
            if dimension:
                dims[dimension] = dims.get(dimension, 0) + sign
    return Unit(symbol, factor, _tidy(dims))


def _tidy(dims: dict[str, int]) -> Dimensions:
    return tuple(sorted((name, power) for name, power in dims.items() if power))


def _combine(left: Unit, right: Unit, sign: int) -> Unit:
    dims = dict(left.dimensions)
    for name, power in right.dimensions:
        dims[name] = dims.get(name, 0) + sign * power
    tidy = _tidy(dims)
    return Unit(_base_symbol(tidy), left.factor * right.factor**sign, tidy)


def _base_symbol(dims: Dimensions) -> str:
    """The symbol of a product, written with the base unit of each dimension."""
    base = {dimension: symbol for symbol, (scale, dimension) in _BASE.items() if scale == 1.0}
    above = [base[name] for name, power in dims for _ in range(power)]
    below = [base[name] for name, power in dims for _ in range(-power)]
    return "/".join(["·".join(above) or "1", *below])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    >>> (Quantity.of(0.0519, "kg CO2 eq/kWh") * Quantity.of(2, "MWh")).to("kg CO2 eq").value
    103.8
    """

    value: float
    unit: Unit

    @classmethod
    def of(cls, value: float, unit: str) -> Quantity:
        """``value`` in the unit written ``unit``."""
        return cls(value, Unit.parse(unit))

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit; ``UnitError`` when dimensions differ."""
        target = Unit.parse(unit)
        self._same(target)
        return Quantity(self.value * self.unit.factor / target.factor, target)

    def _same(self, unit: Unit) -> None:
        if unit.dimensions != self.unit.dimensions:
            raise UnitError("unit_mismatch", left=self.unit.symbol, right=unit.symbol)

    def __add__(self, other: Quantity) -> Quantity:
        self._same(other.unit)
        return Quantity(self.value + other.value * other.unit.factor / self.unit.factor, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return self + Quantity(-other.value, other.unit)

    def __mul__(self, other: Quantity | float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value * other, self.unit)
        unit = self.unit * other.unit
        scale = self.unit.factor * other.unit.factor
        return Quantity(self.value * other.value * scale, Unit(unit.symbol, 1.0, unit.dimensions))

    def __truediv__(self, other: Quantity | float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value / other, self.unit)
        unit = self.unit / other.unit
        scale = self.unit.factor / other.unit.factor
        return Quantity(self.value / other.value * scale, Unit(unit.symbol, 1.0, unit.dimensions))
