"""An objective is the authority's own; the pace is told only when the interval allows it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.strategy.engine.catalogue import Direction, StrategyError
from jalons.strategy.engine.indicators.trajectory import Course, Pace, Point, follow

START = Point(date(2026, 1, 1), 100)
COURSE = Course(START, (Point(date(2030, 1, 1), 60),))
STEPS = Course(START, (Point(date(2027, 1, 1), 95), Point(date(2030, 1, 1), 60)))


def at(day, low, mid=None, high=None):
    return (day, Interval(low, low if mid is None else mid, low if high is None else high))


def test_the_line_goes_straight_from_the_baseline_to_the_target_and_stays_there():
    assert COURSE.expected(date(2025, 1, 1)) is None
    assert COURSE.expected(date(2026, 1, 1)) == 100
    assert COURSE.expected(date(2028, 1, 1)) == pytest.approx(80, abs=0.05)
    assert COURSE.expected(date(2040, 1, 1)) == 60


def test_points_of_its_own_are_followed_one_after_the_other():
    assert STEPS.expected(date(2027, 1, 1)) == 95
    assert STEPS.expected(date(2026, 7, 2)) == pytest.approx(97.5, abs=0.02)


@pytest.mark.parametrize(
    ("measured", "pace"),
    [
        ([], Pace.NOT_MEASURED),
        ([at(date(2025, 6, 1), 40)], Pace.NOT_MEASURED),
        ([at(date(2028, 1, 1), 50, 55, 60)], Pace.REACHED),
        ([at(date(2028, 1, 1), 65, 70, 75)], Pace.ON_TRACK),
        ([at(date(2028, 1, 1), 70, 78, 90)], Pace.UNCERTAIN),
        ([at(date(2028, 1, 1), 85, 90, 95)], Pace.LATE),
        ([at(date(2028, 1, 1), 85, 90, 95), at(date(2027, 1, 1), 50)], Pace.LATE),
    ],
)
def test_the_pace_of_the_latest_value(measured, pace):
    assert follow(COURSE, measured, Direction.DOWN).pace is pace


def test_up_is_better_where_the_indicator_says_so():
    course = Course(Point(date(2026, 1, 1), 10), (Point(date(2030, 1, 1), 50),))
    late = [at(date(2028, 1, 1), 12)]
    assert follow(course, late, Direction.UP).pace is Pace.LATE
    assert follow(course, late, Direction.NONE).pace is Pace.LATE
    assert follow(course, [at(date(2028, 1, 1), 31)], Direction.UP).pace is Pace.ON_TRACK


def test_a_target_before_its_baseline_is_refused():
    with pytest.raises(StrategyError) as refused:
        Course(START, (Point(date(2025, 1, 1), 60),))
    assert refused.value.code == "course_order"
    assert "01/01/2025" in refused.value.message("fr")
    with pytest.raises(StrategyError):
        Course(START, ())


@given(st.dates(date(2026, 1, 1), date(2031, 1, 1)))
def test_the_value_aimed_at_never_leaves_the_bounds_of_its_points(day):
    assert 60 <= STEPS.expected(day) <= 100
