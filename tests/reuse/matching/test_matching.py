"""Offers and needs: the right kind, the nearest first, split, and nothing promised twice."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.reuse.engine.matching import Demand, Position, Supply, kilometres, matched

DAY = date(2026, 11, 28)
LATER = date(2027, 1, 31)
LYON, GRENOBLE, LILLE = Position(45.764, 4.8357), Position(45.1885, 5.7245), Position(50.629, 3.057)
OFFER = Supply("o1", "laptop", 10, LATER, 2020, works=True, place=LYON)
NEED = Demand("n1", "laptop", 4, LATER, 2018, place=GRENOBLE)


def pairs(offers, needs, on=DAY):
    return [(each.offer, each.need, each.quantity) for each in matched(offers, needs, on)]


def test_the_distance_is_that_of_the_great_circle():
    assert kilometres(LYON, LILLE) == pytest.approx(558, abs=3)
    assert kilometres(LYON, LYON) == 0
    assert kilometres(LYON, None) is None
    assert kilometres(Position(0, 0), Position(0, 180)) == pytest.approx(20015, abs=1)


def test_the_nearest_is_served_first_and_an_offer_is_split():
    far = Demand("n2", "laptop", 8, LATER, place=LILLE)
    found = matched([OFFER], [far, NEED], DAY)
    assert [(each.need, each.quantity) for each in found] == [("n1", 4), ("n2", 6)]
    assert found[0].km == pytest.approx(94, abs=3)


def test_a_need_is_served_by_several_offers():
    other = replace(OFFER, key="o2", quantity=1, place=GRENOBLE)
    assert pairs([OFFER, other], [NEED]) == [("o2", "n1", 1), ("o1", "n1", 3)]


def test_ties_go_to_what_ends_first_then_to_the_key():
    sooner = replace(OFFER, key="z", quantity=1, until=date(2026, 12, 1))
    same = replace(OFFER, key="a", quantity=1)
    assert [each[0] for each in pairs([OFFER, same, sooner], [NEED])] == ["z", "a", "o1"]


@pytest.mark.parametrize(
    "offer",
    [
        replace(OFFER, kind="monitor"),
        replace(OFFER, works=False),
        replace(OFFER, year=2017),
        replace(OFFER, until=date(2026, 11, 27)),
    ],
)
def test_what_does_not_fit_meets_nothing(offer):
    assert pairs([offer], [NEED]) == []


def test_broken_devices_serve_who_accepts_them():
    assert pairs([replace(OFFER, works=False)], [replace(NEED, must_work=False)])


def test_the_last_day_still_counts():
    assert pairs([replace(OFFER, until=DAY)], [NEED])


def test_what_an_offer_does_not_say_is_a_doubt_and_comes_after():
    vague = Supply("vague", "laptop", 10, LATER, place=GRENOBLE)
    found = matched([vague, OFFER], [replace(NEED, quantity=12)], DAY)
    assert [(each.offer, each.doubts) for each in found] == [
        ("o1", ()), ("vague", ("year", "works")),
    ]  # fmt: skip


def test_an_unknown_place_has_no_distance_and_comes_after():
    nowhere = replace(OFFER, key="a", quantity=3, place=None)
    found = matched([nowhere, replace(OFFER, quantity=1)], [NEED], DAY)
    assert [(each.offer, each.km is None) for each in found] == [("o1", False), ("a", True)]


sides = st.lists(st.tuples(st.sampled_from(["laptop", "monitor"]), st.integers(1, 9),
                           st.sampled_from([LYON, LILLE, None])), max_size=6)  # fmt: skip


@given(sides, sides)
def test_no_device_is_promised_twice_and_the_order_of_the_lists_changes_nothing(offers, needs):
    supplies = [Supply(f"o{n}", kind, count, LATER, 2020, works=True, place=place)
                for n, (kind, count, place) in enumerate(offers)]  # fmt: skip
    demands = [Demand(f"n{n}", kind, count, LATER, place=place)
               for n, (kind, count, place) in enumerate(needs)]  # fmt: skip
    found = matched(supplies, demands, DAY)
    given_, got = Counter(), Counter()
    for each in found:
        given_[each.offer] += each.quantity
        got[each.need] += each.quantity
    assert all(given_[each.key] <= each.quantity for each in supplies)
    assert all(got[each.key] <= each.quantity for each in demands)
    assert found == matched(supplies[::-1], demands[::-1], DAY)
