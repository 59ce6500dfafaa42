"""A footprint for one person: what is divided, by whom, and what may be compared."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.breakdown import Dimension
from jalons.footprint.engine.analysis.ratios import (
    Headcount,
    Population,
    RatioDoubt,
    differences,
    nearest,
    places_without,
    ratios,
)
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.inventory.services import Services, with_services
from jalons.footprint.store import load_pack

ON = date(2026, 11, 3)
PACK = pencil_pack(life=(5.0, 5.0, 5.0))  # a laptop weighs 215 / 5 + 30 × 0.05 = 44.5 kg a year
PARC = inventory(
    {"device": "laptop", "quantity": 20.0, "entity": "Écoles", "site": "Jules-Ferry"},
    {"device": "laptop", "quantity": 10.0, "entity": "Finances", "site": "Mairie"},
    {"device": "laptop", "quantity": 4.0, "entity": "", "site": "Mairie"},
    extracted_on=ON,
)
FOUND = assess(PARC, pack=PACK)
STAFF, PUPILS = Population.STAFF, Population.PUPILS


def of(*headcounts, fleet="parc", found=FOUND):
    return ratios(found, headcounts, pack=PACK, inventory=PARC, fleet=fleet)


def test_the_whole_and_its_places_are_divided_by_their_own_people():
    whole, schools, sites = of(
        Headcount(STAFF, 50, counted_on=ON),
        Headcount(PUPILS, 400, Dimension.ENTITY, ("ecoles",), ON, "Rentrée"),
        Headcount(STAFF, 10, Dimension.SITE, ("Mairie", "Jules Ferry"), ON),
    )
    assert whole.value.mid == pytest.approx(34 * 44.5 / 50)
    assert schools.value.mid == pytest.approx(20 * 44.5 / 400)
    assert sites.value.mid == pytest.approx(34 * 44.5 / 10)
    assert schools.share.quantity == 20
    assert not schools.is_old


def test_all_the_equipment_is_not_divided_by_pupils_and_an_unknown_place_by_nobody():
    everything, unnamed, nowhere, half = of(
        Headcount(PUPILS, 400, counted_on=ON),
        Headcount(STAFF, 4, Dimension.ENTITY, ("",), ON),
        Headcount(STAFF, 4, Dimension.SITE, ("Piscine",), ON),
        Headcount(STAFF, 4, Dimension.SITE, ("Mairie", "Piscine"), ON),
    )
    assert [each.doubt for each in (everything, unnamed, nowhere, half)] == [
        RatioDoubt.FOR_OTHERS_TOO, *[RatioDoubt.NO_SUCH_PLACE] * 3,
    ]  # fmt: skip
    assert {each.value for each in (everything, nowhere, half)} == {None}


def test_two_ratios_compare_only_when_they_count_the_same_thing():
    whole, schools, finances, pupils, old = of(
        Headcount(STAFF, 50, counted_on=ON),
        Headcount(STAFF, 30, Dimension.ENTITY, ("Écoles",), ON),
        Headcount(STAFF, 8, Dimension.ENTITY, ("Finances",), ON),
        Headcount(PUPILS, 400, Dimension.ENTITY, ("Écoles",), ON),
        Headcount(STAFF, 48, counted_on=date(2024, 1, 1)),
    )
    assert differences(schools, finances, places_differ=True) == ()
    assert differences(schools, finances) == (RatioDoubt.OTHER_PLACES,)
    assert differences(schools, pupils) == (RatioDoubt.OTHER_PEOPLE,)
    assert differences(whole, schools, places_differ=True) == (RatioDoubt.OTHER_PLACES,)
    assert differences(whole, old) == (RatioDoubt.OLD_COUNT,)
    (other,) = of(Headcount(STAFF, 50, counted_on=ON), fleet="parc et écoles")
    assert differences(whole, other) == (RatioDoubt.OTHER_EQUIPMENT,)
    for changed in (
        {"pue": 1.2}, {"home": "RE"}, {"factors_version": "essai/2"}, {"mix": "autre"},
        {"lifetime": LifetimeRule.FIXED},
    ):  # fmt: skip
        (other,) = of(Headcount(STAFF, 50, counted_on=ON), found=replace(FOUND, **changed))
        assert differences(whole, other) == (RatioDoubt.OTHER_METHOD,)
    (undated,) = of(Headcount(STAFF, 50))
    assert differences(whole, undated) == (RatioDoubt.UNDATED,)


def test_what_counts_paper_is_not_compared_with_what_does_not():
    pack, heads = load_pack(), [Headcount(STAFF, 50, counted_on=ON)]
    lines = inventory({"device": "laptop", "quantity": 9.0}, extracted_on=ON)
    both = (lines, with_services(lines, Services(paper_reams=3)))
    (without,), (beside,) = (
        ratios(assess(each, pack=pack), heads, pack=pack, inventory=each) for each in both
    )
    assert differences(without, beside) == (RatioDoubt.OTHER_USES,)


def test_the_count_nearest_to_the_inventory_is_the_one_used():
    early, late = (
        Headcount(STAFF, n, counted_on=date(y, 1, 1)) for n, y in ((40, 2020), (50, 2026))
    )
    undated = Headcount(STAFF, 99)
    assert nearest([early, undated, late], ON) == (late,)
    assert nearest([undated, early], ON) == (early,)
    assert nearest([undated], ON) == (undated,)


def test_the_places_where_nobody_was_counted_are_named_the_largest_first():
    known = [Headcount(STAFF, 8, Dimension.ENTITY, ("FINANCES",), ON)]
    assert places_without(PARC.lines, known, Dimension.ENTITY) == ("Écoles",)
    assert places_without(PARC.lines, known, Dimension.SITE) == ("Jules-Ferry", "Mairie")


@pytest.mark.parametrize("people", [0, -3, float("nan")])
def test_nobody_is_no_headcount(people):
    with pytest.raises(FootprintError) as error:
        Headcount(STAFF, people)
    assert error.value.code == "headcount_value"


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_twice_the_people_halve_the_ratio_and_parts_never_exceed_the_whole(people, others):
    one, two, part = of(
        Headcount(STAFF, people, counted_on=ON),
        Headcount(STAFF, 2 * people, counted_on=ON),
        Headcount(STAFF, others, Dimension.ENTITY, ("Écoles",), ON),
    )
    assert two.value.mid == pytest.approx(one.value.mid / 2)
    assert part.value.mid * others <= one.value.mid * people * (1 + 1e-9)
