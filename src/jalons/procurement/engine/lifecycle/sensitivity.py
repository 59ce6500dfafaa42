"""What a ranking of options rests on: one assumption at a time goes to its bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jalons.procurement.engine.lifecycle.costs import (
    ZERO,
    LifeCycleCost,
    Option,
    cheapest,
    life_cycle_cost,
)
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, hypotheses

LONGER = 1  # year more or less

type Change = Callable[[Option, Decimal], tuple[Option, Assumptions]]


@dataclass(frozen=True, slots=True)
class Swing:
    """What becomes of the costs when one assumption goes to a bound.

    ``name`` is ``energy_price``, ``rate``, ``life`` or ``residual``; ``low`` and ``high`` are its
    bounds (years more or less, times the residual value), ``at_low`` and ``at_high`` the costs
    there, in the order of the options; ``turns``: another option becomes the cheapest.
    """

    name: str
    low: Decimal
    high: Decimal
    at_low: tuple[LifeCycleCost, ...]
    at_high: tuple[LifeCycleCost, ...]
    turns: bool


def sensitivity(options: Sequence[Option], assumed: Assumptions) -> tuple[Swing, ...]:
    """The swings of price of energy, rate, life and residual value, one at a time."""
    known = hypotheses()
    price, rate = known["energy_price"], known["rate"]

    def with_price(option: Option, value: Decimal) -> tuple[Option, Assumptions]:
        return option, replace(assumed, energy_price=value)

    def with_rate(option: Option, value: Decimal) -> tuple[Option, Assumptions]:
        return option, replace(assumed, rate=value)

    def with_life(option: Option, value: Decimal) -> tuple[Option, Assumptions]:
        return replace(option, life=max(1, option.life + int(value))), assumed

    def with_residual(option: Option, value: Decimal) -> tuple[Option, Assumptions]:
        return replace(option, residual=option.residual * value), assumed

    bounds: tuple[tuple[str, Decimal, Decimal, Change], ...] = (
        ("energy_price", price.low, price.high, with_price),
        ("rate", rate.low, rate.high, with_rate),
        ("life", Decimal(-LONGER), Decimal(LONGER), with_life),
        ("residual", ZERO, Decimal(2), with_residual),
    )
    first = _first([life_cycle_cost(each, assumed) for each in options])
    found = []
    for name, low, high, changed in bounds:
        at_low, at_high = (
            tuple(life_cycle_cost(*changed(each, bound)) for each in options)
            for bound in (low, high)
        )
        turns = any(_first(costs) != first for costs in (at_low, at_high))
        found.append(Swing(name, low, high, at_low, at_high, turns))
    return tuple(found)


def _first(costs: Sequence[LifeCycleCost]) -> str | None:
    """The label of the cheapest; None when two are."""
    found = cheapest(costs)
    return found.option.label if found else None
