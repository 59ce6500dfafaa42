"""Virtual machines and applications: their part of the host that carries them, not added to it."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from footprint.engine.reference_factors import reference_factors
from footprint.fleets import inventory, pencil_pack
from footprint.reading.files import inventory_of
from jalons.footprint import load_pack
from jalons.footprint import share_out as share_out_file
from jalons.footprint.cli import commands
from jalons.footprint.engine.analysis.hosting import share_out
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.kernel import Messages

CLIMATE = "climate_change"
FIXED = Options(lifetime=LifetimeRule.FIXED)
SERVER = 1000 / 5 + 1000 * 1.5 * 0.05  # kg CO2 eq a year in the pencil pack


def server(label, **told):
    return {"device": "server", "label": label, "nature": "device"} | told


def guest(label, host="", **told):
    told = {"reason": "virtual", "nature": "virtual"} | told
    return {"device": None, "label": label, "host": host} | told


def shared(*lines, data=None):
    return share_out(inventory(*lines), pack=data or pencil_pack(), options=FIXED)


def weights(found):
    return {each.name: each.impacts[CLIMATE].mid for each in found.guests}


def codes(found):
    return {each.code: each.where.row for each in found.notices}


def test_guests_take_their_part_of_the_processors():
    found = shared(server("h1"), guest("a", "h1", vcpu=4.0), guest("b", "h1", vcpu=12.0))
    assert weights(found) == {"a": pytest.approx(SERVER / 4), "b": pytest.approx(SERVER * 3 / 4)}
    assert [each.name for each in found.of("h1")] == ["b", "a"]
    assert {each.way for each in found.guests} == {"vcpu"}


def test_without_processors_it_is_the_storage_then_equal_parts():
    disks = shared(
        server("h1"), guest("a", "h1", storage_gb=100.0), guest("b", "h1", storage_gb=300.0)
    )
    assert weights(disks) == {"a": pytest.approx(SERVER / 4), "b": pytest.approx(SERVER * 3 / 4)}
    even = shared(server("h1"), guest("a", "h1", vcpu=4.0), guest("b", "h1"))
    assert weights(even) == {"a": pytest.approx(SERVER / 2), "b": pytest.approx(SERVER / 2)}


def test_a_key_wins_and_what_nobody_takes_stays_with_the_host():
    found = shared(server("h1"), guest("a", "h1", share_key=0.3, vcpu=9.0))
    (host,) = found.hosts
    assert weights(found)["a"] == pytest.approx(0.3 * SERVER)
    assert host.rest[CLIMATE].mid == pytest.approx(0.7 * SERVER)
    assert host.impacts[CLIMATE].mid == pytest.approx(SERVER)


def test_an_application_shares_the_virtual_machine_that_carries_it():
    found = shared(
        server("h1"),
        guest("vm", "h1"),
        guest("other", "h1"),
        guest("paie", "vm"),
        guest("rh", "vm"),
    )
    assert weights(found)["paie"] == pytest.approx(SERVER / 4)
    direct = sum(each.impacts[CLIMATE].mid for each in found.guests if each.direct)
    assert direct == pytest.approx(SERVER)


def test_the_host_is_counted_once_whoever_it_carries():
    alone = assess(inventory(server("h1")), pack=pencil_pack(), options=FIXED)
    with_guests = inventory(server("h1"), guest("a", "h1"), guest("b", "h1"))
    found = assess(with_guests, pack=pencil_pack(), options=FIXED)
    assert found.impact(CLIMATE).value == alone.impact(CLIMATE).value


def test_hosts_are_found_whatever_the_capitals_and_a_line_of_three_is_one_host():
    found = shared(server("SRV-Alpha", quantity=3.0), guest("a", "srv alpha"))
    assert weights(found)["a"] == pytest.approx(3 * SERVER)


def test_a_host_that_does_not_exist_is_told_with_its_row_and_the_rest_is_computed():
    found = shared(server("h1"), guest("a", "h1"), guest("b", "h77"))
    assert weights(found) == {"a": pytest.approx(SERVER)}
    assert codes(found) == {"guest_host_unknown": 4}


def test_a_host_that_is_not_counted_is_told():
    found = shared(server("h1", reason="retired"), guest("a", "h1"))
    assert codes(found) == {"guest_host_left_out": 3}
    assert not found.guests


def test_hosts_that_carry_one_another_are_told_and_so_are_those_they_carry():
    found = shared(
        server("h1"), guest("x", "h1"), guest("a", "b"), guest("b", "a"), guest("c", "b"),
        guest("self", "self"), guest("none"),
    )  # fmt: skip
    assert weights(found) == {"x": pytest.approx(SERVER)}
    assert codes(found) == {
        "guest_cycle": 4, "guest_of_lost": 6, "guest_host_unknown": 7, "guest_without_host": 8,
    }  # fmt: skip


def test_keys_above_one_are_brought_back_so_that_the_host_is_not_counted_twice():
    found = shared(server("h1"), guest("a", "h1", share_key=0.9), guest("b", "h1", share_key=0.6))
    assert weights(found) == {"a": pytest.approx(0.6 * SERVER), "b": pytest.approx(0.4 * SERVER)}
    (notice,) = found.notices
    assert (notice.code, notice.where.row, notice.params["whole"]) == (
        "host_overfull", 3, pytest.approx(1.5)
    )  # fmt: skip


def test_every_notice_has_its_sentence_in_both_languages():
    found = shared(
        server("h1"), server("old", reason="retired"), guest("a", "h1", share_key=1.0),
        guest("b", "h1", share_key=1.0), guest("c", "d"), guest("d", "c"), guest("e", "c"),
        guest("f", "h9"), guest("g", "old"), guest("h"), guest("i", instance="m5", provider="aws"),
    )  # fmt: skip
    assert len(found.notices) == 7
    for notice in found.notices:
        for lang in ("fr", "en"):
            text = Messages.of("jalons.footprint").text(notice.code, lang, **notice.params)
            assert text
            assert "{" not in text
            assert "h9" in text or notice.code != "guest_host_unknown"


def test_a_cloud_instance_nobody_knows_is_not_assessed_which_is_not_zero():
    found = shared(guest("web", instance="m5.xlarge", provider="AWS", yearly_hours=8760.0))
    (instance,) = found.instances
    assert instance.impacts is None
    assert codes(found) == {"cloud_not_assessed": 2}
    assert found.as_json()["instances"][0]["impacts"] is None


def test_a_cloud_instance_the_factors_know_is_a_share_of_its_platform():
    # R13: AWS m5.xlarge in France over a year, 8.0 embodied and 19.0 of use with its own mixes.
    known = reference_factors(criteria=(CLIMATE, "adp", "pe", "adpe"))
    mixes = dict(known.mixes) | {"FR": known.mixes["FRA"]}
    data = replace(pencil_pack(), components=replace(known, mixes=mixes))
    found = shared(
        guest("web", instance="m5.xlarge", provider="AWS", yearly_hours=8760.0), data=data
    )
    value = found.instances[0].impacts[CLIMATE]
    assert value.low < value.mid < value.high
    assert value.mid == pytest.approx(8.0 + 19.0, rel=0.02)
    assert not found.notices


TABLE = """Nom;Type;Processeur;Mémoire;Hôte;vCPU
srv1;Serveur;2 x Intel Xeon Gold 6134;384 Go;;
srv2;Serveur;;;;
vm1;VM;;8 Go;srv1;4
vm2;VM;;8 Go;srv1;12
appli;Application;;;vm1;
"""


def test_a_file_is_shared_out_each_host_with_its_own_weight():
    found = share_out(inventory_of(TABLE), pack=load_pack(), options=Options(on=date(2026, 1, 1)))
    assert [each.name for each in found.hosts] == ["srv1"]
    assert [(each.name, each.share) for each in found.guests] == [
        ("vm1", 0.25), ("vm2", 0.75), ("appli", 0.25),
    ]  # fmt: skip
    assert "primary_energy" in found.guests[0].impacts  # srv1 says what it is made of
    assert json.loads(json.dumps(found.as_json()))["guests"][0]["host"] == "srv1"


def test_the_library_shares_a_file_out():
    found = share_out_file(TABLE.encode(), name="parc.csv")
    assert {each.name for each in found.of("srv1")} == {"vm1", "vm2", "appli"}


def test_an_inventory_without_guests_shares_nothing():
    found = shared(server("h1"))
    assert (found.hosts, found.guests, found.instances, found.notices) == ((), (), (), ())


def test_the_command_tells_and_writes_what_hosts_carry(tmp_path):
    file, out = tmp_path / "salle.csv", tmp_path / "out.json"
    over = "k1;VM;;;srv2;;0,8\nk2;VM;;;srv2;;0,7\nperdue;VM;;;srv9;;\n"
    rows = TABLE.replace("vCPU\n", "vCPU;Clé de répartition\n") + over
    file.write_text(rows, encoding="utf-8")
    told = CliRunner().invoke(commands, ["run", str(file), "--json", str(out)])
    assert told.exit_code == 0, told.output
    assert "k1, sur srv2 : 53 %" in told.output.replace("\u202f", " ").replace("\xa0", " ")
    assert "font 1,5 au lieu de 1" in told.output
    written = json.loads(out.read_text(encoding="utf-8"))
    assert {each["name"] for each in written["hosting"]["hosts"]} == {"srv1", "srv2"}
    assert {each["type"] for each in written["components"]} == {"server"}


def test_a_file_without_guests_says_so(tmp_path):
    file, out = tmp_path / "parc.csv", tmp_path / "out.json"
    file.write_text("Type;Quantité\nPC portable;3\n", encoding="utf-8")
    CliRunner().invoke(commands, ["run", str(file), "--json", str(out)], catch_exceptions=False)
    assert json.loads(out.read_text(encoding="utf-8"))["hosting"] is None
