"""The facts of a year stored for the next one, and the changes between two years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from jalons.strategy.engine.roadmap.roadmap import ABANDONED, DONE


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of an indicator in its own unit, the end of its period, and how it was counted."""

    low: float
    mid: float
    high: float
    until: str
    method: str
    perimeter: str


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action: its title, its status, and whether it is late."""

    title: str
    status: str
    late: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach on a day, in the unit of the indicator."""

    value: float
    on: str


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What can be compared with another year, by the ids of the objects."""

    year: int
    measures: Mapping[str, Measure] = field(default_factory=dict)
    actions: Mapping[str, ActionState] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The facts as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> YearFacts:
        """The stored facts; ``KeyError`` or ``TypeError`` when they are incomplete."""
        return cls(
            year=stored["year"],
            measures={name: Measure(**each) for name, each in stored["measures"].items()},
            actions={name: ActionState(**each) for name, each in stored["actions"].items()},
            targets={name: Target(**each) for name, each in stored["targets"].items()},
        )


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """How an indicator moved; ``comparable`` is false when it was counted otherwise.

    ``share`` is the relative change of the central value, None when it is unknown; ``clear``
    is true when the two ranges do not overlap.
    """

    indicator: str
    before: Measure
    after: Measure
    comparable: bool
    share: float | None
    clear: bool


@dataclass(frozen=True, slots=True)
class YearChanges:
    """What changed from one year to another, by kind of change."""

    moved: tuple[MeasureChange, ...]
    newly_measured: tuple[str, ...]
    lost: tuple[str, ...]
    done: tuple[str, ...]
    late: tuple[str, ...]
    new: tuple[str, ...]
    abandoned: tuple[str, ...]
    gone: tuple[str, ...]
    new_targets: tuple[str, ...]
    changed_targets: tuple[str, ...]
    dropped_targets: tuple[str, ...]


def compare(before: YearFacts, after: YearFacts) -> YearChanges:
    """What changed between two years: indicators by id, actions by title."""
    old, now = before.actions, after.actions
    stayed = [name for name in now if name in old]
    targets = [name for name in after.targets if name in before.targets]
    return YearChanges(
        moved=tuple(
            _moved(name, before.measures[name], measure)
            for name, measure in after.measures.items()
            if name in before.measures and _until(before.measures[name]) < _until(measure)
        ),
        newly_measured=tuple(name for name in after.measures if name not in before.measures),
        lost=tuple(name for name in before.measures if name not in after.measures),
        done=tuple(now[each].title for each in stayed if _became(DONE, old[each], now[each])),
        late=tuple(now[each].title for each in now if now[each].late),
        new=tuple(now[each].title for each in now if each not in old),
        abandoned=tuple(
            now[each].title for each in stayed if _became(ABANDONED, old[each], now[each])
        ),
        gone=tuple(old[each].title for each in old if each not in now),
        new_targets=tuple(name for name in after.targets if name not in before.targets),
        changed_targets=tuple(
            name for name in targets if before.targets[name] != after.targets[name]
        ),
        dropped_targets=tuple(name for name in before.targets if name not in after.targets),
    )


def _became(status: str, before: ActionState, after: ActionState) -> bool:
    return after.status == status and before.status != status


def _until(measure: Measure) -> date:
    return date.fromisoformat(measure.until)


def _moved(indicator: str, before: Measure, after: Measure) -> MeasureChange:
    same = (before.method, before.perimeter) == (after.method, after.perimeter)
    share = (after.mid - before.mid) / abs(before.mid) if same and before.mid else None
    clear = after.high < before.low or after.low > before.high
    return MeasureChange(indicator, before, after, same, share, clear)
