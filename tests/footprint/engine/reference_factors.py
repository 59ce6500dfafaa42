"""The numbers the reference cases R1–R14 stand on: facts of BoaviztAPI 2.5.0, for tests only."""

import numpy as np

from jalons.footprint.engine.factors.components import (
    PARTS,
    Bounds,
    ComponentFactors,
    InstanceModel,
    PowerCurve,
    RamPower,
    ServerModel,
    TerminalModel,
)
from jalons.footprint.engine.factors.cpus import CpuModel, CpuTable

CRITERIA = ("gwp", "adp", "pe", "adpe")
NAN = float("nan")
# Part: impact of one unit for gwp, adp, pe; adpe is known of no part.
IMPACTS = {
    "cpu_die": (0.0197, 5.87e-9, 0.265),
    "cpu": (9.14, 0.0204, 156),
    "ram_die": (2.2, 6.3e-5, 27.3),
    "ram": (5.22, 1.69e-3, 74),
    "ssd_die": (2.2, 6.3e-5, 27.3),
    "ssd": (6.34, 5.63e-4, 73.98),
    "hdd": (31.11, 2.5e-4, 276),
    "power_supply": (24.3, 8.3e-3, 352),
    "motherboard": (66.1, 3.69e-3, 836),
    "assembly": (6.68, 1.41e-6, 68.6),
    "rack": (150, 2.02e-2, 2200),
    "blade": (30.9, 6.72e-4, 435),
    "blade_chassis": (880, 0.432, 12700),
}
# Kind: gwp, adpe; W (low, mid, high), share of the time, hours of life.
TERMINALS = {
    "laptop-pro": (181, 8.6e-3, (50, 75, 100), 0.3, 35_040),
    "laptop-perso": (175, 8.0e-3, (50, 75, 100), 0.3, 43_800),
    "desktop-pro": (277, 8.52e-3, (100, 175, 450), 0.3, 52_560),
    "smartphone": (84, 2.05e-3, (0.5, 1, 3), 0.3, 21_900),
    "tv-pro": (152, 2.49e-2, (17, 300, 1200), 0.3, 70_080),
    "box": (36.1, 4.41e-5, (5, 10, 20), 1, 43_800),
    "smartwatch": (NAN, NAN, (0, 0, 0), 1, None),
}
CPUS = (
    CpuModel("Intel Xeon Gold 6134", "Skylake", "Xeon Gold", die_mm2=694),
    CpuModel("Intel Xeon Platinum 8175M", "Skylake", "Xeon Platinum", 240, 24, 48, 615),
)


def exact(value):
    return Bounds.exact(value)


SUPPLIES = {"power_supply_units": exact(2), "power_supply_kg": Bounds(1, 2.99, 5)}
SERVERS = {
    "default": ServerModel(
        cpu_units=exact(2),
        ram_units=Bounds(6, 8, 10),
        ram_gb=exact(32),
        ssd_units=Bounds(1, 1, 2),
        ssd_gb=exact(1000),
        **SUPPLIES,
    ),
    "m5.metal": ServerModel(
        cpu_units=exact(2),
        ram_units=exact(12),
        ram_gb=exact(32),
        cpu_name="Intel Xeon Platinum 8175M",
        life_hours=52_560,
        **SUPPLIES,
    ),
}


def reference_factors(**changed):
    """Everything above as the engine takes it, but for what is ``changed``."""
    return ComponentFactors(
        **{
            "version": "reference cases",
            "criteria": CRITERIA,
            "parts": np.array([(*IMPACTS.get(part, (NAN,) * 3), NAN) for part in PARTS]),
            "generic_server": np.array([3660, NAN, NAN, 3.78e-2]),
            "terminals": {
                kind: TerminalModel(np.array([gwp, NAN, NAN, adpe]), Bounds(*power), ratio, life)
                for kind, (gwp, adpe, power, ratio, life) in TERMINALS.items()
            },
            "servers": SERVERS,
            "instances": {"m5.xlarge": InstanceModel("m5.metal", 4, 16, 0, 0)},
            "cpus": CpuTable(CPUS, (), default_die_mm2=(41.2, 523, 3640)),
            "gpus": {},
            "ram_density": {"": Bounds(0.625, 13.688 / 11, 2.375)},
            "ssd_density": {"": Bounds(16.4, 1042.8 / 19, 128)},
            "curves": {
                "": PowerCurve(171.2, 0.0354, 36.89, -10.13),
                "Xeon Gold": PowerCurve(35.5688, 0.2438, 9.6694, -0.6087),
                "Xeon Silver": PowerCurve(20.7794, 0.3043, 8.4241, 0.8613),
                "Xeon Platinum": PowerCurve(171.1813, 0.0354, 36.8953, -10.1336),
            },
            "tdp_shares": ((0, 0.12), (10, 0.32), (50, 0.75), (100, 1.02)),
            "ram_power": RamPower(3, 0.055, 0.7),
            "ssd_power": Bounds(2, 8, 20),
            "hdd_power": Bounds(5.4, 6.4, 9.4),
            "mixes": {
                "FRA": np.array([[x] * 3 for x in (0.098, 4.85798e-8, 11.289, 4.85798e-8)]),
                "": np.array(
                    [
                        (0.023, 0.38, 1.13161),
                        (1.324e-8, 6.42317e-8, 2.65575e-7),
                        (0.013, 12.873, 468.15),
                        (1.324e-8, 6.42317e-8, 2.65575e-7),
                    ]
                ),
            },
            "reach": 3.0,
            "power_digits": 5,
            **changed,
        }
    )
