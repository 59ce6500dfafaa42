"""What meters count, in which units. Loads nothing heavy: pages read it."""

from __future__ import annotations

from jalons.ailibrary.engine.errors import AIError

UNITS = {"electricity": "kWh", "heat": "kWh", "gas": "kWh", "water": "m3", "temperature": "°C"}
ENERGY = {"Wh": 0.001, "kWh": 1.0, "MWh": 1000.0}
POWER = {"W": 0.001, "kW": 1.0, "MW": 1000.0}
VOLUME = {"L": 0.001, "m3": 1.0}
MEANS = frozenset({"temperature"})  # quantities whose hours are means, not sums
ALL_UNITS = (*ENERGY, *POWER, *VOLUME, "°C")
RULES = ("silent", "flat", "zero", "night", "peak", "drift")  # the named detectors


def factor(quantity: str, unit: str) -> tuple[float, bool]:
    """What turns a unit into that of the quantity, and whether it is a power (a mean, not a sum).

    Raises ``AIError`` (``meter_unit``) for a unit this quantity does not have.
    """
    if quantity == "temperature" and unit == "°C":
        return 1.0, True
    sums = VOLUME if quantity == "water" else ENERGY
    if quantity != "temperature" and unit in sums:
        return sums[unit], False
    if quantity not in {"temperature", "water"} and unit in POWER:
        return POWER[unit], True
    known = {"temperature": ("°C",), "water": tuple(VOLUME)}.get(quantity, (*ENERGY, *POWER))
    raise AIError("meter_unit", unit=unit, known=", ".join(known))
