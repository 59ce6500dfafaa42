"""The real lifetime of devices: the catalogue's years, corrected by the inventory.

Model: Weibull lives, of an unknown scale and of one of a few shapes, from retirements spread over
all ages to retirements all at one age. For one shape, the number of retirements and the
exposure Σ(ageᵏ at the end − ageᵏ at the start of the time watched) are all the data say of the
scale, and a Gamma law on scale⁻ᵏ is conjugate: the catalogue gives its prior, worth as much as its
own doubt, the inventory the rest. The shapes are then averaged by how well each explains the ages
at retirement. One retirement changes little, fifty decide.

Devices still in use count by the years they have been watched (right-censored), those bought before
the first dated retirement only from that day on (left-truncated), because earlier retirements left
no row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jalons.footprint.engine.factors.pack import Lifetime, Shape, Spread, Survivors

SHAPES = (1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_Z95 = 1.6448536269514722
FEWEST_RETIREMENTS = 5.0
LEAST_DATED = 0.8  # share of the retired devices whose two dates are known
YOUNGEST = 1 / 365  # years: a device retired the day it came


@dataclass(frozen=True, slots=True)
class Survival:
    """The survival of a kind of device in an inventory.

    ``retirements`` devices left at a known age, ``watched`` devices were followed (those included)
    since ``since`` (an ISO date); ``exposures`` in year to the power of each of ``SHAPES``;
    ``log_ages`` is Σ ln(age at retirement, in years); ``dated_share`` is the part of the retired
    devices whose age is known.
    """

    retirements: float
    watched: float
    exposures: tuple[float, ...]
    log_ages: float
    dated_share: float
    since: str

    @property
    def is_sufficient(self) -> bool:
        """Whether this is enough to correct the catalogue."""
        enough = self.retirements >= FEWEST_RETIREMENTS and min(self.exposures) > 0
        return enough and self.dated_share >= LEAST_DATED


@dataclass(frozen=True, slots=True)
class _Fit:
    """The fit of one shape: the log of its mean life, its uncertainty, and its evidence."""

    middle: float
    doubt: float
    evidence: float


def expected_lifetime(catalogue: Lifetime, survival: Survival) -> Lifetime:
    """The mean years of service of a kind of device, with its 90 % interval.

    The catalogue's own when the inventory shows too little (fewer than five dated retirements, or
    more than one retired device in five without its dates), or when it is certain.
    """
    doubt = variation(catalogue.spread)
    if not survival.is_sufficient or doubt == 0:
        return catalogue
    fits = [
        _fit(shape, exposure, survival, (catalogue.spread.value, doubt))
        for shape, exposure in zip(SHAPES, survival.exposures, strict=True)
    ]
    return replace(
        catalogue,
        spread=_averaged(fits),
        note={},
        estimated=True,
        shown_by=Survivors(
            round(survival.retirements),
            round(survival.watched),
            survival.since,
            catalogue.spread.value,
        ),
    )


def variation(spread: Spread) -> float:
    """The coefficient of variation of a triangular law: the uncertainty of the catalogue."""
    low, mode, high = spread.low, spread.value, spread.high
    mean = (low + mode + high) / 3
    products = low * mode + low * high + mode * high
    variance = (low**2 + mode**2 + high**2 - products) / 18
    return math.sqrt(max(0.0, variance)) / mean


def _fit(shape: float, exposure: float, survival: Survival, catalogue: tuple[float, float]) -> _Fit:
    """The posterior of the mean life under one shape, by the approximation of Wilson and Hilferty.

    The evidence is the log of the marginal likelihood, up to what all the shapes share.
    """
    years, doubt = catalogue
    of_mean = math.gamma(1 + 1 / shape)
    weight = 1 / (shape * doubt) ** 2
    prior = weight * (years / of_mean) ** shape
    left = survival.retirements
    strength, whole = weight + left, prior + exposure
    middle = (whole / strength) ** (1 / shape) * of_mean
    bias, slope = 1 / (9 * strength), _Z95 / (3 * math.sqrt(strength))
    ends = [(1 - bias + side * slope) ** (-3 / shape) for side in (1, -1)]
    evidence = (
        left * math.log(shape)
        + (shape - 1) * survival.log_ages
        + weight * math.log(prior)
        - strength * math.log(whole)
        + math.lgamma(strength)
        - math.lgamma(weight)
    )
    central = (1 - bias) ** (-3 / shape)
    return _Fit(math.log(middle * central), math.log(ends[1] / ends[0]) / (2 * _Z95), evidence)


def _averaged(fits: Sequence[_Fit]) -> Spread:
    """The shapes averaged by their evidence: within each and between them, in logarithms."""
    best = max(fit.evidence for fit in fits)
    weights = [math.exp(fit.evidence - best) for fit in fits]
    shares = [weight / sum(weights) for weight in weights]
    middle = sum(share * fit.middle for share, fit in zip(shares, fits, strict=True))
    variance = sum(
        share * (fit.doubt**2 + (fit.middle - middle) ** 2)
        for share, fit in zip(shares, fits, strict=True)
    )
    ratio = math.exp(_Z95 * math.sqrt(variance))
    value = math.exp(middle)
    return Spread(value, value / ratio, value * ratio, Shape.LOGNORMAL)
