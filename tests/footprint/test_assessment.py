from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from footprint.fleets import factor, inventory, pencil_pack
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Spread, Stage
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.kernel import Period

CLIMATE = "climate_change"
MINERALS = "resource_use_minerals_metals"
FIXED = Options(lifetime=LifetimeRule.FIXED)
ACTUAL = Options(lifetime=LifetimeRule.ACTUAL)
TEN_LAPTOPS = {"device": "laptop", "quantity": 10.0}


def value(assessment, stage=Stage.TOTAL):
    return assessment.impact(CLIMATE, stage).value


def same(interval, number):
    return [interval.low, interval.mid, interval.high] == pytest.approx([number] * 3)


def test_ten_laptops_with_exact_factors_give_the_sum_done_by_hand():
    done = assess(inventory(TEN_LAPTOPS), pack=pencil_pack(), options=FIXED)
    assert same(value(done, Stage.MANUFACTURING), 10 * 200 / 5)
    assert same(value(done, Stage.DISTRIBUTION), 10 * 10 / 5)
    assert same(value(done, Stage.END_OF_LIFE), 10 * 5 / 5)
    assert same(value(done, Stage.USE), 10 * 30 * 0.05)
    assert same(value(done), 400 + 20 + 10 + 15)
    assert same(done.per_device(CLIMATE), 44.5)
    assert same(done.electricity_kwh, 300)


def test_a_server_pays_the_electricity_of_its_room():
    line = {"device": "server", "quantity": 2.0}
    done = assess(inventory(line), pack=pencil_pack(), options=FIXED)
    assert same(value(done, Stage.USE), 2 * 1000 * 0.05 * 1.5)
    given = assess(inventory(line), pack=pencil_pack(),
                   options=Options(lifetime=LifetimeRule.FIXED, pue=1.2))  # fmt: skip
    assert same(value(given, Stage.USE), 2 * 1000 * 0.05 * 1.2)
    assert "pue_default" in [notice.code for notice in done.notices]
    assert "pue_default" not in [notice.code for notice in given.notices]


def test_a_consumption_given_by_the_inventory_replaces_the_default_and_counts_as_declared():
    metered = {"device": "server", "quantity": 1.0, "yearly_kwh": 400.0}
    other = {"device": "server", "quantity": 1.0}
    done = assess(inventory(metered, other), pack=pencil_pack(ratio=2), options=FIXED)
    exact = assess(inventory(metered), pack=pencil_pack(ratio=2), options=FIXED)
    assert same(value(exact, Stage.USE), 400 * 0.05 * 1.5)
    assert 0 < done.quality.declared < exact.quality.declared
    assert done.quality.measured == 0
    assert done.quality.declared + done.quality.default == pytest.approx(1)


@pytest.mark.parametrize("kwh", [-5.0, float("nan"), float("inf"), None])
def test_a_consumption_that_cannot_be_is_not_taken(kwh):
    line = {"device": "laptop", "yearly_kwh": kwh}
    done = assess(inventory(line), pack=pencil_pack(), options=FIXED)
    assert same(value(done, Stage.USE), 30 * 0.05)


def test_a_device_said_to_draw_nothing_counts_what_its_owner_measured():
    line = {"device": "rack", "yearly_kwh": 100.0}
    options = Options(lifetime=LifetimeRule.FIXED, pue=1.5)
    done = assess(inventory(line), pack=load_pack(), options=options)
    assert value(done, Stage.USE).mid == pytest.approx(100 * 0.0519 * 1.5, rel=0.03)
    bare = assess(inventory({"device": "rack"}), pack=load_pack(), options=options)
    with pytest.raises(KeyError):
        bare.impact(CLIMATE, Stage.USE)
    assert bare.trace("rack", Stage.USE, CLIMATE).pue is None


def test_electricity_follows_the_country_and_the_dataset_asked_first():
    home = {"device": "laptop", "quantity": 1.0, "country": "FR"}
    abroad = {"device": "laptop", "quantity": 1.0, "country": "XX"}
    done = assess(inventory(home, abroad), pack=pencil_pack(), options=FIXED)
    assert same(value(done, Stage.USE), 30 * 0.05 + 30 * 0.5)
    assert [(n.code, n.params) for n in done.notices] == [("mix_world", {"country": "XX"})]
    other = assess(inventory(home), pack=pencil_pack(), options=Options(mix="autre"))
    assert same(value(other, Stage.USE), 30 * 0.1)


def test_a_device_without_country_is_taken_to_be_at_home_and_this_is_told():
    done = assess(inventory(TEN_LAPTOPS | {"country": None}), pack=pencil_pack(), options=FIXED)
    assert same(value(done, Stage.USE), 10 * 30 * 0.05)
    assert [(n.code, n.params) for n in done.notices] == [
        ("assumed_home", {"quantity": 10.0, "country": "FR"})
    ]


def test_sixteen_criteria_and_two_flows_bear_their_ef_3_1_units():
    units = {name: each.unit.symbol for name, each in load_pack().criteria.items()}
    assert units == {
        "climate_change": "kg CO2 eq", "ozone_depletion": "kg CFC-11 eq",
        "acidification": "mol H+ eq", "photochemical_ozone_formation": "kg NMVOC eq",
        "particulate_matter": "disease incidence", "ionising_radiation": "kBq U-235 eq",
        "eutrophication_freshwater": "kg P eq", "eutrophication_marine": "kg N eq",
        "eutrophication_terrestrial": "mol N eq", "land_use": "pt", "water_use": "m3 world eq",
        "resource_use_minerals_metals": "kg Sb eq", "resource_use_fossils": "MJ",
        "ecotoxicity_freshwater": "CTUe", "human_toxicity_cancer": "CTUh",
        "human_toxicity_non_cancer": "CTUh", "primary_energy": "MJ", "final_energy": "kWh",
    }  # fmt: skip


def test_tiers_hold_each_device_once_and_sum_draw_by_draw_to_the_total():
    lines = inventory(TEN_LAPTOPS, {"device": "server", "quantity": 2.0})
    done = assess(lines, pack=pencil_pack(), options=FIXED)
    tiers = {each.tier: each for each in done.tiers}
    assert set(tiers) == {"terminal", "datacentre"}
    assert same(tiers["terminal"].value, 445)
    assert same(tiers["datacentre"].value, 2 * (1000 / 5 + 1000 * 0.05 * 1.5))
    assert sum(each.quantity for each in done.tiers) == done.quantity
    told = assess(lines, pack=load_pack()).as_json()["tiers"]
    assert {each["criterion"] for each in told} >= {CLIMATE, MINERALS, "final_energy"}
    assert "primary_energy" not in {each["criterion"] for each in told}


def test_a_criterion_nothing_is_known_of_is_listed_not_counted_as_zero():
    done = assess(inventory(TEN_LAPTOPS), pack=load_pack())
    content = done.as_json()
    assert "acidification" in content["not_assessed"]
    assert {each["criterion"] for each in content["impacts"]} == set(done.criteria)
    assert set(done.criteria) | set(done.not_assessed) == set(load_pack().criteria)
    assert not set(done.criteria) & set(done.not_assessed)
    assert done.assessed("acidification") == 0


def test_a_criterion_known_for_some_devices_says_for_which_share():
    phones = {"device": "voip_phone", "quantity": 30.0}
    done = assess(inventory(TEN_LAPTOPS, phones), pack=load_pack())
    minerals = done.impact(MINERALS)
    assert (minerals.unit.symbol, minerals.assessed) == ("kg Sb eq/year", 0.25)
    assert done.impact(MINERALS, Stage.USE).assessed == 1
    assert done.impact(CLIMATE).assessed == 1
    alone = assess(inventory(phones), pack=load_pack())
    with pytest.raises(KeyError):
        alone.impact(MINERALS)


def test_primary_energy_has_no_total_as_its_manufacture_is_not_assessed():
    done = assess(inventory(TEN_LAPTOPS), pack=load_pack(), options=FIXED)
    use = done.impact("primary_energy", Stage.USE).value
    assert use.mid == pytest.approx(done.electricity_kwh.mid * 9.313, rel=0.02)
    with pytest.raises(KeyError):
        done.impact("primary_energy")


def test_final_energy_is_the_electricity_of_use_room_included():
    done = assess(inventory(TEN_LAPTOPS, {"device": "server"}), pack=load_pack())
    assert done.impact("final_energy").value == done.electricity_kwh
    opened = done.trace("server", Stage.USE, "final_energy")
    assert opened.electricity[0].mix.source.title.startswith("Définition")


def test_minerals_of_ten_laptops_are_the_sum_done_by_hand():
    exact = replace(
        pencil_pack(),
        criteria=pencil_pack().criteria | {MINERALS: load_pack().criteria[MINERALS]},
        factors=pencil_pack().factors
        | {
            ("laptop", "manufacturing", MINERALS): factor(
                "laptop",
                Stage.MANUFACTURING,
                Spread.exact(0.0086),
                criterion=MINERALS,
                unit="kg Sb eq/device",
            )
        },
    )
    done = assess(inventory(TEN_LAPTOPS), pack=exact, options=FIXED)
    assert same(done.impact(MINERALS, Stage.MANUFACTURING).value, 10 * 0.0086 / 5)
    assert done.impact(MINERALS).assessed == 0, "use has no mix: the total is not whole"
    with pytest.raises(KeyError):
        done.impact(MINERALS, Stage.USE)


def test_a_factor_of_the_country_comes_before_its_region_and_the_world():
    pack = pencil_pack()
    laptop = ("laptop", "manufacturing", CLIMATE)
    local = {
        (*laptop, region): factor("laptop", Stage.MANUFACTURING, Spread.exact(value))
        for region, value in (("EU", 300.0), ("BE", 500.0))
    }
    pack = replace(pack, regional=local, regions={"BE": ("EU",), "FR": ("EU",)})
    for home, expected in (("BE", 500), ("FR", 300), ("US", 200)):
        options = Options(lifetime=LifetimeRule.FIXED, home=home)
        done = assess(inventory(TEN_LAPTOPS), pack=pack, options=options)
        assert same(value(done, Stage.MANUFACTURING), 10 * expected / 5)


def test_a_factor_of_another_country_serves_where_nothing_better_is_known():
    pack = load_pack()
    here = pack.factor("laptop", Stage.USE, "electricity", "FR")
    assert here is pack.factor("laptop", Stage.USE, "electricity", "BE")
    assert here.region == "FR"


def test_an_unknown_stage_is_not_zero_but_absent():
    done = assess(inventory({"device": "server"}), pack=pencil_pack(), options=FIXED)
    (server,) = done.devices
    assert set(server.stages) == {Stage.MANUFACTURING, Stage.USE, Stage.TOTAL}
    assert done.trace("server", Stage.END_OF_LIFE, CLIMATE).result is None
    with pytest.raises(KeyError):
        done.impact(CLIMATE, Stage.END_OF_LIFE)


def test_a_kind_without_factor_is_listed_with_its_reason_never_counted_as_zero():
    lines = (
        TEN_LAPTOPS,
        {"device": "box"},
        {"device": None},
        {"device": "laptop", "quantity": None},
        {"device": "laptop", "quantity": float("nan")},
        {"device": "laptop", "reason": "retired"},
    )
    done = assess(inventory(*lines), pack=pencil_pack(), options=FIXED)
    excluded = {each.reason.value: each.rows for each in done.exclusions}
    assert excluded == {"absurd_quantity": 2, "no_factor": 1, "retired": 1, "unknown_type": 1}
    assert done.rows_counted + sum(excluded.values()) == done.rows_read == 6
    assert [device.device for device in done.devices] == ["laptop"]


def test_a_row_of_two_devices_counts_once_and_its_uncounted_half_is_told():
    lines = (TEN_LAPTOPS | {"row": 2}, {"device": "box", "row": 2})
    done = assess(inventory(*lines), pack=pencil_pack(), options=FIXED)
    assert (done.rows_read, done.rows_counted, done.exclusions) == (1, 1, ())
    assert [(n.code, n.params) for n in done.notices] == [("partly_counted", {"rows": 1})]


def test_nothing_to_count_is_an_error_that_says_so():
    with pytest.raises(FootprintError) as caught:
        assess(inventory({"device": "box"}), pack=pencil_pack())
    assert caught.value.code == "nothing_counted"
    assert "1" in str(caught.value)


def test_actual_lifetime_is_numecoevals_days_over_365_with_a_floor_of_one_year():
    old = {"device": "laptop", "purchased": date(2020, 1, 1), "retired": date(2022, 7, 1)}  # 912 d
    new = {"device": "laptop", "purchased": date(2022, 3, 1), "retired": date(2022, 7, 1)}
    unknown = {"device": "laptop"}
    done = assess(inventory(old, new, unknown), pack=pencil_pack(life=(5, 5, 5)), options=ACTUAL)
    assert (date(2022, 7, 1) - date(2020, 1, 1)).days == 912
    assert same(value(done, Stage.MANUFACTURING), 200 * 365 / 912 + 200 / 1 + 200 / 5)
    assert done.dated_share == pytest.approx(2 / 3)
    assert done.mean_age == pytest.approx((912 + 122) / 2 / 365)
    assert [n.code for n in done.notices] == ["age_unknown"]
    embodied = 215 * (365 / 912 + 1)  # of the dated ones; the factor is a default, the age is not
    whole = 215 * (365 / 912 + 1 + 1 / 5) + 3 * 30 * 0.05
    assert done.quality.declared == pytest.approx(0.5 * embodied / whole)


def test_ages_run_to_the_day_of_the_inventory_and_a_purchase_after_it_is_no_age():
    lines = (
        {"device": "laptop", "purchased": date(2020, 1, 1)},
        {"device": "laptop", "purchased": date(2030, 1, 1)},
    )
    done = assess(
        inventory(*lines, extracted_on=date(2021, 12, 31)), pack=pencil_pack(), options=ACTUAL
    )
    assert done.mean_age == pytest.approx(2.0)
    assert done.dated_share == pytest.approx(0.5)


def test_without_any_day_to_count_from_no_age_is_made_up():
    line = TEN_LAPTOPS | {"purchased": date(2020, 1, 1)}
    done = assess(inventory(line), pack=pencil_pack(life=(5, 5, 5)), options=ACTUAL)
    assert done.mean_age is None
    assert same(value(done, Stage.MANUFACTURING), 400)
    dated = Options(lifetime=LifetimeRule.ACTUAL, on=date(2022, 1, 1))
    assert assess(inventory(line), pack=pencil_pack(), options=dated).mean_age > 2


def test_the_interval_widens_with_the_spread_of_the_factors():
    def width(ratio):
        done = assess(inventory(TEN_LAPTOPS), pack=pencil_pack(ratio=ratio))
        return value(done).width / value(done).mid

    assert width(1.0) < width(1.3) < width(2.0) < width(4.0)


def test_the_interval_does_not_shrink_as_the_fleet_grows_nor_by_splitting_its_rows():
    pack = pencil_pack(ratio=2)
    one = value(assess(inventory(TEN_LAPTOPS), pack=pack))
    many = value(assess(inventory({"device": "laptop", "quantity": 10_000.0}), pack=pack))
    split = value(assess(inventory(*[{"device": "laptop"}] * 10), pack=pack))
    assert many.width / many.mid == pytest.approx(one.width / one.mid)
    assert [split.low, split.high] == pytest.approx([one.low, one.high])


def test_expected_lifetime_adds_its_doubt_and_fixed_does_not():
    pack = pencil_pack(life=(3, 5, 9))
    assert value(assess(inventory(TEN_LAPTOPS), pack=pack)).width > 100
    assert value(assess(inventory(TEN_LAPTOPS), pack=pack, options=FIXED)).width == 0


def test_the_same_seed_gives_the_same_figures_and_another_seed_others():
    lines = inventory(TEN_LAPTOPS, {"device": "server"})
    first, again = (assess(lines, pack=load_pack()) for _ in range(2))
    other = assess(lines, pack=load_pack(), options=Options(seed=7))
    assert first == again
    assert first.as_json() == again.as_json()
    assert value(first) != value(other)
    assert value(first).mid == pytest.approx(value(other).mid, rel=0.1)


def test_adding_a_kind_of_device_does_not_move_the_draws_of_the_others():
    pack = load_pack()
    alone = assess(inventory(TEN_LAPTOPS), pack=pack)
    together = assess(inventory(TEN_LAPTOPS, {"device": "server"}), pack=pack)
    key = ("laptop", CLIMATE, Stage.TOTAL)
    assert np.array_equal(alone.draws[key], together.draws[key])


def test_a_total_is_computed_on_draws_not_by_adding_percentiles():
    done = assess(inventory(TEN_LAPTOPS, {"device": "server"}), pack=load_pack())
    parts = [device.total for device in done.devices if device.criterion == CLIMATE]
    assert value(done).high < sum(part.high for part in parts)
    assert value(done).low > sum(part.low for part in parts)


def test_a_line_that_outweighs_the_rest_is_counted_and_pointed_at():
    monitors = {"device": "monitor", "quantity": 25_700.0}
    done = assess(inventory({"device": "laptop", "quantity": 50.0}, monitors), pack=load_pack())
    (notice,) = [n for n in done.notices if n.code == "line_dominates"]
    assert (notice.where.row, notice.params["quantity"]) == (3, 25_700.0)
    assert notice.params["share"] > 0.9
    assert done.quantity == 25_750


def test_the_json_has_the_agreed_keys_and_a_total_stage():
    done = assess(inventory(TEN_LAPTOPS, {"device": None}), pack=load_pack(),
                  options=Options(staff=10, period=Period.year(2026)))  # fmt: skip
    content = done.as_json()
    assert {"method", "factors_version", "devices", "impacts"} <= set(content)
    assert content["period"] == "2026"
    assert content["rows"]["read"] == 2
    assert content["rows"]["excluded"] == [{"reason": "unknown_type", "rows": 1, "quantity": 1.0}]
    climate = [each for each in content["impacts"] if each["criterion"] == CLIMATE]
    assert [each["stage"] for each in climate] == [
        "manufacturing", "distribution", "use", "end_of_life", "total",
    ]  # fmt: skip
    for impact in climate:
        assert impact["unit"] == "kg CO2 eq/year"
        assert impact["p5"] < impact["p50"] < impact["p95"]
    assert set(content["quality"]) == {"score", "measured", "declared", "default"}
    assert done.per_staff(CLIMATE).mid == pytest.approx(value(done).mid / 10)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"draws": 10}, "option_draws"),
        ({"seed": -1}, "option_seed"),
        ({"staff": 0}, "option_staff"),
        ({"pue": 0.9}, "option_pue"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options, code):
    with pytest.raises(FootprintError) as caught:
        Options(**options)
    assert caught.value.code == code
    assert caught.value.message("fr")
    assert caught.value.message("en")


def test_an_unknown_electricity_dataset_is_refused_with_the_known_ones():
    with pytest.raises(FootprintError) as caught:
        assess(inventory(TEN_LAPTOPS), pack=pencil_pack(), options=Options(mix="nulle part"))
    assert caught.value.code == "mix_unknown"
    assert "essai" in caught.value.hint()
