"""One form for coverage and p-median: areas are served by the cheapest chosen site, or do without.

A cost is weight × distance (p-median) or 0 within the radius (coverage); ``fallback`` is the cost
of an area no chosen site serves: its existing place, its weight when not covered, or more than any
cost when there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from jalons.inclusion.engine.access.values import Flags
from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.siting.values import Minimum


@dataclass(frozen=True, slots=True)
class Placement:
    """Arcs from areas to sites, sorted by area then cost; ``starts`` is the first arc of each area.

    Every area has at least one arc, and every cost is under the ``fallback`` of its area; others
    are left out, and cost ``constant`` together. ``present``: the rows of areas before that.
    """

    areas: Rows
    sites: Rows
    costs: Numbers
    starts: Rows
    fallback: Numbers
    count: int
    new: int
    minimums: tuple[Minimum, ...]
    present: Rows
    constant: float

    @classmethod
    def of(  # noqa: PLR0913, PLR0917
        cls, areas: Rows, sites: Rows, costs: Numbers, fallback: Numbers,
        count: int, new: int, minimums: tuple[Minimum, ...] = (),
    ) -> Placement:  # fmt: skip
        """Sort the arcs; leave out those no better than doing without, and areas without arc."""
        useful = costs < fallback[areas]
        areas, sites, costs = areas[useful], sites[useful], costs[useful]
        order = np.lexsort((costs, areas))
        areas, sites, costs = areas[order], sites[order], costs[order]
        present, starts, renamed = np.unique(areas, return_index=True, return_inverse=True)
        return cls(
            renamed, sites, costs, starts, fallback[present], count, new, minimums, present,
            float(fallback.sum() - fallback[present].sum()),
        )  # fmt: skip

    def cost(self, chosen: Flags) -> float:
        """The cost of all areas with these sites."""
        return float(self.two_best(chosen)[0].sum()) + self.constant

    def two_best(self, chosen: Flags) -> tuple[Numbers, Numbers, Rows]:
        """The cost of each area, its cost without the site that serves it; that site, or -1."""
        arcs = np.flatnonzero(chosen[self.sites])
        areas = self.areas[arcs]
        ranks = np.arange(len(areas)) - np.searchsorted(areas, areas)
        costs, by = np.stack([self.fallback] * 2), np.full(len(self.fallback), -1)
        for rank in (0, 1):
            costs[rank, areas[ranks == rank]] = self.costs[arcs[ranks == rank]]
        by[areas[ranks == 0]] = self.sites[arcs[ranks == 0]]
        return costs[0], costs[1], by

    def allows(self, chosen: Flags) -> bool:
        """Whether the number of sites and the minimum of each group are met."""
        return bool(chosen.sum() <= self.new) and all(
            chosen[rule.candidates].sum() >= rule.count for rule in self.minimums
        )

    def cut(self, most: Numbers, sites: Flags) -> Placement:
        """Only arcs of at most ``most`` to some sites; the first one left out becomes "elsewhere".

        It serves whatever is chosen: the optimum of the cut is a lower bound, when other sites are
        known not to be chosen.
        """
        there = sites[self.sites]
        listed = there & (self.costs <= most[self.areas])
        beyond = np.where(there & ~listed, self.costs, np.inf)
        elsewhere = np.minimum.reduceat(beyond, self.starts) if len(beyond) else self.fallback
        cut = Placement.of(
            self.areas[listed], self.sites[listed], self.costs[listed],
            np.minimum(elsewhere, self.fallback), self.count, self.new, self.minimums,
        )  # fmt: skip
        return replace(cut, constant=cut.constant + self.constant)


def greedy(placement: Placement) -> Flags:
    """A first choice, one site after the other, each the one that lowers the cost most."""
    chosen = np.zeros(placement.count, dtype=bool)
    now, starts = placement.fallback.copy(), placement.starts
    spans = np.diff(np.append(starts, len(placement.costs)))
    gains = np.bincount(
        placement.sites, now[placement.areas] - placement.costs, placement.count
    ).astype(np.float64)
    by_site = np.argsort(placement.sites, kind="stable")
    first = np.searchsorted(placement.sites[by_site], np.arange(placement.count + 1))
    for allowed in _turns(placement, chosen):
        if not len(allowed) or (
            len(allowed) == placement.count - chosen.sum() and gains.max() <= 0
        ):
            break
        site = int(allowed[np.argmax(gains[allowed])])
        chosen[site] = True
        arcs = by_site[first[site] : first[site + 1]]
        arcs = arcs[placement.costs[arcs] < now[placement.areas[arcs]]]
        changed = placement.areas[arcs]
        span = spans[changed]
        touched = np.repeat(starts[changed] - np.cumsum(span) + span, span) + np.arange(span.sum())
        costs, old, new = placement.costs[touched], now[changed], placement.costs[arcs]
        lost = np.maximum(np.repeat(old, span) - costs, 0)
        lost -= np.maximum(np.repeat(new, span) - costs, 0)
        gains -= np.bincount(placement.sites[touched], lost, placement.count)
        now[changed] = new
    return chosen


def _turns(placement: Placement, chosen: Flags) -> Iterator[Rows]:
    """The sites to choose the next one among: what minimums require first, then all."""
    for rule in placement.minimums:
        for _ in range(rule.count):
            if chosen[rule.candidates].sum() < rule.count:
                yield rule.candidates[~chosen[rule.candidates]]
    while chosen.sum() < min(placement.new, placement.count):
        yield np.flatnonzero(~chosen)


def swaps(placement: Placement, chosen: Flags) -> tuple[Numbers, Rows]:
    """What the cost becomes when a site replaces a chosen one: a row a site, a column a chosen one.

    Chosen sites (the second value, in order) are infinitely bad replacements.
    """
    rows, (first, second, by) = np.flatnonzero(chosen), placement.two_best(chosen)
    by = np.where(by < 0, len(rows), np.searchsorted(rows, by))
    near = np.flatnonzero(placement.costs < second[placement.areas])
    at, sites, costs = placement.areas[near], placement.sites[near], placement.costs[near]
    wide = len(rows) + 1
    added = np.bincount(sites, np.minimum(costs - first[at], 0), placement.count)
    removed = np.bincount(by, second - first, wide)
    both = np.where(costs < first[at], first[at] - second[at], costs - second[at])
    table = np.bincount(sites * wide + by[at], both, placement.count * wide)
    after = table.reshape(-1, wide) + added[:, None] + removed
    after = after[:, :-1] + (float(first.sum()) + placement.constant)
    after[rows] = np.inf
    return after, rows


def improved(placement: Placement, chosen: Flags, times: int = 200) -> Flags:
    """A choice that no replacement of one site betters, or the one after ``times`` replacements."""
    now: float = placement.cost(chosen)
    for _ in range(times):
        costs, rows = swaps(placement, chosen)
        if not costs.size:  # nothing chosen, or no site that helps anybody
            return chosen
        for best in np.argsort(costs, axis=None)[:20]:
            site, column = np.unravel_index(best, costs.shape)
            other = chosen.copy()
            other[rows[column]], other[site] = False, True
            if placement.allows(other):
                break
        if not placement.allows(other) or costs[site, column] >= now * (1 - 1e-12):
            break
        chosen, now = other, float(costs[site, column])
    return chosen


def merged(placement: Placement) -> Placement:
    """Areas that the same sites cover, as one of their summed weight (costs are all 0)."""
    marks = np.random.default_rng(0).integers(0, 2**63, (2, placement.count), dtype=np.uint64)
    if not len(placement.sites):
        return placement
    sums = np.stack([np.add.reduceat(each[placement.sites], placement.starts) for each in marks])
    _, first, groups = np.unique(sums, axis=1, return_index=True, return_inverse=True)
    listed = np.isin(placement.areas, first)
    merge = Placement.of(
        groups[placement.areas[listed]], placement.sites[listed], placement.costs[listed],
        np.bincount(groups, placement.fallback), placement.count, placement.new, placement.minimums,
    )  # fmt: skip
    return replace(merge, constant=placement.constant)
