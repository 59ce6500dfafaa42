"""What a temporal request asks for, read from its parameters."""

from __future__ import annotations

import pytest

from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal import parameters

AT, LATER = "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"


@pytest.mark.parametrize(
    ("params", "start", "end"),
    [
        ({"timerel": "after", "timeAt": AT}, AT, None),
        ({"timerel": "before", "timeAt": AT}, None, AT),
        ({"timerel": "between", "timeAt": AT, "endTimeAt": LATER}, AT, LATER),
        ({}, None, None),
    ],
)
def test_an_interval_includes_its_start_and_not_its_end(
    params: dict[str, str], start: str | None, end: str | None
) -> None:
    found = parameters.interval(params)
    assert found.start == (micros(start) if start else None)
    assert found.end == (micros(end) if end else None)
    assert found.time == "observedAt"


@pytest.mark.parametrize(
    "params",
    [
        {"timerel": "during", "timeAt": AT},
        {"timerel": "after"},
        {"timerel": "after", "timeAt": ""},
        {"timerel": "after", "timeAt": "2026-11-24"},
        {"timerel": "between", "timeAt": AT},
        {"timerel": "between", "timeAt": LATER, "endTimeAt": AT},
        {"timerel": "before", "timeAt": AT, "endTimeAt": LATER},
        {"timeAt": AT},
        {"timeproperty": "seenAt"},
    ],
)
def test_an_interval_that_does_not_stand_is_refused(params: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        parameters.interval(params)
    assert caught.value.kind == "BadRequestData"


def test_a_query_of_many_entities_must_say_its_interval() -> None:
    with pytest.raises(Problem, match="timerel"):
        parameters.interval({}, required=True)


def test_format_wins_over_options_and_the_other_words_are_kept() -> None:
    params = {"format": "temporalValues", "options": "aggregatedValues,sysAttrs"}
    assert parameters.form(params) == ("temporalValues", frozenset({"sysAttrs"}))
    assert parameters.form({"options": "simplified"})[0] == "temporalValues"
    assert parameters.form({})[0] == "normalized"


@pytest.mark.parametrize("params", [{"format": "x"}, {"options": "temporalValues,x"}])
def test_a_word_that_means_nothing_is_an_invalid_request(params: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        parameters.form(params)
    assert caught.value.kind == "InvalidRequest"


def test_a_duration_of_zero_or_none_is_the_whole_interval() -> None:
    for duration in ("P0D", "PT0S"):
        params = {"aggrMethods": "avg,max,avg", "aggrPeriodDuration": duration}
        found = parameters.aggregation(params)
        assert found.whole
        assert found.methods == ("avg", "max")
    assert parameters.aggregation({"aggrMethods": "sum"}).whole


def test_a_duration_in_months_keeps_them_apart() -> None:
    found = parameters.aggregation({"aggrMethods": "sum", "aggrPeriodDuration": "P1Y2MT1H"})
    assert (found.months, found.length) == (14, 3_600_000_000)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"aggrMethods": "median"},
        {"aggrMethods": "sum", "aggrPeriodDuration": "one hour"},
    ],
)
def test_aggregates_that_do_not_exist_are_refused(params: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        parameters.aggregation(params)
    assert caught.value.kind == "BadRequestData"
