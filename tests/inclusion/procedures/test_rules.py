"""Whether a procedure has a human way: each rule met, missing or not known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.inclusion.engine.procedures.rules import (
    Bounds,
    Channel,
    Procedure,
    Rule,
    State,
    Way,
    coverage,
    judge,
    nearest_fix,
    share,
)

TODAY = date(2026, 11, 28)
BOUNDS = Bounds(desk_hours=4.0, reach_km=15.0, checked_days=365)


def verdict(*channels, people=None, km=None):
    return judge(Procedure("p", channels, people, km), BOUNDS, TODAY)


def test_a_procedure_online_alone_has_no_human_way():
    found = verdict(Channel(Way.ONLINE))
    assert found.gaps == (Rule.HUMAN, Rule.NO_DEVICE)
    assert not found.is_covered


def test_help_to_go_online_is_human_but_asks_for_a_device():
    found = verdict(Channel(Way.ASSISTED))
    assert found.states[Rule.HUMAN] is State.MET
    assert found.states[Rule.NO_DEVICE] is State.MISSING


def test_post_needs_no_device_but_nobody_answers():
    found = verdict(Channel(Way.POST))
    assert found.states[Rule.NO_DEVICE] is State.MET
    assert found.states[Rule.HUMAN] is State.MISSING
    assert Rule.CHECKED not in found.states


def test_a_desk_of_which_nothing_is_known_is_to_check_and_never_wrong():
    found = verdict(Channel(Way.DESK))
    assert found.is_covered
    assert {found.states[rule] for rule in found.gaps} == {State.UNKNOWN}
    assert Rule.DESK_OPEN in found.gaps


def test_in_one_commune_alone_nobody_asks_where_its_desk_is():
    found = judge(Procedure("p", (Channel(Way.DESK),), spread=False), BOUNDS, TODAY)
    assert Rule.REACHED not in found.states


def test_a_desk_well_open_near_and_checked_has_no_gap():
    desk = Channel(Way.DESK, "Mairie", 24.0, True, None, True, date(2026, 6, 1))
    assert verdict(desk, km=14.9).gaps == ()
    assert verdict(desk, km=15.1).gaps == (Rule.REACHED,)


@pytest.mark.parametrize(
    ("day", "fresh"),
    [(date(2025, 11, 28), True), (date(2025, 11, 27), False), (date(2026, 11, 29), False)],
)
def test_what_was_checked_counts_for_a_year(day, fresh):
    assert verdict(Channel(Way.PHONE, checked_on=day)).checked is fresh


def test_one_telephone_that_is_not_surcharged_is_enough():
    dear, free = Channel(Way.PHONE, surcharged=True), Channel(Way.PHONE, surcharged=False)
    assert verdict(dear).states[Rule.PHONE_COST] is State.MISSING
    assert verdict(dear, Channel(Way.PHONE)).states[Rule.PHONE_COST] is State.UNKNOWN
    assert verdict(dear, free).states[Rule.PHONE_COST] is State.MET


def test_the_share_of_people_counts_only_what_was_counted():
    desk = Channel(Way.DESK, checked_on=TODAY)
    found = coverage(
        [
            verdict(desk, people=900),
            verdict(Channel(Way.PHONE), people=50),
            verdict(Channel(Way.ONLINE), people=50),
            verdict(Channel(Way.ONLINE)),
        ]
    )
    assert (found.total, found.covered, found.counted) == (4, 2, 3)
    assert (found.procedures.low, found.procedures.high) == (0.25, 0.5)
    assert (found.people.low, found.people.high) == (0.9, 0.95)


def test_without_any_procedure_or_count_there_is_no_share():
    assert coverage([]).procedures is None
    assert coverage([verdict(Channel(Way.DESK))]).people is None


def test_the_desk_with_most_hours_of_another_procedure_could_do():
    hall, annexe = Channel(Way.DESK, "Mairie", 30.0), Channel(Way.DESK, "Annexe", 8.0)
    mine = Procedure("mine", (Channel(Way.ONLINE),))
    others = [mine, Procedure("a", (annexe,)), Procedure("b", (hall, Channel(Way.PHONE, "Mairie")))]
    assert nearest_fix(mine, others) == hall
    assert nearest_fix(mine, [mine, Procedure("c", (Channel(Way.PHONE, "CCAS"),))]).place == "CCAS"
    assert nearest_fix(mine, [mine]) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_what_is_checked_is_never_more_than_what_is_declared(states):
    found = share(states)
    assert (found is None) == (not states)
    if found:
        assert 0 <= found.low <= found.high <= 1


@given(
    st.lists(st.sampled_from(Way), max_size=4), st.sampled_from(Way),
    st.floats(0, 60), st.booleans(),
)  # fmt: skip
def test_one_more_way_never_takes_the_cover_away(ways, more, hours, outside):
    channels = [Channel(way) for way in ways]
    before = verdict(*channels)
    after = verdict(*channels, Channel(more, "", hours, outside))
    assert after.is_covered >= before.is_covered
