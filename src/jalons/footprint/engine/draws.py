"""Random draws, one stream per name, so that one more device never shifts the others' draws."""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.factors import Shape, Spread
from jalons.kernel import Interval

type Draw = NDArray[np.float64]

_Z95 = 1.6448536269514722  # 95th percentile of the normal law


def interval(draw: Draw) -> Interval:
    """The median and the 90 % interval of draws, in their unit."""
    low, mid, high = (float(value) for value in np.quantile(draw, (0.05, 0.5, 0.95)))
    return Interval(low, mid, high)


class Draws:
    """``count`` draws of any named input; the same seed and name always give the same draws.

    An assessment keeps one :class:`Draws`: two assessments with the same seed and count are paired,
    input by input, so that their difference has its own honest interval.
    """

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.count = count
        self._kept: dict[tuple[str, Spread], Draw] = {}

    def of(self, name: str, spread: Spread) -> Draw:
        """``count`` draws of the input ``name``, in the unit of ``spread``; read-only."""
        found = self._kept.get((name, spread))
        if found is None:
            found = self._kept[name, spread] = self._draw(name, spread)
            found.flags.writeable = False
        return found

    def _draw(self, name: str, spread: Spread) -> Draw:
        if spread.shape is Shape.POINT or spread.low == spread.high:
            return np.full(self.count, spread.value)
        generator = self._generator(name)
        if spread.shape is Shape.TRIANGULAR:
            return generator.triangular(spread.low, spread.value, spread.high, self.count)
        normal = generator.standard_normal(self.count)
        below = math.log(spread.value / spread.low) / _Z95
        above = math.log(spread.high / spread.value) / _Z95
        return spread.value * np.exp(normal * np.where(normal < 0, below, above))

    def _generator(self, name: str) -> np.random.Generator:
        digest = hashlib.sha256(name.encode("utf-8")).digest()
        words = [int.from_bytes(digest[at : at + 4], "big") for at in range(0, 16, 4)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *words])))
