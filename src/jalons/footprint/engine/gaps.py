"""What would narrow the interval most: the total's variance, shared out by input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jalons.footprint.engine.draws import Draw
from jalons.footprint.engine.results import Gap
from jalons.footprint.engine.terms import DeviceTerms, Input


def rank_gaps(terms: Sequence[DeviceTerms], *, most: int = 5) -> tuple[Gap, ...]:
    """The inputs whose knowledge would narrow the total most, best first.

    Each input in turn is held at its mean over the draws, the rest being the same draws. The model
    is a sum of products of independent inputs, each present to the first power, so the variance
    that goes is the total-effect (Sobol) share of that input; the shares of two inputs that
    multiply each other overlap. An input shared by several kinds of device (a mix, the PUE) is held
    for all of them.
    """
    owners: dict[Input, list[DeviceTerms]] = {}
    for each in terms:
        for name in each.inputs():
            owners.setdefault(name, []).append(each)
    own = {each.device: total_of(each) for each in terms}
    total = sum(own.values(), start=np.zeros(1))
    variance, width = float(np.var(total)), _width(total)
    if variance == 0 or width == 0:
        return ()
    gaps = []
    for (kind, subject), holders in owners.items():
        held = total
        for each in holders:
            held = held - own[each.device] + total_of(each, (kind, subject))
        share = max(0.0, 1 - float(np.var(held)) / variance)
        gaps.append(Gap(kind, subject, share, max(0.0, 1 - _width(held) / width)))
    gaps = [gap for gap in gaps if gap.variance_share > 0.005]
    gaps.sort(key=lambda gap: (-gap.variance_share, gap.kind, gap.subject))
    return tuple(gaps[:most])


def total_of(terms: DeviceTerms, known: Input | None = None) -> Draw:
    """The yearly impact of a kind of device, all assessed stages together."""
    return sum(terms.stages(known).values(), start=np.zeros(terms.per_life.shape))


def _width(draw: Draw) -> float:
    low, high = np.quantile(draw, (0.05, 0.95))
    return float(high - low)
