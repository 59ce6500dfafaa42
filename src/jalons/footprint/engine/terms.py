"""The draws behind an assessment: each figure as a product of named uncertain inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jalons.footprint.engine.draws import Draw, Draws
from jalons.footprint.engine.factors import (
    DATACENTRE,
    ELECTRICITY,
    EMBODIED,
    Mix,
    Pack,
    Spread,
    Stage,
)
from jalons.footprint.engine.fleet import Holding
from jalons.footprint.engine.results import LifetimeRule

type Input = tuple[str, str]  # kind (factor, lifetime, consumption, mix, pue), subject


@dataclass(frozen=True, slots=True)
class DeviceTerms:
    """The inputs of one kind of device for one criterion, as draws.

    ``embodied`` in impact/device by stage; ``per_life`` is 1/lifetime in 1/year; ``certain_rate``
    the Σ 1/age of devices with their own age, ``uncertain`` the number of the others;
    ``consumption`` in kWh/device/year; ``mixes`` in impact/kWh by country.
    """

    device: str
    embodied: Mapping[Stage, Draw]
    per_life: Draw
    certain_rate: float
    uncertain: float
    consumption: Draw | None
    declared_kwh: Mapping[str, float]
    unmetered: Mapping[str, float]
    mixes: Mapping[str, Draw]
    pue: Draw | None

    def inputs(self) -> list[Input]:
        """The uncertain inputs these terms depend on."""
        found: list[Input] = [("factor", self.device)]
        if self.uncertain:
            found.append(("lifetime", self.device))
        if self.consumption is not None and self.unmetered:
            found.append(("consumption", self.device))
        found += [("mix", country) for country in self.mixes]
        if self.pue is not None:
            found.append(("pue", ""))
        return found

    def stages(self, known: Input | None = None) -> dict[Stage, Draw]:
        """The yearly impact by assessed stage; ``known`` names an input held at its mean."""

        def hold(draw: Draw, kind: str, subject: str) -> Draw:
            return np.full_like(draw, draw.mean()) if known == (kind, subject) else draw

        rate = self.certain_rate + self.uncertain * hold(self.per_life, "lifetime", self.device)
        result = {
            stage: hold(draw, "factor", self.device) * rate for stage, draw in self.embodied.items()
        }
        if self.mixes:
            result[Stage.USE] = self._use(hold_consumption(self, known), known)
        return result

    def kwh(self) -> Draw:
        """The electricity of these devices in kWh/year, PUE included."""
        per_device = hold_consumption(self, None)
        total = sum(self.declared_kwh.values()) + sum(self.unmetered.values()) * per_device
        return total if self.pue is None else total * self.pue

    def _use(self, per_device: Draw, known: Input | None) -> Draw:
        total = np.zeros_like(self.per_life)
        for country, mix in self.mixes.items():
            unmetered = self.unmetered.get(country, 0.0)
            kwh = self.declared_kwh.get(country, 0.0) + unmetered * per_device
            total += kwh * (mix.mean() if known == ("mix", country) else mix)
        if self.pue is None:
            return total
        return total * (self.pue.mean() if known == ("pue", "") else self.pue)


def hold_consumption(terms: DeviceTerms, known: Input | None) -> Draw:
    """The electricity of one device in kWh/year; zero when its kind has none of its own."""
    if terms.consumption is None:
        return np.zeros_like(terms.per_life)
    if known == ("consumption", terms.device):
        return np.full_like(terms.consumption, terms.consumption.mean())
    return terms.consumption


@dataclass(frozen=True, slots=True)
class Electrics:
    """How electricity is turned into impact: a dataset to ask first, and the PUE given, if any."""

    mix: str | None
    pue: float | None

    def spread(self, pack: Pack) -> Spread:
        """The PUE: the one given, exact, or the pack's default, wide."""
        return pack.pue() if self.pue is None else Spread.exact(self.pue)


@dataclass(frozen=True, slots=True)
class Modeller:
    """Turns holdings into terms, with the draws of a pack."""

    pack: Pack
    draws: Draws
    rule: LifetimeRule
    electrics: Electrics

    def terms(self, holding: Holding, criterion: str) -> DeviceTerms:
        """The terms of a kind of device for a criterion."""
        consumption = self.pack.factor(holding.device, Stage.USE, ELECTRICITY)
        known = consumption.spread if consumption else None
        dated = holding.dated if self.rule is LifetimeRule.ACTUAL else 0.0
        return DeviceTerms(
            device=holding.device,
            embodied=self._embodied(holding.device, criterion),
            per_life=1.0 / self._life(holding.device),
            certain_rate=holding.dated_rate if dated else 0.0,
            uncertain=holding.quantity - dated,
            consumption=self._draw(f"{holding.device}/use/{ELECTRICITY}", known) if known else None,
            declared_kwh=holding.declared_kwh,
            unmetered=holding.unmetered if known else {},
            mixes=self._mixes(holding, criterion) if self._powered(holding) else {},
            pue=self._pue() if self.pays_pue(holding) else None,
        )

    def mix(self, country: str, criterion: str) -> Mix:
        """The mix used for a country."""
        return self.pack.mix(country, criterion, first=self.electrics.mix)

    def _embodied(self, device: str, criterion: str) -> dict[Stage, Draw]:
        found = {stage: self.pack.factor(device, stage, criterion) for stage in EMBODIED}
        return {
            stage: self._draw(f"{device}/{stage}/{criterion}", factor.spread)
            for stage, factor in found.items()
            if factor is not None and factor.spread is not None
        }

    def _life(self, device: str) -> Draw:
        spread = self.pack.lifetimes[device].spread
        if self.rule is LifetimeRule.FIXED:
            spread = Spread.exact(spread.value)
        return self._draw(f"{device}/lifetime", spread)

    def _mixes(self, holding: Holding, criterion: str) -> dict[str, Draw]:
        result = {}
        for country in sorted({*holding.declared_kwh, *holding.unmetered}):
            mix = self.mix(country, criterion)
            result[country] = self._draw(f"mix/{mix.country}/{criterion}", mix.spread)
        return result

    def pays_pue(self, holding: Holding) -> bool:
        """Whether the electricity of these devices is multiplied by the PUE of a data centre."""
        return self.pack.devices[holding.device].tier == DATACENTRE and self._powered(holding)

    def _powered(self, holding: Holding) -> bool:
        factor = self.pack.factor(holding.device, Stage.USE, ELECTRICITY)
        known = factor is not None and factor.spread is not None
        return known or bool(holding.declared_kwh)

    def _pue(self) -> Draw:
        spread = self.electrics.spread(self.pack)
        return np.maximum(self._draw("pue", spread), 1.0)

    def _draw(self, name: str, spread: Spread) -> Draw:
        return self.draws.of(name, spread)
