"""Histories as screens ask for them, ready to be drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from jalons.broker.engine.temporal.request import Points
from jalons.broker.engine.temporal.spreads import Spread, micros_of
from jalons.twin.web.observations import histories

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


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


def test_a_period_hardly_observed_at_either_end_is_not_drawn_as_a_fall() -> None:
    end = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    shown = histories.Window(end - timedelta(days=8), end, "day", "")
    counts = [4, 12, 12, 12, 12, 12, 3, 0]
    lines = [
        histories.Line(
            shown.start + timedelta(days=rank),
            str(rank),
            Spread(5.0, 5.0 + rank, 9.0, count, 0) if count else None,
        )
        for rank, count in enumerate(counts)
    ]
    drawn = histories.curve("PM2,5", "µg/m³", lines, shown)
    assert drawn is not None
    (run,) = drawn.runs
    assert [point.mid for point in run] == [6.0, 7.0, 8.0, 9.0, 10.0]
