"""Access to places: hand-worked cases, conservation, positions that cannot be used."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.inclusion.engine.access import (
    Bands,
    Nearest,
    Pairs,
    Supply,
    Way,
    beyond,
    closest,
    doubts,
    e2sfca,
    great_circle,
    measure,
    nearest,
    neighbours,
    same_way,
)
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.store.areas import communes
from jalons.kernel.tables import package_table

BANDS = Bands.of(package_table("jalons.inclusion", "access")["bands"]["straight"])
KM = Way("km", 1.0)


def pairs_of(rows, areas, way=KM, within=np.inf):
    first, second, km = (np.array(each) for each in zip(*rows, strict=True))
    return Pairs(first, second, km.astype(float), way, np.ones(areas, dtype=bool), within)


def supply(*hours, low=None, high=None):
    mid = np.array(hours, dtype=float)
    blank = np.zeros(len(hours))
    ids = tuple(f"p{number}" for number in range(len(hours)))
    return Supply(
        ids, blank, blank, mid if low is None else low, mid, mid if high is None else high
    )


def test_two_towns_share_the_hours_of_a_place_by_hand():
    # A at 4 km counts for 1, B at 12 km for 0.22: 30 hours for 100 + 0.22 × 500 people
    pairs = pairs_of([(0, 0, 4), (1, 0, 12)], 2)
    got = e2sfca(np.array([100.0, 500]), pairs, np.array([30.0]), BANDS)
    assert got == pytest.approx([30 / 210, 0.22 * 30 / 210])


def test_the_hours_people_get_are_those_of_the_places_they_reach():
    pairs = pairs_of([(0, 0, 4), (1, 0, 12), (2, 1, 90)], 4)
    people = np.array([100.0, 500, 9, np.nan])
    got = measure(people, pairs, supply(30, 8, 0, np.nan), BANDS)
    assert got.conserved
    assert (got.counted, got.reached, got.total) == (pytest.approx(30), 30, 38)
    assert list(got.unreached) == [1, 2, 3]
    assert (list(got.closed), list(got.unknown_hours), list(got.no_people)) == ([2], [3], [3])
    assert got.values[2] == 0  # a known zero: its only place is too far


def test_uncertain_hours_give_an_interval():
    pairs = pairs_of([(0, 0, 4)], 1)
    low, high = np.array([10.0]), np.array([30.0])
    got = measure(np.array([100.0]), pairs, supply(20, low=low, high=high), BANDS)
    assert (got.low[0], got.values[0], got.high[0]) == pytest.approx((0.1, 0.2, 0.3))


def test_places_that_never_open_give_no_access_and_lose_nothing():
    got = measure(np.array([100.0]), pairs_of([(0, 0, 1)], 1), supply(0), BANDS)
    assert (got.values[0], got.total, got.conserved) == (0, 0, True)


def test_an_area_without_a_position_is_unknown_and_not_zero():
    lat, lon = np.array([47.0, np.nan, 0.0, 1.2]), np.array([0.0, 2.0, 0.0, 47.0])
    assert doubts(lat, lon) == ("", "missing", "zero", "swapped")
    assert doubts(np.array([91.0, -21.1]), np.array([0.0, 55.5])) == ("outside", "")  # La Réunion
    pairs = neighbours(lat, lon, lat[:1], lon[:1], within_km=20, detour=1.3)
    got = measure(np.full(4, 10.0), pairs, supply(10), BANDS)
    assert np.isnan(got.values[1:]).all()
    assert list(got.no_position) == [1, 2, 3]
    near = nearest(pairs)
    far = beyond(near, np.full(4, 10.0), 5)
    assert (far.people, far.of, far.unknown, far.share) == (0, 10, 30, 0)


def test_nobody_at_all_has_no_share():
    near = Nearest(np.full(2, -1), np.full(2, np.nan), KM)
    assert np.isnan(beyond(near, np.array([5.0, 5.0]), 5).share)
    empty = np.zeros(0)
    nothing = neighbours(empty, empty, empty, empty, within_km=5, detour=1.3)
    assert len(nothing.km) == 0
    assert len(nearest(nothing).km) == 0


@given(
    seed=st.integers(0, 10_000), within=st.floats(1, 3000), detour=st.floats(1, 2),
    west=st.sampled_from([-5.0, 160.0, 175.0]), south=st.sampled_from([-22.0, 42.0, 80.0]),
)  # fmt: skip
def test_pairs_are_those_of_every_distance_and_the_nearest_place(seed, within, detour, west, south):
    draw = np.random.default_rng(seed)
    lat, lon = south + draw.uniform(0, 9, 30), west + draw.uniform(0, 30, 30)
    lon = np.where(lon > 180, lon - 360, lon)
    pairs = neighbours(lat, lon, lat[:7], lon[:7], within_km=within, detour=detour)
    km = detour * great_circle(lat[:, None], lon[:, None], lat[:7], lon[:7])
    expected = (km <= within) | (km == km.min(axis=1, keepdims=True))
    listed = np.zeros_like(expected)
    listed[pairs.areas, pairs.places] = True
    assert len(pairs.km) == listed.sum() == expected.sum()
    assert (listed == expected).all()
    assert nearest(pairs).km == pytest.approx(km.min(axis=1))


def test_the_antimeridian_and_a_known_distance():
    km = great_circle(*(np.array([each]) for each in (48.8566, 2.3522, 45.7640, 4.8357)))
    assert km[0] == pytest.approx(391.5, abs=0.5)  # Paris to Lyon
    at = [np.array([each]) for each in (-17.0, 179.9, -17.0, -179.9)]
    assert len(neighbours(*at, within_km=30, detour=1.0).km) == 1


def test_shares_by_group_add_up_and_places_are_named():
    pairs = pairs_of([(0, 0, 4), (0, 1, 3), (1, 0, 12), (2, 1, 30)], 3)
    near, people = nearest(pairs), np.array([100.0, 200, 300])
    groups = {name: beyond(Nearest(near.places[rows], near.km[rows], near.way), people[rows], 10)
              for name, rows in (("a", [0, 1]), ("b", [2]))}  # fmt: skip
    assert groups["a"].share == pytest.approx(200 / 300)
    assert groups["b"].share == 1
    assert sum(each.people for each in groups.values()) == beyond(near, people, 10).people == 500
    assert beyond(near, people, 12).people == 300  # at exactly 12 km is not beyond
    places, km = closest(pairs, 0)
    assert (list(places), list(km)) == ([1, 0], [3, 4])


def test_two_ways_never_go_into_one_result():
    matrix = Way("min", None, "durations.csv")
    with pytest.raises(InclusionError) as mixed:
        same_way(KM, matrix)
    assert mixed.value.code == "ways_mixed"
    with pytest.raises(InclusionError) as unit:
        e2sfca(np.ones(1), pairs_of([(0, 0, 4)], 1, matrix), np.ones(1), BANDS)
    assert unit.value.code == "bands_unit"
    with pytest.raises(InclusionError) as far:
        e2sfca(np.ones(1), pairs_of([(0, 0, 4)], 1, within=5), np.ones(1), BANDS)
    assert far.value.code == "bands_far"


@pytest.mark.parametrize(("limits", "weights"), [((5, 3), (1, 0.5)), ((5,), (2,)), ((), ())])
def test_bands_that_make_no_sense_are_refused(limits, weights):
    with pytest.raises(InclusionError) as refused:
        Bands(limits, weights, "km", BANDS.source)
    assert refused.value.code == "bands_invalid"


def test_bands_are_an_example_that_nobody_verified():
    assert not BANDS.source.verified
    assert BANDS.decay(np.array([5.0, 5.01, 20, 20.01])) == pytest.approx([1, 0.68, 0.22, 0])
    with pytest.raises(InclusionError):
        neighbours(*[np.zeros(1)] * 4, within_km=5, detour=0.5)


def test_france_loses_no_hour_overseas_either():
    areas = communes()
    rows = np.flatnonzero(np.isfinite(areas.lat))[::12]
    lat, lon = areas.lat[rows], areas.lon[rows]
    pairs = neighbours(areas.lat, areas.lon, lat, lon, within_km=20, detour=1.3)
    hours = np.full(len(rows), 20.0)
    places = Supply(tuple(map(str, rows)), lat, lon, hours, hours, hours)
    got = measure(areas.people, pairs, places, BANDS)
    assert got.conserved
    reunion = areas.within("departement", "974")
    assert np.isfinite(got.values[reunion]).all()
    assert (nearest(pairs).km[reunion] < 100).all()
