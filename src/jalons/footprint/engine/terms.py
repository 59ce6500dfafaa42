"""The draws behind an assessment: each figure as a product of named uncertain inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from jalons.footprint.engine.built import Builder, BuiltTerms, Input, spans_of
from jalons.footprint.engine.draws import Draw, Draws
from jalons.footprint.engine.factors import (
    DATACENTRE,
    ELECTRICITY,
    EMBODIED,
    Factor,
    FactorQuality,
    Lifetime,
    Mix,
    Pack,
    Spread,
    Stage,
)
from jalons.footprint.engine.fleet import Holding, Span
from jalons.footprint.engine.lifetimes import expected_lifetime
from jalons.footprint.engine.results import LifetimeRule

COUNTED_ELSEWHERE = frozenset({FactorQuality.INCLUDED, FactorQuality.NONE})


@dataclass(frozen=True, slots=True)
class DeviceTerms:
    """The inputs of one kind of device for one criterion, as draws.

    ``embodied`` in impact/device by stage, whose error is that of the class ``anchor`` (the use
    too where a service is given as a whole);
    ``certain_rate`` the Σ 1/age of devices with their own age, ``rate`` that of the others, both in
    device/year; ``consumption`` in kWh/device/year; ``mixes`` in impact/kWh by country.
    ``multipliers`` change a stage as a whole (scenarios). ``built``: the manufacture of those
    counted from what they are made of, the rates being those of the others; ``drawn`` what they
    draw in kWh/year by country, ``own_drawn`` the same times the PUE of their room.
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
    built: tuple[BuiltTerms, ...] = ()
    drawn: Mapping[str, Draw] = field(default_factory=dict)
    own_drawn: Mapping[str, Draw] = field(default_factory=dict)

    def inputs(self) -> list[Input]:
        """The uncertain inputs these terms depend on."""
        found: list[Input] = []
        if self.embodied:
            found.append(("factor", self.anchor))
        if (self.embodied and self.uncertain) or any(not each.own for each in self.built):
            found.append(("lifetime", self.device))
        parts = dict.fromkeys(part.part for each in self.built for part in each.parts)
        found += [("component", part) for part in parts]
        if self.mixes:
            unmetered = sum(self.unmetered.values()) + sum(
                each for _, each in self.own_pue.values()
            )
            guessed = self.consumption is not None and unmetered
            if guessed or self.drawn or self.own_drawn:
                found.append(("consumption", self.device))
            found += [("mix", country) for country in self.mixes]
            if self.pue is not None:
                found.append(("pue", ""))
        return found

    def stages(self, known: Input | None = None) -> dict[Stage, Draw]:
        """The yearly impact by assessed stage; ``known`` names an input held at its mean."""
        rate = self.certain_rate + held(self.rate, known == ("lifetime", self.device))
        exact = known == ("factor", self.anchor)
        result = {stage: held(draw, exact) * rate for stage, draw in self.embodied.items()}
        for each in self.built:
            made = each.made(self.device, known)
            result[Stage.MANUFACTURING] = result.get(Stage.MANUFACTURING, 0.0) + made
        if self.mixes:
            result[Stage.USE] = result.get(Stage.USE, 0.0) + self._use(known)
        for stage, times in self.multipliers.items():
            if stage in result:
                result[stage] = result[stage] * times
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
        return held(self.consumption, known == ("consumption", self.device))

    def _use(self, known: Input | None) -> Draw:
        one, nothing = self._consumption(known), np.zeros_like(self.rate)
        guessed = known == ("consumption", self.device)
        pue = 1.0 if self.pue is None else held(self.pue, known == ("pue", ""))
        total = np.zeros_like(self.rate)
        for country, mix in self.mixes.items():
            declared, unmetered = (
                self.declared_kwh.get(country, 0.0),
                self.unmetered.get(country, 0.0),
            )
            own_kwh, own_devices = self.own_pue.get(country, (0.0, 0.0))
            drawn = held(self.drawn.get(country, nothing), guessed)
            own_drawn = held(self.own_drawn.get(country, nothing), guessed)
            kwh = (declared + unmetered * one + drawn) * pue + own_kwh + own_devices * one
            kwh = kwh + own_drawn
            total += kwh * held(mix, known == ("mix", country))
        return total


@dataclass(frozen=True, slots=True)
class OwnLives:
    """Devices whose life is known one by one: how many, and their Σ 1/life in 1/year.

    ``shared`` devices of the others also serve someone else before or after us.
    """

    quantity: float
    rate: float
    shared: float


def own_lives(
    holding: Holding, rule: LifetimeRule, apart: Callable[[Span], bool] | None = None
) -> OwnLives:
    """Devices that are spread over their own age (REEL) or the years their owner gives.

    Those ``apart`` (counted from what they are made of) are left out.
    """
    aged = is_aged(holding, rule)
    spans = [each for each in (holding.undated if aged else holding.spans)
             if apart is None or not apart(each)]  # fmt: skip
    given = [each for each in spans if not each.stretch]
    quantity, rate = (holding.dated, holding.dated_rate) if aged else (0.0, 0.0)
    for each in holding.aged if aged else ():
        if apart is not None and apart(each):
            quantity, rate = quantity - each.quantity, rate - each.quantity / each.extra
    if quantity < 1e-9 * holding.quantity:  # what is left once all are apart
        quantity = rate = 0.0
    return OwnLives(
        quantity=sum(each.quantity for each in given) + quantity,
        rate=sum(each.weight * each.quantity / each.extra for each in given) + rate,
        shared=sum(each.quantity for each in spans if each.stretch and each.extra),
    )


def is_aged(holding: Holding, rule: LifetimeRule) -> bool:
    """Whether dated devices are spread over their own age."""
    return rule is LifetimeRule.ACTUAL and bool(holding.dated)


def places_of(holding: Holding) -> list[str]:
    """The countries a kind of device draws electricity in."""
    return sorted({*holding.declared_kwh, *holding.unmetered, *holding.own_pue})


def held(draw: Draw, exact: bool) -> Draw:  # noqa: FBT001 - reads as "held if"
    """The draw, or its mean everywhere when it is taken as known."""
    return np.full_like(draw, draw.mean()) if exact else draw


@dataclass(frozen=True, slots=True)
class Electrics:
    """How electricity is turned into impact: a dataset to ask first, and the PUE given, if any.

    A scenario may plan another PUE, ``reached`` (0 to 1) of the way from today's.
    """

    mix: str | None
    pue: float | None
    planned_pue: float | None = None
    reached: float = 0.0

    def spread(self, pack: Pack) -> Spread:
        """The PUE: the one given, exact, or the pack's default, wide."""
        return pack.pue() if self.pue is None else Spread.exact(self.pue)


@dataclass(frozen=True, slots=True)
class Modeller:
    """Turns holdings into terms, with the draws of a pack; ``home`` is the authority's country."""

    pack: Pack
    draws: Draws
    rule: LifetimeRule
    electrics: Electrics
    home: str

    def terms(self, holding: Holding, criterion: str) -> DeviceTerms:
        """The terms of a kind of device for a criterion."""
        consumption = self.consumption(holding.device)
        known = consumption.spread if consumption else None
        builder, apart = self.builder(), self.apart(criterion)
        builder.learn(holding)
        spans = spans_of(holding, aged=is_aged(holding, self.rule))
        plain = tuple(each for each in spans if each.stretch and not apart(each))
        guessed, own = self.guessed(holding)
        embodied = self._embodied(holding.device, criterion)
        made = self.factor(holding.device, Stage.MANUFACTURING, criterion)
        return DeviceTerms(
            device=holding.device,
            anchor=made.anchor if made else holding.device,
            embodied=embodied,
            rate=self._rate(holding, plain),
            certain_rate=own_lives(holding, self.rule, apart).rate,
            uncertain=any(span.quantity for span in plain),
            consumption=self._draw(f"{holding.device}/use/{ELECTRICITY}", known) if known else None,
            declared_kwh=holding.declared_kwh,
            unmetered=guessed if known else {},
            mixes=self._mixes(holding, criterion) if self._powered(holding) else {},
            pue=self._pue() if self.pays_pue(holding) else None,
            own_pue={
                place: (kwh, devices if known else 0.0) for place, (kwh, devices) in own.items()
            },
            multipliers=holding.multipliers,
            built=builder.terms(spans, criterion, self._life(holding)),
            drawn=builder.drawn(holding.machines),
            own_drawn=builder.drawn(holding.own_machines),
        )

    def builder(self) -> Builder:
        """What counts machines from their parts."""
        return Builder(self.pack.components, self.draws)

    def apart(self, criterion: str) -> Callable[[Span], bool]:
        """Whether the devices of a span are counted from their parts for a criterion."""
        builder = self.builder()
        return lambda span: builder.covers(span, criterion)

    def guessed(self, holding: Holding) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
        """Devices whose consumption only their kind tells, by country; ``own_pue`` of them too."""
        builder = self.builder()
        built, own_built = builder.devices(holding.machines), builder.devices(holding.own_machines)
        return (
            {
                place: max(0.0, devices - built.get(place, 0.0))
                for place, devices in holding.unmetered.items()
            },
            {
                place: (kwh, max(0.0, devices - own_built.get(place, 0.0)))
                for place, (kwh, devices) in holding.own_pue.items()
            },
        )

    def factor(self, device: str, stage: Stage, criterion: str) -> Factor | None:
        """The factor of a device at a stage, as it is at home."""
        return self.pack.factor(device, stage, criterion, self.home)

    def consumption(self, device: str) -> Factor | None:
        """What one device draws in a year, in kWh."""
        return self.factor(device, Stage.USE, ELECTRICITY)

    def lifetime(self, holding: Holding) -> Lifetime:
        """The years of service of a kind: the catalogue's, told by the inventory where it can."""
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
        apart = self.apart(criterion)
        return sum(each.quantity for each in spans if apart(each)) / holding.quantity

    def _known(self, holding: Holding, stage: Stage, criterion: str) -> bool:
        kind = self.pack.devices[holding.device]
        if stage is Stage.USE and kind.consumed:
            return self._tells(holding, stage, criterion)
        if stage is Stage.USE:
            return bool(self._mixes(holding, criterion)) or not self._powered(holding)
        if self.pack.criteria[criterion].per_kwh is not None:
            return True
        return self._tells(holding, stage, criterion)

    def _tells(self, holding: Holding, stage: Stage, criterion: str) -> bool:
        """Whether a stage has a factor, or the reason why it needs none."""
        found = self.factor(holding.device, stage, criterion)
        return found is not None and (
            found.spread is not None or found.quality in COUNTED_ELSEWHERE
        )

    def _embodied(self, device: str, criterion: str) -> dict[Stage, Draw]:
        stages = (*EMBODIED, Stage.USE)
        found = {stage: self.factor(device, stage, criterion) for stage in stages}
        return {
            stage: self._draw(f"{factor.anchor}/{stage}/{criterion}", factor.spread)
            for stage, factor in found.items()
            if factor is not None and factor.spread is not None
        }

    def _rate(self, holding: Holding, spans: tuple[Span, ...]) -> Draw:
        """Σ weight × quantity ÷ years of life, in device/year."""
        life = self._life(holding)
        rate = np.zeros(self.draws.count)
        for span in spans:
            rate += span.weight * span.quantity / (span.stretch * life + span.extra)
        return rate

    def _life(self, holding: Holding) -> Draw:
        """The years of service of a kind, as draws."""
        spread = self.lifetime(holding).spread
        if self.rule is LifetimeRule.FIXED:
            spread = Spread.exact(spread.value)
        return self._draw(f"{holding.device}/lifetime", spread)

    def _mixes(self, holding: Holding, criterion: str) -> dict[str, Draw]:
        result = {}
        for country in places_of(holding):
            mix = self.mix(country, criterion)
            if mix is not None:
                result[country] = self._draw(f"mix/{mix.country}/{criterion}", mix.spread)
        return result

    def pays_pue(self, holding: Holding) -> bool:
        """Whether some of these devices stand in a data centre whose PUE they do not tell."""
        server = self.pack.devices[holding.device].tier == DATACENTRE
        return server and self._powered(holding) and bool(holding.declared_kwh or holding.unmetered)

    def _powered(self, holding: Holding) -> bool:
        factor = self.consumption(holding.device)
        known = factor is not None and factor.spread is not None
        measured = any(kwh for kwh, _ in holding.own_pue.values())
        built = any(self.builder().kwh(each) for each in (holding.machines, holding.own_machines))
        return known or measured or built or bool(holding.declared_kwh)

    def _pue(self) -> Draw:
        spread = self.electrics.spread(self.pack)
        today = np.maximum(self._draw("pue", spread), 1.0)
        planned = self.electrics.planned_pue
        if planned is None:
            return today
        reached = self.electrics.reached
        return (1 - reached) * today + reached * planned

    def _draw(self, name: str, spread: Spread) -> Draw:
        return self.draws.of(name, spread)
