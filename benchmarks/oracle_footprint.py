"""The same 10,000 devices, counted by BoaviztAPI 2.5.0 and by our engine, side by side in one run.

Run: tools/oracles footprint --benchmark [TIMES]   (where BoaviztAPI is installed)

5,000 laptops, 3,000 monitors, 1,000 desktops, 1,000 servers (4 CPUs × 3 memory sizes × 3 loads),
over their life, in France: climate change, resources, primary energy. Each way starts from the list
of 10,000 records and ends with the results of each device. Prints the fewest seconds of the runs,
on the wall and of processor (all threads), and their ratios; a target is reached when both ratios
reach it. Refuses figures that differ by more than 1e-6.

- "direct": BoaviztAPI called in Python for each device, as its API does for each request;
- "memoised": BoaviztAPI called once for each distinct record;
- "ours, records": from the same Python list, distinct records found by the engine;
- "ours, table": from the same devices as a table, the form our readers give them.
"""

import gc
import pickle
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
warnings.simplefilter("ignore")

# Found once the tests are on the path.
# ruff: noqa: E402, I001
from footprint.oracle import boavizta_peer as peer
from footprint.oracle.boavizta_factors import boavizta_factors

from jalons.footprint.engine.components import (
    Cpu,
    Disk,
    PowerSupply,
    Ram,
    Server,
    Terminal,
    assess_columns,
    assess_devices,
)
from jalons.footprint.engine.components.columns import DEVICE_SCHEMA

type Found = tuple[np.ndarray, np.ndarray]

CRITERIA = ("gwp", "adp", "pe")
CPUS = (
    "Intel Xeon Gold 6134",
    "Intel Xeon Silver 4210",
    "Intel Xeon Platinum 8270",
    "AMD EPYC 7702",
)
TERMINALS = (("laptop-pro", 5_000), ("monitor-default", 3_000), ("desktop-pro", 1_000))
TARGETS = {"direct": 225, "memoised": 7, "terminals": 700}


def servers() -> list[Server]:
    """A thousand servers, each a record of its own."""
    return [
        Server(
            cpu=Cpu(2, CPUS[n % 4]),
            ram=(Ram(12, (16.0, 32.0, 64.0)[n // 4 % 3]),),
            disks=(Disk("ssd", 2, 400.0),),
            power_supply=PowerSupply(2, 10.0),
            case="rack",
            load=(10.0, 30.0, 60.0)[n // 12 % 3],
            country="FRA",
        )
        for n in range(1_000)
    ]


def terminals() -> list[Terminal]:
    """Nine thousand terminals."""
    return [Terminal(kind, country="FRA") for kind, count in TERMINALS for _ in range(count)]


def table(devices: list[Server | Terminal]) -> pl.DataFrame:
    """The same devices as a table."""
    rows = [_row(device) for device in devices]
    used = [name for name in DEVICE_SCHEMA if any(name in row for row in rows)]
    return pl.DataFrame(rows, schema={name: DEVICE_SCHEMA[name] for name in used})


def _row(device: Server | Terminal) -> dict[str, object]:
    if isinstance(device, Terminal):
        return {"kind": device.kind, "country": device.country}
    cpu, ram, disk, supply = device.cpu, device.ram, device.disks, device.power_supply
    if cpu is None or ram is None or disk is None or supply is None:
        raise ValueError(device)
    return {
        "kind": "server", "country": device.country, "load": device.load, "case": device.case,
        "cpu_units": cpu.units, "cpu_name": cpu.name, "ram_units": ram[0].units,
        "ram_gb": ram[0].gb, "ssd_units": disk[0].units, "ssd_gb": disk[0].gb,
        "power_supply_units": supply.units, "power_supply_kg": supply.kg,
    }  # fmt: skip


def fresh(devices: list[Server | Terminal]) -> list[Server | Terminal]:
    """The same records as a reader makes them: no two share an object, not even a text."""
    return [
        Terminal(_copy(device.kind), country=_copy(device.country))
        if isinstance(device, Terminal)
        else pickle.loads(pickle.dumps(device))
        for device in devices
    ]


def _copy(text: str | None) -> str:
    return f"{text} "[:-1]


@dataclass(frozen=True, slots=True)
class Spent:
    """The fewest seconds of several runs, on the wall and of processor."""

    wall: float
    cpu: float

    def over(self, other: "Spent") -> float:
        """How many times the other this is, on the less favourable of both clocks."""
        return min(self.wall / other.wall, self.cpu / other.cpu)


def seconds[T](
    prepare: Callable[[], T], work: Callable[[T], Found], times: int
) -> tuple[Spent, Found]:
    """The fewest seconds of ``times`` runs, and the last result."""
    wall, cpu = [], []
    for _ in range(times):
        devices_in = prepare()
        gc.collect()
        started, busy = time.perf_counter(), time.process_time()
        found = work(devices_in)
        cpu.append(time.process_time() - busy)
        wall.append(time.perf_counter() - started)
    return Spent(min(wall), min(cpu)), found


def counted(devices: list[Server | Terminal], count: Callable[..., np.ndarray]) -> Found:
    """What BoaviztAPI finds for each device: embodied, use."""
    found = np.array([count(device, CRITERIA) for device in devices])
    return found[:, 0], found[:, 1]


def side_by_side(name: str, devices: list[Server | Terminal], times: int) -> dict[str, Spent]:
    """Count the devices in the four ways; seconds of each."""
    factors = boavizta_factors(CRITERIA)

    def forgotten() -> list[Server | Terminal]:
        peer.counted_once.cache_clear()
        return fresh(devices)

    ways: dict[str, tuple[Any, Any, int]] = {
        "direct": (lambda: fresh(devices), lambda devices_in: counted(devices_in, peer.count), 1),
        "memoised": (forgotten, lambda devices_in: counted(devices_in, peer.counted_once), 3),
        "ours, records": (
            lambda: fresh(devices),
            lambda devices_in: assess_devices(devices_in, factors).per_device(),
            times,
        ),
        "ours, table": (
            lambda: table(devices),
            lambda devices_in: assess_columns(devices_in, factors).per_device(),
            times,
        ),
    }
    spent: dict[str, Spent] = {}
    reference: Found | None = None
    print(f"{name}: {len(devices):,} devices, {len(set(devices))} distinct")
    for way, (prepare, work, runs) in ways.items():
        spent[way], found = seconds(prepare, work, runs)
        reference = reference or found
        for ours, theirs in zip(found, reference, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=0)
        ratio = f"{spent['direct'].over(spent[way]):,.0f} × direct"
        if "memoised" in spent:
            ratio += f", {spent['memoised'].over(spent[way]):,.1f} × memoised"
        speed = len(devices) / spent[way].wall
        clocks = f"{spent[way].wall:9.5f} s {spent[way].cpu:9.5f} s cpu"
        print(f"  {way:14} {clocks} {speed:12,.0f} devices/s   {ratio}", flush=True)
    return spent


def main() -> None:
    """Print the comparison; leave with 1 when a target is missed."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    ended = terminals()
    fleet = side_by_side("fleet", [*ended, *servers()], times)
    alone = side_by_side("terminals alone", list(ended), times)
    reached = {
        f"{name}, {form}, × {way}": (found[way].over(found[f"ours, {form}"]), TARGETS[target])
        for name, found, way, target in (
            ("fleet", fleet, "direct", "direct"),
            ("fleet", fleet, "memoised", "memoised"),
            ("terminals", alone, "direct", "terminals"),
        )
        for form in ("records", "table")
    }
    for what, (ratio, target) in reached.items():
        print(f"{what}: {ratio:,.0f} (target {target}) {'ok' if ratio >= target else 'MISSED'}")
    print("All results equal to BoaviztAPI's to 1e-6.")
    sys.exit(any(ratio < target for ratio, target in reached.values()))


if __name__ == "__main__":
    main()
