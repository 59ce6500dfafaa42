"""Lifetimes: the catalogue's years, those of the inventory, those given, those shared."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint import read
from jalons.footprint.engine.assessment.impacts import assess, assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.lifetimes import SHAPES, Survival, expected_lifetime, variation
from jalons.footprint.engine.factors.pack import Shape, Spread, Stage
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain, lifetime_note

CLIMATE = "climate_change"
FIXED = Options(lifetime=LifetimeRule.FIXED)
ACTUAL = Options(lifetime=LifetimeRule.ACTUAL)
CATALOGUE = load_pack().lifetimes["laptop"]  # 5 years, from 3 to 8.5
ON = date(2026, 1, 1)


def made(*lines, options=FIXED, on=None):
    done = assess(inventory(*lines, extracted_on=on), pack=pencil_pack(life=(5, 5, 5)),
                  options=options)  # fmt: skip
    return done.impact(CLIMATE, Stage.MANUFACTURING).value.mid


def watched(years, retirements):
    """Survival of devices that all left at the same age, watched from their first day."""
    exposures = tuple(retirements * years**shape for shape in SHAPES)
    logs = retirements * math.log(years)
    return Survival(retirements, retirements, exposures, logs, 1.0, "2020-01-01")


def test_many_retirements_at_eight_years_make_it_about_eight_years():
    life = expected_lifetime(CATALOGUE, watched(8.0, 500.0))
    # All at one age: the steepest shape wins (8), whose mean is its scale times Γ(9/8) = 0.9417.
    assert life.spread.value == pytest.approx(8 * 0.9417, rel=0.01)
    assert life.estimated
    assert life.spread.high / life.spread.low < 1.2
    assert "500" in lifetime_note(life, "fr")


LAWS = {
    "early and late": lambda chance: 7 / math.gamma(1.5) * chance.weibull(2),
    "around seven": lambda chance: max(0.2, chance.normal(7, 1)),
    "anything": lambda chance: chance.uniform(4, 10),
}


@pytest.mark.parametrize("law", LAWS)
def test_the_interval_holds_the_true_mean_whatever_the_law_of_retirement(law):
    """Fleets bought over twenty years, retirements written for the last three only."""

    def line(born, life):
        left = born + life
        found = {"device": "laptop", "purchased": ON + timedelta(days=round(365 * born))}
        if left > 0:
            return found
        gone = ON + timedelta(days=round(365 * left))
        return found | {"status": "retired", "reason": "retired", "retired": gone}

    held = middles = 0.0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        lives = [(chance.uniform(-20, 0), LAWS[law](chance)) for _ in range(400)]
        lines = [line(born, life) for born, life in lives if born + life > -3]
        (laptop,) = sum_up(inventory(*lines), load_pack(), on=ON).holdings
        spread = expected_lifetime(CATALOGUE, laptop.survival).spread
        held += spread.low <= 7 <= spread.high
        middles += spread.value / 20
    assert middles == pytest.approx(7, rel=0.06)
    assert held >= 12


def test_few_retirements_leave_the_catalogue_near_where_it_was():
    few, many = (expected_lifetime(CATALOGUE, watched(10.0, n)) for n in (5.0, 50.0))
    assert CATALOGUE.spread.value < few.spread.value < many.spread.value < 10
    assert few.spread.high / few.spread.low > many.spread.high / many.spread.low


@pytest.mark.parametrize(
    "survival",
    [
        replace(watched(9.0, 40.0), retirements=4.0),
        replace(watched(9.0, 40.0), dated_share=0.5),
    ],
)
def test_too_little_seen_or_too_few_dates_leave_the_catalogue(survival):
    assert expected_lifetime(CATALOGUE, survival) is CATALOGUE


def test_the_doubt_of_the_catalogue_is_that_of_its_triangle():
    draws = np.random.default_rng(1).triangular(3, 5, 8.5, 200_000)
    assert variation(CATALOGUE.spread) == pytest.approx(draws.std() / draws.mean(), rel=0.01)
    assert variation(Spread(5, 5, 5, Shape.TRIANGULAR)) == 0


def test_a_certain_catalogue_learns_nothing():
    life = pencil_pack(life=(5, 5, 5)).lifetimes["laptop"]
    assert expected_lifetime(life, watched(9.0, 100.0)) is life


@given(st.floats(2, 12), st.integers(5, 2000))
def test_an_estimate_is_always_in_order_and_between_catalogue_and_data(years, retirements):
    spread = expected_lifetime(CATALOGUE, watched(years, float(retirements))).spread
    assert 0 < spread.low < spread.value < spread.high
    middle = sorted((CATALOGUE.spread.value, years * 0.9417))
    assert middle[0] * 0.9 <= spread.value <= middle[1] * 1.1


def test_devices_still_here_and_devices_gone_tell_the_exposure_done_by_hand():
    def days(years):
        return timedelta(days=round(365 * years))

    gone = {"device": "laptop", "status": "retired", "reason": "retired",
            "purchased": ON - days(6), "retired": ON - days(1)}  # fmt: skip
    here = {"device": "laptop", "quantity": 10.0, "purchased": ON - days(4)}
    fleet = sum_up(inventory(gone, here), load_pack(), on=ON)
    (laptop,) = fleet.holdings
    survival = laptop.survival
    # Watched since the retirement, a year ago: the others from 3 to 4 years old.
    assert survival.retirements == 1
    assert survival.watched == 11
    assert survival.exposures[SHAPES.index(3.0)] == pytest.approx(10 * (4**3 - 3**3))
    assert survival.log_ages == pytest.approx(math.log(5))
    assert not survival.is_sufficient


def test_an_inventory_with_dated_retirements_changes_the_years_and_says_so():
    start = date(2016, 1, 1)
    gone = [
        {"device": "laptop", "quantity": 10.0, "status": "retired", "reason": "retired",
         "purchased": start, "retired": start + timedelta(days=365 * 8 + 10 * at)}
        for at in range(6)
    ]  # fmt: skip
    here = {"device": "laptop", "quantity": 100.0, "purchased": date(2020, 1, 1)}
    done = assess(inventory(*gone, here, extracted_on=ON), pack=load_pack())
    life = done.lifetimes["laptop"]
    assert life.estimated
    assert life.spread.value > CATALOGUE.spread.value
    content = done.as_json()["devices"][0]["lifetime"]
    assert content["estimated"] is True
    assert content["central"] == life.spread.value
    told = explain(done.trace("laptop", Stage.MANUFACTURING, CLIMATE), "fr")
    assert "Estimée d’après l’inventaire" in told.inputs[1].note
    fixed = assess(inventory(*gone, here, extracted_on=ON), pack=load_pack(), options=FIXED)
    assert not fixed.lifetimes["laptop"].estimated


def test_without_a_day_to_count_to_the_catalogue_stands():
    line = {"device": "laptop", "purchased": date(2020, 1, 1)}
    done = assess(inventory(line), pack=load_pack())
    assert not done.lifetimes["laptop"].estimated


def test_years_given_by_the_owner_replace_those_expected():
    assert made({"device": "laptop", "lifetime": 8.0}, {"device": "laptop"}) == pytest.approx(
        200 / 8 + 200 / 5
    )
    assert made({"device": "laptop", "lifetime": 0.0}) == pytest.approx(200 / 5)


def test_an_own_age_comes_before_the_years_given_in_reel():
    line = {"device": "laptop", "lifetime": 8.0, "purchased": date(2020, 1, 1),
            "retired": date(2020, 1, 1) + timedelta(days=730)}  # fmt: skip
    assert made(line, options=ACTUAL) == pytest.approx(200 / 2)
    assert made({"device": "laptop", "lifetime": 8.0}, options=ACTUAL) == pytest.approx(200 / 8)


@pytest.mark.parametrize("side", ["years_before", "years_after"])
def test_years_of_service_elsewhere_are_added_to_ours(side):
    line = {"device": "laptop", "quantity": 2.0, side: 3.0}
    assert made(line, {"device": "laptop"}) == pytest.approx(2 * 200 / (5 + 3) + 200 / 5)
    told = {"device": "laptop", side: -3.0}
    assert made(told) == pytest.approx(200 / 5)


def test_a_file_that_tells_first_and_third_lives_is_heard():
    table = "type;quantite;dureeUsageInterne;dureeUsageAmont;dureeUsageAval\nLaptop;2;4;{};{}\n"
    alone, shared = (
        assess_fleet(read(table.format(*years).encode(), today=ON), pack=load_pack(), options=FIXED)
        for years in (("", ""), ("3", "1"))
    )
    made = [each.impact(CLIMATE, Stage.MANUFACTURING).value.mid for each in (alone, shared)]
    assert made[1] / made[0] == pytest.approx(4 / (3 + 4 + 1))


def test_the_floor_of_one_year_holds_in_reel_alone_and_on_the_whole_life():
    new = {"device": "laptop", "purchased": date(2025, 10, 1)}
    assert made(new, options=ACTUAL, on=ON) == pytest.approx(200 / 1)
    second_hand = new | {"years_before": 3.0}
    age = (ON - date(2025, 10, 1)).days / 365
    assert made(second_hand, options=ACTUAL, on=ON) == pytest.approx(200 / (3 + age))
    assert made(new, options=FIXED, on=ON) == pytest.approx(200 / 5)


def test_a_shared_life_and_a_given_one_are_told_in_the_formula():
    lines = inventory(
        {"device": "laptop", "years_before": 2.0}, {"device": "laptop", "lifetime": 4.0}
    )
    done = assess(lines, pack=pencil_pack(), options=FIXED)
    told = explain(done.trace("laptop", Stage.MANUFACTURING, CLIMATE), "fr").formula
    assert told.startswith("1 appareil à sa propre durée")
    assert "avant ou après nous" in told


def test_the_pue_an_inventory_gives_replaces_the_default_for_its_own_machines():
    own = {"device": "server", "quantity": 2.0, "pue": 1.2}
    metered = {"device": "server", "pue": 1.3, "yearly_kwh": 400.0}
    other = {"device": "server", "quantity": 3.0}
    done = assess(inventory(own, metered, other), pack=pencil_pack(), options=FIXED)
    kwh = 2 * 1000 * 1.2 + 400 * 1.3 + 3 * 1000 * 1.5
    assert done.impact(CLIMATE, Stage.USE).value.mid == pytest.approx(kwh * 0.05)
    assert done.electricity_kwh.mid == pytest.approx(kwh)
    told = explain(done.trace("server", Stage.USE, CLIMATE), "fr").formula
    assert "PUE donné par l’inventaire" in told
    alone = assess(inventory(own), pack=pencil_pack(), options=FIXED)
    assert "pue_default" not in [notice.code for notice in alone.notices]
