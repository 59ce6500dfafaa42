"""What a rule watches: a threshold, a silence or a drift of one attribute of one type.

Durations are in the unit of their name. A rule does not know where values come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

Kind = Literal["threshold", "silence", "drift"]
KINDS: tuple[Kind, ...] = ("threshold", "silence", "drift")
Direction = Literal["above", "below"]
Measure = Literal["percent", "deviations"]
MEASURES: tuple[Measure, ...] = ("percent", "deviations")

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LONGEST_MINUTES = 7 * 24 * 60
LONGEST_HOURS = 366 * 24
LONGEST_RECENT = 60
LONGEST_REFERENCE = 365
SHORTEST_REFERENCE = 5


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above or below a limit, in the unit of the attribute, for at least ``minutes``.

    The value is normal again once it is ``margin`` inside the limit: a value that oscillates around
    the limit opens one alert, not ten.
    """

    direction: Direction
    limit: float
    margin: float = 0.0
    minutes: int = 0

    def crosses(self, value: float) -> bool:
        """Whether a value is beyond the limit."""
        return value > self.limit if self.direction == "above" else value < self.limit

    def clears(self, value: float) -> bool:
        """Whether a value is far enough inside the limit to be normal again."""
        if self.direction == "above":
            return value <= self.limit - self.margin
        return value >= self.limit + self.margin

    def worse(self, one: float, other: float) -> float:
        """The one of two values that is further beyond the limit."""
        return max(one, other) if self.direction == "above" else min(one, other)


@dataclass(frozen=True, slots=True)
class Silence:
    """No observation for some hours; counted from the creation when there was never one."""

    hours: int


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean of the last days compared with that of the days before them.

    ``most`` is a share of the reference in percent, or a number of robust standard deviations of
    its daily means (1.4826 times their median absolute deviation).
    """

    recent_days: int
    reference_days: int
    measure: Measure
    most: float


Condition = Threshold | Silence | Drift


@dataclass(frozen=True, slots=True)
class Rule:
    """What is watched: a type and an attribute (expanded names), which entities, the condition.

    An empty ``attribute`` is any attribute (silence only); ``unit`` is the UN/ECE code of the
    limit; ``id_pattern`` and ``q`` select entities as NGSI-LD queries do, empty for all.
    """

    type: str
    condition: Condition
    attribute: str = ""
    unit: str = ""
    id_pattern: str = ""
    q: str = ""

    @property
    def kind(self) -> Kind:
        """Which of the three conditions it has."""
        match self.condition:
            case Threshold():
                return "threshold"
            case Silence():
                return "silence"
            case Drift():
                return "drift"

    @property
    def back(self) -> int:
        """How much history it needs, in microseconds."""
        match self.condition:
            case Threshold(minutes=minutes):
                return minutes * MINUTE + DAY if minutes else 0
            case Silence(hours=hours):
                return hours * HOUR
            case Drift(recent_days=recent, reference_days=reference):
                return (recent + reference) * DAY


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong in a rule: the field, and the key of the reason."""

    field: str
    reason: str


def faults(rule: Rule) -> list[RuleFault]:
    """What is missing or impossible in a rule; empty when it can be saved."""
    found = [] if rule.type else [RuleFault("type", "missing")]
    if not rule.attribute and not isinstance(rule.condition, Silence):
        found.append(RuleFault("attribute", "missing"))
    match rule.condition:
        case Threshold(limit=limit, margin=margin, minutes=minutes):
            found += _outside("limit", limit, -1e300, 1e300)
            found += _outside("margin", margin, 0, 1e300)
            found += _outside("minutes", minutes, 0, LONGEST_MINUTES)
        case Silence(hours=hours):
            found += _outside("hours", hours, 1, LONGEST_HOURS)
        case Drift(recent_days=recent, reference_days=reference, most=most):
            found += _outside("recent_days", recent, 1, LONGEST_RECENT)
            found += _outside("reference_days", reference, SHORTEST_REFERENCE, LONGEST_REFERENCE)
            found += _outside("most", most, 1e-9, 1e300)
    return found


def _outside(field: str, value: Any, low: float, high: float) -> list[RuleFault]:
    inside = isfinite(value) and low <= value <= high
    return [] if inside else [RuleFault(field, "range")]
