"""Aggregates of points over periods, held equal to the slowest computation one can write."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.aggregates import aggregated
from jalons.broker.engine.temporal.parameters import METHODS, Aggregation

HOUR = 3_600_000_000
START = micros("2026-01-31T10:00:00Z")


def naive(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    mean = math.fsum(values) / len(values)
    return {
        "totalCount": len(values),
        "distinctCount": len({str(value + 0.0) for value in values}),
        "sum": math.fsum(values),
        "sumsq": math.fsum(value * value for value in values),
        "avg": mean,
        "min": ordered[0],
        "max": ordered[-1],
        "stddev": math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values)),
    }


@pytest.mark.parametrize(
    ("method", "values"),
    [("stddev", [1e308, -1e308]), ("sumsq", [1e308]), ("sum", [1e308, 1e308]), ("avg", [10**400])],
)
def test_numbers_too_large_to_be_aggregated_are_refused_in_words(
    method: str, values: list[float]
) -> None:
    aggregation = Aggregation((method,), 0, HOUR)
    with pytest.raises(Problem, match="too large"):
        aggregated(range(len(values)), values, aggregation, origin=0, end=HOUR)


POINTS = st.lists(
    st.tuples(st.integers(0, 200 * HOUR), st.integers(-1000, 1000) | st.floats(-1e6, 1e6)),
    min_size=1,
    max_size=60,
)


@given(points=POINTS, hours=st.integers(1, 50))
def test_every_aggregate_of_every_period_is_the_naive_one(
    points: list[tuple[int, float]], hours: int
) -> None:
    points = sorted((START + stamp, value + 0.0) for stamp, value in points)
    stamps, values = [p[0] for p in points], [p[1] for p in points]
    asked = Aggregation(METHODS, 0, hours * HOUR)
    found = aggregated(stamps, values, asked, origin=START, end=stamps[-1])
    periods: dict[int, list[float]] = {}
    for stamp, value in points:
        periods.setdefault((stamp - START) // (hours * HOUR), []).append(value)
    for method in METHODS:
        cells = found[method]
        assert [cell[1] for cell in cells] == [
            written(START + number * hours * HOUR) for number in periods
        ]
        for cell, part in zip(cells, periods.values(), strict=True):
            assert cell[0] == pytest.approx(naive(part)[method], rel=1e-9, abs=1e-4)


@given(points=POINTS, months=st.integers(1, 14))
def test_a_point_falls_in_one_period_of_calendar_months_and_periods_follow_each_other(
    points: list[tuple[int, float]], months: int
) -> None:
    stamps = sorted(START + stamp * 90 for stamp, _ in points)
    asked = Aggregation(("totalCount",), months, 0)
    cells = aggregated(stamps, [1] * len(stamps), asked, origin=START, end=stamps[-1])["totalCount"]
    assert sum(cell[0] for cell in cells) == len(stamps)
    for number, begin, end in cells:
        inside = [stamp for stamp in stamps if micros(begin) <= stamp < micros(end)]
        assert len(inside) == number
    assert all(one[2] <= other[1] for one, other in pairwise(cells))


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_shorter_month() -> None:
    stamps = [micros(f"2026-{day}T12:00:00Z") for day in ("02-01", "02-28", "03-30", "03-31")]
    asked = Aggregation(("sum",), months=1)
    assert aggregated(stamps, [1, 2, 4, 8], asked, origin=START, end=0)["sum"] == [
        [1, "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"],
        [6, "2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z"],
        [8, "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z"],
    ]


def test_without_a_length_one_period_spans_the_whole_interval() -> None:
    asked = Aggregation(("avg", "min"))
    end = START + 5 * HOUR
    assert aggregated([START, START + 1], [1, 2], asked, origin=START - 1, end=end) == {
        "avg": [[1.5, written(START - 1), written(end)]],
        "min": [[1, written(START - 1), written(end)]],
    }


def test_periods_without_points_are_left_out() -> None:
    stamps = [START, START + 100 * HOUR]
    cells = aggregated(stamps, [1, 2], Aggregation(("max",), 0, HOUR), origin=START, end=0)["max"]
    assert [cell[0] for cell in cells] == [1, 2]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False, True], {"totalCount": 3, "distinctCount": 2, "sum": 2, "max": 1}),
        (["b", "a", "b"], {"totalCount": 3, "distinctCount": 2, "max": "b"}),
        ([[1, 2], [], [3]], {"totalCount": 3, "distinctCount": 3, "sum": 3, "max": 2}),
        ([{"a": 1}, {"a": 1}, "x"], {"totalCount": 3, "distinctCount": 2}),
    ],
)
def test_values_that_are_no_numbers_have_the_aggregates_that_mean_something(
    values: list[Any], expected: dict[str, Any]
) -> None:
    asked = Aggregation(("totalCount", "distinctCount", "sum", "max"))
    found = aggregated([1, 2, 3], values, asked, origin=0, end=4)
    assert {name: cells[0][0] for name, cells in found.items()} == expected


def test_nothing_comes_of_no_points() -> None:
    assert aggregated([], [], Aggregation(("sum",), 0, HOUR), origin=0, end=0) == {}


def test_a_period_too_short_for_so_long_a_history_is_refused() -> None:
    stamps = list(range(0, 200_000, 1))
    with pytest.raises(Problem, match="aggrPeriodDuration"):
        aggregated(stamps, stamps, Aggregation(("sum",), 0, 1), origin=0, end=0)


def test_a_sum_json_cannot_say_is_refused() -> None:
    with pytest.raises(Problem, match="too large"):
        aggregated([1, 2], [1e308, 1e308], Aggregation(("sum",)), origin=0, end=3)


def test_the_last_years_have_periods_too() -> None:
    stamp = micros("9999-12-30T00:00:00Z")
    for asked in (Aggregation(("sum",), months=24), Aggregation(("sum",), 0, 2**55)):
        (cell,) = aggregated([stamp], [1], asked, origin=START, end=0)["sum"]
        assert cell[0] == 1


def test_periods_are_as_long_as_days_across_a_change_of_hour() -> None:
    day = timedelta(days=1) // timedelta(microseconds=1)
    origin = micros("2026-03-28T00:00:00+01:00")
    moment = datetime(2026, 3, 30, tzinfo=UTC)
    stamp = micros(moment.isoformat())
    (cell,) = aggregated([stamp], [1], Aggregation(("sum",), 0, day), origin=origin, end=0)["sum"]
    assert cell[1:] == ["2026-03-29T23:00:00Z", "2026-03-30T23:00:00Z"]
