"""How long devices really serve: the catalogue's years, corrected by what an inventory shows.

Model: Weibull with a fixed shape of 3 (few devices leave young, most around the expected age),
whose scale is learnt. With that shape, the number of retirements and the exposure Σ(age³ at the
end − age³ at the start of the time watched) are all the data say, and a Gamma law on scale⁻³ is
conjugate: the catalogue gives its prior, worth a few retirements, the inventory the rest. One
retirement changes little, fifty decide. Devices still in use count by the years they have been
watched (right-censored), those bought before the first dated retirement only from that day on
(left-truncated), because earlier retirements left no row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from jalons.footprint.engine.factors import Lifetime, Shape, Spread
from jalons.footprint.engine.wording import count, number, say

SHAPE = 3
_MEAN = math.gamma(1 + 1 / SHAPE)  # mean ÷ scale
_Z95 = 1.6448536269514722
FEWEST_RETIREMENTS = 5.0
LEAST_DATED = 0.8  # share of the retired devices whose two dates are known
LEAST_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Survival:
    """What an inventory shows of the life of a kind of device.

    ``retirements`` devices left at a known age, ``watched`` devices were followed (those included)
    since ``since`` (an ISO date); ``exposure`` in year³; ``dated_share`` is the part of the retired
    devices whose age is known.
    """

    retirements: float
    watched: float
    exposure: float
    dated_share: float
    since: str

    @property
    def heard(self) -> bool:
        """Whether this is enough to correct the catalogue."""
        enough = self.retirements >= FEWEST_RETIREMENTS and self.exposure > 0
        return enough and self.dated_share >= LEAST_DATED


def expected_lifetime(catalogue: Lifetime, survival: Survival) -> Lifetime:
    """The mean years of service of a kind of device, with its 90 % interval.

    The catalogue's own when the inventory shows too little (fewer than five dated retirements, or
    more than one retired device in five without its dates).
    """
    weight = prior_weight(catalogue.spread)
    if not survival.heard or math.isinf(weight):
        return catalogue
    prior = weight * (catalogue.spread.value / _MEAN) ** SHAPE
    spread = _posterior(weight + survival.retirements, prior + survival.exposure)
    return replace(
        catalogue,
        spread=spread,
        note={lang: _note(catalogue, survival, lang) for lang in ("fr", "en")},
        estimated=True,
    )


def prior_weight(spread: Spread) -> float:
    """How many retirements the catalogue is worth: those that would leave its own doubt.

    Infinite when the catalogue is certain.
    """
    low, mode, high = spread.low, spread.value, spread.high
    mean = (low + mode + high) / 3
    products = low * mode + low * high + mode * high
    variance = (low**2 + mode**2 + high**2 - products) / 18
    if variance == 0:
        return math.inf
    return max(LEAST_WEIGHT, mean**2 / (SHAPE**2 * variance))


def _posterior(weight: float, exposure: float) -> Spread:
    """The mean life when scale⁻³ follows Gamma(weight, exposure), by Wilson and Hilferty."""
    middle = (exposure / weight) ** (1 / SHAPE) * _MEAN
    bias, slope = 1 / (9 * weight), _Z95 / (3 * math.sqrt(weight))
    low, mid, high = (middle / (1 - bias + side * slope) for side in (1, 0, -1))
    return Spread(mid, low, high, Shape.LOGNORMAL)


def _note(catalogue: Lifetime, survival: Survival, lang: str) -> str:
    return say(
        "lifetime_estimated",
        lang,
        retirements=count(round(survival.retirements), lang),
        watched=count(round(survival.watched), lang),
        since=survival.since,
        catalogue=number(catalogue.spread.value, lang),
    )
