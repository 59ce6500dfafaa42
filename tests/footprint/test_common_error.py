"""Factors of one database share part of their error: totals widen, each kind stays as it is."""

from dataclasses import replace

import numpy as np
import pytest

from footprint.fleets import TOWN, inventory, pencil_pack
from jalons.footprint.engine.analysis.levers import KeepLonger
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.monte_carlo import Draws
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import CommonError, Shape, Spread, Stage
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack

CLIMATE = "climate_change"
FIXED = Options(lifetime=LifetimeRule.FIXED)
LOGNORMAL, TRIANGULAR = Spread(100, 50, 400), Spread(5, 3, 9, Shape.TRIANGULAR)


def town():
    return inventory(*({"device": kind, "quantity": float(n)} for kind, n in TOWN.items()))


def sharing(pack, share):
    return replace(pack, common_error=replace(pack.common_error, share=share))


def of_a_family(pack, share, family="base"):
    factors = {
        key: replace(each, family=family) if each.item != "datacentre" else each
        for key, each in pack.factors.items()
    }
    return replace(pack, factors=factors, common_error=CommonError(share=share))


def total(found):
    return found.impact(CLIMATE).value


@pytest.mark.parametrize("spread", [LOGNORMAL, TRIANGULAR])
def test_an_input_that_shares_its_error_keeps_the_very_draws_it_has_alone(spread):
    alone, shared = Draws(1, 5_000).of("a", spread), Draws(1, 5_000, 0.5).of("a", spread, "pool")
    assert np.array_equal(np.sort(alone), np.sort(shared))
    assert not np.array_equal(alone, shared)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_two_inputs_of_a_pool_are_correlated_as_much_as_they_share(share):
    draws = Draws(1, 20_000, share)
    one, other = (np.log(draws.of(name, Spread(1, 0.5, 2), "pool")) for name in "ab")
    apart = np.log(draws.of("c", Spread(1, 0.5, 2), "elsewhere"))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(share, abs=0.02)
    assert abs(np.corrcoef(one, apart)[0, 1]) < 0.02


def test_a_triangular_shares_its_error_with_a_lognormal_of_its_pool():
    draws = Draws(1, 20_000, 0.5)
    one, other = draws.of("a", TRIANGULAR, "pool"), draws.of("b", LOGNORMAL, "pool")
    ranks = [each.argsort().argsort() for each in (one, other)]
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(0.48, abs=0.03)


def test_the_same_name_and_seed_give_the_same_draws_whatever_was_drawn_before():
    first = Draws(7, 1_000, 0.5)
    first.of("before", LOGNORMAL, "pool")
    assert np.array_equal(
        first.of("a", LOGNORMAL, "pool"), Draws(7, 1_000, 0.5).of("a", LOGNORMAL, "pool")
    )


def test_one_more_kind_never_moves_the_draws_of_the_others():
    with_it = assess(town(), pack=load_pack())
    lines = [{"device": kind, "quantity": float(n)} for kind, n in TOWN.items() if kind != "server"]
    without = assess(inventory(*lines), pack=load_pack())
    assert all(np.array_equal(draw, with_it.draws[key]) for key, draw in without.draws.items())


def test_a_town_of_a_thousand_staff_stands_between_unrelated_and_identical_errors():
    apart, ours, same = (
        assess(town(), pack=sharing(load_pack(), share)) for share in (0.0, 0.5, 1.0)
    )
    assert load_pack().common_error.share == 0.5
    assert total(apart).width < total(ours).width < total(same).width
    assert total(ours).width > 1.3 * total(apart).width
    ends = [each.total for each in ours.devices if each.criterion == CLIMATE]
    assert sum(each.low for each in ends) < total(ours).low
    assert total(ours).high < sum(each.high for each in ends)


def test_the_interval_of_each_kind_is_what_it_is_alone():
    apart, ours = (assess(town(), pack=sharing(load_pack(), share)) for share in (0.0, 0.5))
    alone = {each.device: each.total for each in apart.devices if each.criterion == CLIMATE}
    for each in ours.devices:
        if each.criterion == CLIMATE:
            found = [each.total.low, each.total.mid, each.total.high]
            before = alone[each.device]
            assert found == pytest.approx([before.low, before.mid, before.high], rel=0.12)


def test_what_two_kinds_share_is_an_input_of_its_own_and_their_own_parts_remain():
    lines = inventory({"device": "laptop", "quantity": 5.0}, {"device": "server"})
    pack = of_a_family(pencil_pack(ratio=2), 0.5)
    bars = {(bar.kind, bar.subject): bar.share for bar in assess(lines, pack=pack).tornado}
    assert bars["common_factor", "base"] > max(bars["factor", "laptop"], bars["factor", "server"])
    assert bars["common_consumption", "base"] > 0
    assert sum(bars.values()) == pytest.approx(1)


def test_knowing_one_factor_leaves_the_common_part_of_the_doubt():
    """Two equal factors of a family sharing half: each own part is a quarter of the variance."""
    laptop = {"device": "laptop", "quantity": 1.0}
    base = pencil_pack(ratio=1.2, kwh=1.0)
    key = ("laptop", "manufacturing", CLIMATE)
    box = replace(base.factors[key], item="box")
    only = {("laptop", *key[1:]): base.factors[key], ("box", *key[1:]): box}
    pack = of_a_family(
        replace(base, factors=only, lifetimes=base.lifetimes | {"box": base.lifetimes["laptop"]}),
        0.5,
    )
    found = assess(inventory(laptop, laptop | {"device": "box"}), pack=pack, options=FIXED)
    shares = {(bar.kind, bar.subject): bar.share for bar in found.tornado}
    assert shares["common_factor", "base"] == pytest.approx(2 / 3, abs=0.03)
    assert shares["factor", "laptop"] == pytest.approx(1 / 6, abs=0.02)
    assert shares["factor", "box"] == pytest.approx(1 / 6, abs=0.02)


def test_a_common_error_is_never_advice_an_authority_could_follow():
    found = assess(town(), pack=load_pack())
    assert {gap.kind for gap in found.gaps} <= {"factor", "lifetime", "consumption", "mix", "pue"}
    assert "common_factor" in {bar.kind for bar in found.tornado}


def test_scenarios_stay_paired_with_the_assessment_they_start_from():
    pack, lines = load_pack(), town()
    fleet = sum_up(lines, pack, on=None)
    found, started = assess(lines, pack=pack), study(fleet, pack=pack)
    change = started.run([KeepLonger("laptop", 2)]).change(CLIMATE)
    assert change.before == total(found)
    assert change.difference.high < 0
    assert change.difference.width < 0.5 * total(found).width


def test_what_is_consumed_shares_nothing_with_devices():
    pack = load_pack()
    lines = inventory({"device": "laptop"}, {"device": "office_paper", "quantity": 100.0})
    draws = assess(lines, pack=pack).draws
    laptop, paper = (
        draws[kind, CLIMATE, Stage.MANUFACTURING] for kind in ("laptop", "office_paper")
    )
    assert abs(np.corrcoef(laptop, paper)[0, 1]) < 0.06


def test_a_share_beyond_one_is_refused():
    with pytest.raises(FootprintError) as refused:
        CommonError(share=1.5)
    assert refused.value.code == "common_error"


def test_the_choice_is_a_judgement_that_says_why_in_both_languages():
    choice = load_pack().common_error
    assert choice.share == 0.5
    assert not choice.verified
    assert set(choice.why) == {"fr", "en"}
    families = {each.family for each in load_pack().factors.values() if each.family}
    assert families <= set(choice.families)
