"""The recipe of meters: its sample, its faults, its protocol on a few meters, its gate."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes import meters, registry
from jalons.ailibrary.recipes.meters import faults, protocol, samples
from jalons.ailibrary.recipes.meters.protocol import Answer
from jalons.ailibrary.recipes.meters.samples import Truth


@pytest.fixture(scope="module")
def one():
    return samples.split(1, Sample(samples.reference()[:1], ("",)))


def test_the_extract_is_small_and_whole():
    folder = Path(meters.__file__).parent
    size = sum(path.stat().st_size for path in (folder / "data").iterdir())
    assert size < 2_000_000
    assert {each.name for each in samples.reference()} == {
        each["key"]
        for each in json.loads((folder / "data/meters.json").read_text())
        if "unit" in each
    }
    assert all(len(each.series.values) > 24 * 800 for each in samples.reference())
    assert all(source.licence for source in registry.card("meters").data)


def test_21_faults_of_five_kinds_are_apart_and_the_same_for_a_seed():
    found = faults.drawn(4, 430, 800)
    assert len(found) == 21
    assert {each.kind for each in found} == set(faults.KINDS)
    assert all(b.first - a.first - a.days >= faults.APART
               for a, b in pairwise(found))  # fmt: skip
    assert found == faults.drawn(4, 430, 800) != faults.drawn(5, 430, 800)
    assert len(faults.drawn(4, 430, 480)) < 21


def test_no_past_is_judged_and_no_window_has_two_truths(one):
    cut = one.train.items[0].cut
    assert all(len(each.grid) == each.cut for each in one.train.items)
    assert min(each.start for each in one.test.items) >= cut
    days = [each.start + at for each in one.test.items for at in range(each.length)]
    assert len(days) == len(set(days))
    assert sum(bool(each.fault) for each in one.test.truths) == 21


def test_named_rules_find_more_than_the_threshold_on_the_profile(one):
    scored = {}
    for candidate in protocol.CANDIDATES[:3]:
        answers = candidate.prepare(one, 1)(one.test.items)
        scored[candidate.name] = {
            each.name: each.of(one.test.truths, answers) for each in protocol.METRICS
        }
    base, rules, line = (scored[each.name] for each in protocol.CANDIDATES[:3])
    assert rules["recall"] >= 1.5 * base["recall"]
    assert line["recall"] >= rules["recall"]
    assert line["false_days_a_week"] <= 1
    assert line["forecast_error"] <= 0.75 < rules["forecast_error"]
    assert abs(line["coverage"] - 0.9) <= 0.02


def test_missing_hours_spoil_the_items_and_not_their_truths(one):
    spoiled = samples.holed(one.test.items, 3)
    share = np.isnan(spoiled[0].days.grid[spoiled[0].days.cut :]).mean()
    assert 0.05 < share < 0.15
    assert np.isnan(one.test.items[0].days.grid).mean() < 0.002


def test_alarms_every_day_are_no_way_to_win():
    truths = [Truth("zero", 2), Truth("", 7), Truth("", 7)]
    always = [Answer(2, 0, 0, 0, 0), Answer(7, 0, 0, 0, 0), Answer(7, 0, 0, 0, 0)]
    never_wrong = [Answer(1, 0, 0, 0, 0), Answer(0, 0, 0, 0, 0), Answer(0, 0, 0, 0, 0)]
    assert protocol.recall(truths, always) == 1
    assert protocol.found_within_budget(truths, always) == pytest.approx(1 / 7)
    assert protocol.found_within_budget(truths, never_wrong) == 1


def test_a_meter_too_short_is_learned_and_not_judged():
    meter = samples.reference()[0]
    short = samples.Metered("short", type(meter.series)(0, meter.series.values[: 24 * 90]))
    assert len(samples.split(1, Sample((short,), ("",))).test) == 0
