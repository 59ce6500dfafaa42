"""Freshness: known only from a date and a pace, and never better than they say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.freshness import FINAL, PERIODS, State, state
from jalons.catalogue.store import vocabulary

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("age", "frequency", "expected", "days"),
    [
        (366, "ANNUAL", State.FRESH, 0),
        (367, "ANNUAL", State.DUE, 0),
        (366 + 92, "ANNUAL", State.DUE, 0),
        (366 + 93, "ANNUAL", State.LATE, 93),
        (1, "DAILY", State.FRESH, 0),
        (2, "DAILY", State.DUE, 0),
        (3, "DAILY", State.LATE, 2),
        (9_000, "NEVER", State.FRESH, 0),
        (0, "IRREG", State.UNKNOWN, 0),
        (0, "", State.UNKNOWN, 0),
        (-1, "MONTHLY", State.UNKNOWN, 0),
    ],
)
def test_a_state_follows_from_the_date_and_the_pace(age, frequency, expected, days):
    found = state(TODAY - timedelta(days=age), frequency, TODAY)
    assert (found.state, found.days) == (expected, days)


def test_data_without_a_date_are_never_fresh():
    assert {state(None, each, TODAY).state for each in [*PERIODS, *FINAL, "", "?"]} == {
        State.UNKNOWN
    }


def test_each_pace_people_choose_is_known_or_has_no_pace():
    assert set(vocabulary("frequency")) - set(PERIODS) - FINAL == {"IRREG"}


@given(st.sampled_from(sorted(PERIODS)), st.integers(0, 5_000))
def test_data_only_get_older(frequency, age):
    order = [State.FRESH, State.DUE, State.LATE]
    day = TODAY - timedelta(days=age)
    found = [state(day, frequency, TODAY + timedelta(days=n)) for n in (0, 1)]
    assert order.index(found[0].state) <= order.index(found[1].state)
    assert found[0].days <= found[1].days
