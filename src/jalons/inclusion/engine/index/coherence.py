"""Whether each indicator goes the way of the others: an inverted one would falsify the index."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jalons.inclusion.engine.areas import Numbers
from jalons.inclusion.engine.index.choice import Choice, Means
from jalons.inclusion.engine.index.scores import combined

SIGMAS = 1.645  # a correlation within chance (90 %) of zero says nothing


class Verdict(StrEnum):
    """How an indicator goes with the others."""

    AGREES = "agrees"
    UNRELATED = "unrelated"
    AGAINST = "against"
    ALONE = "alone"  # nothing to compare with, or the same value everywhere


@dataclass(frozen=True, slots=True)
class Coherence:
    """The rank correlation (Spearman) of an indicator with its pillar and with the whole.

    Both leave the indicator itself out; None when there is no other.
    """

    id: str
    pillar: float | None
    total: float | None
    verdict: Verdict


def coherence(found: Numbers, choice: Choice) -> tuple[Coherence, ...]:
    """The verdict of each indicator, from the scores of the reference areas."""
    shares = choice.shares()
    pillars = np.array([each.pillar for each in choice.indicators])
    verdicts = []
    for number, each in enumerate(choice.indicators):
        others = np.arange(len(shares)) != number
        pillar, total = (
            _against(found, number, np.where(chosen, shares, 0))
            for chosen in (others & (pillars == each.pillar), others)
        )
        seen = [limit for limit in (pillar, total) if limit is not None]
        verdict = min((_verdict(*limit) for limit in seen), key=_ORDER.index, default=Verdict.ALONE)
        rho, whole = (limit and limit[0] for limit in (pillar, total))
        verdicts.append(Coherence(each.id, rho, whole, verdict))
    return tuple(verdicts)


_ORDER = [Verdict.AGAINST, Verdict.UNRELATED, Verdict.AGREES]


def _verdict(rho: float, chance: float) -> Verdict:
    if abs(rho) <= chance:
        return Verdict.UNRELATED
    return Verdict.AGREES if rho > 0 else Verdict.AGAINST


def _against(found: Numbers, number: int, shares: Numbers) -> tuple[float, float] | None:
    """The correlation with the others of ``shares``, and what chance alone reaches."""
    if not shares.any():
        return None
    rest, _known = combined(found, shares, Means.ARITHMETIC)
    both = ~np.isnan(rest) & ~np.isnan(found[:, number])
    if both.sum() < 3:
        return None
    rho = spearman(found[both, number], rest[both])
    return None if rho is None else (rho, SIGMAS / np.sqrt(both.sum() - 1))


def spearman(left: Numbers, right: Numbers) -> float | None:
    """The rank correlation of two arrays without ``nan``, None when one is constant."""
    first, second = _ranks(left), _ranks(right)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _ranks(values: Numbers) -> Numbers:
    """Ranks, the middle one for those that are equal."""
    ordered = np.sort(values)
    sides = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return np.add(*sides) / 2
