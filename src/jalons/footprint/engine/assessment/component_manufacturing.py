"""The draws of the manufacture of servers counted from their components.

Sufficient statistics: per life, Σ devices × amount of each part. The error of a component factor,
of a density, of the power model is one draw for all the devices with the component: it does
not average out, and the cost does not depend on the fleet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jalons.footprint.engine.assessment.monte_carlo import Draw, Draws, Errors
from jalons.footprint.engine.factors.components import (
    PARTS,
    Bounds,
    ComponentFact,
    ComponentFactors,
    Floats,
)
from jalons.footprint.engine.factors.pack import Shape, Spread, Stage
from jalons.footprint.engine.fleet.holdings import Holding, MachinesByPlace, Span
from jalons.footprint.engine.fleet.machines import MachineBill, bills, fact, known_bills

IMPACT = "impact"
FACTOR, COMPONENT, CONSUMPTION, LIFETIME = "factor", "component", "consumption", "lifetime"
QUANTITY = "quantity"
COMMON = {
    FACTOR: "common_factor",
    COMPONENT: "common_factor",
    CONSUMPTION: "common_consumption",
    LIFETIME: "common_lifetime",
}
COMPONENTS = "components"  # the family of all component factors: one method, one database
type Input = tuple[str, str]


def pool_of(family: str, *rest: str) -> str:
    """The pool of the inputs of a family at a stage; none without family."""
    return "/".join((family, *rest)) if family else ""


def common_of(kind: str, errors: Errors) -> Input:
    """The input that represents the common part of an error."""
    return COMMON[kind], errors.pool.split("/")[0] if kind != LIFETIME else ""


def once_known(draw: Draw, errors: Errors | None, of: Input, known: Input | None) -> Draw:
    """A quantity that follows the input ``of``, at its mean once ``known`` is known.

    An input that shares part of its error keeps the other part: see :class:`Errors`.
    """
    if known is None:
        return draw
    if errors is None:
        return np.full_like(draw, draw.mean()) if known == of else draw
    if known == of:
        return errors.own_known(draw)
    return errors.common_known(draw) if known == common_of(of[0], errors) else draw


@dataclass(frozen=True, slots=True)
class PartTerm:
    """A part of some machines: its amount over a year of their lives, and its factor.

    ``amount`` in its unit, ``factor`` in impact by unit, as draws.
    """

    part: str
    amount: Draw
    factor: Draw
    errors: Errors | None = None

    def yearly_impact(self, known: Input | None) -> Draw:
        """The impact of the part in a year; ``known`` as in :meth:`ComponentTerms.made`."""
        exact = known == (COMPONENT, self.part)
        amount = np.full_like(self.amount, self.amount.mean()) if exact else self.amount
        return amount * once_known(self.factor, self.errors, (COMPONENT, self.part), known)


@dataclass(frozen=True, slots=True)
class ComponentTerms:
    """The manufacture of machines that share a life: Σ amount × factor, times ``rate`` (1/year).

    ``own``: their owner states how long they serve; the rate is then certain.
    """

    rate: Draw
    own: bool
    parts: tuple[PartTerm, ...]
    life: Errors | None = None

    def made(self, device: str, known: Input | None = None) -> Draw:
        """The yearly impact; ``known`` names an input set to its mean."""
        total = np.zeros_like(self.rate)
        for part in self.parts:
            total += part.yearly_impact(known)
        return total * once_known(self.rate, self.life, (LIFETIME, device), known)


@dataclass(frozen=True, slots=True)
class MachinePart:
    """A part of all the machines of a holding: its amount (low, mid, high) and its factor."""

    amount: Bounds
    fact: ComponentFact

    @property
    def name(self) -> str:
        """The id of the part, as in the component table."""
        return self.fact.item

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return PARTS[self.fact.item]


@dataclass(frozen=True, slots=True)
class MachineParts:
    """The parts of ``devices`` machines, all lives together, for a trace."""

    devices: float
    parts: tuple[MachinePart, ...]


@dataclass(frozen=True, slots=True)
class ComponentModeller:
    """Counts machines from their parts with component factors, None when there are none."""

    factors: ComponentFactors | None
    draws: Draws

    def bill(self, machine: str | None) -> MachineBill | None:
        """The bill of a machine, when its key says enough."""
        if machine is None or self.factors is None:
            return None
        known = known_bills(self.factors)
        if machine not in known:
            bills((machine,), self.factors)
        return known[machine]

    def covers(self, span: Span, criterion: str) -> bool:
        """Whether the devices of a span are counted from their parts for a criterion."""
        bill = self.bill(span.machine)
        return bill is not None and criterion in bill.covers

    def prepare(self, holding: Holding) -> None:
        """Compute the bills of all the machines of a holding at once."""
        if self.factors is not None:
            spans = (*holding.spans, *holding.aged, *holding.undated)
            bills({span.machine for span in spans if span.machine}, self.factors)

    def terms(
        self, spans: Iterable[Span], criterion: str, life: Draw, errors: Errors | None
    ) -> tuple[ComponentTerms, ...]:
        """The terms of the spans counted from their parts; ``life`` in years as draws."""
        lives: dict[tuple[float, float], Floats] = {}
        for span in spans:
            bill = self.bill(span.machine)
            if bill is None or criterion not in bill.covers or not span.quantity:
                continue
            life_of = span.extra, span.stretch
            amounts = bill.amounts * (span.quantity * span.weight)
            lives[life_of] = lives.get(life_of, 0.0) + amounts
        return tuple(
            ComponentTerms(
                rate=1 / (stretch * life + extra),
                own=not stretch,
                parts=tuple(
                    PartTerm(
                        part,
                        self.draws.of(f"component/{part}/amount", spread_of(amount)),
                        *self._factor(part, criterion),
                    )
                    for part, amount in _present_parts(sums)
                ),
                life=errors,
            )
            for (extra, stretch), sums in lives.items()
        )

    def parts(self, spans: Iterable[Span], criterion: str) -> MachineParts | None:
        """The parts of the machines counted for a criterion, for a trace."""
        sums: Floats = np.zeros((len(PARTS), 3))
        devices = 0.0
        for span in spans:
            bill = self.bill(span.machine)
            if bill is not None and criterion in bill.covers:
                devices += span.quantity
                sums = sums + bill.amounts * span.quantity
        if not devices:
            return None
        found = ((amount, self._fact(part, criterion)) for part, amount in _present_parts(sums))
        return MachineParts(
            devices, tuple(MachinePart(amount, fact) for amount, fact in found if fact)
        )

    def power_model(self) -> ComponentFact | None:
        """The uncertainty of the power computed from a load."""
        facts = self.factors.facts if self.factors else ()
        return next((each for each in facts if each.attribute == "power_model"), None)

    def kwh(self, machines: MachinesByPlace) -> dict[str, Bounds]:
        """Yearly kWh by country (low, mid, high) of the machines that say enough."""
        found = {}
        for place, numbers in machines.items():
            known = [(self.bill(machine), quantity) for machine, quantity in numbers.items()]
            drawn = [bill.kwh * quantity for bill, quantity in known if bill is not None]
            if drawn:
                found[place] = Bounds(*map(float, np.sum(drawn, axis=0)))
        return found

    def devices(self, machines: MachinesByPlace) -> dict[str, float]:
        """The number of devices of each country that :meth:`kwh` covers."""
        return {
            place: sum(number for machine, number in numbers.items() if self.bill(machine))
            for place, numbers in machines.items()
        }

    def consumption(self, machines: MachinesByPlace, country: str) -> tuple[float, Bounds | None]:
        """The devices of a country that say enough, and the kWh they draw in a year."""
        return self.devices(machines).get(country, 0.0), self.kwh(machines).get(country)

    def drawn(self, machines: MachinesByPlace) -> dict[str, Draw]:
        """Yearly kWh by country as draws, the error of the power model being shared by all."""
        if self.factors is None:
            return {}
        model = fact(self.factors, "server", "power_model") or Bounds.exact(1)
        error = self.draws.of("component/power_model", spread_of(model))
        return {
            place: error * self.draws.of("component/power/amount", spread_of(kwh))
            for place, kwh in self.kwh(machines).items()
        }

    def _factor(self, part: str, criterion: str) -> tuple[Draw, Errors | None]:
        known = self._fact(part, criterion)
        if known is not None:
            name, spread = f"component/{part}/{criterion}", spread_of(known.bounds)
            pool = pool_of(COMPONENTS, Stage.MANUFACTURING, criterion)
            return self.draws.of(name, spread, pool), self.draws.errors(name, pool)
        if self.factors is None:
            raise KeyError(part)
        value = self.factors.parts[list(PARTS).index(part)]
        return np.full(self.draws.count, value[self.factors.criteria.index(criterion)]), None

    def _fact(self, part: str, criterion: str) -> ComponentFact | None:
        if self.factors is None:
            return None
        return _impacts(self.factors).get((part, criterion))


def spans_of(holding: Holding, *, aged: bool) -> tuple[Span, ...]:
    """The lives of a holding: those of the dated devices being their own when ``aged`` (REEL)."""
    return (*holding.aged, *holding.undated) if aged else holding.spans


def spread_of(bounds: Bounds) -> Spread:
    """Three numbers as a spread: 5th percentile, median and 95th where they are all above zero."""
    low, mid, high = bounds
    if low == high:
        return Spread.exact(mid)
    return Spread(mid, low, high, Shape.LOGNORMAL if low > 0 else Shape.TRIANGULAR)


@lru_cache(maxsize=4)
def _impacts(factors: ComponentFactors) -> Mapping[tuple[str, str], ComponentFact]:
    return {(each.item, each.criterion): each for each in factors.facts if each.attribute == IMPACT}


def _present_parts(sums: Floats) -> list[tuple[str, Bounds]]:
    """The parts present. Ranges add up linearly: they come from the same unknowns."""
    return [
        (part, Bounds(*map(float, amount)))
        for part, amount in zip(PARTS, sums, strict=True)
        if amount[2] > 0
    ]
