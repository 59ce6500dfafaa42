"""Quotes side by side: nothing weighted, nothing guessed in silence."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact, SecondLife
from jalons.procurement.engine.lifecycle.costs import Condition
from jalons.procurement.engine.lifecycle.hypotheses import usual_assumptions
from jalons.procurement.engine.purchases.comparison import (
    Quote,
    chosen_often,
    compared,
    yearly_carbon,
)
from jalons.procurement.engine.purchases.steps import Step, next_step
from jalons.procurement.words.purchases import carbon, comparison_sentence, remarks

D = Decimal
ASSUMED = usual_assumptions()
LAPTOP = DeviceImpact("laptop", Interval(140, 185, 345), Interval(13, 23, 46), 5.0, 0.05, False, (),
                      SecondLife(3.0, 0.1))  # fmt: skip
NEW = Quote("a", "Bureau", D(780), Condition.NEW, life=6, energy=D(24), index=D("7.4"))
USED = Quote("b", "Atelier", D(370), Condition.REFURBISHED, life=4, energy=D(28), index=D("7.1"))
GONE = Quote("c", "Numéris", None, Condition.NEW, missing="Pas de réponse")


def firsts(*quotes, impact=LAPTOP):
    found = compared(quotes, impact, ASSUMED)
    return {name: each.supplier for name, each in found.first.items()}


def test_each_column_has_its_own_first_and_the_missing_quote_none():
    assert firsts(NEW, USED, GONE) == {
        "price": "Atelier",
        "cost": "Atelier",
        "index": "Bureau",
        "carbon": "Atelier",
    }
    found = compared((NEW, USED, GONE), LAPTOP, ASSUMED)
    assert found.everywhere is None
    assert len(found.priced) == 2
    assert found.quotes[2].cost is None


def test_a_column_with_an_unknown_value_has_no_first():
    assert "index" not in firsts(NEW, replace(USED, index=None))
    assert "cost" not in firsts(NEW, replace(USED, life=None))
    assert "price" not in firsts(NEW, replace(USED, price=NEW.price))
    assert firsts(NEW) == {}


def test_without_the_contract_carbon_is_not_known_and_costs_still_are():
    found = compared((NEW, USED), None, ASSUMED)
    assert all(each.carbon is None for each in found.quotes)
    assert all(each.cost for each in found.quotes)
    assert carbon(None, "fr") == "non connue"


def test_carbon_by_year_of_service_is_manufacture_and_use():
    new = yearly_carbon(LAPTOP, Condition.NEW, 5, D(20))
    assert (new.low, new.mid, new.high) == pytest.approx((140 / 5 + 1, 37 + 1, 345 / 5 + 1))
    used = yearly_carbon(LAPTOP, Condition.REFURBISHED, 4, None)
    assert used.mid == pytest.approx(185 * 1.1 / 7 + 23 * 0.05)
    assert used.high == pytest.approx(345 * 1.1 / 7 + 46 * 0.05)


def test_a_refurbished_device_of_which_nothing_is_assumed_is_not_known():
    assert yearly_carbon(replace(LAPTOP, second_life=None), Condition.REFURBISHED, 4, D(1)) is None
    assert yearly_carbon(LAPTOP, Condition.REFURBISHED, None, D(1)) is None


def test_what_the_quote_does_not_say_is_inferred_and_marked():
    found = compared((replace(NEW, life=None, energy=None),), LAPTOP, ASSUMED)
    (only,) = found.quotes
    assert only.inferred == {"life", "energy"}
    assert (only.cost.option.life, only.cost.option.energy) == (5, 23)
    first, _assumed = remarks(found, LAPTOP, "fr")
    assert "ne dit pas la consommation et la durée" in first


def test_the_life_of_a_refurbished_device_is_never_inferred():
    (only,) = compared((replace(USED, life=None),), LAPTOP, ASSUMED).quotes
    assert only.cost is None
    assert "life" not in only.inferred


def test_the_sentence_never_says_more_than_is_known():
    def said(*quotes):
        return comparison_sentence(compared(quotes, LAPTOP, ASSUMED), "fr")

    assert said() == "Aucun devis n’a encore de prix."
    assert said(GONE) == "Aucun devis n’a encore de prix."
    assert "Un seul devis" in said(NEW, GONE)
    assert "Aucun devis n’est devant partout" in said(NEW, USED)
    better = replace(USED, index=D(8))
    assert said(NEW, better).startswith("Atelier est devant partout")
    assert "ne se départagent pas" in said(NEW, replace(NEW, key="z", supplier="Autre"))


@given(st.lists(st.decimals(1, 5_000, places=2), min_size=2, max_size=6))
def test_the_first_of_prices_is_the_lowest_or_nobody(prices):
    quotes = [replace(NEW, key=str(at), price=price) for at, price in enumerate(prices)]
    first = compared(quotes, None, ASSUMED).first.get("price")
    lowest = min(prices)
    assert (first is None) == (prices.count(lowest) > 1)
    assert first is None or first.price == lowest


def test_the_same_supplier_three_times_is_noted_whatever_its_capitals():
    assert chosen_often("Atelier Rebond", ["atelier rebond", "ATELIER REBOND", "Autre"]) == 0
    assert chosen_often("Atelier Rebond", ["atelier rebond", "ATELIER REBOND"] * 2) == 4


def test_steps_come_in_their_order():
    none = dict.fromkeys(("keep", "repair", "pool", "borrow", "rent", "reuse"), "")
    need = none | dict.fromkeys(("keep", "repair", "pool", "borrow", "rent"), "Non.")
    whole = need | {"reuse": "Non."}
    assert next_step(none, quotes=3, priced=3) is Step.NEED
    assert next_step(need | {"rent": " "}, quotes=3, priced=3) is Step.NEED
    assert next_step(need, quotes=3, priced=3) is Step.REUSE
    assert next_step(whole, quotes=2, priced=2) is Step.QUOTES
    assert next_step(whole, quotes=3, priced=0) is Step.QUOTES
    assert next_step(whole, quotes=3, priced=1) is Step.CHOICE


def test_a_quote_that_another_one_beats_somewhere_is_not_ahead_wherever_they_compare():
    low = replace(NEW, index=D(7), price=D(100))
    high = Quote("b", "Atelier", D(120), Condition.NEW, life=6, energy=D(24), index=D(8))
    also = Quote("c", "Numéris", D(130), Condition.NEW, life=6, energy=D(24), index=D(8))
    tied = compared((low, high, also), None, ASSUMED)
    assert set(tied.first) == {"price", "cost"}
    assert tied.everywhere is None
    assert "Aucun devis n’est devant partout" in comparison_sentence(tied, "fr")
    unknown = compared((low, high, replace(also, index=None)), None, ASSUMED)
    assert unknown.everywhere is None
    equal = compared((low, replace(high, index=D(7))), None, ASSUMED)
    assert equal.everywhere == low
