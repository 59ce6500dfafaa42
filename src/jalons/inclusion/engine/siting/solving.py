"""Where to open new places: the best choice of each model, with what proves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from jalons.inclusion.engine.access.values import Flags, same_way
from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.siting.capacity import with_capacity
from jalons.inclusion.engine.siting.center import central
from jalons.inclusion.engine.siting.placement import Placement, merged, swaps
from jalons.inclusion.engine.siting.program import SMALL
from jalons.inclusion.engine.siting.proof import prove
from jalons.inclusion.engine.siting.values import (
    Alternative,
    Answer,
    Minimum,
    Model,
    Outcome,
    Problem,
    Reason,
)


def weigh(people: Numbers, fragility: Numbers, indicators: Sequence[str]) -> Numbers:
    """People × fragility (0 to 1 or more), ``nan`` where one is unknown.

    Raises ``InclusionError`` (``distance_twice``) when the index already counts a distance.
    """
    if any(name.startswith("distance") for name in indicators):
        raise InclusionError("distance_twice")
    return np.asarray(people * fragility, dtype=np.float64)


def solve(problem: Problem, *, seconds: float) -> Answer:
    """The best choice in at most about ``seconds``, with its bound, its gap and alternatives.

    Raises ``InclusionError`` when the problem cannot be stated (``siting_*``, ``ways_mixed``).
    """
    started = monotonic()

    def left() -> float:
        return seconds - (monotonic() - started)

    answer = _best(problem, left)
    if problem.model is Model.P_CENTER or problem.capacity is not None:
        answer = _with_alternatives(problem, answer, left)
    return replace(answer, seconds=monotonic() - started)


def _best(problem: Problem, left: Callable[[], float]) -> Answer:
    """The best choice within the seconds that are ``left``."""
    stated = _stated(problem)
    placement, neighbours = stated.placement, 0
    chosen: Flags | None
    if problem.model is Model.P_CENTER:
        chosen, bound, neighbours = central(
            problem, stated.use, stated.current, stated.counted, left
        )
    elif problem.capacity is not None:
        chosen, cost, low = with_capacity(placement, problem.capacity, left)
        chosen, bound = (chosen if np.isfinite(cost) else None), stated.total - low
    else:
        proof = prove(placement, left)
        costs = placement.two_best(proof.chosen)[0]
        usable = np.isfinite(proof.cost) and not (costs >= stated.none[placement.present]).any()
        chosen, neighbours = (proof.chosen if usable else None), proof.neighbours
        low = np.inf if chosen is None and proof.closed else proof.bound
        bound = stated.total - low if problem.model is Model.COVERAGE else low
    answer = stated.answer(chosen, bound, neighbours)
    if problem.capacity is not None and chosen is not None:
        gap = abs(bound - (stated.total - cost)) / max(stated.total - cost, SMALL)
        outcome = Outcome.OPTIMAL if gap <= 10 * SMALL else Outcome.WITHIN_GAP
        served = stated.total - cost
        gained = max(0.0, served - answer.before)
        answer = replace(answer, objective=served, gained=gained, gap=gap, outcome=outcome)
    return answer


def _with_alternatives(problem: Problem, answer: Answer, left: Callable[[], float]) -> Answer:
    """With the best replacement of each chosen candidate: the problem solved without it.

    For the models where no table gives them; ``unsought`` are those that time did not allow.
    """
    listed, unsought = list[Alternative](), list[int]()
    for row in answer.chosen:
        others = [other for other in answer.chosen if other != row]
        stay = (Minimum("", np.array(others), len(others)),) if others else ()
        without = replace(problem, new=len(answer.chosen), excluded=(*problem.excluded, row),
                          minimums=(*problem.minimums, *stay))  # fmt: skip
        try:
            best = _best(without, left) if left() > 0 else None
        except InclusionError:  # nothing else could be chosen
            continue
        if best is None or best.outcome is Outcome.WITHIN_GAP:
            unsought.append(row)
        elif new := set(best.chosen) - set(others):
            loss = abs(best.objective - answer.objective)
            listed.append(Alternative(row, new.pop(), best.objective, loss))
    return replace(answer, alternatives=tuple(listed), unsought=tuple(unsought))


@dataclass(frozen=True, slots=True)
class _Stated:
    """A problem ready to be solved.

    ``use``: the pairs that may serve; ``current``: the distance to an existing place, ``inf`` for
    none; ``counted``: the areas that count, of ``total`` weight; ``none``: the cost that stands for
    nothing at all, ``inf`` where there is an existing place.
    """

    problem: Problem
    use: Flags
    current: Numbers
    counted: Flags
    total: float
    placement: Placement
    none: Numbers

    def after(self, chosen: Rows) -> Numbers:
        """The distance of each area to its nearest place, these candidates open."""
        pairs, now = self.problem.pairs, self.current.copy()
        use = self.use & np.isin(pairs.places, chosen)
        np.minimum.at(now, pairs.areas[use], pairs.km[use])
        return now

    def objective(self, km: Numbers) -> float:
        """The objective of the model at these distances."""
        km, weights = km[self.counted], self.problem.weights[self.counted]
        if self.problem.model is Model.COVERAGE:
            return float(weights[km <= (self.problem.radius or 0)].sum())
        if self.problem.model is Model.P_MEDIAN:
            return float((weights * km).sum())
        return float(km.max(initial=0))

    def answer(self, chosen: Flags | None, bound: float, neighbours: int) -> Answer:
        """What is reported of a choice, or of none."""
        before, left_out = self.objective(self.current), np.flatnonzero(~self.counted)
        if chosen is None:
            outcome = Outcome.WITHIN_GAP if np.isfinite(bound) else Outcome.IMPOSSIBLE
            return Answer(
                (), before, bound, np.inf, 0.0, (), neighbours, outcome, 0.0, before, left_out
            )
        rows = np.flatnonzero(chosen)
        km = self.after(rows)
        objective = self.objective(km)
        gap = abs(bound - objective) / max(abs(objective), SMALL)
        nearer = km < self.current
        if (radius := self.problem.radius) is not None:
            nearer = (self.current > radius) & (km <= radius)
        return Answer(
            tuple(int(row) for row in rows), objective, bound, gap,
            float(np.nan_to_num(self.problem.people)[nearer & self.counted].sum()),
            self.alternatives(chosen, objective), neighbours,
            Outcome.OPTIMAL if gap <= 10 * SMALL else Outcome.WITHIN_GAP, 0.0, before, left_out,
        )  # fmt: skip

    def alternatives(self, chosen: Flags, objective: float) -> tuple[Alternative, ...]:
        """The best replacement of each chosen candidate, the others staying."""
        problem, placement = self.problem, self.placement
        if problem.model is Model.P_CENTER or problem.capacity is not None or not chosen.any():
            return ()
        costs, rows = swaps(placement, chosen)
        costs[list(problem.excluded)] = np.inf
        if problem.model is Model.COVERAGE:
            costs = costs - self.total
        listed = []
        for column, row in enumerate(rows):
            for site in np.argsort(costs[:, column], kind="stable")[:50]:
                other = chosen.copy()
                other[row], other[site] = False, True
                if np.isfinite(costs[site, column]) and placement.allows(other):
                    value = float(abs(costs[site, column]))
                    listed.append(Alternative(int(row), int(site), value, abs(value - objective)))
                    break
        return tuple(listed)


def _stated(problem: Problem) -> _Stated:
    pairs, radius, coverage = problem.pairs, problem.radius, problem.model is Model.COVERAGE
    now = np.full(len(problem.people), np.inf)
    if problem.existing is not None:
        same_way(pairs.way, problem.existing.way)
        now = np.where(np.isnan(problem.existing.km), np.inf, problem.existing.km)
    if problem.new < 1:
        raise InclusionError("siting_new", new=problem.new)
    if radius is None if coverage else problem.capacity is not None:
        raise InclusionError("siting_radius" if coverage else "siting_capacity")
    if (pairs.within < (radius or 0)) if coverage else (np.minimum(now, 1e9) > pairs.within).any():
        raise InclusionError("siting_far", within=pairs.within)
    with np.errstate(invalid="ignore"):
        counted = pairs.known & (problem.weights > 0)
    use = counted[pairs.areas] & ~np.isin(pairs.places, np.array(problem.excluded, dtype=np.intp))
    if not coverage:  # an area that nothing can serve is in no count
        reached = np.isfinite(now)
        reached[pairs.areas[use]] = True
        counted = counted & reached
    if not use.any():
        raise InclusionError("siting_empty")
    weights = np.where(counted, problem.weights, 0.0)
    total, none = float(weights.sum()), np.full(len(now), np.inf)
    arcs = use & (pairs.km <= radius) if coverage and radius is not None else use
    areas, km = pairs.areas[arcs], pairs.km[arcs]
    if coverage:
        costs, fallback = np.zeros(len(areas)), np.where(now <= (radius or 0), 0.0, weights)
    else:
        costs, alone = weights[areas] * km, ~np.isfinite(now)
        most = np.zeros(len(now))
        np.maximum.at(most, areas, costs)
        none[alone] = (2 * most + 1)[alone] * counted[alone]
        fallback = np.where(alone, none, weights * np.where(alone, 0, now))
        none[none == 0] = np.inf
    rules = tuple(
        replace(rule, candidates=np.setdiff1d(rule.candidates, problem.excluded))
        for rule in problem.minimums
    )
    placement = Placement.of(
        areas, pairs.places[arcs], costs, fallback, problem.candidates, problem.new, rules
    )
    if coverage:
        placement = merged(placement)
        none = np.full(len(placement.fallback), np.inf)
        placement = replace(placement, present=np.arange(len(none)))
    return _Stated(problem, use, now, counted, total, placement, none)


def reasons(problem: Problem, answer: Answer) -> tuple[Reason, ...]:
    """What each chosen candidate brings, in the order of ``answer.chosen``."""
    stated = _stated(problem)
    people = np.where(stated.counted, np.nan_to_num(problem.people), 0.0)
    after, brought = stated.after(np.array(answer.chosen)), []
    for site in answer.chosen:
        without = stated.after(np.array([other for other in answer.chosen if other != site]))
        nearer, radius = after < without, np.inf if problem.radius is None else problem.radius
        mean = [
            float(np.average(km[nearer], weights=people[nearer]))
            if people[nearer].sum()
            else np.nan
            for km in (without, after)
        ]
        brought.append(Reason(
            site, float(people[(without > radius) & (after <= radius)].sum()),
            float(people[nearer].sum()), mean[0], mean[1],
            np.nan if problem.hours is None else float(problem.hours[site]),
        ))  # fmt: skip
    return tuple(brought)
