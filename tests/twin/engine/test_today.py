"""What a town says first of its sensors, by rule: true whatever they send."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.twin.engine.today import (
    DAY,
    HOUR,
    WEEK,
    Change,
    FamilyToday,
    SensorToday,
    Threshold,
    ValueBounds,
    family,
    learnt,
)
from jalons.twin.store import thresholds

NOW = 2_000 * DAY
WHO = Threshold("who", 15, averaged=True)
LEGAL = Threshold("legal", 50, averaged=True)
OWN = Threshold("own", 85, own=True)
AIR = {"GQ": ValueBounds((WHO, LEGAL), 0, 2000)}


def day(value: Any, end: int = NOW, hours: int = 24) -> tuple[list[int], list[Any]]:
    stamps = [end - hour * HOUR for hour in range(hours, -1, -2)]
    return stamps, [value] * len(stamps)


def sensor(
    value: Any, *, ago: int = 0, unit: str = "GQ", weeks: tuple[float, ...] = (), hours: int = 24
) -> SensorToday:
    today = day(value, hours=hours) if ago < DAY else None
    past = tuple(day(each, NOW - (rank + 1) * WEEK) for rank, each in enumerate(weeks))
    return SensorToday(f"s{value}{ago}", NOW - ago, value, unit, today, past)


def of(*sensors: SensorToday, limits: Any = AIR) -> FamilyToday:
    return family(sensors, limits, now=NOW)


def test_a_family_under_its_threshold_on_every_sensor_is_under() -> None:
    found = of(sensor(9.0), sensor(11.0))
    assert (found.value, found.averaged, found.counted) == (10.0, True, 2)
    assert found.level is not None
    assert (found.level.threshold, found.level.compared, found.level.passed) == (WHO, 2, 0)
    assert learnt([found], alerts=0).finding == "under"


def test_the_most_severe_threshold_passed_is_the_one_said() -> None:
    found = of(sensor(60.0), sensor(20.0))
    assert found.level is not None
    assert (found.level.threshold, found.level.passed) == (LEGAL, 1)
    mild = of(sensor(16.0), sensor(3.0))
    assert mild.level is not None
    assert (mild.level.threshold, mild.level.passed) == (WHO, 1)
    both = of(sensor(90.0), limits={"GQ": ValueBounds((WHO, OWN))})
    assert both.level is not None
    assert both.level.threshold == WHO, "health before what the authority chose"


def test_a_day_too_short_is_not_compared_with_a_threshold_of_a_day() -> None:
    found = of(sensor(60.0, hours=4))
    assert (found.state, found.value, found.averaged, found.level) == ("ok", 60.0, False, None)


def test_a_value_that_cannot_be_is_left_out_and_counted() -> None:
    found = of(sensor(-9999), sensor(8.0), limits={})
    assert (found.value, found.absurd, found.counted) == (8.0, 1, 1)
    alone = of(sensor(-3.0))
    assert (alone.state, alone.value, alone.absurd) == ("absurd", None, 1)
    assert ValueBounds().mean(([0, 9 * HOUR, 18 * HOUR], [10, -9999, 20])) == 15


def test_two_units_are_never_put_together() -> None:
    found = of(sensor(8.0), sensor(9.0), sensor(0.008, unit="GP"))
    assert (found.unit, found.value, found.other_units) == ("GQ", 8.5, 1)


def test_a_sensor_is_silent_only_when_others_of_its_family_speak() -> None:
    found = of(sensor(8.0), sensor(9.0, ago=3 * DAY))
    assert [stamp for _id, stamp in found.silent] == [NOW - 3 * DAY]
    old = of(sensor(8.0, ago=12 * DAY), sensor(9.0, ago=13 * DAY))
    assert (old.state, len(old.silent), old.value, old.last) == ("old", 2, None, NOW - 12 * DAY)
    assert learnt([found, old], alerts=0).silent == found.silent
    assert learnt([old], alerts=0).finding == "old"


def test_today_is_compared_with_the_same_day_of_past_weeks_of_the_same_sensors() -> None:
    new = sensor(100.0)
    found = of(sensor(12.0, weeks=(8.0, 10.0, 12.0)), new)
    assert found.change is not None
    assert (found.change.mean, found.change.before, found.change.weeks) == (12.0, 10.0, 3)
    assert found.change.ratio == pytest.approx(0.2)
    assert found.change.size == pytest.approx(1)
    assert of(new).change is None


def test_a_percentage_is_not_said_of_degrees_nor_of_what_was_null() -> None:
    assert Change(14.0, 12.0, 1, "CEL").ratio is None
    assert Change(15.0, 12.0, 1, "CEL").size == 1
    assert Change(3.0, 0.0, 1, "GQ").size == 0


def test_what_is_said_first_follows_the_rule() -> None:
    under, over = of(sensor(9.0)), of(sensor(20.0))
    full = of(sensor(94, unit="P1"), limits={"P1": ValueBounds((OWN,))})
    change = of(sensor(30.0, unit="", weeks=(10.0,)), limits={})
    plain = of(sensor(30.0, unit=""), limits={})
    silent = of(sensor(9.0), sensor(9.0, ago=2 * DAY))
    assert learnt([], alerts=3).finding == "nothing"
    assert learnt([FamilyToday("never", 4)], alerts=0).finding == "never"
    assert learnt([plain], alerts=0).finding == "plain"
    said = learnt([plain, change, under, full, over], alerts=1)
    assert (said.finding, said.family, said.more) == ("over", 4, "alerts")
    assert learnt([change, full, under], alerts=0).family == 1
    said = learnt([change, under], alerts=0)
    assert (said.finding, said.more, said.changed) == ("under", "change", 0)
    assert learnt([change], alerts=0).more == ""
    assert learnt([silent], alerts=2).more == "silent"


@given(
    st.lists(
        st.tuples(
            st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.booleans(), st.text()),
            st.integers(0, 40 * DAY),
            st.sampled_from(["GQ", "GP", ""]),
        )
    ),
    st.integers(0, 3),
)
def test_whatever_sensors_send_nothing_is_invented(
    sent: list[tuple[Any, int, str]], alerts: int
) -> None:
    found = of(*(sensor(value, ago=ago, unit=unit) for value, ago, unit in sent))
    assert found.speaking + len(found.silent) <= found.sensors
    if found.value is not None:
        sound = [value for value, _ago, unit in sent if unit == found.unit and value is not True]
        numbers = [float(v) for v in sound if isinstance(v, float) and abs(v) < inf]
        room = 1e-6 + 1e-9 * max(map(abs, numbers))
        assert min(numbers) - room <= found.value <= max(numbers) + room
        assert found.counted <= found.speaking
    assert learnt([found], alerts=alerts).finding in {
        "nothing", "never", "old", "over", "under", "plain"
    }  # fmt: skip


def test_every_threshold_has_its_words_and_its_source() -> None:
    for known in thresholds.properties():
        for row in known.threshold:
            assert row.source().title
            assert {*row.name} == {*row.short} == {*known.under} == {*known.over} == {"fr", "en"}
            assert "{threshold}" in known.under["fr"]
            assert row.verified == bool(row.opened)
    assert thresholds.drawn_on("x/AirQualityObserved", "x/pm10", "GQ").value == 45  # type: ignore[union-attr]
    assert thresholds.drawn_on("x/AirQualityObserved", "x/pm10", "GP") is None
    assert not thresholds.limits_of("x/AirQualityObserved", "x/co2")
