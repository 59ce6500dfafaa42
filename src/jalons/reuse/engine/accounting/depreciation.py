"""Straight-line depreciation of a device, and what its exit brings or costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.verdicts import years_later


@dataclass(frozen=True, slots=True)
class NetValue:
    """Euros a device is still worth in the books; ``ends_on``: the day it is fully depreciated."""

    amount: Decimal
    ends_on: date
    is_over: bool


def net_value(price: Decimal, bought_on: date, years: int, on: date) -> NetValue:
    """Net book value on a day, in euros: straight line over ``years``, by days from the purchase.

    Raises ``ReuseError`` (``depreciation_years``) without a positive number of years.
    """
    if years < 1:
        raise ReuseError("depreciation_years", field="depreciation_years")
    end = years_later(bought_on, years)
    left = min(max((end - on).days, 0), (end - bought_on).days)
    amount = price * left / (end - bought_on).days
    return NetValue(amount.quantize(Decimal("0.01"), ROUND_HALF_UP), end, left == 0)


def exit_result(proceeds: Decimal, net: Decimal) -> Decimal:
    """Euros gained by an exit, negative when it costs: what it brought less the net value."""
    return proceeds - net
