"""Freshness: known only from a date and a pace, and never better than they say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.freshness import FINAL, PERIODS, FreshnessState, state
from jalons.catalogue.store import vocabulary

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("age", "frequency", "expected", "days"),
    [
        (366, "ANNUAL", FreshnessState.FRESH, 0),
        (367, "ANNUAL", FreshnessState.DUE, 0),
        (366 + 92, "ANNUAL", FreshnessState.DUE, 0),
        (366 + 93, "ANNUAL", FreshnessState.LATE, 93),
        (1, "DAILY", FreshnessState.FRESH, 0),
        (2, "DAILY", FreshnessState.DUE, 0),
        (3, "DAILY", FreshnessState.LATE, 2),
        (9_000, "NEVER", FreshnessState.FRESH, 0),
        (0, "IRREG", FreshnessState.UNKNOWN, 0),
        (0, "", FreshnessState.UNKNOWN, 0),
        (-1, "MONTHLY", FreshnessState.UNKNOWN, 0),
    ],
)
def test_a_state_follows_from_the_date_and_the_pace(age, frequency, expected, days):
    found = state(TODAY - timedelta(days=age), frequency, TODAY)
    assert (found.state, found.days) == (expected, days)


def test_data_without_a_date_are_never_fresh():
    assert {state(None, each, TODAY).state for each in [*PERIODS, *FINAL, "", "?"]} == {
        FreshnessState.UNKNOWN
    }


def test_each_pace_people_choose_is_known_or_has_no_pace():
    assert set(vocabulary("frequency")) - set(PERIODS) - FINAL == {"IRREG"}


@given(st.sampled_from(sorted(PERIODS)), st.integers(0, 5_000))
def test_data_only_get_older(frequency, age):
    order = [FreshnessState.FRESH, FreshnessState.DUE, FreshnessState.LATE]
    day = TODAY - timedelta(days=age)
    found = [state(day, frequency, TODAY + timedelta(days=n)) for n in (0, 1)]
    assert order.index(found[0].state) <= order.index(found[1].state)
    assert found[0].days <= found[1].days
