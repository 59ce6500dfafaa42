"""The effect of levers, on the same draws: each difference has its own interval.

A scenario is what a year weighs once the levers are in force and the fleet has settled: fewer
devices bought each year, not the year of the change itself. The cost does not depend on the fleet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from jalons.footprint.engine.analysis.comparison import Change, Subject, change_of
from jalons.footprint.engine.analysis.lever_values import FARTHEST
from jalons.footprint.engine.analysis.levers import PAPER, Lever, Situation
from jalons.footprint.engine.assessment.impacts import STAGES, modeller_of, summed, yearly
from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import METHOD, ImpactKey, LifetimeRule
from jalons.footprint.engine.assessment.uncertain_inputs import ElectricityModel, Modeller
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import Fleet, Holding
from jalons.footprint.engine.fleet.homes import located
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Interval, Unit

# Often requested; without paper in the inventory, said to be unknown, never counted as no gain.
PRINTING = "printing"
ASSUMING = frozenset({"refurbished", "virtualise"})

type Sums = dict[tuple[str, Stage], Draw]


@dataclass(frozen=True, slots=True)
class LeverStep:
    """A lever in its order: ``devices`` concerned, and its effect after those before it.

    ``difference`` in ``unit`` (per year) for the first criterion; ``assumed`` when it rests on
    assumptions of ours.
    """

    lever: Lever
    devices: float
    unit: Unit
    difference: Interval
    assumed: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """The fleet as it is and once the levers are in force, in their order.

    ``changes`` by criterion and stage, ``by_device`` for the totals, in the unit of each criterion
    per year; ``electricity_kwh`` the difference in kWh/year. ``left_out`` names what cannot be
    computed from the data.
    """

    method: str
    factors_version: str
    changes: tuple[Change, ...]
    by_device: tuple[Change, ...]
    steps: tuple[LeverStep, ...]
    electricity_kwh: Interval
    devices_before: float
    devices_after: float
    left_out: tuple[str, ...] = (PRINTING,)

    def change(self, criterion: str, stage: Stage = Stage.TOTAL) -> Change:
        """The change for a criterion and a stage; ``KeyError`` when not assessed."""
        for change in self.changes:
            if (change.subject.criterion, change.subject.stage) == (criterion, stage):
                return change
        raise KeyError((criterion, stage))

    def as_json(self) -> dict[str, Any]:
        """The scenario as JSON-ready values."""
        return {
            "method": self.method,
            "factors_version": self.factors_version,
            "devices": {"before": self.devices_before, "after": self.devices_after},
            "steps": [
                {
                    "lever": step.lever.kind,
                    "devices": step.devices,
                    "unit": step.unit.symbol,
                    "difference": triple(step.difference),
                    "assumed": step.assumed,
                }
                for step in self.steps
            ],
            "changes": [_change(change) for change in self.changes],
            "by_device": [_change(each) for each in self.by_device],
            "electricity": {"unit": "kWh/year", "difference": triple(self.electricity_kwh)},
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, slots=True)
class Objective:
    """The objective of the authority: ``change`` (−0.3: thirty percent less) by a year."""

    change: float
    year: int

    def __post_init__(self) -> None:
        if not -1 <= self.change <= 1:
            raise FootprintError("objective_change", value=self.change)


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A year of a trajectory: the yearly impact, and its difference from the first, in one unit."""

    year: int
    value: Interval
    difference: Interval


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The years from today to a target, the levers coming into force evenly; in ``unit``.

    ``chance`` (0 to 1) is the share of the draws that reach the objective, ``wanted`` the yearly
    impact it means, both null without objective.
    """

    criterion: str
    unit: Unit
    points: tuple[YearPoint, ...]
    objective: Objective | None
    wanted: Interval | None
    chance: float | None

    def as_json(self) -> dict[str, Any]:
        """The trajectory as JSON-ready values."""
        return {
            "criterion": self.criterion,
            "unit": self.unit.symbol,
            "years": [
                {
                    "year": point.year,
                    **triple(point.value),
                    "difference": triple(point.difference),
                }
                for point in self.points
            ],
            "objective": None
            if self.objective is None or self.wanted is None
            else {
                "change": self.objective.change,
                "year": self.objective.year,
                "wanted": triple(self.wanted),
                "chance": self.chance,
            },
        }


@dataclass(frozen=True, slots=True)
class Study:
    """A fleet ready for scenarios: its draws are computed once, each run takes milliseconds."""

    fleet: Fleet
    pack: Pack
    options: Options
    modeller: Modeller
    base: _State = field(repr=False)

    def run(self, levers: Sequence[Lever]) -> Scenario:
        """The yearly impact once the levers are in force, one after the other.

        Raises ``FootprintError``: ``levers_missing`` without any lever, ``lever_absent`` for one
        about a kind of device the fleet lacks.
        """
        if not levers:
            raise FootprintError("levers_missing")
        self._check(levers)
        steps, state = [], self.base
        for lever in levers:
            after = state.to(lever.apply(state.situation), self.modeller)
            steps.append(self._step(lever, state, after))
            state = after
        return self._scenario(state, tuple(steps))

    def alone(self, lever: Lever) -> LeverStep:
        """The effect of one lever by itself: that of ``run([lever])``, on the same draws."""
        self._check([lever])
        situation = lever.apply(self.base.situation)
        return self._step(lever, self.base, self.base.to(situation, self.modeller, [self._first]))

    @property
    def _first(self) -> str:
        return next(iter(self.pack.known_criteria()))

    def _step(self, lever: Lever, before: _State, after: _State) -> LeverStep:
        """What a lever does between two states, for the first criterion."""
        key = (self._first, Stage.TOTAL)
        return LeverStep(
            lever,
            lever.concerned(before.situation),
            yearly(self.pack, self._first),
            interval(after.sums[key] - before.sums[key]),
            lever.kind in ASSUMING,
        )

    def trajectory(
        self,
        levers: Sequence[Lever],
        *,
        start: int,
        target: int,
        objective: Objective | None = None,
        criterion: str | None = None,
    ) -> Trajectory:
        """The yearly impact from ``start`` to ``target``, the same part of the levers each year.

        The fleet is otherwise as today: no growth is assumed. Raises ``FootprintError``
        (``years_order``) unless the target is one to fifty years away and the objective between.
        """
        if not 1 <= target - start <= FARTHEST:
            raise FootprintError("years_order", start=start, target=target)
        if objective is not None and not start < objective.year <= target:
            raise FootprintError("years_order", start=start, target=objective.year)
        self._check(levers)
        name = criterion or next(iter(self.pack.known_criteria()))
        now = self.base.sums[name, Stage.TOTAL]
        points, aimed = [], now
        for year in range(start, target + 1):
            total = self._total(levers, (year - start) / (target - start), name)
            points.append(YearPoint(year, interval(total), interval(total - now)))
            if objective is not None and year == objective.year:
                aimed = total
        wanted = None if objective is None else now * (1 + objective.change)
        return Trajectory(
            criterion=name,
            unit=yearly(self.pack, name),
            points=tuple(points),
            objective=objective,
            wanted=None if wanted is None else interval(wanted),
            chance=None if wanted is None else float(np.mean(aimed <= wanted)),
        )

    def way(
        self, levers: Sequence[Lever], *, start: int, target: int | None, change: float | None
    ) -> Trajectory | None:
        """The trajectory to an optional year and objective.

        Raises ``FootprintError`` (``objective_year``) for an objective without a year.
        """
        if target is None:
            if change is not None:
                raise FootprintError("objective_year")
            return None
        objective = None if change is None else Objective(change, target)
        return self.trajectory(levers, start=start, target=target, objective=objective)

    def _check(self, levers: Sequence[Lever]) -> None:
        """Refuse a lever about a kind the fleet lacks: it would silently change nothing."""
        holdings = self.base.situation.holdings
        for lever in levers:
            device = getattr(lever, "device", None)
            if device is not None and device not in holdings:
                raise FootprintError(
                    "lever_absent", device=device, known=", ".join(sorted(holdings))
                )

    def _total(self, levers: Sequence[Lever], part: float, criterion: str) -> Draw:
        situation = self.base.situation
        for lever in levers:
            situation = lever.apply(situation, part)
        return self.base.to(situation, self.modeller, (criterion,)).sums[criterion, Stage.TOTAL]

    def _scenario(self, after: _State, steps: tuple[LeverStep, ...]) -> Scenario:
        before = self.base
        assessed = _assessed_figures(self.fleet.holdings, self.modeller)
        changes = [
            change_of(
                Subject("", criterion, stage, yearly(self.pack, criterion)),
                before.sums.get((criterion, stage)),
                after.sums.get((criterion, stage)),
            )
            for criterion in self.pack.known_criteria()
            for stage in STAGES
            if (criterion, stage) in assessed and (criterion, stage) in before.sums
        ]
        totals = [
            change_of(
                Subject(device, criterion, stage, yearly(self.pack, criterion)),
                before.draws[device, criterion, stage],
                after.draws[device, criterion, stage],
            )
            for device, criterion, stage in before.draws
            if stage is Stage.TOTAL
            and after.moved(before, device)
            and self.modeller.knows(
                before.situation.holdings[device], Stage.MANUFACTURING, criterion
            )
        ]
        return Scenario(
            method=METHOD,
            factors_version=self.pack.version,
            changes=tuple(changes),
            by_device=tuple(sorted(totals, key=lambda each: -abs(each.difference.mid))),
            steps=steps,
            electricity_kwh=interval(after.kwh - before.kwh),
            devices_before=self.fleet.quantity,
            devices_after=replace(
                self.fleet, holdings=tuple(after.situation.holdings.values())
            ).quantity,
            left_out=() if PAPER in before.situation.holdings else (PRINTING,),
        )


def study(
    fleet: Fleet,
    *,
    pack: Pack,
    options: Options | None = None,
    criteria: Sequence[str] | None = None,
) -> Study:
    """A fleet ready for scenarios; with ``criteria``, for what needs those alone (``alone``).

    Under the rule of actual ages (REEL) the lifetimes expected stand in: a lever changes what will
    be bought, which past ages say nothing of. Raises ``FootprintError`` (``nothing_counted``).
    """
    options = options or Options()
    if not fleet.holdings:
        raise FootprintError("nothing_counted", rows=fleet.rows_read)
    if options.lifetime is LifetimeRule.ACTUAL:
        options = replace(options, lifetime=LifetimeRule.EXPECTED)
    modeller = modeller_of(pack, options)
    fleet = located(fleet, options.home_country)
    holdings = {holding.device: holding for holding in fleet.holdings}
    situation = Situation(holdings, modeller.electrics, pack)
    base = _State.of(situation, modeller, criteria or pack.known_criteria())
    return Study(fleet, pack, options, modeller, base)


def triple(value: Interval) -> dict[str, float]:
    """An interval as JSON-ready values."""
    return {"p5": value.low, "p50": value.mid, "p95": value.high}


@dataclass(frozen=True, slots=True)
class _State:
    """A situation with its draws; kinds a lever left alone are not recomputed."""

    situation: Situation
    draws: Mapping[ImpactKey, Draw]
    by_device_kwh: Mapping[str, Draw]
    sums: Sums

    @property
    def kwh(self) -> Draw:
        return np.sum(list(self.by_device_kwh.values()), axis=0)

    @classmethod
    def of(cls, situation: Situation, modeller: Modeller, criteria: Sequence[str]) -> _State:
        nothing = Situation({}, ElectricityModel(None, None), situation.pack)
        return cls(nothing, {}, {}, {}).to(situation, modeller, criteria)

    def to(
        self, situation: Situation, modeller: Modeller, criteria: Sequence[str] | None = None
    ) -> _State:
        """The state of another situation, reusing this one where nothing changed."""
        modeller = replace(modeller, electrics=situation.electrics)
        names = tuple(criteria or situation.pack.known_criteria())
        draws: dict[ImpactKey, Draw] = {}
        kwh: dict[str, Draw] = {}
        for device, holding in situation.holdings.items():
            if self._same(situation, device):
                kwh[device] = self.by_device_kwh[device]
                former = self.draws
                keys = [(device, name, stage) for name in names for stage in STAGES]
                draws |= {key: former[key] for key in keys if key in former}
                continue
            for name in names:
                terms = modeller.terms(holding, name)
                stages = terms.stages()
                draws |= {(device, name, stage): draw for stage, draw in stages.items()}
                if stages:
                    draws[device, name, Stage.TOTAL] = summed(list(stages.values()))
                kwh[device] = terms.kwh()
        return _State(situation, draws, kwh, _summed(draws))

    def moved(self, before: _State, device: str) -> bool:
        """Whether a kind of device changed."""
        return not before._same(self.situation, device)

    def _same(self, situation: Situation, device: str) -> bool:
        former = self.situation.holdings.get(device)
        cooled = self.situation.electrics == situation.electrics
        at_ease = cooled or device not in situation.in_data_centres()
        return former is not None and at_ease and former is situation.holdings.get(device)


def _summed(draws: Mapping[ImpactKey, Draw]) -> Sums:
    parts: dict[tuple[str, Stage], list[Draw]] = {}
    for (_, criterion, stage), draw in draws.items():
        parts.setdefault((criterion, stage), []).append(draw)
    return {key: np.sum(found, axis=0) for key, found in parts.items()}


def _assessed_figures(holdings: Sequence[Holding], modeller: Modeller) -> set[tuple[str, Stage]]:
    known = set()
    for criterion in modeller.pack.known_criteria():
        for stage in STAGES:
            needed = Stage.MANUFACTURING if stage is Stage.TOTAL else stage
            if any(modeller.knows(holding, needed, criterion) for holding in holdings):
                known.add((criterion, stage))
    return known


def _change(each: Change) -> dict[str, Any]:
    return {
        "type": each.subject.device or None,
        "criterion": each.subject.criterion,
        "stage": each.subject.stage.value,
        "unit": each.subject.unit.symbol,
        "before": None if each.before is None else triple(each.before),
        "after": None if each.after is None else triple(each.after),
        "difference": triple(each.difference),
        "certain": each.certain,
    }
