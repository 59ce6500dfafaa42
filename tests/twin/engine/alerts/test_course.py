"""The course of an alert: people move it, the machine notes what it sees and makes nothing up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.twin.engine.alerts.course import (
    DOUBTS,
    AlertError,
    Course,
    acknowledged,
    closed,
    followed,
    lost,
    reopened,
)
from jalons.twin.engine.alerts.rule_evaluation import Finding

OPEN = Course("open", seen=100, judged=100)


def finding(verdict: Any, at: int | None = 200, reason: str = "value") -> Finding:
    return Finding("urn:x", verdict, reason, at=at)


def test_an_alert_is_acknowledged_closed_and_opened_again() -> None:
    taken = acknowledged(OPEN)
    assert taken.state == "acknowledged"
    assert closed(taken).state == "closed"
    assert reopened(closed(taken)).state == "open"
    assert closed(OPEN).state == "closed"


@pytest.mark.parametrize(
    ("act", "state", "code"),
    [
        (acknowledged, "acknowledged", "alert_not_open"),
        (acknowledged, "closed", "alert_not_open"),
        (closed, "closed", "alert_already_closed"),
        (reopened, "open", "alert_not_closed"),
    ],
)
def test_what_makes_no_sense_is_refused(act: Any, state: Any, code: str) -> None:
    with pytest.raises(AlertError) as refused:
        act(replace(OPEN, state=state))
    assert refused.value.code == code
    assert refused.value.message("fr")


def test_back_to_normal_is_noted_and_leaves_the_alert_open() -> None:
    after = followed(OPEN, finding("normal"), now=300)
    assert (after.course.state, after.course.normal, after.steps) == ("open", 300, ("normal",))
    assert followed(after.course, finding("normal"), now=400).steps == ()


def test_a_rule_may_close_what_is_normal_again_but_not_what_a_person_opened_again() -> None:
    after = followed(OPEN, finding("normal"), now=300, closes=True)
    assert (after.course.state, after.steps) == ("closed", ("normal", "closed"))
    back = reopened(after.course)
    assert followed(back, finding("normal"), now=400, closes=True).course.state == "open"


def test_a_relapse_is_the_same_alert() -> None:
    calm = followed(OPEN, finding("normal"), now=300).course
    after = followed(calm, finding("breach", at=400), now=400)
    assert (after.course.normal, after.course.seen, after.steps) == (None, 400, ("again",))


def test_inside_the_margin_changes_nothing() -> None:
    assert followed(OPEN, finding("between"), now=300).steps == ()


def test_an_unknown_value_is_a_doubt_never_a_return_to_normal() -> None:
    after = followed(OPEN, finding("unknown", reason="unreadable"), now=300)
    assert (after.course.doubt, after.course.normal) == ("unreadable", None)
    assert after.steps == ("unknown",)
    assert lost(after.course, "unreadable").steps == ()
    gone = lost(after.course, "deleted")
    assert (gone.course.doubt, gone.steps) == ("deleted", ("unknown",))
    known = followed(gone.course, finding("breach"), now=400)
    assert (known.course.doubt, known.steps) == ("", ("known",))


def test_a_message_that_comes_late_is_no_news() -> None:
    assert followed(OPEN, finding("normal", at=50), now=300).course == OPEN


def test_a_value_once_dated_in_the_future_does_not_hide_all_those_after() -> None:
    ahead = replace(OPEN, judged=10_000)
    assert followed(ahead, finding("normal", at=200), now=300).course.normal == 300


def test_a_closed_alert_is_watched_until_its_value_is_normal() -> None:
    shut = closed(OPEN)
    assert shut.watched
    after = followed(shut, finding("normal"), now=300)
    assert (after.course.state, after.course.watched) == ("closed", False)


def test_the_instant_it_was_last_seen_never_goes_back() -> None:
    assert followed(OPEN, finding("breach"), now=40).course.seen == 100


verdicts = st.lists(
    st.tuples(st.sampled_from(["breach", "normal", "between", "unknown"]), st.sampled_from(DOUBTS)),
    max_size=12,
)


@given(verdicts, st.booleans())
def test_the_machine_never_opens_nor_takes_care_of_an_alert(found: Any, closes: bool) -> None:
    course = closed(OPEN)
    for step, (verdict, reason) in enumerate(found):
        seen = finding(verdict, at=200 + step, reason=reason)
        course = followed(course, seen, now=300 + step, closes=closes).course
        assert course.state == "closed"
