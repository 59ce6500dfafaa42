"""Figures of a group of territories: comparing two releases gives nobody away."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from jalons.federation.engine.releases import LEAST, Release, ReleaseStanding, release

DAY = date(2026, 11, 29)
towns = st.sampled_from([f"ville {place}" for place in range(14)])


def of(count: int, start: int = 0) -> dict[str, float]:
    return {f"ville {place}": float(place) for place in range(start, start + count)}


def test_four_territories_are_not_summed_up_and_five_are():
    assert release(of(4), DAY, ()).standing is ReleaseStanding.SMALL
    found = release(of(5), DAY, ())
    assert found.release == Release(DAY, frozenset(of(5)), 1.0, 2.0, 3.0)


def test_one_territory_more_changes_nothing_that_is_shown():
    first = release(of(8), DAY, ()).release
    found = release(of(9), DAY + timedelta(30), [first])
    assert (found.standing, found.release) == (ReleaseStanding.STANDS, first)


def test_five_more_are_shown_with_the_day():
    first = release(of(8), DAY, ()).release
    found = release(of(13), DAY + timedelta(30), [first])
    assert found.standing is ReleaseStanding.RELEASED
    assert found.release.day == DAY + timedelta(30)


def test_the_same_members_are_shown_again_with_their_new_values():
    first = release(of(8), DAY, ()).release
    again = {name: 10 * value for name, value in of(8).items()}
    assert release(again, DAY, [first]).release.median == 10 * first.median


def test_a_way_round_by_two_releases_is_refused_too():
    """Five come, then all but one of them leave with another: the third is the first and one."""
    first = release(of(8), DAY, ()).release
    second = release(of(13), DAY, [first]).release
    third = {name: value for name, value in of(9).items() if name != "ville 0"}
    assert release(third, DAY, [second]).standing is ReleaseStanding.RELEASED
    assert release(third, DAY, [first, second]).standing is ReleaseStanding.STANDS


def test_a_group_whose_members_left_is_no_longer_shown():
    first = release(of(5), DAY, ()).release
    assert release(of(6, start=1), DAY, [first]).standing is ReleaseStanding.WITHHELD
    assert release(of(3), DAY, [first]).release is None


@given(st.lists(st.sets(towns), min_size=1, max_size=12))
def test_no_two_releases_differ_by_fewer_than_five_territories(history):
    shown: list[Release] = []
    for place, members in enumerate(history):
        found = release({name: float(len(name)) for name in members}, DAY + timedelta(place), shown)
        if found.standing is ReleaseStanding.RELEASED:
            shown.append(found.release)
        elif found.standing is ReleaseStanding.STANDS:
            assert found.release == shown[-1]
    for one, other in combinations(shown, 2):
        for side in (one.members - other.members, other.members - one.members):
            assert len(side) == 0 or len(side) >= LEAST


@given(st.dictionaries(towns, st.floats(-1e6, 1e6), min_size=5))
def test_the_median_is_that_of_all_values_with_two_digits(values):
    found = release(values, DAY, ()).release
    assert found.median == float(f"{median(values.values()):.2g}")
