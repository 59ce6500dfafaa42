"""Values by hour, day, week and month of a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.temporal.request import Points
from jalons.broker.engine.temporal.spreads import STEPS, Step, edges, micros_of, numbers, spreads

PARIS = ZoneInfo("Europe/Paris")


def test_a_day_begins_at_midnight_here_even_when_the_clock_changes() -> None:
    start = datetime(2026, 3, 28, 15, tzinfo=PARIS)
    found = edges(start, start + timedelta(days=2), "day")
    assert [edge.strftime("%d %H:%M %z") for edge in found] == [
        "28 00:00 +0100",
        "29 00:00 +0100",
        "30 00:00 +0200",
        "31 00:00 +0200",
    ]


def test_the_day_of_summer_time_has_23_hours() -> None:
    start = datetime(2026, 3, 29, tzinfo=PARIS)
    assert len(edges(start, datetime(2026, 3, 30, tzinfo=PARIS), "hour")) == 24


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    start = datetime(2026, 11, 25, 9, tzinfo=PARIS)
    assert edges(start, start, "week")[0].strftime("%a %d") == "Mon 23"
    months = edges(start, datetime(2027, 1, 2, tzinfo=PARIS), "month")
    assert [edge.month for edge in months] == [11, 12, 1, 2]


def test_too_many_periods_are_refused() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="more than"):
        edges(start, start + timedelta(days=365), "hour")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 86_399), st.floats(-1e9, 1e9, allow_nan=False, allow_infinity=False)
        ),
        max_size=60,
    ),
    st.sampled_from(STEPS),
)
def test_every_value_is_in_one_period_and_a_mean_is_never_outside(
    pairs: list[tuple[int, float]], step: Step
) -> None:
    start = datetime(2026, 10, 25, tzinfo=PARIS)
    stamps = sorted(micros_of(start) + second * 1_000_000 for second, _ in pairs)
    values = [value for _, value in pairs]
    bounds = [micros_of(edge) for edge in edges(start, start + timedelta(days=2), step)]
    found = spreads(stamps, values, bounds)
    assert len(found) == len(bounds) - 1
    assert sum(each.count for each in found if each) == len(pairs)
    assert all(each.low <= each.mean <= each.high for each in found if each)


def test_texts_and_yes_or_no_are_no_numbers_and_series_are_put_in_the_order_of_time() -> None:
    one = Points("a", "x", None, "Property", [1, 5], [1, True])
    two = Points("b", "x", None, "Property", [3, 4], ["fermé", 2.5])
    assert numbers([one, two]) == ([1, 4], [1.0, 2.5])
