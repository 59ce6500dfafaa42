"""The authority's own objective for an indicator: where it should be today, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalons.kernel import Interval
from jalons.strategy.engine.catalogue import Direction, StrategyError


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day, in the unit of the indicator."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Course:
    """From a baseline to the points to reach, the last one being the target.

    Raises ``StrategyError``: ``course_empty`` without a point, ``course_order`` for a point that is
    not after the one before it (a target before its baseline among them).
    """

    baseline: Point
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise StrategyError("course_empty")
        previous = self.baseline
        for point in self.points:
            if point.on <= previous.on:
                raise StrategyError("course_order", on=point.on, before=previous.on)
            previous = point

    @property
    def target(self) -> Point:
        """The last point."""
        return self.points[-1]

    def expected(self, on: date) -> float | None:
        """The expected value on a day, linear between two points; None before the baseline.

        >>> course = Course(Point(date(2026, 1, 1), 100), (Point(date(2030, 1, 1), 60),))
        >>> course.expected(date(2028, 1, 1)), course.expected(date(2035, 1, 1))
        (80.01368925393567, 60)
        """
        if on < self.baseline.on:
            return None
        previous = self.baseline
        for point in self.points:
            if on <= point.on:
                share = (on - previous.on).days / (point.on - previous.on).days
                return previous.value + share * (point.value - previous.value)
            previous = point
        return self.target.value


class Pace(StrEnum):
    """Where an indicator is against its course."""

    NOT_MEASURED = "not_measured"  # nothing since the baseline
    REACHED = "reached"  # the target, whole interval
    ON_TRACK = "on_track"
    UNCERTAIN = "uncertain"  # the interval contains the expected value
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Following:
    """The pace, the latest value with its day, and the expected value that day."""

    pace: Pace
    latest: tuple[date, Interval] | None
    expected: float | None


def follow(
    course: Course, measured: Sequence[tuple[date, Interval]], direction: Direction
) -> Following:
    """Where the latest measured value since the baseline is against its course.

    Without a better direction, the direction from the baseline to the target is the better one.
    Late needs the whole interval on the wrong side.
    """
    since = [each for each in measured if each[0] > course.baseline.on]
    if not since:
        return Following(Pace.NOT_MEASURED, None, None)
    latest = max(since, key=lambda each: each[0])
    on, value = latest
    expected = course.expected(on)
    assert expected is not None  # noqa: S101  (the day is after the baseline)
    down = direction is Direction.DOWN or (
        direction is Direction.NONE and course.target.value < course.baseline.value
    )
    if _better(value, course.target.value, down=down):
        pace = Pace.REACHED
    elif _better(value, expected, down=down):
        pace = Pace.ON_TRACK
    elif value.low <= expected <= value.high:
        pace = Pace.UNCERTAIN
    else:
        pace = Pace.LATE
    return Following(pace, latest, expected)


def _better(value: Interval, limit: float, *, down: bool) -> bool:
    """Whether the whole interval is at the limit or on its better side."""
    return value.high <= limit if down else value.low >= limit
