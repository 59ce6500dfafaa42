"""The factors and archetypes of the installed BoaviztAPI, as our engine takes them.

A test dependency only: BoaviztAPI is AGPL-3.0, nothing of it is in the product.
"""

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from boaviztapi import data_dir
from boaviztapi.data.archetype import get_component_archetype, row2json
from boaviztapi.data.factor_provider import impact_factors
from boaviztapi.models.component import ComponentHDD, ComponentSSD
from boaviztapi.models.component.cpu import attributes_from_cpu_name
from boaviztapi.models.component.gpu import (
    VRAM_DIE_SURFACE_PER_GB,
    ComponentGPU,
    _calculate_effective_area_on_circular_wafer,
)
from boaviztapi.models.consumption_profile import (
    CPUConsumptionProfileModel,
    RAMConsumptionProfileModel,
)

from jalons.footprint.engine.factors.components import (
    PARTS,
    Bounds,
    ComponentFactors,
    GpuModel,
    InstanceModel,
    PowerCurve,
    RamPower,
    ServerModel,
    TerminalModel,
)
from jalons.footprint.engine.factors.cpus import CpuModel, CpuTable

CRITERIA = ("gwp", "adp", "pe", "adpe")
# BoaviztAPI charges the electricity of its "adp" with the mix of "adpe".
MIX_OF = {"gwp": "gwp", "adp": "adpe", "pe": "pe", "adpe": "adpe"}
DATA = Path(data_dir)

SIMPLE = {
    "cpu_die": ("cpu", "die_impact"),
    "cpu": ("cpu", "impact"),
    "ram_die": ("ram", "die_impact"),
    "ram": ("ram", "impact"),
    "ssd_die": ("ssd", "die_impact"),
    "ssd": ("ssd", "impact"),
    "hdd": ("hdd", "impact"),
    "power_supply": ("power_supply", "impact"),
    "motherboard": ("motherboard", "impact"),
    "assembly": ("assembly", "impact"),
}
CASE = {
    "rack": ("rack", "impact"),
    "blade": ("blade", "impact_blade_server"),
    "blade_chassis": ("blade", "impact_blade_16_slots"),
}
CARD = {
    "gpu_casing": ("casing", "manufacture"),
    "gpu_heatsink": ("heatsink", "manufacture"),
    "gpu_board": ("pwb", "manufacture"),
    "gpu_die": ("gpu", "manufacture"),
    "gpu_vram": ("vram", "manufacture"),
    "gpu_upstream": ("upstream_transport", "manufacture"),
    "gpu_boat": ("transport_boat", "distribution"),
    "gpu_truck": ("transport_truck", "distribution"),
    "gpu_plane": ("transport_plane", "distribution"),
    "gpu_end_of_life": ("end_of_life", "eol"),
}


def boavizta_factors(criteria=CRITERIA):
    """All of them, for climate, resources (both of its names for them) and primary energy."""
    gpus = {"": _default_card()} | {each["name"]: _card(each) for each in _table("gpu_specs")}
    servers = {name: _server(name, row, gpus) for name, row in _archetypes("server").items()}
    servers["default"] = servers["platform_compute_medium"]
    return ComponentFactors(
        version="boaviztapi 2.5.0",
        criteria=criteria,
        parts=np.array([[_part(part, criterion) for criterion in criteria] for part in PARTS]),
        generic_server=np.array([_number(_entry("SERVER", c, "impact")) for c in criteria]),
        terminals=_terminals(criteria),
        servers=servers,
        instances=_instances(),
        cpus=CpuTable(tuple(_cpus()), _surveyed()),
        gpus=gpus,
        ram_density=_densities("ram_manufacture"),
        ssd_density=_densities("ssd_manufacture"),
        curves=_curves(),
        tdp_shares=tuple(
            zip(
                CPUConsumptionProfileModel._TDP_RATIOS_WORKLOAD,
                CPUConsumptionProfileModel._TDP_RATIOS,
                strict=True,
            )
        ),
        ram_power=RamPower(
            RAMConsumptionProfileModel.dimm_base_power,
            RAMConsumptionProfileModel.dimm_power_per_gb,
            RAMConsumptionProfileModel.idle_power_ratio,
        ),
        ssd_power=_triple(*ComponentSSD.POWER_PER_DRIVE),
        hdd_power=_triple(*ComponentHDD.POWER_PER_DRIVE),
        mixes=_mixes(criteria),
        reach=3.0,
        power_digits=5,
    )


def _triple(value, low, high):
    return Bounds(low, value, high)


def _number(value):
    return math.nan if value is None else float(value)


def _entry(item, criterion, *path):
    node = impact_factors.get(item, {}).get(criterion)
    for step in path:
        node = node.get(step) if node else None
    return node


def _part(part, criterion):
    if part in SIMPLE:
        item, name = SIMPLE[part]
        return _number(_entry(item, criterion, name))
    if part in CASE:
        return _number(_entry("case", criterion, *CASE[part]))
    component, stage = CARD[part]
    found = impact_factors["gpu"][component][stage].get(criterion)
    return _number(found and found["impact"])


def _table(name):
    return list(pd.read_csv(DATA / f"crowdsourcing/{name}.csv").to_dict("records"))


def _archetypes(name):
    with (DATA / f"archetypes/{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["id"].strip(): row2json(row) for row in reversed(rows)}


def _told(value):
    return None if pd.isna(value) else value


def _cpus():
    for each in _table("cpu_specs"):
        curve = CPUConsumptionProfileModel.lookup_consumption_profile(
            _told(each["manufacturer"]), _told(each["model_range"])
        )
        whole = {
            name: None if _told(each[column]) is None else int(each[column])
            for name, column in (
                ("tdp", "tdp"),
                ("cores", "cores"),
                ("threads", "threads"),
                ("die_mm2", "total_die_size"),
            )
        }
        yield CpuModel(
            each["name"], _told(each["code_name"]), _profile(curve) if curve else "", **whole
        )


def _surveyed():
    """BoaviztAPI cuts the area it gives a name to whole mm2, not those it draws averages from."""
    return tuple(
        CpuModel(
            each["name"],
            _told(each["code_name"]),
            cores=_told(each["cores"]),
            die_mm2=_told(each["total_die_size"]),
        )
        for each in _table("cpu_specs")
    )


def _profile(curve):
    return "/".join(str(curve[name]) for name in "abcd")


def _curves():
    default = get_component_archetype("DEFAULT", "cpu")["CONSUMPTION_PROFILE"]["params"]["default"]
    profiles = pd.read_csv(DATA / "consumption_profile/cpu/cpu_profile.csv").to_dict("records")
    curves = {"": PowerCurve(*(default[name] for name in "abcd"))}
    for each in profiles:
        curve = PowerCurve(*(each[name] for name in "abcd"))
        curves[_profile(each)] = curves[each["model_range"]] = curve
    return curves


def _densities(name):
    table = pd.read_csv(DATA / f"crowdsourcing/{name}.csv")

    def bounds(rows):
        return Bounds(rows.min(), rows.mean(), rows.max())

    by_maker = {
        maker.casefold(): bounds(rows["density"]) for maker, rows in table.groupby("manufacturer")
    }
    return {"": bounds(table["density"])} | by_maker


def _default_card():
    card = {name: value.get("default") for name, value in _default_gpu().items() if value}
    return GpuModel(
        kg=card["weight"],
        casing_kg=card["casing_weight"],
        heatsink_kg=card["heatsink_weight"],
        board_cm2=card["pwb_surface"],
        die_mm2=_calculate_effective_area_on_circular_wafer(card["gpu_surface"]),
        vram_mm2=_vram(card["vram"], card["vram_dies"]),
        boat_km=card["transport_boat"],
        truck_km=card["transport_truck"],
        plane_km=card["transport_plane"],
    )


def _default_gpu():
    return get_component_archetype("DEFAULT", "gpu")


def _vram(gigabytes, dies):
    area = _calculate_effective_area_on_circular_wafer(gigabytes * VRAM_DIE_SURFACE_PER_GB / dies)
    return area * dies


def _card(each):
    return _model(ComponentGPU(), each["name"])


def _model(gpu, name):
    """A card as BoaviztAPI completes it from its name: its own completion, read once."""
    if name:
        gpu.name.set_input(name)
    return GpuModel(
        kg=gpu.weight.value,
        casing_kg=gpu.casing_weight.value,
        heatsink_kg=gpu.heatsink_weight.value,
        board_cm2=gpu.pwb_surface.value,
        die_mm2=gpu.gpu_surface.value,
        vram_mm2=gpu.vram_surface.value,
        boat_km=gpu.transport_boat.value,
        truck_km=gpu.transport_truck.value,
        plane_km=gpu.transport_plane.value,
    )


def _bounds(row, part, name, default=0.0):
    value = row.get(part, {}).get(name) or {}
    mid = value.get("default", default)
    return Bounds(value.get("min", mid), mid, value.get("max", mid))


def _server(name, row, gpus):
    gpu_units = _bounds(row, "GPU", "units").mid
    gpus[f"archetype {name}"] = _model(ComponentGPU(archetype=row["GPU"]), None)
    cpu_name = _full_name(row["CPU"]["name"].get("default"))
    return ServerModel(
        cpu_units=_bounds(row, "CPU", "units"),
        ram_units=_bounds(row, "RAM", "units"),
        ram_gb=_bounds(row, "RAM", "capacity"),
        cpu_name=cpu_name,
        threads=row["CPU"]["threads"].get("default"),
        ssd_units=_bounds(row, "SSD", "units"),
        ssd_gb=_bounds(row, "SSD", "capacity"),
        hdd_units=_bounds(row, "HDD", "units"),
        hdd_gb=_bounds(row, "HDD", "capacity"),
        gpu_units=gpu_units,
        gpu=f"archetype {name}",
        power_supply_units=_bounds(row, "POWER_SUPPLY", "units"),
        power_supply_kg=_bounds(row, "POWER_SUPPLY", "unit_weight"),
        case=row["CASE"]["case_type"]["default"],
        load=_bounds(row, "USAGE", "time_workload"),
        use_ratio=row["USAGE"]["use_time_ratio"]["default"],
        life_hours=row["USAGE"]["hours_life_time"]["default"],
        overhead=_bounds(row, "USAGE", "other_consumption_ratio"),
        dimm_gb=_dimm(cpu_name),
    )


@cache
def _full_name(name):
    """The name BoaviztAPI finds nearest to the one its archetype gives."""
    found = attributes_from_cpu_name(name) if name else None
    return found[0] if found else name


_FAMILY = {each["name"]: _told(each["code_name"]) for each in _table("cpu_specs")}


def _dimm(cpu_name):
    memory = RAMConsumptionProfileModel.memory_type_from_cpu_family(_FAMILY.get(cpu_name))
    return RAMConsumptionProfileModel.typical_dimm_capacity[memory]


def _instances():
    found = {}
    for path in sorted((DATA / "archetypes/cloud").glob("*.csv")):
        if path.stem in {"providers", "regions"}:
            continue
        for name, row in _archetypes(f"cloud/{path.stem}").items():
            found[f"{path.stem}/{name}"] = InstanceModel(
                platform=str(row["platform"]["default"]),
                vcpu=row["vcpu"]["default"],
                memory_gb=row["memory"]["default"],
                ssd_gb=row["ssd_storage"].get("default"),
                hdd_gb=row["hdd_storage"].get("default"),
                gpu_units=row["gpu_units"].get("default") or 0,
            )
    return found


def _terminals(criteria):
    """By archetype name, e.g. ``laptop-pro``."""
    found = {}
    for name, row in _archetypes("user_terminal").items():
        item = row["device_type"]["default"].upper()
        kind = row["type"]["default"]
        found[name] = TerminalModel(
            embodied=np.array([_terminal(item, kind, criterion) for criterion in criteria]),
            power=_bounds(row, "USAGE", "avg_power"),
            use_ratio=row["USAGE"]["use_time_ratio"]["default"],
            life_hours=row["USAGE"]["hours_life_time"].get("default"),
        )
    return found


def _terminal(item, kind, criterion):
    if item == "SMARTWATCH":
        return math.nan
    entry = impact_factors.get(item, {}).get(criterion) or {}
    entry = entry if "impact" in entry else entry.get(kind) or {}
    return _number(entry.get("impact"))


def _mixes(criteria):
    electricity = impact_factors["electricity"]
    known = {
        code: _mix(electricity[code], criteria)
        for code in electricity["available_countries"].values()
        if all(MIX_OF[criterion] in electricity.get(code, {}) for criterion in criteria)
    }
    extremes = electricity["min-max"]
    anywhere = [
        (
            float(extremes[MIX_OF[criterion]]["min"]),
            electricity["EEE"].get(MIX_OF[criterion], {}).get("value", math.nan),
            float(extremes[MIX_OF[criterion]]["max"]),
        )
        for criterion in criteria
    ]
    return known | {"": np.array(anywhere)}


def _mix(country, criteria):
    return np.array([[country[MIX_OF[criterion]]["value"]] * 3 for criterion in criteria])
