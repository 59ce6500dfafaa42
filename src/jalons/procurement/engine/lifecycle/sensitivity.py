"""What a ranking of options rests on: one assumption at a time goes to its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jalons.procurement.engine.lifecycle.costs import (
    LONGEST,
    MOST,
    LifeCycleCost,
    Option,
    cheapest,
    life_cycle_cost,
)
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, hypotheses

OF_OPTIONS = {"life": (-1, 1), "residual": (0, 2)}  # years more or less, times the value


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
    bounds = {name: (known[name].low, known[name].high) for name in ("energy_price", "rate")}
    bounds |= {name: (Decimal(low), Decimal(high)) for name, (low, high) in OF_OPTIONS.items()}
    first, found = _first([life_cycle_cost(each, assumed) for each in options]), []
    for name, (low, high) in bounds.items():
        ends = [tuple(_at(name, bound, each, assumed) for each in options) for bound in (low, high)]
        turns = any(_first(costs) != first for costs in ends)
        found.append(Swing(name, low, high, ends[0], ends[1], turns))
    return tuple(found)


def _at(name: str, bound: Decimal, option: Option, assumed: Assumptions) -> LifeCycleCost:
    """The cost of an option with one assumption at a bound."""
    if name == "life":
        life = min(max(1, option.life + int(bound)), LONGEST)
        return life_cycle_cost(replace(option, life=life), assumed)
    if name == "residual":
        residual = min(option.residual * bound, MOST)
        return life_cycle_cost(replace(option, residual=residual), assumed)
    changed: dict[str, Any] = {name: bound}
    return life_cycle_cost(option, replace(assumed, **changed))


def _first(costs: Sequence[LifeCycleCost]) -> int | None:
    """The place of the cheapest; None when two are."""
    found = cheapest(costs)
    return costs.index(found) if found else None
