"""The draws behind an assessment: each figure as a product of named uncertain inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

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

type Input = tuple[str, str]  # kind (factor, lifetime, consumption, mix, pue), subject

COUNTED_ELSEWHERE = frozenset({FactorQuality.INCLUDED, FactorQuality.NONE})


@dataclass(frozen=True, slots=True)
class DeviceTerms:
    """The inputs of one kind of device for one criterion, as draws.

    ``embodied`` in impact/device by stage, whose error is that of the class ``anchor``;
    ``certain_rate`` the Σ 1/age of devices with their own age, ``rate`` that of the others, both in
    device/year; ``consumption`` in kWh/device/year; ``mixes`` in impact/kWh by country.
    ``multipliers`` change a stage as a whole (scenarios).
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

    def inputs(self) -> list[Input]:
        """The uncertain inputs these terms depend on."""
        found: list[Input] = []
        if self.embodied:
            found.append(("factor", self.anchor))
            if self.uncertain:
                found.append(("lifetime", self.device))
        if self.mixes:
            unmetered = sum(self.unmetered.values()) + sum(
                each for _, each in self.own_pue.values()
            )
            if self.consumption is not None and unmetered:
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
        if self.mixes:
            result[Stage.USE] = self._use(known)
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
        total = total if self.pue is None else total * self.pue
        for kwh, devices in self.own_pue.values():
            total = total + kwh + devices * one
        return total * self.multipliers.get(Stage.USE, 1.0)

    def _consumption(self, known: Input | None = None) -> Draw:
        """The electricity of one device; zero when its kind has none of its own."""
        if self.consumption is None:
            return np.zeros_like(self.rate)
        return held(self.consumption, known == ("consumption", self.device))

    def _use(self, known: Input | None) -> Draw:
        one = self._consumption(known)
        pue = 1.0 if self.pue is None else held(self.pue, known == ("pue", ""))
        total = np.zeros_like(self.rate)
        for country, mix in self.mixes.items():
            declared, unmetered = (
                self.declared_kwh.get(country, 0.0),
                self.unmetered.get(country, 0.0),
            )
            own_kwh, own_devices = self.own_pue.get(country, (0.0, 0.0))
            kwh = (declared + unmetered * one) * pue + own_kwh + own_devices * one
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


def own_lives(holding: Holding, rule: LifetimeRule) -> OwnLives:
    """Devices that are spread over their own age (REEL) or the years their owner gives."""
    aged = rule is LifetimeRule.ACTUAL and bool(holding.dated)
    spans = holding.undated if aged else holding.spans
    given = [each for each in spans if not each.stretch]
    return OwnLives(
        quantity=sum(each.quantity for each in given) + (holding.dated if aged else 0.0),
        rate=sum(each.weight * each.quantity / each.extra for each in given)
        + (holding.dated_rate if aged else 0.0),
        shared=sum(each.quantity for each in spans if each.stretch and each.extra),
    )


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
    home: str = "FR"

    def terms(self, holding: Holding, criterion: str) -> DeviceTerms:
        """The terms of a kind of device for a criterion."""
        consumption = self.consumption(holding.device)
        known = consumption.spread if consumption else None
        dated = holding.dated if self.rule is LifetimeRule.ACTUAL else 0.0
        spans = holding.undated if dated else holding.spans
        spans = tuple(each for each in spans if each.stretch)
        own = {
            place: (kwh, devices if known else 0.0)
            for place, (kwh, devices) in holding.own_pue.items()
        }
        embodied = self._embodied(holding.device, criterion)
        made = self.factor(holding.device, Stage.MANUFACTURING, criterion)
        return DeviceTerms(
            device=holding.device,
            anchor=made.anchor if made else holding.device,
            embodied=embodied,
            rate=self._rate(holding, spans),
            certain_rate=own_lives(holding, self.rule).rate,
            uncertain=any(span.quantity for span in spans),
            consumption=self._draw(f"{holding.device}/use/{ELECTRICITY}", known) if known else None,
            declared_kwh=holding.declared_kwh,
            unmetered=holding.unmetered if known else {},
            mixes=self._mixes(holding, criterion) if self._powered(holding) else {},
            pue=self._pue() if self.pays_pue(holding) else None,
            own_pue=own,
            multipliers=holding.multipliers,
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
        """Whether a stage is assessed, or rightly counts nothing.

        The total is when its two large stages are: manufacture and use.
        """
        if stage is Stage.TOTAL:
            return all(
                self.knows(holding, each, criterion) for each in (Stage.MANUFACTURING, Stage.USE)
            )
        if stage is Stage.USE:
            return bool(self._mixes(holding, criterion)) or not self._powered(holding)
        if self.pack.criteria[criterion].per_kwh is not None:
            return True
        found = self.factor(holding.device, stage, criterion)
        return found is not None and (
            found.spread is not None or found.quality in COUNTED_ELSEWHERE
        )

    def _embodied(self, device: str, criterion: str) -> dict[Stage, Draw]:
        found = {stage: self.factor(device, stage, criterion) for stage in EMBODIED}
        return {
            stage: self._draw(f"{factor.anchor}/{stage}/{criterion}", factor.spread)
            for stage, factor in found.items()
            if factor is not None and factor.spread is not None
        }

    def _rate(self, holding: Holding, spans: tuple[Span, ...]) -> Draw:
        """Σ weight × quantity ÷ years of life, in device/year."""
        spread = self.lifetime(holding).spread
        if self.rule is LifetimeRule.FIXED:
            spread = Spread.exact(spread.value)
        life = self._draw(f"{holding.device}/lifetime", spread)
        rate = np.zeros(self.draws.count)
        for span in spans:
            rate += span.weight * span.quantity / (span.stretch * life + span.extra)
        return rate

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
        return known or measured or bool(holding.declared_kwh)

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
