"""The draws behind an assessment: each figure as a product of named uncertain inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from jalons.footprint.engine.assessment.component_manufacturing import (
    COMPONENT,
    CONSUMPTION,
    FACTOR,
    LIFETIME,
    QUANTITY,
    ComponentModeller,
    ComponentTerms,
    Input,
    common_of,
    once_known,
    pool_of,
    spans_of,
)
from jalons.footprint.engine.assessment.monte_carlo import Draw, Draws, Errors
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.lifetimes import expected_lifetime
from jalons.footprint.engine.factors.pack import (
    DATACENTRE,
    ELECTRICITY,
    EMBODIED,
    Factor,
    Lifetime,
    Mix,
    Pack,
    Shape,
    Spread,
    Stage,
)
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.fleet.holdings import Holding, Span

COUNTED_ELSEWHERE = frozenset({FactorQuality.INCLUDED, FactorQuality.NONE})


@dataclass(frozen=True, slots=True)
class DeviceTerms:
    """The inputs of one kind of device for one criterion, as draws.

    ``embodied`` in impact/device by stage, whose error is that of the class ``anchor`` (the use
    too where a service is stated as a whole);
    ``certain_rate`` the Σ 1/age of devices with their own age, ``rate`` that of the others, both in
    device/year; ``consumption`` in kWh/device/year; ``mixes`` in impact/kWh by country.
    ``multipliers`` change a stage (scenarios). ``component_terms``: the manufacture of those
    counted from what they are made of, the rates being those of the others; ``drawn`` what they
    draw in kWh/year by country, ``own_drawn`` the same times the PUE of their room. ``errors`` say
    of the factor of each stage, of the lifetime and of the consumption what they share with others.
    ``counted``: how many there really are, for one of the quantity, when that is uncertain.
    """

    device: str
    anchor: str
    embodied: Mapping[Stage, Draw]
    rate: Draw
    certain_rate: float
    uncertain: bool
    consumption: Draw | None
    declared_kwh: Mapping[str, float]
    unmetered: Mapping[str, float]
    mixes: Mapping[str, Draw]
    pue: Draw | None
    own_pue: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    multipliers: Mapping[Stage, float] = field(default_factory=dict)
    component_terms: tuple[ComponentTerms, ...] = ()
    drawn: Mapping[str, Draw] = field(default_factory=dict)
    own_drawn: Mapping[str, Draw] = field(default_factory=dict)
    errors: Mapping[str, Errors] = field(default_factory=dict)
    counted: Draw | None = None

    def inputs(self) -> list[Input]:
        """The uncertain inputs these terms depend on, those they share with others at the end."""
        found: list[Input] = []
        shared: list[tuple[str, Errors | None]] = []
        if self.embodied:
            found.append((FACTOR, self.anchor))
            shared += [(FACTOR, self.errors.get(stage)) for stage in self.embodied]
        if (self.embodied and self.uncertain) or any(not each.own for each in self.component_terms):
            found.append((LIFETIME, self.device))
            shared.append((LIFETIME, self.errors.get(LIFETIME)))
        parts = {part.part: part.errors for each in self.component_terms for part in each.parts}
        found += [(COMPONENT, part) for part in parts]
        shared += [(COMPONENT, errors) for errors in parts.values()]
        if self.mixes:
            unmetered = sum(self.unmetered.values()) + sum(
                each for _, each in self.own_pue.values()
            )
            guessed = self.consumption is not None and unmetered
            if guessed or self.drawn or self.own_drawn:
                found.append((CONSUMPTION, self.device))
                shared.append((CONSUMPTION, self.errors.get(CONSUMPTION)))
            found += [("mix", country) for country in self.mixes]
            if self.pue is not None:
                found.append(("pue", ""))
        if self.counted is not None:
            found.append((QUANTITY, self.device))
        return [*found, *dict.fromkeys(common_of(kind, each) for kind, each in shared if each)]

    def stages(self, known: Input | None = None) -> dict[Stage, Draw]:
        """The yearly impact by assessed stage; ``known`` names an input set to its mean."""
        rate = self.certain_rate + self._once(known, (LIFETIME, self.device), self.rate)
        factor = (FACTOR, self.anchor)
        result = {
            stage: self._once(known, factor, draw, stage) * rate
            for stage, draw in self.embodied.items()
        }
        for term in self.component_terms:
            made = term.made(self.device, known)
            result[Stage.MANUFACTURING] = result.get(Stage.MANUFACTURING, 0.0) + made
        if self.mixes:
            result[Stage.USE] = result.get(Stage.USE, 0.0) + self._use(known)
        for stage, times in self.multipliers.items():
            if stage in result:
                result[stage] = result[stage] * times
        if self.counted is not None:
            counted = once_known(self.counted, None, (QUANTITY, self.device), known)
            result = {stage: draw * counted for stage, draw in result.items()}
        return result

    def total(self, known: Input | None = None) -> Draw:
        """The yearly impact, all assessed stages together."""
        return sum(self.stages(known).values(), start=np.zeros(self.rate.shape))

    def kwh(self) -> Draw:
        """The electricity of these devices in kWh/year, PUE included."""
        one = self._consumption()
        total = sum(self.declared_kwh.values()) + sum(self.unmetered.values()) * one
        total = sum(self.drawn.values(), start=total)
        total = total if self.pue is None else total * self.pue
        for kwh, devices in self.own_pue.values():
            total = total + kwh + devices * one
        total = sum(self.own_drawn.values(), start=total)
        return total * self.multipliers.get(Stage.USE, 1.0)

    def _consumption(self, known: Input | None = None) -> Draw:
        """The electricity of one device; zero when its kind has none of its own."""
        if self.consumption is None:
            return np.zeros_like(self.rate)
        return self._once(known, (CONSUMPTION, self.device), self.consumption)

    def _once(
        self, known: Input | None, of: Input, draw: Draw, shared_as: str | None = None
    ) -> Draw:
        """An input once ``known`` is known, what it shares with others being in ``errors``."""
        return once_known(draw, self.errors.get(shared_as or of[0]), of, known)

    def _use(self, known: Input | None) -> Draw:
        one, nothing = self._consumption(known), np.zeros_like(self.rate)
        guess = (CONSUMPTION, self.device)
        pue = 1.0 if self.pue is None else once_known(self.pue, None, ("pue", ""), known)
        total = np.zeros_like(self.rate)
        for country, mix in self.mixes.items():
            declared, unmetered = (
                self.declared_kwh.get(country, 0.0),
                self.unmetered.get(country, 0.0),
            )
            own_kwh, own_devices = self.own_pue.get(country, (0.0, 0.0))
            drawn = once_known(self.drawn.get(country, nothing), None, guess, known)
            own_drawn = once_known(self.own_drawn.get(country, nothing), None, guess, known)
            kwh = (declared + unmetered * one + drawn) * pue + own_kwh + own_devices * one
            kwh = kwh + own_drawn
            total += kwh * once_known(mix, None, ("mix", country), known)
        return total


@dataclass(frozen=True, slots=True)
class OwnLives:
    """Devices whose life is known one by one: their number, and their Σ 1/life in 1/year.

    ``shared`` devices of the others also serve someone else before or after us.
    """

    quantity: float
    rate: float
    shared: float


def own_lives(
    holding: Holding, rule: LifetimeRule, from_parts: Callable[[Span], bool] | None = None
) -> OwnLives:
    """Devices spread over their own age (REEL) or the years stated by their owner.

    Those counted ``from_parts`` are left out.
    """
    aged = is_aged(holding, rule)
    spans = [each for each in (holding.undated if aged else holding.spans)
             if from_parts is None or not from_parts(each)]  # fmt: skip
    stated = [span for span in spans if not span.stretch]
    quantity, rate = (holding.dated, holding.dated_rate) if aged else (0.0, 0.0)
    for each in holding.aged if aged else ():
        if from_parts is not None and from_parts(each):
            quantity, rate = quantity - each.quantity, rate - each.quantity / each.extra
    if quantity < 1e-9 * holding.quantity:  # what remains once all are counted from parts
        quantity = rate = 0.0
    return OwnLives(
        quantity=sum(each.quantity for each in stated) + quantity,
        rate=sum(each.weight * each.quantity / each.extra for each in stated) + rate,
        shared=sum(span.quantity for span in spans if span.stretch and span.extra),
    )


def is_aged(holding: Holding, rule: LifetimeRule) -> bool:
    """Whether dated devices are spread over their own age."""
    return rule is LifetimeRule.ACTUAL and bool(holding.dated)


def _counted(holding: Holding, draws: Draws) -> Draw | None:
    """How many of a holding there really are, for one; none when it is exact."""
    if not holding.doubt:
        return None
    part = min(1.0, holding.doubt / holding.quantity)
    return draws.of(f"{holding.device}/quantity", Spread(1.0, 1 - part, 1 + part, Shape.UNIFORM))


def places_of(holding: Holding) -> list[str]:
    """The countries a kind of device draws electricity in."""
    return sorted({*holding.declared_kwh, *holding.unmetered, *holding.own_pue})


@dataclass(frozen=True, slots=True)
class ElectricityModel:
    """How electricity becomes impact: the preferred dataset, and the stated PUE, if any.

    A scenario may plan another PUE, ``reached`` (0 to 1) of the way from today's.
    """

    mix: str | None
    pue: float | None
    planned_pue: float | None = None
    reached: float = 0.0

    def spread(self, pack: Pack) -> Spread:
        """The PUE: the stated one, exact, or the pack's default, wide."""
        return pack.pue() if self.pue is None else Spread.exact(self.pue)


@dataclass(frozen=True, slots=True)
class Modeller:
    """Turns holdings into terms, with the draws of a pack; ``home`` is the authority's country."""

    pack: Pack
    draws: Draws
    rule: LifetimeRule
    electrics: ElectricityModel
    home: str

    def terms(self, holding: Holding, criterion: str) -> DeviceTerms:
        """The terms of a kind of device for a criterion."""
        used = self.consumption(holding.device)
        consumption = self._drawn(used, f"{holding.device}/use/{ELECTRICITY}") if used else None
        known = consumption is not None
        components, from_parts = self.component_modeller(), self.counted_from_parts(criterion)
        components.prepare(holding)
        spans = spans_of(holding, aged=is_aged(holding, self.rule))
        plain = tuple(each for each in spans if each.stretch and not from_parts(each))
        guessed, own = self.guessed(holding)
        factors = self._embodied(holding.device, criterion)
        made = self.factor(holding.device, Stage.MANUFACTURING, criterion)
        shared = {stage.value: errors for stage, (_, errors) in factors.items()}
        shared[LIFETIME] = life = self.draws.errors(f"{holding.device}/lifetime", LIFETIME)
        shared[CONSUMPTION] = consumption[1] if consumption else None
        return DeviceTerms(
            device=holding.device,
            anchor=made.anchor if made else holding.device,
            embodied={stage: draw for stage, (draw, _) in factors.items()},
            rate=self._rate(holding, plain),
            certain_rate=own_lives(holding, self.rule, from_parts).rate,
            uncertain=any(span.quantity for span in plain),
            consumption=consumption[0] if consumption else None,
            declared_kwh=holding.declared_kwh,
            unmetered=guessed if known else {},
            mixes=self._mixes(holding, criterion) if self._powered(holding) else {},
            pue=self._pue() if self.pays_pue(holding) else None,
            own_pue={
                place: (kwh, devices if known else 0.0) for place, (kwh, devices) in own.items()
            },
            multipliers=holding.multipliers,
            component_terms=components.terms(spans, criterion, self._life(holding), life),
            drawn=components.drawn(holding.machines),
            own_drawn=components.drawn(holding.own_machines),
            errors={name: each for name, each in shared.items() if each},
            counted=_counted(holding, self.draws),
        )

    def component_modeller(self) -> ComponentModeller:
        """The model of machines counted from their parts."""
        return ComponentModeller(self.pack.components, self.draws)

    def counted_from_parts(self, criterion: str) -> Callable[[Span], bool]:
        """Whether the devices of a span are counted from their parts for a criterion."""
        components = self.component_modeller()
        return lambda span: components.covers(span, criterion)

    def guessed(self, holding: Holding) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
        """Devices whose consumption only their kind says, by country; likewise ``own_pue``."""
        components = self.component_modeller()
        described, own_described = (
            components.devices(holding.machines),
            components.devices(holding.own_machines),
        )
        return (
            {
                place: max(0.0, devices - described.get(place, 0.0))
                for place, devices in holding.unmetered.items()
            },
            {
                place: (kwh, max(0.0, devices - own_described.get(place, 0.0)))
                for place, (kwh, devices) in holding.own_pue.items()
            },
        )

    def factor(self, device: str, stage: Stage, criterion: str) -> Factor | None:
        """The factor of a device at a stage, as it is at home."""
        return self.pack.factor(device, stage, criterion, self.home)

    def consumption(self, device: str) -> Factor | None:
        """The electricity of one device, in kWh a year."""
        return self.factor(device, Stage.USE, ELECTRICITY)

    def lifetime(self, holding: Holding) -> Lifetime:
        """The years of service of a kind: the catalogue's, corrected by the inventory."""
        catalogue = self.pack.lifetimes[holding.device]
        if self.rule is LifetimeRule.FIXED or holding.survival is None:
            return catalogue
        return expected_lifetime(catalogue, holding.survival)

    def mix(self, country: str, criterion: str) -> Mix | None:
        """The mix used for a country, if the pack speaks of this criterion."""
        return self.pack.find_mix(country, criterion, first=self.electrics.mix)

    def knows(self, holding: Holding, stage: Stage, criterion: str) -> bool:
        """Whether a stage of all these devices is assessed, or rightly counts nothing."""
        return self.known_share(holding, stage, criterion) > 1 - 1e-9

    def known_share(self, holding: Holding, stage: Stage, criterion: str) -> float:
        """The share (0 to 1) of the devices a stage is assessed of, or rightly counts nothing.

        The total is when its two large stages are: manufacture and use.
        """
        if stage is Stage.TOTAL:
            stages = (Stage.MANUFACTURING, Stage.USE)
            return min(self.known_share(holding, each, criterion) for each in stages)
        if self._known(holding, stage, criterion):
            return 1.0
        if stage is not Stage.MANUFACTURING or not holding.quantity:
            return 0.0
        spans = spans_of(holding, aged=is_aged(holding, self.rule))
        from_parts = self.counted_from_parts(criterion)
        return sum(span.quantity for span in spans if from_parts(span)) / holding.quantity

    def _known(self, holding: Holding, stage: Stage, criterion: str) -> bool:
        kind = self.pack.devices[holding.device]
        if stage is Stage.USE and kind.consumed:
            return self._has_factor(holding, stage, criterion)
        if stage is Stage.USE:
            return bool(self._mixes(holding, criterion)) or not self._powered(holding)
        if self.pack.criteria[criterion].per_kwh is not None:
            return True
        return self._has_factor(holding, stage, criterion)

    def _has_factor(self, holding: Holding, stage: Stage, criterion: str) -> bool:
        """Whether a stage has a factor, or the reason why it needs none."""
        factor = self.factor(holding.device, stage, criterion)
        return factor is not None and (
            factor.spread is not None or factor.quality in COUNTED_ELSEWHERE
        )

    def _embodied(self, device: str, criterion: str) -> dict[Stage, tuple[Draw, Errors | None]]:
        """The factors there are of a device, by stage, and how their errors are shared."""
        stages = (*EMBODIED, Stage.USE)
        found = {stage: self.factor(device, stage, criterion) for stage in stages}
        drawn = {
            stage: self._drawn(factor, f"{factor.anchor}/{stage}/{criterion}")
            for stage, factor in found.items()
            if factor is not None
        }
        return {stage: each for stage, each in drawn.items() if each is not None}

    def _drawn(self, factor: Factor, name: str) -> tuple[Draw, Errors | None] | None:
        """The draws of a factor and how its error is shared; nothing for an absence.

        What is consumed within the year (paper, traffic) has no database in common with devices.
        """
        if factor.spread is None:
            return None
        consumed = self.pack.devices[factor.item].consumed
        family = "" if consumed else factor.family
        pool = pool_of(family, factor.stage, factor.criterion)
        return self.draws.of(name, factor.spread, pool), self.draws.errors(name, pool)

    def _rate(self, holding: Holding, spans: tuple[Span, ...]) -> Draw:
        """Σ weight × quantity ÷ years of life, in device/year."""
        life = self._life(holding)
        rate = np.zeros(self.draws.count)
        for span in spans:
            rate += span.weight * span.quantity / (span.stretch * life + span.extra)
        return rate

    def _life(self, holding: Holding) -> Draw:
        spread = self.lifetime(holding).spread
        if self.rule is LifetimeRule.FIXED:
            spread = Spread.exact(spread.value)
        return self.draws.of(f"{holding.device}/lifetime", spread, LIFETIME)

    def _mixes(self, holding: Holding, criterion: str) -> dict[str, Draw]:
        result = {}
        for country in places_of(holding):
            mix = self.mix(country, criterion)
            if mix is not None:
                result[country] = self.draws.of(f"mix/{mix.country}/{criterion}", mix.spread)
        return result

    def pays_pue(self, holding: Holding) -> bool:
        """Whether some of these devices stand in a data centre whose PUE they do not state."""
        server = self.pack.devices[holding.device].tier == DATACENTRE
        return server and self._powered(holding) and bool(holding.declared_kwh or holding.unmetered)

    def _powered(self, holding: Holding) -> bool:
        factor = self.consumption(holding.device)
        known = factor is not None and factor.spread is not None
        measured = any(kwh for kwh, _ in holding.own_pue.values())
        described = any(
            self.component_modeller().kwh(each) for each in (holding.machines, holding.own_machines)
        )
        return known or measured or described or bool(holding.declared_kwh)

    def _pue(self) -> Draw:
        spread = self.electrics.spread(self.pack)
        today = np.maximum(self.draws.of("pue", spread), 1.0)
        planned = self.electrics.planned_pue
        if planned is None:
            return today
        reached = self.electrics.reached
        return (1 - reached) * today + reached * planned
