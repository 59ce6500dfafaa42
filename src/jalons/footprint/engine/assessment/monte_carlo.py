"""Random draws, one stream per name, so that one more device never shifts the others' draws.

Inputs of one pool share part of their error: a one-factor Gaussian copula. The draws of an input
are always those it would have alone; sharing only changes their order (Iman and Conover, 1982), so
its own interval stays what it is and only sums widen.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.factors.pack import Shape, Spread
from jalons.kernel import Interval

type Draw = NDArray[np.float64]

_Z95 = 1.6448536269514722  # 95th percentile of the normal law


_SCORES = np.linspace(-4.0, 4.0, 41)  # where the mean of an input is computed, a part known


def interval(draw: Draw) -> Interval:
    """The median and the 90 % interval of draws, in their unit."""
    ordered, last = np.sort(draw), len(draw) - 1
    low, mid, high = (_percentile(ordered, share * last) for share in (0.05, 0.5, 0.95))
    return Interval(low, mid, high)


def _percentile(ordered: Draw, at: float) -> float:
    below, above = float(ordered[int(at)]), float(ordered[math.ceil(at)])
    return below + (above - below) * (at - int(at))


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """The error of an input of ``pool``, as normal scores: the part of the pool, and its own.

    ``order`` sorts any quantity that follows the input; ``share`` (0 to 1) is the part of the
    variance of the score that is the pool's.
    """

    pool: str
    share: float
    common: Draw
    own: Draw
    order: NDArray[np.intp]

    def own_known(self, draw: Draw) -> Draw:
        """The mean of a quantity that follows this input, its own part being known."""
        return self._mean(draw, self.common, self.share)

    def common_known(self, draw: Draw) -> Draw:
        """The mean of a quantity that follows this input, the part of the pool being known."""
        return self._mean(draw, self.own, 1 - self.share)

    def _mean(self, draw: Draw, left: Draw, share: float) -> Draw:
        """The mean of a draw for each score of the part that is left, ``share`` of the variance."""
        curve = _weights(len(draw), share) @ draw[self.order]
        place = np.clip((left - _SCORES[0]) / (_SCORES[1] - _SCORES[0]), 0, len(_SCORES) - 1.001)
        at = place.astype(np.intp)
        beyond = place - at
        found: Draw = curve[at] * (1 - beyond) + curve[at + 1] * beyond
        return found


class Draws:
    """``count`` draws of any named input; the same seed and name always give the same draws.

    An assessment keeps one :class:`Draws`: two assessments with the same seed and count are paired,
    input by input, so that their difference has its own honest interval. Inputs drawn in the same
    ``pool`` share ``common`` (0 to 1) of the variance of their error.
    """

    def __init__(self, seed: int, count: int, common: float = 0.0) -> None:
        self.seed = seed
        self.count = count
        self.common = common
        self._drawn: dict[tuple[str, Spread, str], Draw] = {}
        self._errors: dict[tuple[str, str], Errors] = {}
        self._normals: dict[str, Draw] = {}

    def of(self, name: str, spread: Spread, pool: str = "") -> Draw:
        """``count`` draws of the input ``name``, in the unit of ``spread``; read-only."""
        found = self._drawn.get((name, spread, pool))
        if found is None:
            found = self._drawn[name, spread, pool] = self._draw(name, spread, pool)
            found.flags.writeable = False
        return found

    def errors(self, name: str, pool: str) -> Errors | None:
        """How the error of an input is shared; nothing when it is all its own."""
        if not pool or not self.common:
            return None
        found = self._errors.get((name, pool))
        if found is None:
            common, own = self._normal(f"common/{pool}"), self._normal(name)
            score = math.sqrt(self.common) * common + math.sqrt(1 - self.common) * own
            found = Errors(pool, self.common, common, own, np.argsort(score, kind="stable"))
            self._errors[name, pool] = found
        return found

    def _draw(self, name: str, spread: Spread, pool: str) -> Draw:
        if spread.shape is Shape.POINT or spread.low == spread.high:
            return np.full(self.count, spread.value)
        alone, errors = self._alone(name, spread), self.errors(name, pool)
        if errors is None:
            return alone
        found = np.empty(self.count)
        found[errors.order] = np.sort(alone)
        return found

    def _alone(self, name: str, spread: Spread) -> Draw:
        """The draws of an input whose error is all its own."""
        if spread.shape is Shape.TRIANGULAR:
            generator = self._generator(name)
            return generator.triangular(spread.low, spread.value, spread.high, self.count)
        if spread.shape is Shape.UNIFORM:
            return self._generator(name).uniform(spread.low, spread.high, self.count)
        normal = self._normal(name)
        below = math.log(spread.value / spread.low) / _Z95
        above = math.log(spread.high / spread.value) / _Z95
        return spread.value * np.exp(normal * np.where(normal < 0, below, above))

    def _normal(self, name: str) -> Draw:
        found = self._normals.get(name)
        if found is None:
            found = self._normals[name] = self._generator(name).standard_normal(self.count)
        return found

    def _generator(self, name: str) -> np.random.Generator:
        digest = hashlib.sha256(name.encode("utf-8")).digest()
        words = [int.from_bytes(digest[at : at + 4], "big") for at in range(0, 16, 4)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *words])))


@lru_cache(maxsize=8)
def _weights(count: int, share: float) -> NDArray[np.float64]:
    """For each of the scores of a part, the chances of each rank of the whole among ``count``."""
    ranks = np.array([NormalDist().inv_cdf((rank + 0.5) / count) for rank in range(count)])
    left = max(1 - share, 0.01)  # below, no rank is near enough to the extreme scores
    away = ranks[None, :] - math.sqrt(share) * _SCORES[:, None]
    chances = np.exp(ranks**2 / 2 - away**2 / (2 * left))
    found: NDArray[np.float64] = chances / chances.sum(axis=1, keepdims=True)
    return found
