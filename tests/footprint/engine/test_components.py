"""What the component engine must hold whatever the factors."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.engine.reference_factors import CPUS, reference_factors
from jalons.footprint.engine.components import (
    Cpu,
    Disk,
    Gpu,
    Instance,
    PowerSupply,
    Ram,
    Server,
    Terminal,
    assess_columns,
    assess_devices,
    devices_of,
)
from jalons.footprint.engine.components.columns import DEVICE_SCHEMA
from jalons.footprint.engine.components.devices import Configurations
from jalons.footprint.engine.components.power import fitted_shape
from jalons.footprint.engine.factors.components import PART, GpuModel, PowerCurve
from jalons.footprint.engine.factors.cpus import CpuModel, CpuTable
from jalons.footprint.engine.factors.rounding import significant
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack

FACTORS = reference_factors()
SHARES = FACTORS.tdp_shares

maybe = st.none()
counts = maybe | st.integers(1, 4)
rows = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["server", "server", "laptop-pro", "box"]),
        "country": maybe | st.just("FRA"),
        "hours": maybe | st.sampled_from([1.0, 8_760.0, 1e6]),
        "power": maybe | st.sampled_from([0.0, 20.0]),
        "use_ratio": maybe | st.sampled_from([0.1, 1.0]),
        "load": maybe | st.sampled_from([0.0, 33.0]),
        "cpu_units": counts,
        "cpu_name": maybe | st.sampled_from([cpu.name for cpu in CPUS]),
        "ram_units": counts,
        "ram_gb": maybe | st.sampled_from([8.0, 64.0]),
        "ssd_units": counts,
        "hdd_units": counts,
        "case": maybe | st.sampled_from(["rack", "blade"]),
    }
)


def one(device, factors=FACTORS):
    impacts = assess_devices([device], factors)
    return impacts.embodied[0], impacts.use[0]


def frame_of(found):
    used = [name for name in DEVICE_SCHEMA if name in found[0]]
    return pl.DataFrame(found, schema={name: DEVICE_SCHEMA[name] for name in used})


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=12))
def test_a_table_its_records_and_each_record_alone_give_the_same(found):
    frame = frame_of(found)
    devices = devices_of(frame)
    alone = [np.stack(one(device)) for device in devices]
    together = np.stack(assess_devices(devices, FACTORS).per_device(), axis=1)
    columns = np.stack(assess_columns(frame, FACTORS).per_device(), axis=1)
    np.testing.assert_allclose(together, alone, rtol=1e-12, equal_nan=True)
    np.testing.assert_allclose(columns, alone, rtol=1e-12, equal_nan=True)


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=8))
def test_low_is_never_above_mid_nor_mid_above_high(found):
    for values in assess_columns(frame_of(found), FACTORS).per_device():
        known = values[~np.isnan(values).any(axis=2)]
        assert (known[:, 0] <= known[:, 1] * (1 + 1e-12)).all()
        assert (known[:, 1] <= known[:, 2] * (1 + 1e-12)).all()


def test_totals_are_the_sum_of_the_devices():
    devices = [Terminal("box", country="FRA")] * 3 + [Server(country="FRA")]
    impacts = assess_devices(devices, FACTORS)
    for total, each in zip(impacts.totals(), impacts.per_device(), strict=True):
        np.testing.assert_allclose(total, each.sum(0))


def test_devices_that_are_alike_are_one_configuration():
    devices = [Terminal("box"), Server(), Terminal("box"), Server(), Terminal("tv-pro")]
    found = Configurations.of(devices)
    assert found.distinct == (Terminal("box"), Server(), Terminal("tv-pro"))
    assert found.index.tolist() == [0, 1, 0, 1, 2]
    assert found.counts().tolist() == [2, 2, 1]


def test_a_terminal_is_never_taken_for_an_instance_of_the_same_name():
    assert Terminal("box") != Instance("box")
    assert len({Terminal("box"), Instance("box"), Server("box")}) == 3


def test_devices_kept_longer_than_their_life_weigh_one_device():
    embodied, _ = one(Terminal("laptop-pro", hours=1e6))
    assert embodied[0, 1] == 181
    half, _ = one(Terminal("laptop-pro", hours=35_040 / 2))
    assert half[0, 1] == pytest.approx(181 / 2)


def test_what_is_given_wins_over_what_the_name_tells():
    named = Server(cpu=Cpu(2, "Intel Xeon Gold 6134"), case="rack")
    assert one(named._replace(cpu=Cpu(2, "Intel Xeon Gold 6134", die_mm2=694)))[0][
        0, 1
    ] == pytest.approx(one(named)[0][0, 1])
    bigger = one(named._replace(cpu=Cpu(2, "Intel Xeon Gold 6134", die_mm2=794)))[0][0, 1]
    assert bigger - one(named)[0][0, 1] == pytest.approx(2 * 100 * 0.0197)


def test_a_processor_no_table_knows_is_told():
    impacts = assess_devices([Server(cpu=Cpu(name="Zilog Z80"))], FACTORS)
    assert impacts.unnamed == ("Zilog Z80",)


def test_pue_is_an_option_that_multiplies_electricity_alone():
    plain, housed = Server(country="FRA"), Server(country="FRA", pue=1.6)
    np.testing.assert_allclose(one(housed)[1], one(plain)[1] * 1.6)
    np.testing.assert_allclose(one(housed)[0], one(plain)[0])


def test_measured_power_replaces_the_estimate():
    impacts = assess_devices([Server(power=240, country="FRA")], FACTORS)
    assert impacts.power.tolist() == [[240, 240, 240]]


def test_shares_of_time_at_several_loads_weigh_their_powers():
    mixed = assess_devices([Server(load=((25.0, 0.0), (75.0, 100.0)))], FACTORS).power
    idle, busy = (assess_devices([Server(load=load)], FACTORS).power for load in (0.0, 100.0))
    np.testing.assert_allclose(mixed, idle / 4 + busy * 3 / 4, rtol=1e-4)


def test_a_case_nobody_named_may_be_either():
    rack, blade, unknown = (one(Server(case=case))[0][0] for case in ("rack", "blade", None))
    assert unknown[1] == rack[1]
    assert unknown[0] == pytest.approx(min(rack[0], blade[0]))
    assert unknown[2] == pytest.approx(max(rack[2], blade[2]))


def test_a_part_without_a_factor_leaves_its_criterion_not_assessed():
    parts = FACTORS.parts.copy()
    parts[6, 2] = np.nan  # the primary energy of hard disks
    factors = reference_factors(parts=parts)
    assert np.isnan(one(Server(disks=(Disk("hdd", 1),)), factors)[0][2]).all()
    assert np.isfinite(one(Server(disks=(Disk("ssd", 1),)), factors)[0][2]).all()


def test_instances_that_share_a_whole_platform_weigh_that_platform():
    model = FACTORS.instances["m5.xlarge"]
    whole = {"whole": type(model)("m5.metal", 96, 384)}
    factors = reference_factors(instances=whole)
    np.testing.assert_allclose(one(Instance("whole"), factors)[0], one(Server("m5.metal"))[0])


def test_memory_is_shared_by_the_gigabyte_and_the_rest_by_the_vcpu():
    model = FACTORS.instances["m5.xlarge"]
    kinds = {
        name: type(model)("m5.metal", 48, memory) for name, memory in (("lean", 0), ("rich", 384))
    }
    factors = reference_factors(instances=kinds)
    lean, rich = (one(Instance(name), factors)[0][0, 1] for name in kinds)
    whole, bare = (one(Server("m5.metal", ram=ram))[0][0, 1] for ram in (None, ()))
    assert lean == pytest.approx(bare / 2)
    assert rich == pytest.approx(bare / 2 + (whole - bare))


@pytest.mark.parametrize("tdp", [35.0, 85.0, 150.0, 165.0, 250.0, 350.0])
@pytest.mark.parametrize("profile", ["", "Xeon Gold", "Xeon Silver"])
def test_no_curve_near_the_fitted_one_is_nearer_to_the_given_points(tdp, profile):
    base = FACTORS.curves[profile]
    shape = fitted_shape(base, tdp, SHARES, 3.0)

    def squares(a, c, e):
        return sum((a * np.log(x + c) + e - tdp * share) ** 2 for x, share in SHARES)

    steepest, highest = 3 * base.a, 3 * base.a * np.log(3 * base.b) + base.d + 2 * abs(base.d)
    assert shape.a <= steepest * (1 + 1e-9)
    assert shape.e <= highest + 1e-9 or shape.a < steepest
    best = squares(*shape)
    for moved in np.random.default_rng(1).normal(1, 1e-3, (200, 3)):
        a, c, e = np.array(shape) * moved
        if a <= steepest and (shape.a < steepest * (1 - 1e-9) or e <= highest):
            assert squares(a, c, e) >= best * (1 - 1e-9)


def test_without_a_reach_the_curve_scales_with_the_tdp():
    base = PowerCurve(1, 1, 1, 0)
    small, large = (fitted_shape(base, tdp, SHARES) for tdp in (10.0, 1000.0))
    assert large.a == pytest.approx(small.a * 100)
    assert large.c == pytest.approx(small.c)


def test_the_die_to_expect_comes_from_kin_then_from_all():
    table = CpuTable(
        [
            CpuModel("a", "X", cores=8, die_mm2=100),
            CpuModel("b", "X", cores=8, die_mm2=200),
            CpuModel("c", "Y", cores=16, die_mm2=400),
            CpuModel("d", "Z", cores=32),
        ]
    )
    assert table.die_mm2("X", 8) == (100, 150, 200)
    assert table.die_mm2("X", 16) == (200, 200, 400)  # all of X have 8 cores: in proportion
    assert table.die_mm2(None, 16) == (400, 400, 400)
    assert table.die_mm2(None, 24) == pytest.approx((650, 650, 650))  # on the line
    assert table.die_mm2("Z", None) == pytest.approx((100, 233, 400))
    assert CpuTable([]).die_mm2(cores=8) is None


def test_digits_round_halves_up():
    assert significant(np.array([212.5, 0.012345, 0.0]), 3).tolist() == pytest.approx(
        [213, 0.0123, 0]
    )


REFUSED = {
    "component_unknown": [
        Terminal("toaster"),
        Server("mainframe"),
        Instance("m9.huge"),
        Server(country="Atlantis"),
    ],
    "component_count": [
        Server(cpu=Cpu(-1)),
        Server(ram=(Ram(4, -8),)),
        Server(ram=(Ram(4, 8, density=0),)),
        Server(power_supply=PowerSupply(1, -2)),
    ],
    "component_range": [
        Terminal("box", power=-5),
        Terminal("box", use_ratio=1.5),
        Server(pue=0.8),
        Server(load=130),
        Server(load=((120.0, 50.0),)),
        Server(power=-1),
        Instance("m5.xlarge", load=-1),
    ],
    "component_hours": [
        Terminal("smartwatch"),
        Terminal("box", hours=-1),
        Terminal("box", life_hours=0),
    ],
}


@pytest.mark.parametrize(
    ("code", "device"), [(code, device) for code in REFUSED for device in REFUSED[code]]
)
def test_a_record_that_cannot_be_counted_is_refused_in_words(code, device):
    with pytest.raises(FootprintError) as caught:
        assess_devices([Terminal("box"), device], FACTORS)
    assert caught.value.code == code
    assert caught.value.message("fr") != caught.value.message("en")
    assert caught.value.hint("fr")


def test_a_processor_nothing_is_known_of_is_refused_without_a_usual_size():
    with pytest.raises(FootprintError) as caught:
        one(Server(), reference_factors(cpus=CpuTable(())))
    assert caught.value.code == "component_die"


def test_a_platform_without_threads_cannot_be_shared():
    with pytest.raises(FootprintError) as caught:
        one(Instance("m5.xlarge"), reference_factors(cpus=CpuTable((), (), (1, 2, 3))))
    assert caught.value.code == "component_vcpu"


def test_every_packaged_fact_has_a_source_a_unit_and_says_how_sure_it_is():
    facts = load_pack().components.facts
    assert len(facts) > 50
    for fact in facts:
        assert fact.source.licence, fact
        assert fact.bounds.low <= fact.bounds.mid <= fact.bounds.high, fact
        if not fact.source.verified:
            assert not fact.verified, fact
        if fact.source.publisher == "Jalons":
            assert fact.note or fact.attribute == "use_ratio", fact


def test_the_packaged_factors_count_a_server_and_say_what_they_cannot():
    factors = load_pack().components
    server = Server(cpu=Cpu(2, cores=16), ram=(Ram(8, 32),), hours=8_760, country="FR")
    embodied, use = one(server, factors)
    assert embodied[0, 0] < embodied[0, 1] < embodied[0, 2]
    assert np.isfinite(use).all()
    assert embodied[2, 0] < embodied[2, 1] < embodied[2, 2]
    card = one(server._replace(gpu=Gpu(1)), factors)[0]
    assert np.isnan(card[[0, 2]]).all()  # no open factor for a graphics card


@pytest.mark.parametrize(
    ("written", "tdp"),
    [
        ("Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz", 130),
        ("Intel(R) Xeon(R) CPU E5-2650 v4 @ 2.20GHz", 105),
        ("Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz", 95),
        ("AMD EPYC 7702 64-Core Processor", 200),
        ("AMD Ryzen 5 5600G with Radeon Graphics", 65),
        ("11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", 28),
        ("intel xeon silver 4210", 85),
    ],
)
def test_processors_are_known_as_operating_systems_write_them(written, tdp):
    found = load_pack().components.cpus.find(written)
    assert found is not None
    assert found.tdp == tdp


def test_a_processor_that_only_looks_like_another_is_not_taken_for_it():
    assert load_pack().components.cpus.find("Intel Xeon Gold 613") is None
    assert load_pack().components.cpus.find("") is None


def test_a_known_processor_draws_by_its_own_power():
    small, large = (
        assess_devices([Server(cpu=Cpu(1, name), load=100)], load_pack().components).power[0, 1]
        for name in ("Intel Xeon Silver 4210", "AMD EPYC 7702")
    )
    assert large - small == pytest.approx(1.02 * (200 - 85) * 1.33, rel=0.01)


def test_a_card_without_factors_leaves_its_server_not_assessed_but_counts_its_power():
    factors = load_pack().components
    bare, carded = Server(load=50.0), Server(load=50.0, gpu=Gpu(2, "NVIDIA T4", 70))
    assert np.isnan(one(carded, factors)[0][0]).all()
    power = [assess_devices([each], factors).power[0, 1] for each in (bare, carded)]
    assert power[1] - power[0] == pytest.approx(140 * 1.33)


def test_a_card_with_factors_adds_its_parts():
    card = GpuModel(1.5, 0.3, 0.9, 296, 900, 1200, 19_000, 1_000, 0)
    parts = FACTORS.parts.copy()
    parts[PART["gpu_casing"] :, 0] = 1.0
    factors = reference_factors(parts=parts, gpus={"card": card})
    added = one(Server(gpu=Gpu(2, "card")), factors)[0][0] - one(Server(), factors)[0][0]
    expected = 2 * (0.3 + 0.9 + 296 + 900 + 1200 + 1.5 + 1.5 * 20_000 + 1.5)
    assert added == pytest.approx([expected] * 3)
    with pytest.raises(FootprintError) as caught:
        one(Server(gpu=Gpu(1, "Voodoo 2")), factors)
    assert caught.value.code == "component_unknown"


def test_a_table_with_an_unknown_kind_or_country_is_refused():
    for frame in (
        pl.DataFrame({"kind": ["box", "toaster"]}),
        pl.DataFrame({"kind": [None, "box"]}),
        pl.DataFrame({"kind": ["box", "box"], "country": ["FRA", "Atlantis"]}),
    ):
        with pytest.raises(FootprintError) as caught:
            assess_columns(frame, FACTORS)
        assert caught.value.code == "component_unknown"


def test_a_large_table_of_terminals_gives_each_its_own_result():
    kinds = ["laptop-pro", "box", "tv-pro"] * 40
    countries = ["FRA", None] * 60
    frame = pl.DataFrame({"kind": kinds, "country": countries})
    embodied, use = assess_columns(frame, FACTORS).per_device()
    records = [Terminal(kind, country=c) for kind, c in zip(kinds, countries, strict=True)]
    expected = assess_devices(records, FACTORS).per_device()
    np.testing.assert_array_equal(embodied, expected[0])
    np.testing.assert_array_equal(use, expected[1])


def test_an_empty_list_or_table_gives_empty_results():
    assert assess_devices([], FACTORS).per_device()[0].shape == (0, 4, 3)
    empty = pl.DataFrame(schema={"kind": pl.String})
    assert assess_columns(empty, FACTORS).per_device()[0].shape == (0, 4, 3)


def test_no_two_kinds_of_device_can_be_taken_for_one_another():
    """Records are told apart as tuples are: by their length, then by what they hold."""
    assert len({len(kind._fields) for kind in (Terminal, Server, Instance)}) == 3
    found = Configurations.of([Terminal("a"), Instance("a"), Server("a"), Terminal("a")])
    assert found.counts().tolist() == [2, 1, 1]
