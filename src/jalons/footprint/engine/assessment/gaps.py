"""The data that would narrow the interval most: the total's variance by input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jalons.footprint.engine.assessment.component_manufacturing import COMMON, FACTOR, Input
from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.results import Gap, VarianceShare
from jalons.footprint.engine.assessment.uncertain_inputs import DeviceTerms

NARROWEST = 0.005  # of the interval: below, « −0 % » is no advice
FEWEST = 0.005  # of the variance: below, an input is not worth a line


def most_useful(gaps: Sequence[Gap], *, most: int = 5) -> tuple[Gap, ...]:
    """The gaps that narrow the interval most once filled, best first; negligible ones left out.

    The variance decides which inputs matter, the interval their order: it is what people read. The
    error that inputs of a database share is no gap an authority can fill: the tornado shows it.
    """
    shared = set(COMMON.values())
    useful = [
        gap
        for gap in gaps
        if gap.variance_share > FEWEST and gap.narrowing >= NARROWEST and gap.kind not in shared
    ]
    useful.sort(key=lambda gap: (-gap.narrowing, -gap.variance_share, gap.kind, gap.subject))
    return tuple(useful[:most])


def tornado(gaps: Sequence[Gap]) -> tuple[VarianceShare, ...]:
    """The share (0 to 1) of each input in the total's uncertainty, largest first; they sum to one.

    Total-effect shares overlap where inputs multiply each other: each is divided by their sum.
    Inputs below half a percent are summed together, under the kind ``other``.
    """
    whole = sum(gap.variance_share for gap in gaps)
    if whole == 0:
        return ()
    shares = [VarianceShare(gap.kind, gap.subject, gap.variance_share / whole) for gap in gaps]
    large = [share for share in shares if share.share > FEWEST]
    rest = sum(share.share for share in shares if share.share <= FEWEST)
    return (*large, VarianceShare("other", "", rest)) if rest else tuple(large)


def every_gap(terms: Sequence[DeviceTerms]) -> tuple[Gap, ...]:
    """All uncertain inputs of a total, the largest share of variance first.

    Each input in turn is put at its mean over the draws, the rest being the same draws. The model
    is a sum of products of independent inputs, each present to the first power, so the variance
    that goes is the total-effect (Sobol) share of that input; the shares of two inputs that
    multiply each other overlap. An input shared by several kinds of device (a mix, the PUE, the
    factor of a class others stand on) is so for all of them. An error shared in part counts as two
    independent inputs: knowing one kind's factor takes its own part away, the common part stays.
    """
    owners: dict[Input, list[DeviceTerms]] = {}
    for term in terms:
        for name in term.inputs():
            owners.setdefault(name, []).append(term)
    own = {term.device: term.total() for term in terms}
    total = sum(own.values(), start=np.zeros(1))
    variance, width = float(np.var(total)), _width(total)
    if variance <= 1e-18 * float(total.mean()) ** 2 or width == 0:
        return ()
    gaps = []
    for (kind, subject), holders in owners.items():
        left = total
        for holder in holders:
            left = left - own[holder.device] + holder.total((kind, subject))
        share = max(0.0, 1 - float(np.var(left)) / variance)
        owner = _heaviest(holders, own) if kind == FACTOR else subject
        gaps.append(Gap(kind, owner, share, max(0.0, 1 - _width(left) / width)))
    gaps.sort(key=lambda gap: (-gap.variance_share, gap.kind, gap.subject))
    return tuple(gaps)


def _heaviest(holders: Sequence[DeviceTerms], own: dict[str, Draw]) -> str:
    """The kind through which a shared factor weighs most: the first to ask about."""
    return max(holders, key=lambda each: (float(own[each.device].mean()), each.device)).device


def _width(draw: Draw) -> float:
    return interval(draw).width
