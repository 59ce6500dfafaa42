"""Two assessments compared, their difference with its own interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Interval, Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a change, in ``unit`` (per year); ``device`` is empty for the whole fleet."""

    device: str
    criterion: str
    stage: Stage
    unit: Unit


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after (null when not assessed), and the difference, in its unit.

    ``certain``: the 90 % interval of the difference excludes zero.
    """

    subject: Subject
    before: Interval | None
    after: Interval | None
    difference: Interval

    @property
    def certain(self) -> bool:
        """Whether the sign of the difference is sure at 90 %."""
        return self.difference.low > 0 or self.difference.high < 0


@dataclass(frozen=True, slots=True)
class FleetChange:
    """The number of devices of a kind before and after."""

    device: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two assessments, and their possible reasons.

    ``reasons`` lists what changed: fleet, factors, method, options.
    """

    changes: tuple[Change, ...]
    by_device: tuple[Change, ...]
    fleet: tuple[FleetChange, ...]
    reasons: tuple[str, ...]


def compare(before: Assessment, after: Assessment) -> Comparison:
    """The difference ``after`` − ``before`` by stage and by kind of device, per year.

    Both use the same draws, input by input, so that an error they share cancels out. Raises
    ``FootprintError`` (``comparison_unpaired``) when their seeds or numbers of draws differ.
    """
    pair = [(each.seed, each.draws_count) for each in (before, after)]
    if pair[0] != pair[1]:
        raise FootprintError("comparison_unpaired", before=pair[0], after=pair[1])
    return Comparison(
        changes=_stage_changes(before, after),
        by_device=_device_changes(before, after),
        fleet=_fleet_changes(before, after),
        reasons=_reasons(before, after),
    )


def _stage_changes(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    units = {(each.criterion, each.stage): each.unit for each in (*before.impacts, *after.impacts)}
    return tuple(
        change_of(Subject("", *key, unit), _sum(before, *key), _sum(after, *key))
        for key, unit in units.items()
    )


def _device_changes(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    units = {
        (each.device, each.criterion): each.unit
        for each in (*before.devices, *after.devices)
        if Stage.TOTAL in each.stages
    }
    changes = []
    for (device, criterion), unit in units.items():
        key = (device, criterion, Stage.TOTAL)
        changes.append(change_of(Subject(*key, unit), before.draws.get(key), after.draws.get(key)))
    return tuple(sorted(changes, key=lambda each: -abs(each.difference.mid)))


def _sum(assessment: Assessment, criterion: str, stage: Stage) -> Draw | None:
    parts = [
        draw for (_, name, at), draw in assessment.draws.items() if (name, at) == (criterion, stage)
    ]
    return np.sum(parts, axis=0) if parts else None


def change_of(subject: Subject, before: Draw | None, after: Draw | None) -> Change:
    """A change from its draws, paired one by one; null draws are not assessed."""
    known = before if before is not None else after
    nothing = np.zeros_like(known)
    difference = (nothing if after is None else after) - (nothing if before is None else before)
    return Change(
        subject,
        None if before is None else interval(before),
        None if after is None else interval(after),
        interval(difference),
    )


def _quantities(assessment: Assessment) -> dict[str, float]:
    return {device.device: device.quantity for device in assessment.devices}


def _fleet_changes(before: Assessment, after: Assessment) -> tuple[FleetChange, ...]:
    old, new = _quantities(before), _quantities(after)
    changes = [
        FleetChange(device, old.get(device, 0.0), new.get(device, 0.0)) for device in old | new
    ]
    moved = [change for change in changes if change.before != change.after]
    return tuple(sorted(moved, key=lambda each: -abs(each.after - each.before)))


def _reasons(before: Assessment, after: Assessment) -> tuple[str, ...]:
    tests = {
        "fleet": _quantities(before) != _quantities(after)
        or before.mean_ages != after.mean_ages
        or before.rows_counted != after.rows_counted,
        "factors": before.factors_version != after.factors_version,
        "method": before.method != after.method,
        "options": (before.lifetime, before.mix, before.pue, before.home)
        != (after.lifetime, after.mix, after.pue, after.home),
    }
    return tuple(name for name, changed in tests.items() if changed)
