"""Levers: what a year weighs once they are in force, by hand arithmetic and by invariants."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.lever_values import FORMS
from jalons.footprint.engine.analysis.levers import (
    BuyRefurbished,
    Custom,
    HostIn,
    KeepLonger,
    RemoveUnused,
    RunRoomsAt,
    ScreensPerDesk,
    Virtualise,
    parse_lever,
)
from jalons.footprint.engine.analysis.scenarios import Objective, study
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.footprint.words.scenario import summarise_scenario
from jalons.kernel import Interval

CLIMATE = "climate_change"
FIXED = Options(lifetime=LifetimeRule.FIXED)
LAPTOPS = {"device": "laptop", "quantity": 10.0}
SERVERS = {"device": "server", "quantity": 4.0}


def ready(*lines, pack=None, options=FIXED):
    pack = pack or pencil_pack()
    return study(sum_up(inventory(*lines), pack, on=None), pack=pack, options=options)


def moved(*levers, lines=(LAPTOPS, SERVERS), stage=Stage.TOTAL, **how):
    """The central difference in kg a year, the factors being exact."""
    return ready(*lines, **how).run(levers).change(CLIMATE, stage).difference.mid


def test_keeping_ten_laptops_two_years_more_is_worth_what_the_pencil_says():
    assert moved(KeepLonger("laptop", 2)) == pytest.approx(10 * 215 * (1 / 7 - 1 / 5))
    assert moved(KeepLonger("laptop", 2), stage=Stage.USE) == 0


def test_a_second_hand_laptop_bears_its_part_of_two_lives_and_of_being_made_fit():
    lever = BuyRefurbished("laptop", 0.5, years_before=3, stretch=0.8, refit=0.1)
    expected = 5 * 215 * (1.1 / (5 * 0.8 + 3) - 1 / 5)
    assert moved(lever) == pytest.approx(expected)
    stated_life = LAPTOPS | {"lifetime": 4.0}
    expected = 5 * 215 * (1.1 / (4 * 0.8 + 3) - 1 / 4)
    assert moved(lever, lines=(stated_life,)) == pytest.approx(expected)


def monitors():
    """The pencil's pack with monitors that weigh what laptops do."""
    base = pencil_pack()
    more = {
        ("monitor", stage, criterion): replace(each, item="monitor")
        for (item, stage, criterion), each in base.factors.items()
        if item == "laptop"
    }
    return replace(
        base,
        devices=base.devices | {"monitor": replace(base.devices["laptop"], id="monitor")},
        factors=base.factors | more,
        lifetimes=base.lifetimes | {"monitor": base.lifetimes["laptop"]},
    )


def test_one_screen_a_desk_lets_go_of_the_screens_too_many():
    screens = {"device": "monitor", "quantity": 25.0}
    each = 215 / 5 + 30 * 0.05
    lines = (LAPTOPS, screens)
    assert moved(ScreensPerDesk(), lines=lines, pack=monitors()) == pytest.approx(-15 * each)
    assert moved(ScreensPerDesk(2), lines=lines, pack=monitors()) == pytest.approx(-5 * each)
    assert moved(ScreensPerDesk(3), lines=lines, pack=monitors()) == 0


def test_devices_in_stock_or_missing_leave_when_they_were_counted():
    idle = {"device": "laptop", "quantity": 3.0, "status": "in_stock"}
    done = ready(LAPTOPS, idle).run([RemoveUnused()])
    assert done.change(CLIMATE).difference.mid == pytest.approx(-3 * (215 / 5 + 1.5))
    assert done.steps[0].devices == 3
    assert (done.devices_before, done.devices_after) == (13, 10)
    assert moved(RemoveUnused()) == 0


def test_servers_become_hosts_one_for_ten_that_weighs_one_and_a_half():
    before = 4 * (1000 / 5 + 1000 * 0.05 * 1.5)
    done = ready(SERVERS).run([Virtualise(10)])
    assert done.change(CLIMATE).difference.mid == pytest.approx(-before * (1 - 1.5 / 10))
    assert done.devices_after == pytest.approx(0.4)
    assert done.steps[0].assumed


def test_cooler_rooms_save_the_electricity_between_the_two_pues():
    done = ready(LAPTOPS, SERVERS).run([RunRoomsAt(1.2)])
    assert done.change(CLIMATE).difference.mid == pytest.approx(-4 * 1000 * 0.3 * 0.05)
    assert done.electricity_kwh.mid == pytest.approx(-4 * 1000 * 0.3)
    own = SERVERS | {"pue": 1.8}
    assert moved(RunRoomsAt(1.2), lines=(own,)) == pytest.approx(-4 * 1000 * 0.6 * 0.05)


def test_hosting_abroad_takes_the_electricity_of_that_country():
    assert moved(HostIn("XX")) == pytest.approx(4 * 1000 * 1.5 * (0.5 - 0.05))
    own = SERVERS | {"pue": 2.0, "yearly_kwh": 500.0}
    assert moved(HostIn("XX"), lines=(own,)) == pytest.approx(4 * 500 * 2.0 * (0.5 - 0.05))


def test_a_custom_lever_multiplies_a_stage_or_all_of_them():
    assert moved(Custom("laptop", 0.5, Stage.USE)) == pytest.approx(-0.5 * 10 * 30 * 0.05)
    whole = 10 * (215 / 5 + 30 * 0.05)
    assert moved(Custom("laptop", 0.9)) == pytest.approx(-0.1 * whole)


def test_levers_apply_in_order_and_their_steps_sum_to_the_whole():
    levers = [KeepLonger("laptop", 2), Custom("laptop", 0.5), RunRoomsAt(1.0)]
    done = ready(LAPTOPS, SERVERS).run(levers)
    steps = [step.difference.mid for step in done.steps]
    assert sum(steps) == pytest.approx(done.change(CLIMATE).difference.mid)
    assert steps[1] == pytest.approx(-0.5 * 10 * (215 / 7 + 1.5))
    assert [step.devices for step in done.steps] == [10, 10, 4]
    assert done.left_out == ("printing",)


def test_a_lever_on_devices_we_do_not_have_changes_nothing():
    done = ready(LAPTOPS).run([Virtualise(10), HostIn("XX")])
    assert done.change(CLIMATE).difference.width == 0
    assert [step.devices for step in done.steps] == [0, 0]
    assert done.by_device == ()


def test_no_lever_at_all_is_an_error_that_says_so():
    with pytest.raises(FootprintError) as caught:
        ready(LAPTOPS).run([])
    assert caught.value.code == "levers_missing"


def test_the_start_of_a_scenario_is_the_assessment_itself():
    lines = inventory({"device": "laptop", "quantity": 80.0}, {"device": "server"},
                      {"device": "voip_phone", "quantity": 20.0})  # fmt: skip
    pack = load_pack()
    done = assess(lines, pack=pack)
    start = study(sum_up(lines, pack, on=None), pack=pack).run([KeepLonger("laptop", 1)])
    shown = {(each.criterion, each.stage): each.value for each in done.impacts}
    before = {(c.subject.criterion, c.subject.stage): c.before for c in start.changes}
    assert before.keys() == shown.keys()
    for key, value in shown.items():
        assert [before[key].low, before[key].high] == pytest.approx([value.low, value.high]), key


def test_a_difference_is_surer_than_its_two_ends():
    lines = ({"device": "laptop", "quantity": 80.0}, {"device": "monitor", "quantity": 80.0})
    change = ready(*lines, pack=load_pack(), options=Options()).run([KeepLonger("laptop", 2)])
    whole = change.change(CLIMATE)
    assert whole.certain
    assert whole.difference.width < whole.before.width / 2


def test_criteria_without_total_change_by_stage_only():
    done = ready(SERVERS, pack=load_pack(), options=Options()).run([RunRoomsAt(1.2)])
    assert done.change("primary_energy", Stage.USE).difference.high < 0
    with pytest.raises(KeyError):
        done.change("primary_energy")
    with pytest.raises(KeyError):
        done.change("acidification")


def test_actual_ages_leave_the_place_to_expected_lives():
    options = Options(lifetime=LifetimeRule.ACTUAL)
    assert ready(LAPTOPS, options=options).options.lifetime is LifetimeRule.EXPECTED


def test_the_years_go_evenly_from_today_to_the_target():
    start = ready(LAPTOPS)
    way = start.trajectory([Custom("laptop", 0.6)], start=2026, target=2030)
    whole = 10 * (215 / 5 + 30 * 0.05)
    assert [point.year for point in way.points] == [2026, 2027, 2028, 2029, 2030]
    assert [point.value.mid for point in way.points] == pytest.approx(
        [whole * (1 - 0.4 * at / 4) for at in range(5)]
    )
    assert (way.objective, way.wanted, way.chance) == (None, None, None)


@pytest.mark.parametrize(("change", "chance"), [(-0.3, 1.0), (-0.5, 0.0)])
def test_the_objective_is_the_authoritys_own_and_the_chance_to_reach_it_is_told(change, chance):
    objective = Objective(change, 2030)
    way = ready(LAPTOPS).trajectory(
        [Custom("laptop", 0.6)], start=2026, target=2030, objective=objective
    )
    assert way.chance == chance
    assert way.wanted.mid == pytest.approx(10 * (215 / 5 + 1.5) * (1 + change))
    assert way.as_json()["objective"]["change"] == change


@pytest.mark.parametrize(("start", "target", "year"), [(2026, 2026, 2026), (2026, 2030, 2031)])
def test_years_out_of_order_are_refused(start, target, year):
    with pytest.raises(FootprintError) as caught:
        ready(LAPTOPS).trajectory(
            [Custom("laptop", 0.6)], start=start, target=target, objective=Objective(-0.3, year)
        )
    assert caught.value.code == "years_order"
    with pytest.raises(FootprintError):
        Objective(-30, 2030)


@pytest.mark.parametrize(
    ("text", "lever"),
    [
        ("keep:laptop:2", KeepLonger("laptop", 2)),
        ("refurbished:smartphone:0,3", BuyRefurbished("smartphone", 0.3)),
        ("screens:1", ScreensPerDesk(1)),
        ("unused", RemoveUnused()),
        ("virtualise:10", Virtualise(10)),
        ("pue:1.3", RunRoomsAt(1.3)),
        ("host:se", HostIn("SE")),
        ("custom:laptop:use:0.9", Custom("laptop", 0.9, Stage.USE)),
    ],
)
def test_a_lever_is_read_as_it_is_written(text, lever):
    assert parse_lever(text, load_pack()) == lever
    assert text.split(":")[0] in {form.split(":")[0] for form in FORMS}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "lever_unknown"),
        ("plant:trees", "lever_unknown"),
        ("keep:laptop", "lever_unknown"),
        ("keep:toaster:2", "lever_device"),
        ("keep:office_paper:2", "lever_device"),
        ("refurbished:email:0.5", "lever_device"),
        ("keep:laptop:deux", "lever_number"),
        ("keep:laptop:nan", "lever_value"),
        ("keep:laptop:-1", "lever_value"),
        ("refurbished:laptop:30", "lever_value"),
        ("pue:0.8", "lever_value"),
        ("host:ZZZ", "lever_country"),
        ("custom:laptop:afterlife:1", "lever_stage"),
    ],
)
def test_a_lever_that_makes_no_sense_says_why(text, code):
    with pytest.raises(FootprintError) as caught:
        parse_lever(text, load_pack())
    assert caught.value.code == code
    assert caught.value.message("fr")
    assert caught.value.message("en")


@pytest.mark.parametrize("first", ["screens:0", "unused"])
def test_screens_that_all_left_cannot_leave_again(first):
    screens = {"device": "monitor", "quantity": 25.0, "status": "in_stock"}
    study_of_them = ready(LAPTOPS, screens, pack=load_pack())
    levers = [parse_lever(text, load_pack()) for text in (first, "screens:0")]
    found = study_of_them.run(levers)
    assert found.steps[0].devices == 25
    assert (found.steps[1].devices, found.steps[1].difference) == (0, Interval.exact(0))


PACK = load_pack()
KINDS = st.sampled_from(("laptop", "monitor", "smartphone", "server", "switch", "scanner"))
LINES = st.lists(
    st.fixed_dictionaries(
        {"device": KINDS, "quantity": st.integers(1, 500).map(float)},
        optional={
            "yearly_kwh": st.floats(0, 2000), "lifetime": st.floats(1, 15),
            "pue": st.floats(1, 3), "years_before": st.floats(0, 5),
        },
    ),
    min_size=1, max_size=8,
)  # fmt: skip
QUICK = Options(draws=200)


def totals(lines):
    done = assess(inventory(*lines), pack=PACK, options=QUICK)
    return done, sum(
        draw for (_, name, at), draw in done.draws.items() if (name, at) == (CLIMATE, Stage.TOTAL)
    )


@settings(max_examples=25)
@given(LINES, KINDS)
def test_one_more_device_never_weighs_less(lines, device):
    _, before = totals(lines)
    _, after = totals([*lines, {"device": device}])
    assert np.all(after >= before * (1 - 1e-9))


@settings(max_examples=25)
@given(LINES, st.randoms())
def test_the_order_of_rows_changes_nothing(lines, chance):
    shuffled = list(lines)
    chance.shuffle(shuffled)
    (one, before), (other, after) = totals(lines), totals(shuffled)
    assert np.allclose(before, after)
    assert one.quality.default == pytest.approx(other.quality.default)


@settings(max_examples=25)
@given(LINES)
def test_shares_sum_to_one(lines):
    done, _ = totals(lines)
    quality = done.quality
    assert quality.measured + quality.declared + quality.default == pytest.approx(1)
    assert sum(bar.share for bar in done.tornado) == pytest.approx(1)
    assert all(0 <= impact.assessed <= 1 for impact in done.impacts)


@settings(max_examples=25)
@given(LINES, st.floats(0, 10), st.data())
def test_keeping_longer_never_makes_more(lines, years, data):
    device = data.draw(st.sampled_from(sorted({line["device"] for line in lines})))
    done = ready(*lines, pack=PACK, options=QUICK).run([KeepLonger(device, years)])
    assert done.change(CLIMATE, Stage.MANUFACTURING).difference.high <= 1e-9
    assert abs(done.change(CLIMATE, Stage.USE).difference.mid) < 1e-9


def test_printing_less_is_as_much_less_paper_and_is_no_longer_left_out():
    pack = load_pack()
    lines = inventory(
        {"device": "office_paper", "quantity": 400.0}, {"device": "laptop", "quantity": 10.0}
    )
    done = study(sum_up(lines, pack, on=None), pack=pack).run([parse_lever("print:0.25", pack)])
    paper = next(each for each in done.by_device if each.subject.device == "office_paper")
    assert paper.difference.mid == pytest.approx(-0.25 * paper.before.mid)
    assert [step.devices for step in done.steps] == [100]
    assert done.left_out == ()
    shown = summarise_scenario(done, pack, lang="fr").levers[0]
    assert shown.devices == "100 ramettes concernées"
    assert "Imprimer 25\u202f% de moins" in shown.title


def test_printing_less_without_paper_in_the_inventory_changes_nothing_and_says_why():
    pack = load_pack()
    fleet = sum_up(inventory(LAPTOPS), pack, on=None)
    done = study(fleet, pack=pack).run([parse_lever("print:0.25", pack)])
    assert done.change(CLIMATE).difference.width == 0
    assert done.left_out == ("printing",)


@pytest.mark.parametrize(
    "lever",
    [
        KeepLonger("portable", 2),
        KeepLonger("smartphone", 2),
        BuyRefurbished("smartphone", 0.5),
        Custom("smartphone", 0.5),
    ],
)
def test_a_lever_on_a_kind_the_fleet_does_not_hold_is_refused_with_the_kinds_it_does(lever):
    started = study(sum_up(inventory({"device": "laptop"}), load_pack(), on=None),
                    pack=load_pack())  # fmt: skip
    runs = (
        lambda: started.run([lever]),
        lambda: started.run([KeepLonger("laptop", 1), lever]),
        lambda: started.trajectory([lever], start=2026, target=2030),
    )
    for run in runs:
        with pytest.raises(FootprintError) as refused:
            run()
        assert refused.value.code == "lever_absent"
        assert lever.device in refused.value.message("fr")
        assert "laptop" in refused.value.hint("fr")
