"""Servers that say what they are made of: counted from their parts, with errors shared by part."""

import gzip
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from footprint.fleets import inventory, pencil_pack
from jalons.footprint import read
from jalons.footprint.engine.analysis.levers import HostIn, KeepLonger, RunRoomsAt, Virtualise
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.components import Cpu, Disk, Ram, Server, assess_devices
from jalons.footprint.engine.components.parsing import component_factors
from jalons.footprint.engine.factors.components import PARTS, Bounds
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.fleet.holdings import fleet_of, lines_with_reasons, part_of, sum_up
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain

CLIMATE, METALS, PRIMARY = "climate_change", "resource_use_minerals_metals", "primary_energy"
FIXED = Options(lifetime=LifetimeRule.FIXED)
# 2 × 600 mm² × 0.0197 + 2 × 9.14 + 384 GB / 1.79 × 2.2 + 12 × 5.22 + 800 / 50.6 × 2.2 + 6.34
# + 2 × 2.99 kg × 24.3 + 66.1 + 6.68 + 150, in kg CO2 eq.
BY_HAND = 23.64 + 18.28 + 384 / 1.79 * 2.2 + 62.64 + 800 / 50.6 * 2.2 + 6.34 + 145.314 + 222.78


def machine(**told):
    """A line of two Xeon Gold 6134, 384 GB, one SSD of 800 GB, at 30 % of their load."""
    line = {"device": "server", "cpu_name": "Intel Xeon Gold 6134", "cpu_units": 2.0}
    return line | {"ram_gb": 384.0, "ssd_gb": 800.0, "load": 30.0} | told


def exact_components():
    """The packaged component factors without any range, a blade being worth a rack."""
    known = load_pack().components
    facts = tuple(replace(each, bounds=Bounds.exact(each.bounds.mid)) for each in known.facts)
    racks = {each.criterion: each.bounds for each in facts if each.item == "rack"}
    same = tuple(
        replace(each, bounds=racks[each.criterion]) if each.item == "blade"
        else replace(each, bounds=Bounds.exact(0)) if each.item == "blade_chassis"
        else each
        for each in facts
    )  # fmt: skip
    return component_factors(same, tuple(known.cpus.models), load_pack())


EXACT = exact_components()


def pack():
    return replace(pencil_pack(), components=EXACT)


def of(*lines, options=FIXED, data=None):
    return assess(inventory(*lines), pack=data or pack(), options=options)


def middle(found, stage, criterion=CLIMATE):
    return found.impact(criterion, stage).value.mid


def kwh_by_hand():
    """The power of the component engine, which the oracle checks, over a year."""
    server = Server(
        cpu=Cpu(2, "Intel Xeon Gold 6134"),
        ram=(Ram(12, 32),),
        disks=(Disk("ssd", 1, 800),),
        load=30,
    )
    return assess_devices([server], EXACT).power[0, 1] * 8.766


def test_a_server_is_counted_from_its_parts_as_by_hand():
    found = of(machine(quantity=3.0))
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(3 * BY_HAND / 5)
    assert middle(found, Stage.USE) == pytest.approx(3 * kwh_by_hand() * 1.5 * 0.05)
    assert found.electricity_kwh.mid == pytest.approx(3 * kwh_by_hand() * 1.5)


def test_servers_that_tell_nothing_keep_the_factor_of_their_kind_beside_the_others():
    found = of(machine(quantity=2.0), {"device": "server", "quantity": 3.0})
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(2 * BY_HAND / 5 + 3 * 1000 / 5)
    use = (2 * kwh_by_hand() + 3 * 1000) * 1.5 * 0.05
    assert middle(found, Stage.USE) == pytest.approx(use)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ssd_gb": 800.0, "load": 20.0},
        {"cpu_name": "Processeur maison 42"},
        {"cpu_units": 2.0},
    ],
    ids=["nothing", "disks", "unknown processor", "a number of processors"],
)
def test_what_tells_too_little_is_counted_as_before(told):
    before = of({"device": "server", "quantity": 4.0}, data=pencil_pack())
    after = of({"device": "server", "quantity": 4.0} | told)
    assert [each.value for each in after.impacts] == [each.value for each in before.impacts]
    assert all(each.machine_parts is None for each in after.traces)


@pytest.mark.parametrize(
    "told", [{"ram_gb": 64.0}, {"cpu_cores": 32.0}, {"cpu_name": "AMD EPYC 7702"}]
)
def test_a_memory_a_number_of_cores_or_a_known_processor_is_enough(told):
    found = of({"device": "server"} | told)
    assert found.trace("server", Stage.MANUFACTURING, CLIMATE).machine_parts.devices == 1


def test_cores_of_the_whole_machine_are_shared_between_its_processors():
    found = of({"device": "server", "cpu_cores": 32.0, "ram_gb": 32.0})
    parts = {each.name: each.amount.mid for each in trace_parts(found)}
    assert (parts["cpu"], parts["cpu_die"]) == (2, pytest.approx(32 * 24.5))
    small = of({"device": "server", "cpu_cores": 8.0, "ram_gb": 32.0})
    assert {each.name: each.amount.mid for each in trace_parts(small)}["cpu"] == 1


def trace_parts(found, criterion=CLIMATE):
    return found.trace("server", Stage.MANUFACTURING, criterion).machine_parts.parts


def test_no_disk_is_no_disk_and_hard_disks_are_counted_by_their_usual_size():
    found = of(machine(ssd_gb=0.0, hdd_gb=9000.0))
    parts = {each.name: each.amount for each in trace_parts(found)}
    assert "ssd" not in parts
    assert parts["hdd"].mid == 3


def test_a_graphics_card_has_no_factor_so_the_kind_keeps_its_own():
    found = of(machine(gpu_units=1.0))
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(1000 / 5)
    assert middle(found, Stage.USE) == pytest.approx(kwh_by_hand() * 1.5 * 0.05)


def test_a_consumption_that_is_told_wins_over_the_one_computed():
    found = of(machine(yearly_kwh=500.0))
    assert middle(found, Stage.USE) == pytest.approx(500 * 1.5 * 0.05)
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(BY_HAND / 5)


def test_the_pue_and_the_life_of_a_line_are_its_own():
    found = of(machine(pue=1.2, lifetime=8.0), machine())
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(BY_HAND / 8 + BY_HAND / 5)
    assert middle(found, Stage.USE) == pytest.approx(kwh_by_hand() * (1.2 + 1.5) * 0.05)


def test_actual_ages_serve_servers_counted_from_their_parts_too():
    old = machine(purchased=date(2024, 1, 1))
    options = Options(lifetime=LifetimeRule.ACTUAL, on=date(2028, 1, 1))
    found = of(old, {"device": "server", "purchased": date(2026, 1, 1)}, options=options)
    years = 1461 / 365, 730 / 365
    assert middle(found, Stage.MANUFACTURING) == pytest.approx(BY_HAND / years[0] + 1000 / years[1])


def test_the_error_of_a_component_does_not_average_out():
    data = load_pack()
    one, many = (of(machine(quantity=n), data=data).impact(CLIMATE) for n in (1.0, 1000.0))
    assert many.value.low == pytest.approx(1000 * one.value.low)
    assert many.value.high == pytest.approx(1000 * one.value.high)


def test_two_machines_of_different_sizes_share_the_error_of_their_components():
    data = load_pack()
    small, large = (
        of(machine(ram_gb=gb), data=data).draws["server", CLIMATE, Stage.MANUFACTURING]
        for gb in (256.0, 1024.0)
    )
    assert np.corrcoef(small, large)[0, 1] > 0.9
    both = of(machine(ram_gb=256.0), machine(ram_gb=1024.0), data=data)
    together = both.draws["server", CLIMATE, Stage.MANUFACTURING]
    assert together == pytest.approx(small + large, rel=1e-2)


def test_draws_are_tied_to_the_components_not_to_the_fleet():
    data = load_pack()
    alone = of(machine(), data=data)
    beside = of(machine(), {"device": "laptop", "quantity": 50.0}, data=data)
    for stage in (Stage.MANUFACTURING, Stage.USE):
        key = "server", CLIMATE, stage
        assert (alone.draws[key] == beside.draws[key]).all()


def test_a_thousand_lines_of_three_machines_are_three_lives():
    lines = [machine(ram_gb=64.0 * (1 + n % 3)) for n in range(1000)]
    (holding,) = sum_up(inventory(*lines), pack(), on=None).holdings
    assert len(holding.spans) == 3
    assert sum(span.quantity for span in holding.spans) == 1000


def test_parts_of_an_inventory_summed_apart_are_the_whole():
    lines = inventory(machine(), machine(pue=1.3), {"device": "server"}, machine(ram_gb=64.0))
    data = pack()
    whole = sum_up(lines, data, on=None)
    frame = lines_with_reasons(lines, data)
    halves = [part_of(frame[:2], 2, on=None), part_of(frame[2:], 2, on=None)]
    assert fleet_of(halves, on=None).holdings == whole.holdings


def test_primary_energy_is_told_of_the_servers_that_say_what_they_are_made_of():
    found = of(machine(quantity=4.0), {"device": "server", "quantity": 6.0}, data=load_pack())
    assert found.assessed(PRIMARY, Stage.MANUFACTURING) == pytest.approx(0.4)
    assert found.assessed(PRIMARY) == 0
    known = of(machine(), data=load_pack())
    assert known.assessed(PRIMARY) == known.assessed(METALS) == known.assessed(CLIMATE) == 1


def test_a_figure_opens_to_its_parts_their_factors_sources_and_licences():
    found = of(machine(quantity=2.0), {"device": "server"}, data=load_pack())
    told = explain(found.trace("server", Stage.MANUFACTURING, CLIMATE), "en")
    assert "2 servers counted from their components" in told.formula
    assert "1 other × 748" in told.formula
    memory = next(line for line in told.inputs if line.name == "memory dies")
    assert "2.2 kg CO₂e per cm²" in memory.value
    assert "pedigree" in memory.note
    assert not memory.verified
    assert all(line.source.licence for line in told.inputs)
    used = explain(found.trace("server", Stage.USE, CLIMATE), "en")
    assert "for 2 servers from their components" in used.formula
    assert "power from the load" in {line.name for line in used.inputs}


def test_the_json_tells_every_part_with_its_source():
    entries = of(machine(), data=load_pack()).as_json()["components"]
    assert {each["criterion"] for each in entries} == {CLIMATE, METALS, PRIMARY}
    for part in entries[0]["parts"]:
        assert part["source"]
        assert part["licence"]
        assert part["amount"]["low"] <= part["amount"]["central"] <= part["amount"]["high"]
    made = sum(p["amount"]["central"] * p["factor"]["central"] for p in entries[0]["parts"])
    assert made == pytest.approx(BY_HAND)


def test_the_packaged_factors_of_parts_have_a_range_that_is_ours_and_says_why():
    facts = [
        each
        for each in load_pack().components.facts
        if each.attribute == "impact" and each.item in PARTS
    ]
    assert len(facts) == 39  # 13 parts, 3 criteria
    for each in facts:
        assert each.bounds.low < each.bounds.mid < each.bounds.high, each
        assert each.bounds.high / each.bounds.mid == pytest.approx(
            each.bounds.mid / each.bounds.low, rel=1e-2
        )
        assert "pedigree" in each.note["fr"]
        assert not each.verified


def test_a_processor_nobody_knows_widens_the_electricity():
    data = load_pack()
    known = of(machine(), data=data).electricity_kwh
    unknown = of(machine(cpu_name="", cpu_cores=16.0), data=data).electricity_kwh
    assert unknown.high / unknown.low > 1.2 * known.high / known.low


def test_knowing_a_component_is_a_gap_that_can_be_filled():
    found = of(machine(quantity=50.0), data=load_pack())
    assert ("component", "ram_die") in {(each.kind, each.subject) for each in found.gaps}


def scenario(lever, *lines):
    data = pack()
    ready = study(sum_up(inventory(*lines), data, on=None), pack=data, options=FIXED)
    return ready.run([lever])


def test_levers_work_on_servers_counted_from_their_parts():
    kept = scenario(KeepLonger("server", 3.0), machine(quantity=2.0))
    change = kept.change(CLIMATE, Stage.MANUFACTURING)
    assert change.difference.mid == pytest.approx(2 * BY_HAND * (1 / 8 - 1 / 5))
    cooled = scenario(RunRoomsAt(1.1), machine(), machine(pue=2.0))
    moved = kwh_by_hand() * 0.05 * ((1.1 - 1.5) + (1.1 - 2.0))
    assert cooled.change(CLIMATE, Stage.USE).difference.mid == pytest.approx(moved)
    hosted = scenario(HostIn("DE"), machine(), machine(pue=2.0))
    abroad = kwh_by_hand() * 3.5 * (0.5 - 0.05)  # the world's electricity in the pencil pack
    assert hosted.change(CLIMATE, Stage.USE).difference.mid == pytest.approx(abroad)
    lever = Virtualise(5.0)
    fewer = scenario(lever, machine(quantity=10.0))
    left = lever.host / 5 - 1  # five old servers make one, that weighs as much as ``host``
    assert fewer.devices_after == pytest.approx(2)
    assert fewer.change(CLIMATE, Stage.MANUFACTURING).difference.mid == pytest.approx(
        10 * BY_HAND / 5 * left
    )
    assert fewer.change(CLIMATE, Stage.USE).difference.mid == pytest.approx(
        10 * kwh_by_hand() * 1.5 * 0.05 * left
    )


def test_a_file_read_batch_by_batch_counts_the_same_servers(tmp_path):
    table = "Nom;Type;Processeur;Mémoire;SSD;PUE\n" + "".join(
        f"s{n};Serveur;2 x Intel Xeon Gold 6134;{64 * (1 + n % 4)} Go;800 Go;1,{n % 3}\n"
        for n in range(60)
    )
    whole, packed = tmp_path / "parc.csv", tmp_path / "parc.csv.gz"
    whole.write_text(table, encoding="utf-8")
    packed.write_bytes(gzip.compress(table.encode()))
    assert read(whole).holdings == read(packed).holdings
    assert len(read(packed).holdings[0].spans) == 4
