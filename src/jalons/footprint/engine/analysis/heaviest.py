"""The few kinds of device that weigh most, the others together, and what may be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Stage
from jalons.kernel import Interval

SURE = 0.9  # chances that the first kinds weigh more than each of the others
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HeaviestPart:
    """What one kind weighs in a year, or several kinds together, in kg CO2 eq."""

    devices: tuple[str, ...]
    value: Interval


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The parts of a total, the heaviest first, the small kinds together in the last one.

    ``leading`` are the kinds to name first; they make ``share`` (0 to 1) of the total. ``sure``:
    each of them weighs more than every other kind in nine draws out of ten.
    """

    parts: tuple[HeaviestPart, ...]
    leading: tuple[str, ...]
    share: Interval
    sure: bool


def heaviest(assessment: Assessment, *, most: int = 6) -> Heaviest:
    """At most ``most`` parts: a sixth one that would stand alone is named, not called “others”."""
    draws = {
        device: draw
        for (device, criterion, at), draw in assessment.draws.items()
        if (criterion, at) == (CLIMATE, Stage.TOTAL)
    }
    ordered = sorted(draws, key=lambda each: -float(np.median(draws[each])))
    groups: list[tuple[str, ...]] = [(each,) for each in ordered[: most - 1]]
    if others := tuple(ordered[most - 1 :]):
        groups.append(others)
    parts = tuple(HeaviestPart(group, interval(_sum(draws, group))) for group in groups)
    leading, sure = _leading(draws, ordered)
    whole = _sum(draws, ordered)
    part = np.divide(_sum(draws, leading), whole, out=np.zeros_like(whole), where=whole != 0)
    return Heaviest(parts, leading, interval(part), sure)


def _leading(draws: dict[str, Draw], ordered: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The fewest kinds that surely weigh more than each other one; else the first ones, unsure."""
    for rank in range(1, min(MOST_NAMED + 1, len(ordered))):
        least = np.min([draws[each] for each in ordered[:rank]], axis=0)
        if np.mean(least > np.max([draws[each] for each in ordered[rank:]], axis=0)) >= SURE:
            return tuple(ordered[:rank]), True
    return tuple(ordered[: max(1, min(2, len(ordered) - 1))]), len(ordered) == 1


def _sum(draws: dict[str, Draw], devices: Sequence[str]) -> Draw:
    found: Draw = np.sum([draws[each] for each in devices], axis=0)
    return found
