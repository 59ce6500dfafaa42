"""The configurations both engines count: terminals, monitors, servers, instances; whole or not."""

from itertools import product

import pandas as pd
import polars as pl
from boaviztapi import data_dir
from boaviztapi.data.archetype import get_device_archetype_lst
from boaviztapi.models.component.cpu import attributes_from_cpu_name

from jalons.footprint.engine.components import (
    Cpu,
    Disk,
    Gpu,
    Instance,
    PowerSupply,
    Ram,
    Server,
    Terminal,
)

CPUS = (
    "Intel Xeon Gold 6134",
    "Intel Xeon Silver 4210",
    "Intel Xeon E5-2603 V3",
    "Intel Xeon Platinum 8270",
    "AMD EPYC 7702",
    "AMD EPYC 7262",
    "Intel Xeon E-2278G",
)


def terminals():
    kinds = get_device_archetype_lst(f"{data_dir}/archetypes/user_terminal.csv")
    for kind in kinds:
        yield Terminal(kind, hours=35_040, country="FRA")
        yield Terminal(kind, hours=8_760)
        yield Terminal(
            kind, power=33.5, use_ratio=0.21, life_hours=43_800, hours=10_000, country="DEU"
        )
        if kind != "smartwatch-default":
            yield Terminal(kind, country="FRA")
            yield Terminal(kind, power=12, hours=100_000, country="USA")


def servers():
    for name, gb, load in product(CPUS, (8, 32, 64), (0, 30, 100)):
        yield Server(
            cpu=Cpu(2, name), ram=(Ram(12, gb),), disks=(Disk("ssd", 2, 400),),
            power_supply=PowerSupply(2, 10), case="rack", load=load, country="FRA",
        )  # fmt: skip
    for load in (10, 50, 77.5, ((50, 10), (30, 50), (20, 100))):
        yield Server(load=load, country="FRA")
        yield Server(load=load, hours=8_760)
    yield Server()
    yield Server(case="blade", country="FRA")
    yield Server(case="rack", hours=1_000, life_hours=52_560, country="SWE")
    yield Server(power=250, use_ratio=0.5, country="FRA")
    yield Server(overhead=0.1, country="FRA", load=20)
    yield Server(cpu=Cpu(1), ram=(Ram(4),), country="FRA")
    yield Server(cpu=Cpu(1, cores=8), ram=(Ram(gb=16),), country="FRA")
    for cores in (4, 8, 13, 24, 47, 64, 200):
        yield Server(cpu=Cpu(2, cores=cores, tdp=150), country="FRA", load=40)
        yield Server(cpu=Cpu(2, family="Skylake", cores=cores), country="FRA", load=40)
        yield Server(cpu=Cpu(1, family="Rome", cores=cores, tdp=200), country="FRA")
    for family in ("Skylake", "Cascade Lake", "Rome", "Milan", "Haswell", "Broadwell"):
        yield Server(cpu=Cpu(2, family=family), country="FRA")
    for tdp, profile in product(
        (35, 85, 120, 165, 205, 350), ("Xeon Gold", "Xeon Silver", "Xeon E5")
    ):
        yield Server(cpu=Cpu(2, tdp=tdp, profile=profile), load=60, country="FRA")
    yield Server(cpu=Cpu(2, profile="Xeon Gold"), load=60, country="FRA")
    yield Server(cpu=Cpu(2, die_mm2=694), country="FRA")
    yield Server(cpu=Cpu(2, cores=20, die_mm2_per_core=24.5), country="FRA")
    for maker in ("Samsung", "Micron", "SK hynix"):
        yield Server(ram=(Ram(8, 32, maker=maker), Ram(4, 16, density=1.5)), country="FRA")
    yield Server(disks=(Disk("ssd", 2, 960, maker="Samsung"), Disk("hdd", 4, 2000)), country="FRA")
    yield Server(disks=(Disk("hdd", 12, 8000),), country="FRA")
    yield Server(disks=(Disk("ssd", 1, 400, density=50.6), Disk("ssd", gb=800)), country="FRA")
    yield Server(disks=(Disk("hdd"),), country="FRA")
    for gpu in (
        Gpu(1),
        Gpu(4),
        Gpu(2, "NVIDIA P100"),
        Gpu(8, "NVIDIA Titan RTX", 250),
        Gpu(1, power=300),
    ):
        yield Server(gpu=gpu, country="FRA", load=30)
    yield Server(power_supply=PowerSupply(kg=4), country="FRA")
    yield Server(power_supply=PowerSupply(1), country="FRA")


def archetypes():
    for name in get_device_archetype_lst(f"{data_dir}/archetypes/server.csv"):
        yield Server(str(name), country="FRA", hours=8_760)


def instances(step=25):
    for provider in ("aws", "azure", "gcp", "ovhcloud", "scaleway"):
        names = get_device_archetype_lst(f"{data_dir}/archetypes/cloud/{provider}.csv")
        for name in names[::step]:
            yield Instance(f"{provider}/{name}", hours=8_760, country="FRA")
    yield Instance("aws/m5.xlarge", load=30, hours=8_760)


def processors(step=10):
    """Servers of one processor after another, but those BoaviztAPI takes for another one."""
    for name in pd.read_csv(f"{data_dir}/crowdsourcing/cpu_specs.csv")["name"][::step]:
        if attributes_from_cpu_name(name)[0] == name:
            yield Server(cpu=Cpu(2, name), load=37, case="rack", country="FRA")


def processor(tdp, load):
    return Server(cpu=Cpu(1, tdp=tdp, profile="Xeon Gold"), load=load, country="FRA")


def table():
    """A table of mixed rows, some cells empty."""
    return pl.DataFrame(
        {
            "kind": ["laptop-pro", "server", "monitor-default", "server", "server", "tv-pro"],
            "country": ["FRA", "FRA", None, "DEU", "FRA", "FRA"],
            "hours": [8_760.0, None, None, 1_000.0, None, 200_000.0],
            "power": [None, None, 20.0, None, None, None],
            "cpu_units": [None, 2, None, 1, 2, None],
            "cpu_cores": [None, 16, None, None, 16, None],
            "ram_units": [None, 8, None, None, 8, None],
            "ram_gb": [None, 32.0, None, None, 32.0, None],
            "ssd_units": [None, 2, None, None, 2, None],
            "ssd_gb": [None, 480.0, None, None, 480.0, None],
            "hdd_units": [None, None, None, 4, None, None],
            "load": [None, 25.0, None, None, 25.0, None],
        }
    )
