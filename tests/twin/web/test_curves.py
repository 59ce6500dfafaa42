"""A history drawn on the server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalons.twin.engine.temporal.request import Points
from jalons.twin.engine.temporal.spreads import micros_of
from jalons.twin.web import histories
from jalons.twin.web.curves import Curve, CurvePoint, draw, levels, runs

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def points(values: list[float | None]) -> list[CurvePoint | None]:
    return [
        CurvePoint(rank / len(values), v - 1, v, v + 1) if v is not None else None
        for rank, v in enumerate(values)
    ]


def test_a_gap_cuts_the_line_and_a_lone_point_is_a_dot() -> None:
    found = runs(points([1, 2, None, None, 3, None, 4, 5]))
    assert [len(run) for run in found] == [2, 1, 2]
    drawn = draw(Curve("Niveau", "%", found, ((0.0, "1 nov."),)))
    line = drawn.split('fill="none"')[0].rsplit('d="', 1)[1]
    assert line.count("M") == 3
    assert "h0" in line


def test_a_year_of_hours_weighs_as_a_day() -> None:
    long = draw(Curve("t", "", runs(points([float(n % 7) for n in range(8_760)])), ()))
    short = draw(Curve("t", "", runs(points([1.0, 2.0])), ()))
    assert long.count("<") <= short.count("<") + 6


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_the_levels_hold_the_values_and_are_few(low: float, width: float) -> None:
    found = levels(low, low + width)
    assert 2 <= len(found) <= 5
    assert found[0] <= low + 1e-6 * (abs(low) + 1)
    assert found[-1] >= low + width - 1e-6 * (abs(low) + width + 1)


def test_temperatures_below_zero_stay_on_the_drawing() -> None:
    assert levels(-6, 4)[0] < -5
    drawn = draw(Curve("Température", "°C", runs(points([-6.0, 4.0])), ()))
    assert "-" not in drawn.split('d="M', 2)[2].split('"')[0]


def test_the_granularity_follows_the_period() -> None:
    def step(asked: dict[str, str]) -> str:
        return histories.window(asked, now=NOW).step

    found = [step({"periode": key}) for key in ("24h", "7d", "14d", "90d", "365d")]
    assert found == ["raw", "hour", "day", "day", "week"]
    assert step({"du": "2020-01-01", "au": "2024-01-01"}) == "month"


def test_a_wrong_period_is_two_weeks_and_days_are_whole() -> None:
    for wrong in ({"periode": "x"}, {"du": "2026-13-01", "au": "2026-01-01"}, {"du": "hier"}):
        assert histories.window(wrong, now=NOW).key == "14d"
    shown = histories.window({"du": "2026-11-01", "au": "2026-11-01"}, now=NOW)
    assert shown.end - shown.start == timedelta(days=1)
    assert shown.last_day == shown.start.date()


def test_an_hour_without_an_observation_is_empty_and_not_zero() -> None:
    shown = histories.since("7d", 1, now=NOW, step="hour")
    series = Points("a", "x", None, "Property", [micros_of(NOW - timedelta(hours=3))], [4])
    lines = histories.lines([series], shown)
    assert sum(line.spread is not None for line in lines) == 1
    curve = histories.curve("x", "", lines, shown)
    assert curve is not None
    assert [len(run) for run in curve.runs] == [1]
    assert histories.curve("x", "", histories.lines([], shown), shown) is None


def test_observations_one_by_one_are_cut_where_the_sensor_was_silent() -> None:
    shown = histories.since("24h", 1, now=NOW)
    ago = [20, 19, 18, 17, 9, 8, 7]
    stamps = [micros_of(NOW - timedelta(hours=hours)) for hours in ago]
    lines = histories.lines([Points("a", "x", None, "Property", stamps, [1] * 7)], shown)
    curve = histories.curve("x", "", lines, shown)
    assert curve is not None
    assert [len(run) for run in curve.runs] == [4, 3]


def test_a_state_is_told_by_its_changes() -> None:
    series = Points("a", "x", None, "Property", [1, 2, 3, 4], ["ok", "ok", "panne", "ok"])
    assert histories.is_state(series)
    assert histories.changes(series) == [(4, "ok"), (3, "panne"), (1, "ok")]
