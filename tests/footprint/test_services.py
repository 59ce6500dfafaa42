"""Network traffic, e-mail, paper, room area: counted beside devices, never as devices."""

import json
from datetime import date

import pytest

from footprint.reading.files import inventory_of
from jalons.footprint.engine.analysis.indicators import share_assessed
from jalons.footprint.engine.assessment.impacts import assess, assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import COUNTED_STATUSES
from jalons.footprint.engine.numecoeval import as_tables, consumed_lines
from jalons.footprint.engine.reading import DEFAULT_LIMITS
from jalons.footprint.engine.streaming import StreamOptions, delimited_batches, read_stream
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain
from jalons.footprint.words.summary import summarise
from jalons.kernel import Where

PACK = load_pack()
ON = date(2026, 11, 24)
CLIMATE = "climate_change"
DEVICES = "Ordinateur portable;100;2022-01-01\nSwitch;4;2022-01-01\n"
SERVICES = (
    "Trafic internet fixe;12 To;2019-01-01\nTrafic internet mobile;800 Go;\n"
    "E-mails envoyés;200000;\nPapier A4;1000 ramettes;\nSalle informatique;40 m²;\n"
)


def assessed(rows, **options):
    inventory = inventory_of(f"Type;Quantité;Date d'achat\n{rows}")
    return assess(inventory, pack=PACK, options=Options(on=ON, **options))


def total(found, device):
    kinds = (each for each in found.devices if (each.device, each.criterion) == (device, CLIMATE))
    return next(kinds).total


def test_services_add_to_the_total_and_to_no_number_of_devices():
    without, found = assessed(DEVICES), assessed(DEVICES + SERVICES)
    assert found.quantity == without.quantity == 104
    assert share_assessed(found) == 1
    assert found.impact(CLIMATE).value.mid > without.impact(CLIMATE).value.mid
    assert total(found, "laptop") == total(without, "laptop")
    assert found.electricity_kwh == without.electricity_kwh


def test_a_year_of_traffic_is_its_gigabytes_times_the_factor_whatever_its_date_or_rule():
    for rule in LifetimeRule:
        found = assessed(DEVICES + SERVICES, lifetime=rule)
        assert total(found, "network_fixed").mid == pytest.approx(12_000 * 9.269e-3, rel=0.03)
        assert total(found, "office_paper").mid == pytest.approx(2_500, rel=0.03)


def test_the_area_of_a_room_is_spread_over_its_own_life():
    found = assessed(DEVICES + SERVICES)
    assert total(found, "server_room").mid == pytest.approx(40 * 187 / 26, rel=0.15)


def test_the_network_tier_shows_the_traffic_with_the_switches():
    found = assessed(DEVICES + SERVICES)
    tiers = {each.tier: each for each in found.tiers if each.criterion == CLIMATE}
    assert set(tiers) == {"terminal", "network", "datacentre"}
    assert tiers["network"].quantity == 4
    parts = [total(found, name).mid for name in ("switch", "network_fixed", "network_mobile")]
    assert tiers["network"].value.mid == pytest.approx(sum(parts), rel=0.1)


def test_the_use_of_a_service_is_not_booked_as_manufacture_and_paper_is():
    found = assessed(DEVICES + SERVICES)
    by_device = {each.device: each.stages for each in found.devices if each.criterion == CLIMATE}
    assert set(by_device["network_fixed"]) == {Stage.USE, Stage.TOTAL}
    assert set(by_device["office_paper"]) == {Stage.MANUFACTURING, Stage.TOTAL}


def test_criteria_without_a_factor_for_services_say_so():
    found = assessed(DEVICES + SERVICES)
    assert "services_climate_only" in {notice.code for notice in found.notices}
    assert "services_climate_only" not in {notice.code for notice in assessed(DEVICES).notices}
    kinds = {each.device for each in found.devices if each.criterion == "final_energy"}
    assert "network_fixed" not in kinds


def test_their_figures_open_in_their_own_unit():
    found = assessed(DEVICES + SERVICES)
    told = explain(found.trace("network_fixed", Stage.USE, CLIMATE), "fr")
    assert told.formula.startswith("12\u202f000\u00a0Go × 0,00927 kg CO₂e par Go = environ")
    assert told.inputs[0].source.publisher == "ADEME, incubateur"
    included = explain(found.trace("network_fixed", Stage.MANUFACTURING, CLIMATE), "fr")
    assert included.formula == "Fabrication\u202f: compris dans l’usage."
    room = explain(found.trace("server_room", Stage.MANUFACTURING, CLIMATE), "fr")
    assert room.formula.startswith("40\u00a0m² × 187 kg CO₂e par m² ÷ 25 ans")
    rows = {row.name: row.quantity for row in summarise(found, PACK, lang="fr").devices}
    assert rows["Trafic internet fixe"] == "12\u202f000\u00a0Go"
    assert rows["Ordinateurs portables"] == "100"


def test_only_devices_are_told_to_be_without_country_or_to_dominate():
    found = assessed(DEVICES + SERVICES)
    params = {notice.code: notice.params for notice in found.notices}
    assert params["assumed_home"] == {"quantity": 104, "country": "FR"}
    assert "line_dominates" not in params


def test_an_inventory_of_services_alone_is_assessed_too():
    found = assessed(SERVICES)
    assert found.quantity == 0
    assert found.impact(CLIMATE).value.mid > 0
    assert found.as_json()["devices"]


def test_numecoeval_tables_leave_aside_what_they_have_no_place_for_and_say_how_many_rows():
    inventory = inventory_of(f"Type;Quantité;Date d'achat\n{DEVICES}{SERVICES}")
    tables = as_tables(inventory, PACK)
    written = tables["EquipementPhysique.csv"].decode()
    assert "laptop" in written
    assert "server_room" in written
    assert "network_fixed" not in written
    assert consumed_lines(inventory, PACK) == 4


def test_a_pcr_si_request_gives_services_in_their_units():
    amounts = {
        "Fixed network traffic": (12_000, "GB"), "Mobile network traffic": (800, "GB"),
        "Printing paper": (7, "ream"),
    }  # fmt: skip
    entries = [
        {"id": name, "equipment_type": name, "quantity": number, "unit": unit, "tags": []}
        for name, (number, unit) in amounts.items()
    ]
    found = inventory_of(json.dumps({"organization": "", "dataset": "", "inventory": entries}))
    assert found.lines.select("device", "quantity").rows() == [
        ("network_fixed", 12_000), ("network_mobile", 800), ("office_paper", 7),
    ]  # fmt: skip


def test_a_file_read_batch_by_batch_counts_services_apart_too():
    content = f"Type;Quantité;Date d'achat\n{DEVICES}{SERVICES}".encode()

    def opened():
        return delimited_batches([(content, 1.0)], Where(file="parc.csv"), DEFAULT_LIMITS)

    options = StreamOptions(pack=PACK, read_on=ON, counted_statuses=COUNTED_STATUSES)
    streamed = read_stream(opened, file="parc.csv", options=options)
    assert streamed.fleet.quantity == 104
    found = assess_fleet(streamed.fleet, pack=PACK, options=Options(on=ON))
    whole = assessed(DEVICES + SERVICES)
    assert found.impact(CLIMATE).value == whole.impact(CLIMATE).value
