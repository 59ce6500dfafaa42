"""The packaged data: each factor has source, licence and unit, and no device is forgotten."""

import csv
import math
import shutil
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from jalons.footprint.engine.factors.pack import EMBODIED, Shape, Spread, Stage, parse_factors
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack, read_pack, read_sources
from jalons.kernel import Unit
from jalons.kernel.quantity import UnitError

DATA = resources.files("jalons.footprint") / "data"
PACK = load_pack()


def rows():
    return list(csv.DictReader((DATA / "factors.csv").read_text(encoding="utf-8").splitlines()))


def test_every_source_says_who_what_licence_and_whether_it_was_verified():
    for name, source in read_sources(DATA).items():
        assert all((source.title, source.publisher, source.licence)), name
        assert isinstance(source.verified, bool), name


def test_every_source_is_used_and_every_row_cites_one():
    cited = {row["source"] for row in rows()}
    tables = (
        "lifetimes",
        "components",
        "processors",
        "mixes/ademe-2024",
        "mixes/ember",
        "mixes/ecologits",
    )
    for path in (f"{table}.csv" for table in tables):
        text = (DATA / path).read_text(encoding="utf-8").splitlines()
        cited |= {row["source"] for row in csv.DictReader(text)}
    cited |= {"final-energy"}  # by the criterion itself
    assert cited == set(read_sources(DATA))


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("source", "nulle part", FootprintError), ("unit", "kg de rien", UnitError)],
)
def test_a_row_without_source_or_with_an_unknown_unit_is_refused(field, value, error):
    row = rows()[0] | {field: value}
    with pytest.raises(error):
        parse_factors([row], read_sources(DATA))


def test_a_source_without_licence_is_refused():
    sources = {name: replace(source, licence="") for name, source in read_sources(DATA).items()}
    with pytest.raises(FootprintError) as caught:
        parse_factors(rows()[:1], sources)
    assert caught.value.code == "source_missing"


@pytest.mark.parametrize("triple", [(2, 1, 3), (1, 2, 1.5), (-1, 1, 2), (0, 1, 2)])
def test_a_spread_out_of_order_or_not_positive_is_refused(triple):
    low, mid, high = triple
    with pytest.raises(FootprintError):
        Spread(mid, low, high)


def test_every_device_of_the_catalogue_has_factors_or_a_stated_absence():
    for device in PACK.devices:
        factors = [PACK.factor(device, stage, "climate_change") for stage in EMBODIED]
        stated = [factor for factor in factors if factor is not None]
        assert stated, f"{device}: neither factor nor stated absence"
        if PACK.assesses(device):
            assert all(factors), f"{device}: a stage is neither valued nor stated as absent"
            use = PACK.factor(device, Stage.USE, "electricity")
            assert use is not None, f"{device}: nothing about its electricity"
            assert use.spread or use.quality is FactorQuality.NONE, device
        else:
            assert {factor.quality for factor in stated} == {FactorQuality.ABSENT}, device


def test_no_factor_speaks_of_a_device_that_the_catalogue_does_not_know():
    known = set(PACK.devices) | {"datacentre"}
    assert {factor.item for factor in PACK.factors.values()} <= known
    assert set(PACK.lifetimes) <= known


def test_units_are_those_the_formulas_expect():
    expected = {"electricity": "kWh/device/year", "power": "W/device", "hours": "h/day", "pue": "1"}
    for factor in PACK.factors.values():
        criterion = PACK.criteria.get(factor.criterion)
        kind = PACK.devices.get(factor.item)
        unit = f"{criterion.unit.symbol}/{kind.unit}" if criterion else expected[factor.criterion]
        assert factor.unit == Unit.parse(unit), factor.item
    for mix in PACK.mixes.values():
        assert mix.unit == Unit.parse(f"{PACK.criteria[mix.criterion].unit.symbol}/kWh")


def test_an_approximate_factor_is_unverified_or_weak_and_says_why():
    for factor in PACK.factors.values():
        if factor.approximate:
            assert factor.quality is FactorQuality.WEAK or not factor.verified or factor.note, (
                factor
            )
            assert set(factor.note) == {"fr", "en"}, factor.item


def test_the_values_taken_from_ademe_are_its_own():
    laptop = PACK.factor("laptop", Stage.MANUFACTURING, "climate_change")
    assert laptop.spread.value == 170
    assert PACK.factor("laptop", Stage.DISTRIBUTION, "climate_change").spread.value == 12.3
    assert PACK.factor("laptop", Stage.END_OF_LIFE, "climate_change").spread.value == 2.79
    assert PACK.lifetimes["laptop"].spread.value == 5
    assert PACK.factor("tv", Stage.MANUFACTURING, "climate_change").spread.value == 325


@pytest.mark.parametrize(
    ("device", "ademe", "makers"),
    [
        ("laptop", 170, (132, 315)),
        ("desktop", 203, (187, 405)),
        ("monitor", 64.6, (254, 438)),
        ("smartphone", 77, (31, 72)),
        ("tablet", 80.5, (34, 114)),
        ("server", 748, (684, 1669)),
    ],
)
def test_the_interval_covers_what_ademe_and_the_makers_disagree_on(device, ademe, makers):
    spread = PACK.factor(device, Stage.MANUFACTURING, "climate_change").spread
    assert spread.low <= min(ademe, *makers)
    assert spread.high >= max(ademe, *makers)


def test_the_french_kilowatt_hour_is_ademes_and_shows_its_known_range():
    mix = PACK.mix("FR", "climate_change")
    assert (mix.dataset, mix.spread.value) == ("ademe-2024", 0.0519)
    assert (mix.spread.low, mix.spread.high) == (0.0414, 0.098)


def test_another_dataset_can_come_first_and_other_countries_have_theirs():
    assert PACK.mix("FR", "climate_change", first="ember").spread.value == 0.04418
    assert PACK.mix("DE", "climate_change").dataset == "ember"
    assert PACK.mix("DE", "climate_change").spread.value == pytest.approx(0.342, rel=0.01)


def test_no_kilowatt_hour_holds_less_primary_energy_than_its_own():
    primary = [mix for mix in PACK.mixes.values() if mix.criterion == "primary_energy"]
    assert len(primary) > 40
    assert all(mix.spread.low >= 3.6 for mix in primary)
    assert PACK.mix("FR", "primary_energy").spread.value == 9.313


def test_a_criterion_without_electricity_data_is_no_error():
    assert PACK.find_mix("FR", "acidification") is None
    with pytest.raises(FootprintError) as caught:
        PACK.mix("FR", "acidification")
    assert caught.value.code == "mix_missing"


def test_water_is_left_out_as_its_figures_do_not_hold_together():
    assert "water_use" in PACK.criteria
    assert "water_use" not in PACK.known_criteria()


def test_a_class_standing_on_another_says_which_and_is_approximate():
    for each in PACK.factors.values():
        if each.group:
            assert each.group in PACK.devices
            assert PACK.assesses(each.group)
            assert each.group != each.item


def test_a_country_nobody_knows_gets_the_world_with_a_wide_spread():
    mix = PACK.mix("ZZ", "climate_change")
    assert mix.country == "WORLD"
    assert mix.spread.high / mix.spread.low > 5


def test_every_lifetime_is_a_triangle_of_plausible_years():
    for device, life in PACK.lifetimes.items():
        assert life.spread.shape is Shape.TRIANGULAR
        assert 1 <= life.spread.low <= life.spread.value <= life.spread.high <= 45, device


def test_what_is_consumed_is_spread_over_one_year_and_no_more():
    consumed = {name for name, kind in PACK.devices.items() if kind.consumed}
    assert consumed == {
        "network_fixed", "network_mobile", "email", "email_delivery", "email_volume",
        "office_paper",
    }  # fmt: skip
    for name in consumed:
        assert PACK.lifetimes[name].spread.low == PACK.lifetimes[name].spread.high == 1


def test_traffic_and_email_are_ademes_own_figures():
    fixed = PACK.factor("network_fixed", Stage.USE, "climate_change", "FR")
    assert fixed.spread.value == pytest.approx(9.26934695867389e-3, rel=1e-3)
    assert fixed.spread.low == 2.59e-3  # without the gateway
    assert fixed is PACK.factor("network_fixed", Stage.USE, "climate_change")
    abroad = PACK.factor("network_fixed", Stage.USE, "climate_change", "DE")
    assert abroad.spread.value == pytest.approx(30.81e-3, rel=1e-3)
    # By hand from the constants of the model: 1,668 users a server, 117.7 e-mails a day, 5 years.
    made = 748_000 + 0.0358 * 355_000 + 1.468 * 367_000 + 0.286 * 41_200 + 0.136 * 187_000
    servers = 2 * (made / (367 / 0.22 * 117.7 * 365 * 5) + 0.22 * 24 / 117.7 * 1.16 * 0.0519)
    handled = PACK.factor("email_delivery", Stage.USE, "climate_change")
    assert handled.spread.value == pytest.approx(servers / 1000, rel=1e-3)
    whole = PACK.factor("email", Stage.USE, "climate_change").spread.value
    volume = PACK.factor("email_volume", Stage.USE, "climate_change").spread.value
    assert whole == pytest.approx(handled.spread.value + volume / 1024, rel=1e-3)


def test_paper_without_open_factor_is_a_wide_proxy_that_tells_its_reasoning():
    paper = PACK.factor("office_paper", Stage.MANUFACTURING, "climate_change")
    assert (paper.verified, paper.approximate, paper.quality) == (False, True, FactorQuality.WEAK)
    assert "2,5 kg" in paper.note["fr"]
    assert paper.spread.high / paper.spread.low > 4


def test_the_electricity_of_a_year_is_power_times_hours_where_ademe_alone_gives_it():
    for device in ("tv",):
        power = PACK.factor(device, Stage.USE, "power").spread.value
        hours = PACK.factor(device, Stage.USE, "hours").spread.value
        kwh = PACK.factor(device, Stage.USE, "electricity").spread.value
        assert math.isclose(kwh, power * hours * 365 / 1000, rel_tol=1e-3)


def test_a_factor_given_twice_is_refused(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(str(DATA), folder)
    text = (folder / "factors.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "factors.csv").write_text("".join([*text, text[1]]), encoding="utf-8")
    with pytest.raises(FootprintError) as caught:
        read_pack(folder)
    assert caught.value.code == "factor_twice"


def test_the_recipes_and_the_pack_speak_of_the_same_devices():
    recipes = tomllib.loads(
        (Path(__file__).parents[2] / "tools/factors/recipes.toml").read_text(encoding="utf-8")
    )
    absent = set(recipes.pop("absent")["devices"])
    assert set(recipes) | absent == set(PACK.devices)
    assert {device for device in PACK.devices if not PACK.assesses(device)} == absent


def test_printers_and_copiers_hold_the_values_published_for_their_class():
    """data/README.md, « Checked against other open figures »: kg CO2 eq of manufacture."""
    published = {"printer": (10.5, 130, 90, 200), "mfp_copier": (350, 660, 882, 1000, 1500)}
    pack = load_pack()
    for kind, values in published.items():
        factor = pack.factors[kind, "manufacturing", "climate_change"]
        assert all(factor.spread.low <= value <= factor.spread.high for value in values)
        assert not factor.verified
