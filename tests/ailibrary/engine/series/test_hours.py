"""Readings become hours: clocks that change, steps, holes, indexes that pass zero."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.series.hours import HourSeries, day_of, hourly, instant
from jalons.ailibrary.engine.series.indexes import Happened, consumption
from jalons.ailibrary.engine.series.quantities import factor

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 3, 1, tzinfo=UTC)


def each_hour(values, start=START):
    return [(start + timedelta(hours=at), value) for at, value in enumerate(values)]


def test_days_of_change_have_23_and_25_hours_and_lose_nothing():
    for day, count in ((datetime(2026, 3, 29, tzinfo=PARIS), 23),
                       (datetime(2026, 10, 25, tzinfo=PARIS), 25)):  # fmt: skip
        begun = day.astimezone(UTC)
        series = hourly(each_hour([1.0] * 72, begun - timedelta(hours=24)), mean=False)
        on = [day_of(each).isoformat() for each in series.days.tolist()]
        assert on.count(day.date().isoformat()) == count
        _first, grid = series.grid()
        assert np.nansum(grid[1]) == (23 if count == 23 else 24)
        assert series.values.sum() == 72


def test_half_hours_are_added_and_an_hour_that_lacks_one_is_unknown():
    readings = [(START + timedelta(minutes=30 * at), 0.5) for at in range(10) if at != 4]
    series = hourly(readings, mean=False)
    assert series.values[[0, 1, 3, 4]].tolist() == [1, 1, 1, 1]
    assert np.isnan(series.values[2])
    power = hourly([(when, 3.0) for when, _half in readings], mean=True)
    assert power.values.tolist() == [3] * 5, "a mean power stands on half of its readings"


def test_readings_stamped_at_their_end_belong_to_the_hour_before():
    series = hourly(each_hour([1.0, 2.0]), mean=False, at_end=True)
    assert instant(series.start) == START - timedelta(hours=1)


@pytest.mark.parametrize(("minutes", "code"), [(1440, "meter_step"), (0, "meter_empty")])
def test_readings_too_far_apart_or_alone_are_refused(minutes, code):
    readings = [(START + timedelta(minutes=minutes * at), 1.0) for at in range(5)]
    with pytest.raises(AIError) as refused:
        hourly(readings, mean=False)
    assert refused.value.code == code


def test_units_are_those_of_the_quantity():
    assert factor("electricity", "MWh") == (1000, False)
    assert factor("heat", "W") == (0.001, True)
    assert factor("water", "L") == (0.001, False)
    for quantity, unit in (("water", "kWh"), ("temperature", "kWh"), ("gas", "m3")):
        with pytest.raises(AIError):
            factor(quantity, unit)


def test_an_index_that_passes_its_last_digit_is_counted():
    values = [9_990.0, 9_994.0, 9_998.0, 2.0, 6.0, 10.0]
    series, events = consumption(each_hour(values))
    assert series.values.tolist() == [4, 4, 4, 4, 4]
    assert [each.kind for each in events] == [Happened.ROLLED]


def test_a_replaced_meter_loses_one_hour_and_says_so():
    series, events = consumption(each_hour([5_000.0, 5_003.0, 5_006.0, 1.0, 4.0]))
    assert np.isnan(series.values[2])
    assert series.values[[0, 1, 3]].tolist() == [3, 3, 3]
    assert [(each.kind, each.before, each.after) for each in events] == [
        (Happened.REPLACED, 5_006, 1)
    ]


def test_a_wrong_reading_is_set_aside():
    series, events = consumption(each_hour([100.0, 103.0, 12.0, 109.0, 112.0]))
    assert [each.kind for each in events] == [Happened.WRONG]
    assert np.nansum(series.values) == 6


@given(st.lists(st.floats(0, 1_000), min_size=2, max_size=60), st.integers(0, 20_000))
def test_an_index_gives_back_what_was_consumed(amounts, hour):
    index = np.round(np.cumsum([0, *amounts]), 3).tolist()
    series, events = consumption(each_hour(index, START + timedelta(hours=hour)))
    assert not events
    assert np.allclose(series.values.sum(), index[-1])


@given(st.integers(200_000, 500_000), st.integers(1, 500))
def test_each_hour_has_one_place_on_the_local_clock(start, length):
    series = HourSeries(start, np.ones(length))
    local = series.days * 24 + series.hours
    assert set(np.diff(local).tolist()) <= {0, 1, 2}
    for at in (0, length - 1):
        here = instant(start + at).astimezone(PARIS)
        assert (day_of(int(series.days[at])), series.hours[at]) == (here.date(), here.hour)
