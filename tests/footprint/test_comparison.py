import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.comparison import compare
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack


def fleet(**quantities):
    return inventory(*({"device": name, "quantity": float(n)} for name, n in quantities.items()))


def total(comparison):
    (found,) = [
        each
        for each in comparison.changes
        if (each.subject.criterion, each.subject.stage) == ("climate_change", Stage.TOTAL)
    ]
    return found


def test_one_laptop_less_is_worth_one_laptop_as_computed_by_hand():
    pack, fixed = pencil_pack(), Options(lifetime=LifetimeRule.FIXED)
    before = assess(fleet(laptop=10), pack=pack, options=fixed)
    after = assess(fleet(laptop=9), pack=pack, options=fixed)
    change = total(compare(before, after))
    assert change.difference.mid == pytest.approx(-(200 + 10 + 5) / 5 - 30 * 0.05)
    assert change.certain


def test_a_difference_is_surer_than_its_two_ends():
    pack = load_pack()
    before = assess(fleet(laptop=100, monitor=100), pack=pack)
    after = assess(fleet(laptop=90, monitor=100), pack=pack)
    change = total(compare(before, after))
    assert change.difference.width < change.before.width / 5
    assert change.difference.high < 0


def test_the_same_fleet_differs_by_exactly_nothing():
    done = assess(fleet(laptop=100), pack=load_pack())
    comparison = compare(done, done)
    assert (comparison.reasons, comparison.fleet) == ((), ())
    assert total(comparison).difference.width == 0
    assert not total(comparison).certain


def test_a_kind_that_came_or_went_has_no_figure_on_the_other_side():
    before = assess(fleet(laptop=10), pack=load_pack())
    after = assess(fleet(server=1), pack=load_pack())
    comparison = compare(before, after)
    moved = {each.device: (each.before, each.after) for each in comparison.fleet}
    assert moved == {"laptop": (10, 0), "server": (0, 1)}
    kinds = {each.subject.device: each for each in comparison.by_device}
    assert kinds["laptop"].after is None
    assert kinds["server"].before is None
    assert kinds["laptop"].difference.high < 0 < kinds["server"].difference.low
    assert comparison.reasons == ("fleet",)


def test_no_total_of_a_kind_is_compared_where_its_manufacture_is_not_assessed():
    before, after = (assess(fleet(laptop=n), pack=load_pack()) for n in (10, 9))
    found = {each.subject.criterion for each in compare(before, after).by_device}
    assert found == {"climate_change", "resource_use_minerals_metals", "final_energy"}


def test_what_changed_besides_the_fleet_is_told():
    before = assess(fleet(laptop=10), pack=pencil_pack())
    after = assess(fleet(laptop=10), pack=load_pack(), options=Options(lifetime=LifetimeRule.FIXED))
    assert compare(before, after).reasons == ("factors", "options")


def test_assessments_that_do_not_share_their_draws_are_not_compared():
    lines = fleet(laptop=10)
    before = assess(lines, pack=load_pack())
    after = assess(lines, pack=load_pack(), options=Options(seed=1))
    with pytest.raises(FootprintError) as caught:
        compare(before, after)
    assert caught.value.code == "comparison_unpaired"
    assert caught.value.hint("fr")
