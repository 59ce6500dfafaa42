"""The best choice of a placement and the bound that proves it.

Prices of areas give a lower bound over all sites at once, and settle most of them; HiGHS decides
among the few that are left. Prices come from a subgradient, then from the linear program over the
sites that matter (others are priced, and enter when they would lower it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jalons.inclusion.engine.access.values import Flags
from jalons.inclusion.engine.areas import Numbers
from jalons.inclusion.engine.siting.placement import Placement, greedy, improved
from jalons.inclusion.engine.siting.program import SMALL, minimise

_ROUNDS = 300  # steps of the subgradient
_PATIENCE = 15  # steps without a better bound before they are halved
_TABLE = 100_000  # sites × chosen ones: above it, replacements are not worth their time
_PRICED = 30  # times the linear program is solved, at most


@dataclass(slots=True)
class Proof:
    """The best choice known and its cost; the best bound on a better one, and its prices.

    ``adds``: what the bound becomes at least when a site is chosen; ``usable``: the sites that a
    better choice may have. ``neighbours``: candidates an area had to consider at most.
    """

    placement: Placement
    chosen: Flags
    cost: float
    bound: float
    prices: Numbers
    adds: Numbers
    usable: Flags
    neighbours: int = 0

    @property
    def closed(self) -> bool:
        """Whether nothing better can exist."""
        gap = self.cost - self.bound
        return bool(np.isfinite(self.cost)) and gap <= SMALL * max(1.0, abs(self.cost))

    def offer(self, chosen: Flags) -> None:
        """Remember a choice if it is allowed and better."""
        if self.placement.allows(chosen) and (cost := self.placement.cost(chosen)) < self.cost:
            self.chosen, self.cost = chosen, cost
            self.usable = self.usable & (self.adds < cost * (1 - SMALL))

    def price(self, prices: Numbers) -> tuple[float, Numbers, Numbers]:
        """The bound that prices give, what sites are worth, how far each area is from served."""
        placement, new = self.placement, min(self.placement.new, self.placement.count)
        arcs = np.minimum(placement.costs - prices[placement.areas], 0)
        values = np.bincount(placement.sites, arcs, placement.count) * self.usable
        order = np.argsort(values, kind="stable")
        picked = np.zeros(placement.count, dtype=bool)
        picked[order[:new]] = True
        bound = float(prices.sum() + values[picked].sum()) + placement.constant
        if bound > self.bound:
            self.bound, self.prices = bound, prices
            self.adds = bound + np.maximum(values - values[order[new - 1]], 0)
            if np.isfinite(self.cost):
                self.usable = self.usable & (self.adds < self.cost * (1 - SMALL))
            self.offer(picked)
        served = picked[placement.sites] & (arcs < 0)
        slack = 1.0 - np.bincount(placement.areas[served], minlength=len(prices))
        return bound, values, slack.astype(np.float64)


def prove(placement: Placement, left: Callable[[], float]) -> Proof:
    """The best choice within the seconds that are ``left``, with its bound."""
    first = greedy(placement)
    if placement.count * placement.new <= _TABLE:
        first = improved(placement, first)
    cost = placement.cost(first) if placement.allows(first) else np.inf
    proof = Proof(
        placement, first, cost, -np.inf, placement.fallback, np.zeros(placement.count),
        np.ones(placement.count, dtype=bool),
    )  # fmt: skip
    _subgradient(proof, left)
    _reprice(proof, left)
    _decide(proof, left)
    proof.bound = min(proof.bound, proof.cost)
    return proof


def _subgradient(proof: Proof, left: Callable[[], float]) -> None:
    placement = proof.placement
    target = (
        proof.cost
        if np.isfinite(proof.cost)
        else float(placement.fallback.sum()) + placement.constant
    )
    first, second, _ = placement.two_best(proof.chosen)
    prices = (first + second) / 2
    step, stale, way = 1.0, 0, np.zeros(len(prices))
    for _ in range(_ROUNDS):
        before = proof.bound
        bound, _, slack = proof.price(prices)
        target = min(target, proof.cost)
        stale = 0 if proof.bound > before + 1e-4 * (target - before) else stale + 1
        if stale > _PATIENCE:
            prices, step, stale, way = proof.prices, step / 2, 0, np.zeros(len(prices))
            continue
        way = slack + 0.95 * way
        way[(way > 0) & (prices >= placement.fallback)] = 0
        length = float(way @ way)
        if not length or proof.closed or left() <= 0:
            break
        prices = np.clip(prices + step * (target - bound) / length * way, 0, placement.fallback)


def _reprice(proof: Proof, left: Callable[[], float]) -> None:
    """Solve the linear program over a few sites, price the others, let in those that lower it."""
    placement = proof.placement
    size = min(placement.count, max(100, 4 * placement.new))
    if proof.usable.sum() <= size // 2:
        return
    core = proof.chosen.copy()
    core[np.argsort(proof.adds, kind="stable")[:size]] = True
    for _ in range(_PRICED):
        if proof.closed or left() <= 0:
            return
        part = placement.cut(1.5 * proof.prices, core)
        proof.neighbours = int(np.bincount(part.areas).max(initial=0))
        prices = proof.prices.copy()
        prices[part.present] = minimise(part, left(), whole=False).prices
        _, values, _ = proof.price(prices)
        worst = np.sort(values[core])[min(placement.new, int(core.sum())) - 1]
        better = np.flatnonzero(proof.usable & ~core & (values < worst - SMALL * abs(worst)))
        if not len(better):
            break
        core[better[np.argsort(values[better])][: size // 2]] = True
    tight = proof.adds <= np.sort(proof.adds)[min(size, placement.count) - 1]
    solved = minimise(
        placement.cut(1.5 * proof.prices, tight | proof.chosen), left() / 2, start=proof.chosen
    )
    if solved.chosen is not None:
        proof.offer(solved.chosen)


def _decide(proof: Proof, left: Callable[[], float]) -> None:
    """Choose among the sites that are left, with more neighbours until bound and cost are equal."""
    placement = proof.placement
    most = 1.5 * proof.prices if np.isfinite(proof.cost) else placement.fallback
    while not proof.closed and left() > 0:
        part = placement.cut(most, proof.usable | proof.chosen)
        proof.neighbours = int(np.bincount(part.areas).max(initial=0))
        solved = minimise(part, left(), start=proof.chosen)
        if solved.chosen is not None:
            proof.offer(solved.chosen)
        proof.bound = max(proof.bound, min(solved.bound, proof.cost))
        if (most[placement.areas] >= placement.costs).all():
            return
        most = 2 * most
