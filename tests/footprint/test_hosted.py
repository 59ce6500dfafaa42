"""Hosted services: the part of a host they take, counted as the servers of the fleet are."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.hosted import HostedKind, HostedService, with_hosted
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.inventory.services import Services, with_services, without_services
from jalons.footprint.store import load_host, load_pack

PACK, HOST = load_pack(), load_host()
VM, SERVER, STORAGE = HostedKind.VM, HostedKind.SERVER, HostedKind.STORAGE
NOTHING = inventory(extracted_on=date(2026, 11, 3))


def hosted(**values):
    defaults = {"name": "m5.xlarge", "kind": VM, "country": "FR", "vcpu": 4.0, "memory_gb": 16.0}
    return HostedService(**defaults | values)


def weighed(*services, lines=NOTHING):
    return assess(with_hosted(lines, services, HOST), pack=PACK, options=Options())


def climate(*services):
    return weighed(*services).impact(CLIMATE).value


def test_a_virtual_machine_takes_its_part_of_the_host_and_its_own_memory_and_storage():
    line = hosted(storage_gb=200.0).line(HOST)
    assert line["quantity"] == pytest.approx(4 / HOST.vcpu)
    assert line["quantity"] * line["ram_gb"] == pytest.approx(16)
    assert line["quantity"] * line["ssd_gb"] == pytest.approx(200)
    assert (line["cpu_cores"], line["hdd_gb"]) == (HOST.cores, None)


def test_the_reference_instance_of_boaviztapi_is_within_our_interval():
    """Their m5.xlarge over 8,760 h: 8.0 kg of manufacture [4.64; 13.35], 194 kWh without PUE."""
    found = weighed(hosted(pue=1.0))
    stages = {each.stage: each.value for each in found.impacts if each.criterion == CLIMATE}
    made = stages[Stage.MANUFACTURING]
    assert made.low < 13.35
    assert made.high > 8.0
    assert found.electricity_kwh.low < 194 < found.electricity_kwh.high


@pytest.mark.parametrize(
    ("values", "kilograms"),
    [
        ({"vcpu": 64.0}, 275),  # a whole host: 1,000 kg ÷ 5 years + 1,000 kWh × 1.5 × 0.05
        ({"vcpu": 4.0, "hours": 4380.0, "count": 3}, 275 * 4 / 64 / 2 * 3),
        ({"vcpu": None, "memory_gb": 64.0, "share": 0.5}, 275 * 64 / 256 / 2),
        ({"kind": SERVER, "vcpu": 16.0, "pue": 1.0}, 1000 / 5 + 1000 * 0.05),
    ],
)
def test_a_service_weighs_what_a_pencil_says(values, kilograms):
    lines = with_hosted(NOTHING, [hosted(**values)], HOST)
    found = assess(lines, pack=pencil_pack(life=(5.0, 5.0, 5.0)))
    assert found.impact(CLIMATE).value.mid == pytest.approx(kilograms)


def test_half_the_hours_or_half_the_share_is_half_the_footprint():
    whole = climate(hosted()).mid
    assert climate(hosted(hours=4380.0)).mid == pytest.approx(whole / 2)
    assert climate(hosted(share=0.5)).mid == pytest.approx(whole / 2)
    assert climate(hosted(count=3)).mid == pytest.approx(3 * whole)


def test_the_country_and_the_stated_pue_decide_of_the_electricity():
    french, polish = (climate(hosted(country=each, pue=1.2)).mid for each in ("FR", "PL"))
    assert polish > 3 * french
    assert climate(hosted(pue=1.1)).mid < climate(hosted(pue=2.0)).mid


def test_a_hosted_server_is_one_whole_machine_and_storage_is_disks():
    server = hosted(kind=SERVER, vcpu=16.0, memory_gb=64.0).line(HOST)
    assert (server["quantity"], server["cpu_cores"], server["ram_gb"]) == (1, 16, 64)
    disks = hosted(kind=STORAGE, storage_gb=8000.0, disk="hdd").line(HOST)
    assert disks == {"device": "disk", "quantity": 2}


def test_the_total_says_what_it_covers_once_they_are_counted():
    fleet = inventory({"device": "laptop", "quantity": 10.0}, extracted_on=date(2026, 11, 3))
    assert {"cloud", "hosting"} <= set(assess(fleet, pack=PACK).not_covered)
    found = weighed(hosted(), lines=fleet)
    assert not {"cloud", "hosting"} & set(found.not_covered)
    assert found.not_covered[0] == "saas"
    assert found.impact(CLIMATE).value.mid > assess(fleet, pack=PACK).impact(CLIMATE).value.mid


def test_put_together_inventories_leave_their_hosted_services_to_the_whole():
    fleet = inventory({"device": "laptop", "quantity": 10.0})
    counted = with_hosted(with_services(fleet, Services(paper_reams=9)), [hosted()], HOST)
    assert without_services(counted).lines.height == 1
    assert without_services(counted).rows_read == fleet.rows_read


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"vcpu": None, "memory_gb": None}, "hosted_size"),
        ({"kind": STORAGE}, "hosted_size"),
        ({"hours": 9000.0}, "hosted_value"),
        ({"share": 1.5}, "hosted_value"),
        ({"pue": 0.5}, "hosted_value"),
        ({"vcpu": float("nan")}, "hosted_value"),
    ],
)
def test_what_cannot_be_is_refused(values, code):
    with pytest.raises(FootprintError) as error:
        hosted(**values)
    assert error.value.code == code


def test_any_number_a_form_accepts_is_one_the_engine_takes():
    assert hosted(count=2**31 - 1, vcpu=1e9).count == 2**31 - 1
    said = FootprintError("hosted_value", name="VM", value=0.5).message("fr")
    assert "0,5 n’est pas possible" in said


@given(st.floats(0.5, 512), st.floats(0.5, 4096), st.none() | st.floats(1, 1e6), st.floats(0.01, 1))
def test_memory_and_storage_are_never_lost_in_the_parts(vcpu, memory, storage, share):
    service = hosted(vcpu=vcpu, memory_gb=memory, storage_gb=storage, share=share)
    line = service.line(HOST)
    assert line["quantity"] * line["ram_gb"] == pytest.approx(memory * share)
    if storage:
        assert line["quantity"] * line["ssd_gb"] == pytest.approx(storage * share)
    assert HostedService.from_json(asdict(service) | {"later": 1}) == service
    assert replace(service, share=1.0).line(HOST)["quantity"] == pytest.approx(vcpu / HOST.vcpu)
