"""The purchases of a year: their manufacture whole, and what each year carries of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.purchases import purchases
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.inventory.hosted import (
    HostedKind,
    HostedService,
    HostModel,
    with_hosted,
)

ON = date(2026, 11, 3)
PACK = pencil_pack(life=(5.0, 5.0, 5.0))  # a laptop: 200 + 10 kg made and brought, for 5 years


def bought(*lines, year=2026, pack=PACK, options=None):
    parc = inventory({"device": "laptop", "quantity": 1.0}, *lines, extracted_on=ON)
    options = options or Options(on=ON)
    found = assess(parc, pack=pack, options=options)
    return purchases(parc, found, year, pack=pack, options=options)


def laptops(quantity, day, **more):
    return {"device": "laptop", "quantity": float(quantity), "purchased": day} | more


def test_what_was_bought_is_counted_whole_and_one_year_carries_a_fifth_of_it():
    found = bought(
        laptops(10, date(2026, 2, 1)),
        laptops(4, date(2026, 9, 1), status="in_stock", reason="in_stock"),
        laptops(30, date(2022, 9, 1)),
    )
    assert found.made.mid == pytest.approx(14 * 210)
    assert found.spread.mid == pytest.approx(14 * 210 / 5)
    assert found.carried.mid == pytest.approx(41 * 210 / 5)  # what is in stock is not in the total
    assert [(each.device, each.quantity) for each in found.kinds] == [("laptop", 14)]
    assert found.by_year == {2022: 30, 2026: 14}
    assert (found.undated, found.devices) == (1, 45)


def test_second_hand_devices_were_made_for_somebody_else():
    found = bought(laptops(3, date(2026, 2, 1), years_before=3.0), laptops(2, date(2026, 2, 1)))
    assert found.second_hand == 3
    assert found.made.mid == pytest.approx(2 * 210)


def test_a_life_stated_by_the_owner_is_the_one_that_carries():
    found = bought(laptops(5, date(2026, 2, 1), lifetime=7.0), laptops(5, date(2026, 2, 1)))
    assert found.made.mid == pytest.approx(10 * 210)
    assert found.spread.mid == pytest.approx(5 * 210 / 7 + 5 * 210 / 5)


def test_a_fixed_life_is_the_one_of_the_catalogue_without_doubt():
    pack = pencil_pack(life=(3.0, 5.0, 9.0))
    options = Options(on=ON, lifetime=LifetimeRule.FIXED)
    found = bought(laptops(10, date(2026, 2, 1)), pack=pack, options=options)
    assert (found.spread.low, found.spread.high) == pytest.approx((420, 420))


def test_the_years_a_device_will_serve_after_us_carry_their_part_too():
    found = bought(laptops(7, date(2026, 2, 1), years_after=2.0), laptops(5, date(2026, 2, 1)))
    assert found.spread.mid == pytest.approx(7 * 210 / (5 + 2) + 5 * 210 / 5)


def test_what_others_host_was_not_bought_and_is_carried_by_nobody_here():
    host = HostModel(64, 256, 32, {"ssd": 1000})
    service = HostedService(name="VM", kind=HostedKind.VM, vcpu=64.0)
    parc = inventory(laptops(10, date(2026, 2, 1)), extracted_on=ON)
    whole, options = with_hosted(parc, [service], host), Options(on=ON)
    alone, beside = (
        purchases(each, assess(each, pack=PACK, options=options), 2026, pack=PACK, options=options)
        for each in (parc, whole)
    )
    assert alone == beside
    nothing = with_hosted(inventory(extracted_on=ON), [service], host)
    found = assess(nothing, pack=PACK, options=options)
    assert purchases(nothing, found, 2026, pack=PACK, options=options).carried.high == 0


def test_kinds_without_factor_are_counted_apart_and_a_year_without_purchase_has_no_figure():
    found = bought({"device": "box", "quantity": 6.0, "purchased": date(2026, 1, 1)})
    assert (found.unassessed, found.bought, found.made, found.spread) == (6, 0, None, None)
    assert bought(year=2019).made is None


def test_what_is_planned_doubled_or_of_an_absurd_quantity_was_not_bought():
    found = bought(
        laptops(9, date(2026, 2, 1), reason="planned"),
        laptops(9, date(2026, 2, 1), reason="duplicate"),
        laptops(-4, date(2026, 2, 1)),
    )
    assert found.made is None


def test_the_doubt_on_the_factor_is_that_of_the_whole_and_the_life_adds_its_own_to_the_part():
    pack = pencil_pack(ratio=2.0, life=(4.0, 5.0, 6.0))
    found = bought(laptops(10, date(2026, 2, 1)), pack=pack)
    assert found.made.low < 2100 < found.made.high
    whole, part = (each.high / each.mid for each in (found.made, found.spread))
    assert part > whole * 0.98


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(2018, 2026)), min_size=1, max_size=6))
def test_every_dated_device_is_in_one_year(rows):
    lines = [laptops(quantity, date(year, 3, 1)) for quantity, year in rows]
    found = bought(*lines)
    assert sum(found.by_year.values()) == sum(quantity for quantity, _ in rows)
    assert found.bought == found.by_year.get(2026, 0)
