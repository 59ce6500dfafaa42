"""The files of the manifesto and the catalogue are whole, and a broken one is refused."""

from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from jalons.kernel import Unit
from jalons.strategy.engine.catalogue import StrategyError, ValueKind
from jalons.strategy.store import (
    catalogue,
    manifesto,
    read_catalogue,
    read_indicator,
    read_manifesto,
)

DATA = Path(str(resources.files("jalons.strategy") / "data"))
SHEETS = sorted((DATA / "indicators").glob("*.toml"))
PUSHED_BY_FOOTPRINT = {
    "footprint.total": "t CO2 eq/year",
    "footprint.per_staff": "kg CO2 eq/year/person",
    "footprint.per_device": "kg CO2 eq/year/device",
    "footprint.manufacture_share": "%",
    "footprint.electricity": "kWh/year",
    "footprint.devices_per_staff": "device/person",
    "footprint.mean_age": "year",
    "footprint.share_assessed": "%",
    "footprint.quality": "%",
    "footprint.life_laptop": "year",
    "footprint.life_desktop": "year",
    "footprint.life_monitor": "year",
    "footprint.life_smartphone": "year",
    "footprint.life_server": "year",
    "footprint.scenario_gain": "t CO2 eq/year",
    "footprint.paper_per_staff": "ream/person",
}


def test_the_manifesto_has_three_ambitions_and_nine_commitments_in_order():
    assert [a.number for a in manifesto().ambitions] == [1, 2, 3]
    assert [c.number for c in manifesto().commitments] == list(range(1, 10))
    assert [c.ambition.number for c in manifesto().commitments] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_what_was_not_opened_of_the_manifesto_is_marked_so_and_what_lacks_stands_apart():
    doubtful = {row.source.title for row in manifesto().contents() if not row.verified}
    assert doubtful == {"Webinaire Mission Villes (présentation)"}  # slides without an address
    said = " ".join(row.text.fr for row in manifesto().contents())
    assert "pas été" not in said
    assert len(manifesto().missing) == 2


def test_each_commitment_of_the_manifesto_says_what_jalons_does():
    for each in manifesto().commitments:
        assert each.does.fr.startswith("Jalons ")
        assert each.does.fr.endswith(".")
        assert each.content


def test_verified_is_said_of_what_was_opened_and_of_nothing_else():
    named = [sheet.source for sheet in catalogue().indicators.values()]
    named += [row.source for each in manifesto().commitments for row in each.content]
    for source in named:
        ours = source.publisher == "Jalons"
        assert source.verified == (ours or source.opened is not None), source.title
        assert source.link or ours or not source.verified, source.title
    for each in manifesto().commitments:
        for row in each.content:
            assert row.source.verified or not row.verified, row.text.fr


def test_a_sheet_is_verified_when_its_source_and_its_legal_basis_both_are():
    sheet = catalogue().get("webaudit.rgaa_rate")
    assert sheet.verified
    basis = replace(sheet.legal_basis, verified=False)
    assert not replace(sheet, legal_basis=basis).verified
    assert not replace(sheet, source=replace(sheet.source, verified=False)).verified
    assert replace(sheet, legal_basis=None).verified


@pytest.mark.parametrize("lost", ["opened = 2026-11-24\n", 'link = "https'])
def test_a_source_called_verified_without_its_day_or_its_address_is_refused(tmp_path, lost):
    shipped = next(file for file in SHEETS if file.stem == "webaudit_rgaa_rate")
    text = shipped.read_text(encoding="utf-8")
    assert text.count(lost) == 2
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(lost)]
    broken = tmp_path / shipped.name
    broken.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(StrategyError) as refused:
        read_indicator(broken, range(1, 10))
    assert refused.value.code == "data_key_missing"
    assert refused.value.params["entry"] == f"source.{lost.split()[0]}"


def test_a_day_of_opening_is_refused_on_what_is_not_verified(tmp_path):
    shipped = next(file for file in SHEETS if file.stem == "webaudit_rgaa_rate")
    text = shipped.read_text(encoding="utf-8").replace("verified = true", "verified = false")
    broken = tmp_path / shipped.name
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(StrategyError) as refused:
        read_indicator(broken, range(1, 10))
    assert refused.value.code == "data_key_unknown"


@pytest.mark.parametrize("file", SHEETS, ids=lambda f: f.stem)
def test_an_indicator_sheet_is_whole(file):
    sheet = read_indicator(file, range(1, 10))
    assert sheet.name.fr != sheet.name.en
    assert sheet.definition.fr.endswith(".")
    assert sheet.source.publisher
    assert sheet.source.licence
    assert (sheet.legal_basis is not None) or sheet.origin != "L"
    for text in (sheet.name.fr, sheet.definition.fr):
        assert not any(f" {mark}" in text for mark in ":;!?»%"), "narrow no-break space wanted"
        assert "'" not in text, "typographic apostrophe wanted"


def test_a_value_of_a_catalogue_a_projection_and_an_average_are_no_measures():
    natures = {i.id: i.nature for i in catalogue().indicators.values() if not i.measures}
    assert natures == {
        **{
            name: ValueKind.ASSUMPTION
            for name in PUSHED_BY_FOOTPRINT
            if name.startswith("footprint.life_")
        },
        "footprint.scenario_gain": ValueKind.PROJECTION,
        "territory.box_electricity": ValueKind.ESTIMATE,
        "territory.footprint": ValueKind.ESTIMATE,
        "territory.footprint_per_resident": ValueKind.ESTIMATE,
    }


@pytest.mark.parametrize("file", SHEETS, ids=lambda f: f.stem)
def test_a_definition_that_speaks_of_an_assumption_or_a_projection_says_so_in_its_nature(file):
    sheet = read_indicator(file, range(1, 10))
    words = f"{sheet.name.fr} {sheet.definition.fr}".casefold()
    kinds = ("projection", "celles du catalogue", "hypothèse", "nationale", "numérique estimée")
    spoken = any(word in words for word in kinds)
    assert spoken is not sheet.measures


def test_indicators_of_a_commitment_come_in_the_order_their_sheets_tell():
    orders = [sheet.order for sheet in catalogue().of_commitment(4)]
    assert orders == list(range(1, len(orders) + 1))
    assert catalogue().of_commitment(4)[0].id == "footprint.total"


def test_every_commitment_has_an_indicator():
    assert {i.commitment for i in catalogue().indicators.values()} == set(range(1, 10))


def test_the_indicators_the_footprint_room_pushes_keep_their_ids_and_units():
    units = {i: catalogue().get(i).unit for i in PUSHED_BY_FOOTPRINT}
    assert units == {i: Unit.parse(symbol) for i, symbol in PUSHED_BY_FOOTPRINT.items()}


def test_a_commitment_or_an_indicator_nobody_wrote_is_refused():
    with pytest.raises(StrategyError, match="pas d’engagement 10"):
        manifesto().commitment(10)
    with pytest.raises(StrategyError, match=r"footprint\.magic"):
        catalogue().get("footprint.magic")


SHEET = (DATA / "indicators" / "footprint_total.toml").read_text(encoding="utf-8")
BROKEN = {
    "unknown key": ("origin =", "colour = 'red'\norigin =", "data_key_unknown", "colour"),
    "unknown key inside": ("[source]\n", "[source]\npage = 2\n", "data_key_unknown", "source.page"),
    "missing key": ("order = 1\n", "", "data_key_missing", "order"),
    "unknown unit": ('"t CO2 eq/year"', '"bananas"', "data_value_invalid", "unit"),
    "unknown commitment": ("commitment = 4", "commitment = 12", "data_value_invalid", "commitment"),
    "unknown provider": ('"footprint"', '"kitchen"', "data_value_invalid", "provider"),
    "unknown direction": ('"down"', '"left"', "data_value_invalid", "direction"),
    "unknown nature": ("origin =", "nature = 'guess'\norigin =", "data_value_invalid", "nature"),
    "unknown frequency": ('"year"', '"often"', "data_value_invalid", "frequency"),
    "empty text": ('origin = "P"', 'origin = ""', "data_value_invalid", "origin"),
    "truth as a number": (
        "commitment = 4",
        "commitment = true",
        "data_value_invalid",
        "commitment",
    ),
    "another name": ('"footprint.total"', '"footprint.sum"', "data_value_invalid", "id"),
    "no source": ("[source]", "[sauce]", "data_key_missing", "source"),
    "not TOML": ("origin =", "origin", "data_unreadable", "8"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_sheet_is_refused_with_its_file_and_its_key(tmp_path, case):
    old, new, code, key = case
    file = tmp_path / "footprint_total.toml"
    assert old in SHEET
    file.write_text(SHEET.replace(old, new), encoding="utf-8")
    with pytest.raises(StrategyError) as caught:
        read_catalogue(tmp_path, manifesto())
    assert caught.value.code == code
    assert caught.value.where.file == "footprint_total.toml"
    assert caught.value.where.column == key
    assert "footprint_total.toml" in str(caught.value)


def test_a_sheet_the_system_does_not_open_is_named(tmp_path):
    (tmp_path / "footprint_total.toml").mkdir()
    with pytest.raises(StrategyError) as caught:
        read_catalogue(tmp_path, manifesto())
    assert caught.value.code == "data_unopened"
    assert "footprint_total.toml" in str(caught.value)


MANIFESTO = (DATA / "manifesto.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('source = "weka"', 'source = "hearsay"', "data_value_invalid"),
        ('ambition = "equality"', 'ambition = "glory"', "data_value_invalid"),
        ("number = 9", "number = 8", "data_twice"),
        ("number = 9", "number = 9\nmilestones = []", "data_key_unknown"),
    ],
)
def test_a_broken_manifesto_is_refused(tmp_path, old, new, code):
    file = tmp_path / "manifesto.toml"
    assert old in MANIFESTO
    file.write_text(MANIFESTO.replace(old, new), encoding="utf-8")
    with pytest.raises(StrategyError) as caught:
        read_manifesto(file)
    assert caught.value.code == code
