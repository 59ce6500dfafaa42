"""Our engine, given the factors of BoaviztAPI 2.5.0, finds its unrounded numbers.

Runs in the environment of `tools/oracles footprint`; elsewhere BoaviztAPI is absent and must be.
"""

import numpy as np
import pytest

pytest.importorskip("boaviztapi", reason="run by tools/oracles, in an environment of its own")

from boaviztapi.models.consumption_profile import CPUConsumptionProfileModel
from boaviztapi.utils.roundit import round_to_sigfig

from footprint.oracle import boavizta_peer as peer
from footprint.oracle import configurations
from footprint.oracle.boavizta_factors import CRITERIA, boavizta_factors
from jalons.footprint.engine.components import assess_columns, assess_devices, devices_of
from jalons.footprint.engine.factors.rounding import significant

# BoaviztAPI fits curves at each call; SciPy warns about a covariance nobody asks for.
pytestmark = pytest.mark.filterwarnings("ignore")

SAME = 1e-6
GROUPS = {
    "terminals": (configurations.terminals, 80),
    "servers": (configurations.servers, 140),
    "processors": (configurations.processors, 160),
    "archetypes": (configurations.archetypes, 340),
    "instances": (configurations.instances, 90),
}


@pytest.fixture(scope="module")
def factors():
    return boavizta_factors()


@pytest.mark.parametrize("group", GROUPS)
def test_every_configuration_gives_the_numbers_of_boaviztapi(group, factors):
    devices, least = list(GROUPS[group][0]()), GROUPS[group][1]
    ours = np.stack(assess_devices(devices, factors).per_device(), axis=1)
    theirs = np.array([peer.count(device, CRITERIA) for device in devices])

    apart = [
        device
        for device, mine, its in zip(devices, ours, theirs, strict=True)
        if not np.allclose(mine, its, rtol=SAME, atol=0, equal_nan=True)
    ]
    assert apart == []
    assert len(set(devices)) >= least
    assert np.isfinite(theirs).any(axis=(0, 3)).all() or group == "terminals"


def test_a_difference_of_a_millionth_would_be_seen(factors):
    device = next(iter(configurations.servers()))
    ours = np.stack(assess_devices([device], factors).per_device(), axis=1)[0]
    theirs = peer.count(device, CRITERIA)
    assert not np.allclose(ours * (1 + 3e-6), theirs, rtol=SAME, atol=0)


def test_a_table_gives_what_its_records_give(factors):
    frame = configurations.table()
    ours = assess_columns(frame, factors)
    theirs = [peer.count(device, CRITERIA) for device in devices_of(frame)]
    np.testing.assert_allclose(
        np.stack(ours.per_device(), axis=1), np.array(theirs), rtol=SAME, atol=0, equal_nan=True
    )


def test_pue_is_ours_alone_and_multiplies_electricity_only(factors):
    server = next(iter(configurations.servers()))
    plain, housed = assess_devices([server, server._replace(pue=1.5)], factors).per_device()[1]
    np.testing.assert_allclose(housed, plain * 1.5)


def test_power_follows_the_curve_boaviztapi_fits_at_any_load(factors):
    from jalons.footprint.engine.components.bill import bill_of

    for tdp in (35, 120, 205, 350):
        model = CPUConsumptionProfileModel()
        model.compute_consumption_profile_model(cpu_model_range="Xeon Gold", cpu_tdp=tdp)
        for load in range(0, 101, 5):
            server = configurations.processor(tdp, load)
            found = bill_of([server], factors).cpu[0, 1]
            expected = round_to_sigfig(model.apply_consumption_profile(load), 5)
            assert found == pytest.approx(expected, rel=SAME)


def test_digits_are_rounded_as_boaviztapi_rounds_them():
    values = [212.5, 99.95, 0.00012345, 123456.5, 7.0, 41.2, 1.0]
    for digits in (3, 5):
        assert significant(np.array(values), digits).tolist() == pytest.approx(
            [round_to_sigfig(value, digits) for value in values], rel=1e-12
        )
