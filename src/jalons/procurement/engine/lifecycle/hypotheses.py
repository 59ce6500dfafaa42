"""What a life-cycle cost assumes, from ``data/energy.toml``: values, bounds, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.tables import typed

MOST = {"energy_price": 5, "energy_rise": 1, "rate": 1, "grid": 5, "carbon_price": 10}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A value a cost rests on, with the bounds of its sensitivity; ``unit`` as people read it.

    Its source is verified, or the value is a judgement of ours and ``note`` says so.
    """

    id: str
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    name: Mapping[str, str]
    note: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a cost is computed with.

    ``energy_price`` in euros a kWh, ``energy_rise`` and ``rate`` shares a year, ``grid`` in kg
    CO2 eq a kWh, ``carbon_price`` in euros a kg; ``embodied``: whether the carbon of manufacture is
    counted beside that of use. Raises ``ProcurementError`` (``assumption_bounds``).
    """

    energy_price: Decimal
    energy_rise: Decimal
    rate: Decimal
    grid: Decimal
    carbon_price: Decimal
    embodied: bool = True

    def __post_init__(self) -> None:
        for name, most in MOST.items():
            if not 0 <= (value := getattr(self, name)) <= most:
                raise ProcurementError("assumption_bounds", field=name, value=value, most=most)


def hypotheses() -> dict[str, Hypothesis]:
    """The hypotheses of the product, by id."""
    rows = package_table("jalons.procurement", "energy").items()
    return {
        each.id: each for each in typed(({"id": name, **row} for name, row in rows), Hypothesis)
    }


def usual_assumptions() -> Assumptions:
    """What a cost assumes when nobody says otherwise."""
    values: dict[str, Any] = {name: each.value for name, each in hypotheses().items()}
    return Assumptions(**values)
