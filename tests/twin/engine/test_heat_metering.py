"""Heat really delivered: differences of an index within a year, whatever the meter goes through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.twin.engine.heat.metering import Delivered, IndexReading, delivered, total


def at(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1_000_000)


START, END = at(2026, 1, 1), at(2027, 1, 1)


def year(*readings: tuple[int, float]) -> Delivered | None:
    return delivered((IndexReading(*each) for each in readings), start=START, end=END)


def energy(*readings: tuple[int, float]) -> Interval:
    found = year(*readings)
    assert found is not None
    return found.energy


def test_the_difference_of_two_readings_is_what_was_delivered() -> None:
    assert energy((at(2026, 2, 1), 100.0), (at(2026, 11, 1), 340.5)) == Interval.exact(240.5)


def test_one_reading_or_none_is_unknown_which_is_not_zero() -> None:
    assert year() is None
    assert year((at(2026, 2, 1), 100.0)) is None
    assert year((at(2025, 2, 1), 100.0), (at(2025, 6, 1), 120.0)) is None


def test_a_meter_that_did_not_move_delivered_nothing_and_says_so() -> None:
    assert energy((at(2026, 2, 1), 100.0), (at(2026, 3, 1), 100.0)) == Interval.exact(0.0)


def test_a_gap_inside_the_year_loses_nothing() -> None:
    told = ((at(2026, 1, 2), 10.0), (at(2026, 1, 3), 11.0), (at(2026, 12, 30), 500.0))
    assert energy(*told) == Interval.exact(490.0)


def test_a_gap_over_the_new_year_is_shared_with_its_uncertainty() -> None:
    # From 12 December to 11 January: 30 days, of which 10 are in the year; then 20 MWh more.
    told = ((at(2025, 12, 12), 100.0), (at(2026, 1, 11), 130.0), (at(2026, 2, 1), 150.0))
    found = energy(*told)
    assert (found.low, found.high) == (20.0, 50.0)
    assert found.mid == pytest.approx(20 + 30 * 10 / 30)


def test_a_meter_reset_counts_what_the_new_index_shows_at_most() -> None:
    told = ((at(2026, 2, 1), 900.0), (at(2026, 3, 1), 5.0), (at(2026, 4, 1), 25.0))
    found = year(*told)
    assert found is not None
    assert found.resets == 1
    assert found.energy == Interval(20.0, 25.0, 25.0)


def test_a_wrong_reading_below_the_former_is_left_aside() -> None:
    told = ((at(2026, 2, 1), 900.0), (at(2026, 3, 1), 890.0), (at(2026, 4, 1), 905.0))
    found = year(*told)
    assert found is not None
    assert (found.energy, found.ignored, found.readings) == (Interval.exact(5.0), 1, 2)


def test_a_peak_mistyped_does_not_count_as_heat() -> None:
    told = ((at(2026, 2, 1), 100.0), (at(2026, 3, 1), 9_999.0), (at(2026, 4, 1), 105.0))
    found = year(*told)
    assert found is not None
    assert (found.energy, found.ignored, found.resets) == (Interval.exact(5.0), 1, 0)


def test_what_is_no_index_is_ignored_and_the_last_value_of_an_instant_counts() -> None:
    day = at(2026, 2, 1)
    told = ((day, float("nan")), (day, 10.0), (at(2026, 3, 1), -4.0), (at(2026, 4, 1), 12.0))
    found = year(*told)
    assert found is not None
    assert (found.energy, found.ignored) == (Interval.exact(2.0), 2)


def test_meters_add_up_and_no_meter_is_unknown() -> None:
    one = year((at(2026, 2, 1), 0.0), (at(2026, 3, 1), 5.0))
    assert one is not None
    assert total([one, one]) == Interval.exact(10.0)
    assert total([]) is None


@given(
    st.lists(st.tuples(st.integers(at(2025, 6, 1), at(2027, 6, 1)), st.floats(0, 1e6)), max_size=20)
)
def test_any_readings_give_an_interval_in_order_never_below_zero(
    told: list[tuple[int, float]],
) -> None:
    found = year(*told)
    if found is not None:
        assert 0 <= found.energy.low <= found.energy.mid <= found.energy.high
        assert START <= found.since <= found.until <= END


@given(st.lists(st.tuples(st.integers(1, 10**12), st.floats(0, 100)), min_size=2, max_size=12))
def test_a_growing_index_inside_the_year_gives_its_whole_difference(
    steps: list[tuple[int, float]],
) -> None:
    stamp, index, told = START, 7.0, []
    for wait, brought in steps:
        stamp, index = stamp + wait, index + brought
        told.append((stamp, index))
    found = energy(*told)
    assert found.mid == pytest.approx(told[-1][1] - told[0][1])
    assert found.low == pytest.approx(found.high)
