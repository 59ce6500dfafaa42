"""What a rule finds: a threshold that lasts, a silence, a drift; when it cannot tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.request import Points
from jalons.twin.engine.alerts.latest_values import (
    TOLERANCE,
    InstanceValue,
    WatchedEntity,
    number,
    watched,
)
from jalons.twin.engine.alerts.past_alerts import replay
from jalons.twin.engine.alerts.rule import (
    DAY,
    HOUR,
    MINUTE,
    Drift,
    Rule,
    Silence,
    Threshold,
    faults,
)
from jalons.twin.engine.alerts.rule_evaluation import (
    Finding,
    evaluate,
    needs_points,
    robust_deviation,
)

NOW = 1_800_000_000_000_000
ENTITY = "urn:ngsi-ld:Bin:1"
LEVEL = "https://example.org/level"


def rule(condition: Any, **more: Any) -> Rule:
    return Rule("https://example.org/Bin", condition, **{"attribute": LEVEL, **more})


def latest(
    value: Any, *, ago: int = 0, dataset: str | None = None, unit: str = ""
) -> InstanceValue:
    return InstanceValue(dataset, number(value), unit, NOW - ago, NOW - ago)


def seen(*found: InstanceValue, created: int = NOW - 90 * DAY) -> WatchedEntity:
    return WatchedEntity(ENTITY, created, found)


def points(*pairs: tuple[int, Any], dataset: str | None = None) -> Points:
    """Values by how long ago, given from the oldest."""
    stamps = [NOW - ago for ago, _ in pairs]
    return Points(ENTITY, LEVEL, dataset, "Property", stamps, [value for _, value in pairs])


def verdict(found: Finding) -> tuple[str, str]:
    return found.verdict, found.reason


FULL = Threshold("above", 80, margin=10)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(81, "breach"), (80, "between"), (70.5, "between"), (70, "normal"), (-5, "normal")],
)
def test_a_value_is_normal_again_only_once_it_is_a_margin_inside(
    value: float, expected: str
) -> None:
    assert evaluate(rule(FULL), seen(latest(value)), (), now=NOW).verdict == expected


def test_a_floor_is_the_mirror_of_a_ceiling() -> None:
    cold = rule(Threshold("below", 2, margin=1))
    verdicts = [evaluate(cold, seen(latest(v)), (), now=NOW).verdict for v in (1, 2.5, 3)]
    assert verdicts == ["breach", "between", "normal"]


@pytest.mark.parametrize("value", ["95", "NaN", None, True, [95], 10**400, float("inf")])
def test_what_is_no_number_is_neither_in_breach_nor_normal(value: Any) -> None:
    assert verdict(evaluate(rule(FULL), seen(latest(value)), (), now=NOW)) == (
        "unknown",
        "unreadable",
    )


def test_a_value_in_another_unit_is_not_compared() -> None:
    hot = rule(Threshold("above", 30), unit="CEL")
    found = evaluate(hot, seen(latest(300, unit="KEL")), (), now=NOW)
    assert verdict(found) == ("unknown", "unit")
    assert evaluate(hot, seen(latest(31)), (), now=NOW).verdict == "breach"


def test_an_attribute_that_is_not_there_is_unknown() -> None:
    assert verdict(evaluate(rule(FULL), seen(), (), now=NOW)) == ("unknown", "absent")


def test_one_dataset_beyond_the_limit_is_enough_and_all_must_be_back() -> None:
    both = seen(latest(20, dataset="urn:a"), latest(99, dataset="urn:b"))
    found = evaluate(rule(FULL), both, (), now=NOW)
    assert (found.verdict, found.dataset, found.value) == ("breach", "urn:b", 99)
    half = seen(latest(20, dataset="urn:a"), latest("?", dataset="urn:b"))
    assert evaluate(rule(FULL), half, (), now=NOW).verdict == "unknown"


def test_beyond_for_some_minutes_is_counted_between_observations_never_guessed() -> None:
    lasting = rule(Threshold("above", 80, minutes=30))
    alone = seen(latest(90, ago=2 * HOUR))
    assert evaluate(lasting, alone, [points((2 * HOUR, 90))], now=NOW).verdict == "between"
    short = [points((29 * MINUTE, 90), (0, 90))]
    assert evaluate(lasting, seen(latest(90)), short, now=NOW).verdict == "between"
    found = evaluate(lasting, seen(latest(90)), [points((31 * MINUTE, 85), (0, 90))], now=NOW)
    assert (found.verdict, found.since) == ("breach", NOW - 31 * MINUTE)
    broken = [points((60 * MINUTE, 85), (20 * MINUTE, 10), (0, 90))]
    assert evaluate(lasting, seen(latest(90)), broken, now=NOW).verdict == "between"


def test_a_stretch_that_ended_does_not_speak_for_a_value_now_inside_the_margin() -> None:
    lasting = rule(Threshold("above", 80, margin=10, minutes=30))
    over = [points((4 * HOUR, 90), (3 * HOUR, 90), (2 * HOUR, 60), (0, 75))]
    assert evaluate(lasting, seen(latest(75)), over, now=NOW).verdict == "between"


def test_history_is_read_only_for_what_may_be_in_breach() -> None:
    lasting = rule(Threshold("above", 80, margin=5, minutes=30))
    assert not needs_points(lasting, seen(latest(75)))
    assert needs_points(lasting, seen(latest(76)))
    assert not needs_points(rule(FULL), seen(latest(99)))


QUIET = rule(Silence(6))


def test_a_sensor_is_silent_after_the_hours_of_the_rule() -> None:
    assert evaluate(QUIET, seen(latest(1, ago=6 * HOUR - 1)), (), now=NOW).verdict == "normal"
    found = evaluate(QUIET, seen(latest(1, ago=6 * HOUR)), (), now=NOW)
    assert (found.verdict, found.reason, found.size) == ("breach", "silent", 6.0)


def test_a_sensor_that_never_spoke_is_counted_from_its_creation() -> None:
    assert evaluate(QUIET, seen(created=NOW - HOUR), (), now=NOW).verdict == "between"
    found = evaluate(QUIET, seen(created=NOW - 7 * HOUR), (), now=NOW)
    assert verdict(found) == ("breach", "never")


def test_a_clock_that_runs_ahead_does_not_hide_a_silence() -> None:
    ahead = InstanceValue(None, 1.0, "", NOW + 365 * DAY, NOW - 7 * HOUR)
    assert evaluate(QUIET, seen(ahead), (), now=NOW).verdict == "breach"
    little = InstanceValue(None, 1.0, "", NOW + TOLERANCE, NOW)
    assert evaluate(QUIET, seen(little), (), now=NOW).size == 0


def test_a_clock_of_the_server_that_goes_back_makes_nobody_silent() -> None:
    assert evaluate(QUIET, seen(latest(1)), (), now=NOW - 30 * DAY).verdict == "normal"


def daily(recent: float, *before: float) -> Points:
    """Three days of a value after days of others, four values a day."""
    values = [*before, recent, recent, recent]
    stamps = [(len(values) * 24 - 6 * step - 3) * HOUR for step in range(len(values) * 4)]
    return points(*((ago, values[step // 4]) for step, ago in enumerate(stamps)))


STEADY = (10.0, 11.0, 9.0, 10.0, 12.0, 8.0, 10.0)


def test_a_mean_that_moves_away_by_a_share_drifts() -> None:
    share = rule(Drift(3, 7, "percent", 20))
    found = evaluate(share, seen(latest(13)), [daily(13, *STEADY)], now=NOW)
    assert (found.verdict, found.against, round(found.size or 0)) == ("breach", 10.0, 30)
    assert evaluate(share, seen(latest(11)), [daily(11, *STEADY)], now=NOW).verdict == "normal"


def test_a_drift_in_robust_deviations_is_not_hidden_by_one_odd_day() -> None:
    robust = rule(Drift(3, 7, "deviations", 2))
    odd = (10.0, 11.0, 9.0, 10.0, 12.0, 8.0, 40.0)
    assert robust_deviation(odd) == pytest.approx(1.4826)
    assert evaluate(robust, seen(latest(25)), [daily(25, *odd)], now=NOW).verdict == "breach"


@pytest.mark.parametrize(
    ("measure", "before", "reason"),
    [
        ("percent", (0.0,) * 7, "no_spread"),
        ("deviations", (10.0,) * 7, "no_spread"),
        ("percent", (10.0,) * 4, "few_points"),
    ],
)
def test_a_drift_abstains_rather_than_guess(
    measure: Any, before: tuple[float, ...], reason: str
) -> None:
    found = evaluate(rule(Drift(3, 7, measure, 2)), seen(latest(50)), [daily(50, *before)], now=NOW)
    assert verdict(found) == ("unknown", reason)


def test_a_rule_that_can_be_saved_has_no_fault() -> None:
    assert faults(rule(FULL)) == []
    assert faults(rule(QUIET.condition, attribute="")) == []
    wrong = Rule("", Threshold("above", float("nan"), margin=-1, minutes=10**9))
    found = {each.field for each in faults(wrong)}
    assert found == {"type", "attribute", "limit", "margin", "minutes"}
    assert {f.field for f in faults(rule(Drift(0, 2, "percent", 0)))} == {
        "recent_days", "reference_days", "most",
    }  # fmt: skip
    assert faults(rule(Silence(0)))[0].field == "hours"


def test_an_entity_document_is_reduced_to_what_is_judged() -> None:
    doc: Any = {
        "id": ENTITY, "createdAt": written(NOW - DAY), "attrs": {
            LEVEL: [{"type": "Property", "value": 3, "unitCode": "P1", "datasetId": "urn:a",
                     "observedAt": written(NOW), "modifiedAt": written(NOW + 1)}],
            "https://example.org/at": [{"type": "Relationship", "value": "urn:x"}],
        },
    }  # fmt: skip
    found = watched(doc, LEVEL)
    assert found == WatchedEntity(
        ENTITY, NOW - DAY, (InstanceValue("urn:a", 3.0, "P1", NOW, NOW + 1),)
    )
    assert watched(doc, "").latest == found.latest
    assert watched(doc, "https://example.org/none").latest == ()


def test_a_replay_gives_the_alerts_a_rule_would_have_opened() -> None:
    past = points((9 * DAY, 90), (8 * DAY, 75), (7 * DAY, 60), (3 * DAY, 85), (DAY, 99))
    found = replay(rule(FULL), seen(), [past], start=NOW - 14 * DAY, end=NOW)
    assert [(each.opened, each.ended, each.value) for each in found] == [
        (NOW - 9 * DAY, NOW - 7 * DAY, 90),
        (NOW - 3 * DAY, None, 99),
    ]
    assert len(replay(rule(FULL), seen(), [past], start=NOW - 5 * DAY, end=NOW)) == 1


def test_a_replay_gives_silences_of_sensors_that_never_sent_too() -> None:
    quiet = rule(Silence(24))
    new = seen(created=NOW - 3 * DAY)
    found = replay(quiet, new, [], start=NOW - 14 * DAY, end=NOW)
    assert [(each.opened, each.ended) for each in found] == [(NOW - 2 * DAY, None)]
    gap = points((6 * DAY, 1), (4 * DAY, 1), (4 * DAY - HOUR, 1), (HOUR, 1))
    back = replay(quiet, seen(created=NOW - 6 * DAY), [gap], start=NOW - 14 * DAY, end=NOW)
    assert [(each.opened, each.ended) for each in back] == [
        (NOW - 5 * DAY, NOW - 4 * DAY),
        (NOW - 3 * DAY + HOUR, NOW - HOUR),
    ]


def test_two_datasets_that_overlap_are_one_alert_of_the_past() -> None:
    both = [points((9, 90), (5, 60), dataset="a"), points((7, 95), (3, 60), dataset="b")]
    found = replay(rule(FULL), seen(), both, start=NOW - 99, end=NOW)
    assert [(each.opened, each.ended) for each in found] == [(NOW - 9, NOW - 3)]


def test_a_replay_evaluates_a_drift_day_by_day() -> None:
    moved = daily(13, *STEADY, *STEADY)
    found = replay(rule(Drift(3, 7, "percent", 20)), seen(), [moved], start=NOW - 14 * DAY, end=NOW)
    assert [(each.opened, each.ended) for each in found] == [(NOW, None)]


values = st.lists(st.sampled_from([60.0, 72.0, 80.0, 81.0, 95.0, "?"]), min_size=1, max_size=20)


@given(values, st.sampled_from([0, 10, 25]))
def test_what_is_found_now_is_what_a_replay_gives(held: list[Any], minutes: int) -> None:
    condition = Threshold("above", 80, margin=10, minutes=minutes)
    spaced = [((len(held) - 1 - step) * 10 * MINUTE, value) for step, value in enumerate(held)]
    series = points(*spaced)
    found = evaluate(rule(condition), seen(latest(held[-1])), [series], now=NOW)
    told = replay(rule(condition), seen(), [series], start=NOW - DAY, end=NOW)
    if found.verdict == "breach":
        assert told[-1].ended is None
    if found.verdict == "normal":
        assert not told or told[-1].ended is not None
