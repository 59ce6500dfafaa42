"""Two years compared: the same perimeter, and what changed because of what."""

from dataclasses import replace
from datetime import date

import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.decomposition import YearOfFleet, common_perimeter, decompose
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Spread
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack

FIXED = Options(lifetime=LifetimeRule.FIXED)
ON = date(2026, 1, 1)
ONE = 215 / 5 + 30 * 0.05  # a laptop of the pencil's pack, in kg a year


def year(*lines, pack=None, options=FIXED, **more):
    pack = pack or pencil_pack()
    fleet = sum_up(inventory(*lines), pack, on=ON)
    return YearOfFleet(fleet, pack, options, **more)


def laptops(quantity, **more):
    return {"device": "laptop", "quantity": float(quantity)} | more


def heavier(times):
    """The pencil's pack, laptops made ``times`` heavier."""
    base = pencil_pack()
    key = ("laptop", "manufacturing", "climate_change")
    new = replace(base.factors[key], spread=Spread.exact(200.0 * times))
    return replace(base, version="essai/2", factors=base.factors | {key: new})


def causes(found):
    return {each.cause: each.difference.mid for each in found.causes}


def test_each_cause_is_worth_what_the_pencil_says_and_they_sum_to_the_difference():
    greener = replace(FIXED, mix="autre")
    found = decompose(year(laptops(10)), year(laptops(8), pack=heavier(1.5), options=greener))
    assert causes(found) == pytest.approx(
        {
            "fleet": -2 * ONE,
            "choices": 8 * 30 * (0.1 - 0.05),
            "factors": 8 * 0.5 * 200 / 5,
        }
    )
    assert sum(causes(found).values()) == pytest.approx(found.difference.mid)
    assert found.before.mid == pytest.approx(10 * ONE)
    assert not found.recomputed


def test_the_same_year_twice_leaves_no_cause():
    found = decompose(year(laptops(10)), year(laptops(10)))
    assert causes(found) == {"fleet": 0, "choices": 0, "factors": 0}
    assert found.difference.width == 0


def test_only_kinds_and_statuses_counted_in_both_years_are_compared():
    before = year(laptops(10), laptops(3, status="in_stock"), {"device": "server"})
    after = year(laptops(9))
    found = decompose(before, after)
    assert found.difference.mid == pytest.approx(-ONE)
    left = found.left_out
    assert (left.devices, left.statuses) == (("server",), ("in_stock",))
    assert (left.before, left.after) == (4, 0)
    old, new, _ = common_perimeter(before, after)
    assert (old.quantity, new.quantity) == (10, 9)


def test_fleets_that_share_nothing_are_not_compared():
    with pytest.raises(FootprintError) as caught:
        decompose(year(laptops(10)), year({"device": "server"}))
    assert caught.value.code == "perimeter_empty"


def test_another_seed_or_an_unknown_criterion_is_refused():
    with pytest.raises(FootprintError) as caught:
        decompose(year(laptops(1)), year(laptops(1), options=replace(FIXED, seed=3)))
    assert caught.value.code == "comparison_unpaired"
    with pytest.raises(FootprintError) as caught:
        decompose(year(laptops(1)), year(laptops(1)), criterion="acidification")
    assert caught.value.code == "criterion_unknown"


def test_a_method_of_the_past_is_computed_again_and_this_is_told():
    found = decompose(year(laptops(10), method="jalons-footprint/0.1"), year(laptops(10)))
    assert found.recomputed
    assert found.as_json()["recomputed"] is True


def test_with_real_factors_the_difference_keeps_its_own_interval():
    pack = load_pack()
    found = decompose(
        year(laptops(100), pack=pack, options=Options()),
        year(laptops(90), pack=pack, options=Options()),
        criterion="resource_use_minerals_metals",
    )
    assert found.unit.symbol == "kg Sb eq/year"
    assert found.difference.high < 0
    assert found.difference.width < found.before.width / 5
