"""Life-cycle costs: the reference numbers, what each part does, what turns the order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.costs import (
    LONGEST,
    Condition,
    Option,
    break_even_life,
    cheapest,
    life_cycle_cost,
)
from jalons.procurement.engine.lifecycle.hypotheses import hypotheses, usual_assumptions
from jalons.procurement.engine.lifecycle.sensitivity import sensitivity

D = Decimal
ASSUMED = usual_assumptions()
NEW = Option("Neuf", D(900), D(30), 6, residual=D(50), embodied=D(250))
USED = Option("Reconditionné", D(450), D(38), 4, Condition.REFURBISHED, residual=D(20),
              embodied=D(40))  # fmt: skip


def cents(value):
    return round(value, 2)


def test_the_reference_of_the_new_device_part_by_part():
    cost = life_cycle_cost(NEW, ASSUMED)
    assert cents(cost.money) == D("898.75")
    assert cents(cost.carbon) == D("64.49")
    assert cents(cost.total) == D("963.24")
    assert cents(cost.yearly) == D("160.54")
    assert cost.price == 900
    assert cents(cost.energy) == D("40.63")
    assert cents(cost.residual) == D("41.87")
    assert cost.carbon_embodied == D("62.50")


def test_the_reference_of_the_refurbished_device():
    cost = life_cycle_cost(USED, ASSUMED)
    assert (cents(cost.money), cents(cost.carbon)) == (D("467.54"), D("11.68"))
    assert (cents(cost.total), cents(cost.yearly)) == (D("479.22"), D("119.81"))


def test_by_year_of_service_the_refurbished_one_is_ahead_and_needs_three_years():
    costs = [life_cycle_cost(each, ASSUMED) for each in (NEW, USED)]
    assert cheapest(costs) is costs[1]
    assert break_even_life(USED, NEW, ASSUMED) == 3
    two = life_cycle_cost(replace(USED, life=2), ASSUMED)
    assert two.yearly > costs[0].yearly


def test_an_option_that_costs_too_much_never_breaks_even():
    dear = replace(USED, price=D(9_000))
    assert break_even_life(dear, NEW, ASSUMED) is None


def test_two_equal_costs_have_no_first():
    cost = life_cycle_cost(NEW, ASSUMED)
    assert cheapest([cost, cost]) is None
    assert cheapest([]) is None


def test_carbon_of_manufacture_counts_only_when_it_is_known_and_requested():
    unknown = life_cycle_cost(replace(NEW, embodied=None), ASSUMED)
    assert unknown.carbon_embodied is None
    assert cents(unknown.carbon) == D("1.99")
    without = life_cycle_cost(NEW, replace(ASSUMED, embodied=False))
    assert without.carbon_embodied is None


def test_maintenance_is_paid_each_year_and_disposal_once():
    flat = replace(ASSUMED, rate=D(0))
    cost = life_cycle_cost(replace(NEW, maintenance=D(20), disposal=D(5), residual=D(0)), flat)
    assert cost.maintenance == 120
    assert cost.money == 900 + 45 + 120 + 5


def test_a_rising_price_of_energy_starts_the_second_year():
    rising = replace(ASSUMED, rate=D(0), energy_rise=D("0.1"))
    two = life_cycle_cost(replace(NEW, life=2), rising)
    assert two.energy == D("7.5") + D("8.25")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("life", 0, "option_life"),
        ("life", LONGEST + 1, "option_life"),
        ("price", D(-1), "option_amount"),
        ("energy", D("NaN"), "option_amount"),
        ("residual", D(10) ** 10, "option_amount"),
        ("embodied", D(-5), "option_amount"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(field, value, code):
    with pytest.raises(ProcurementError) as refused:
        replace(NEW, **{field: value})
    assert refused.value.code == code
    assert refused.value.params["field"] == field
    assert "Neuf" in str(refused.value)


def test_assumptions_out_of_bounds_are_refused():
    with pytest.raises(ProcurementError) as refused:
        replace(ASSUMED, rate=D(2))
    assert refused.value.code == "assumption_bounds"


def test_every_hypothesis_says_its_source_or_that_it_is_one():
    for each in hypotheses().values():
        assert each.low <= each.value <= each.high
        assert each.source.verified or "ypoth" in each.note["fr"]
        assert each.source.verified or "ypoth" in each.note["en"]


def test_one_assumption_at_a_time_and_the_order_stands():
    swings = sensitivity((NEW, USED), ASSUMED)
    assert [each.name for each in swings] == ["energy_price", "rate", "life", "residual"]
    assert not any(each.turns for each in swings)
    life = swings[2]
    assert [cost.option.life for cost in (*life.at_low, *life.at_high)] == [5, 3, 7, 5]


def test_an_order_that_hangs_on_the_life_is_said_to_turn():
    dearer = replace(USED, price=D(600))
    swings = {each.name: each.turns for each in sensitivity((NEW, dearer), ASSUMED)}
    assert swings["life"]
    assert not swings["rate"]


amounts = st.decimals(0, 5_000, places=2)


@given(amounts, amounts, st.integers(1, LONGEST), amounts)
def test_a_dearer_device_never_costs_less(price, energy, life, more):
    option = Option("x", price, energy, life)
    dearer = replace(option, price=price + more)
    assert life_cycle_cost(dearer, ASSUMED).total >= life_cycle_cost(option, ASSUMED).total


large = st.decimals(0, 10**9, places=2)


@given(large, large, st.integers(1, LONGEST), large)
def test_no_option_is_beyond_its_own_sensitivity(price, energy, life, residual):
    option = Option("x", price, energy, life, residual=residual)
    assert len(sensitivity((option, NEW), ASSUMED)) == 4


@given(amounts, amounts, st.integers(1, LONGEST), amounts)
def test_parts_add_up_to_the_total(price, energy, life, residual):
    cost = life_cycle_cost(Option("x", price, energy, life, residual=residual), ASSUMED)
    parts = cost.price + cost.energy - cost.residual + cost.carbon_use
    assert abs(parts - cost.total) < D("1e-12")
    assert abs(cost.yearly * life - cost.total) < D("1e-12")
