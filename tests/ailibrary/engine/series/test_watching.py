"""Curves, bands and named detectors: what is found, what is not, what is never learned from."""

import json
from pathlib import Path

import numpy as np
import pytest

from jalons.ailibrary.engine.series import curves, watching
from jalons.ailibrary.engine.series.bands import covered, half_widths
from jalons.ailibrary.engine.series.detectors import Detector, scores, thresholds
from jalons.ailibrary.engine.series.hours import HourSeries
from jalons.ailibrary.engine.series.trees import Forest
from jalons.ailibrary.engine.series.watching import Manner, day_lines, watch

MONDAY = 24 * 20_458  # the first hour of a Monday of January 2026, in UTC
DAYS = 140


def office(days=DAYS, *, seed=2, noise=0.06):
    """A building open on working days, in UTC so that days are rows."""
    blank = HourSeries(MONDAY, np.zeros(24 * days), "UTC")
    works = (blank.days + 3) % 7 < 5
    values = np.where((blank.hours >= 7) & (blank.hours < 19) & works, 20.0, 4.0)
    values *= 1 + noise * np.random.default_rng(seed).standard_normal(len(values))
    return HourSeries(MONDAY, np.round(values, 3), "UTC")


def spoiled(series, change):
    grid = series.values.reshape(-1, 24).copy()
    change(grid)
    return HourSeries(series.start, grid.ravel(), "UTC")


def _night(grid):
    grid[-5:, :6] += 4


def _stuck(grid):
    grid[-2:] = grid[-3, 10]


def _zero(grid):
    grid[-2:] = 0


def _peak(grid):
    grid[-4, 10:13] += 60


def _drift(grid):
    grid[-14:] *= np.linspace(1.1, 1.5, 14)[:, None]


def _silent(grid):
    grid[-3:-1] = np.nan


@pytest.mark.parametrize(
    ("change", "found", "first"),
    [(_night, Detector.NIGHT, -5), (_stuck, Detector.FLAT, -2), (_zero, Detector.ZERO, -2),
     (_peak, Detector.PEAK, -4), (_drift, Detector.DRIFT, None), (_silent, Detector.SILENT, -2)],
)  # fmt: skip
@pytest.mark.parametrize("curve", ["profile", "ridge"])
def test_each_fault_is_found_by_its_detector(change, found, first, curve):
    series = spoiled(office(), change)
    periods = watch(series, None, Manner(curve)).periods
    seen = {name: each for each in periods for name in (each.detector, *each.also)}
    assert found in seen
    if first is not None:
        assert abs(seen[found].first - (series.days[-1] + 1 + first)) <= 1


def test_a_building_without_fault_has_few_alerts():
    days = sum(
        each.last - each.first + 1
        for seed in range(3)
        for each in watch(office(seed=seed), None, Manner("ridge")).periods
    )
    assert days <= 3 * watching.RECENT_DAYS / 7, "one day of false alarm a week"


def test_the_size_of_a_night_load_is_within_its_interval():
    period = watch(spoiled(office(), _night), None, Manner()).periods[-1]
    assert period.detector is Detector.NIGHT
    assert period.deviation.low < 5 * 5 * 4 < period.deviation.high
    assert period.read - period.expected == pytest.approx(period.deviation.mid)


def test_one_event_is_one_period():
    periods = watch(spoiled(office(), _zero), None, Manner()).periods
    assert [each.detector for each in periods if each.last >= max(p.last for p in periods)] == [
        Detector.ZERO
    ]


def test_without_eight_weeks_only_silence_is_said():
    series = spoiled(office(days=40), _silent)
    assert {each.detector for each in watch(series, None, Manner("ridge")).periods} == {
        Detector.SILENT
    }


def test_days_set_aside_are_not_learned_from():
    series = spoiled(office(), lambda grid: grid[60:90].__imul__(4))
    aside = {int(series.days[0]) + day for day in range(60, 90)}
    plain = watch(series, None, Manner()).limits.by[Detector.PEAK]
    assert watch(series, None, Manner(aside=aside)).limits.by[Detector.PEAK] < plain


def test_a_band_covers_what_it_promises_when_the_level_changes():
    series = spoiled(office(days=200, noise=0.15), lambda grid: grid[100:].__imul__(1.6))
    _first, grid = series.grid()
    ahead = curves.profile(0, grid, None)(0, grid, None).ahead
    inside, hours = covered(grid[50:], ahead[50:], half_widths(grid, ahead, 100)[50:])
    assert inside / hours == pytest.approx(0.9, abs=0.02)


def test_days_add_the_real_hours_and_a_day_with_a_hole_has_no_reading():
    series = HourSeries(MONDAY, office().values, "Europe/Paris")
    series.values[-30] = np.nan
    lines = {each.day: each for each in day_lines(watch(series, None, Manner()), mean=False)}
    holed = int(series.days[-30])
    assert lines[holed].read is None
    day = holed - 3
    assert lines[day].read == pytest.approx(series.values[series.days == day].sum())
    assert lines[day].low < lines[day].expected < lines[day].high


def test_degrees_explain_heating():
    random = np.random.default_rng(1)
    cold = np.repeat(8 + 9 * np.sin(np.arange(400) / 58), 24) + random.standard_normal(9_600)
    values = 2 + 1.5 * np.maximum(16 - cold, 0) + 0.3 * random.standard_normal(9_600)
    grid, warm = np.maximum(values, 0).reshape(-1, 24), cold.reshape(-1, 24)
    steady = curves.ridge(0, grid[:300], warm[:300])(0, grid, warm).steady
    error = np.nanmean(np.abs(grid - steady)[300:])
    assert error < 0.5 * np.nanmean(np.abs(grid - curves.profile_of(grid, curves.BLIND))[300:])


def test_thresholds_say_nothing_without_a_past():
    grid = office(days=20).values.reshape(-1, 24)
    found = scores(grid, curves.profile(0, grid, None)(0, grid, None), 20)
    limits = thresholds(found, 1.0)
    assert limits.by[Detector.SILENT] == 24
    assert all(np.isinf(limits.by[each]) for each in (Detector.NIGHT, Detector.PEAK))


def test_trees_answer_as_lightgbm_does():
    lightgbm = pytest.importorskip("lightgbm")
    random = np.random.default_rng(4)
    rows = random.standard_normal((3_000, 3))
    rows[::17, 1] = np.nan
    truths = rows[:, 0] * 2 + np.nan_to_num(rows[:, 1]) ** 2
    booster = lightgbm.train(
        {"verbosity": -1, "num_threads": 1}, lightgbm.Dataset(rows, truths), 15
    )
    forest = Forest.read(json.loads(json.dumps(booster.dump_model())))
    assert np.allclose(forest.answer(rows), booster.predict(rows))


def test_the_golden_meter_still_has_its_alerts():
    folder = Path(watching.__file__).parents[2] / "recipes/meters"
    golden = json.loads((folder / "golden.json").read_text("utf-8"))
    series = HourSeries(golden["start"], np.array(golden["hours"], dtype=float), golden["zone"])
    found = watch(series, None, Manner("ridge"))
    assert [
        [each.detector.value, each.first, each.last, round(each.deviation.mid, 1)]
        for each in found.periods
    ] == golden["periods"]
