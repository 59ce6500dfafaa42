"""The bills of quantities of servers that state their components, one per distinct machine.

The key of a machine is a text, so that parts of an inventory summed apart can be added up
before anything is computed. What a row does not say is completed from the usual server, with its
range: see ``engine/components``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from jalons.footprint.engine.components.bill import CASES, Bill, bill_of, case_factors
from jalons.footprint.engine.components.columns import SERVER, devices_of
from jalons.footprint.engine.components.devices import Server
from jalons.footprint.engine.factors.components import (
    BLADES_PER_CHASSIS,
    PARTS,
    Bounds,
    ComponentFactors,
    Floats,
)

HOURS_PER_YEAR = 8766
# Sixteen cores and more stand on two processors: our assumption when the row does not say.
CORES_OF_ONE = 16
_SEPARATOR = "\x1f"

# What a line may say of a machine, in the order of its key. Totals of the whole machine.
MACHINE_FIELDS: Mapping[str, type[pl.DataType]] = {
    "cpu_name": pl.String,
    "cpu_units": pl.Float64,
    "cpu_cores": pl.Float64,
    "ram_gb": pl.Float64,
    "ssd_gb": pl.Float64,
    "hdd_gb": pl.Float64,
    "gpu_units": pl.Float64,
    "load": pl.Float64,
}
# Disks or a load alone leave nearly everything to be guessed.
_NEEDED = ("cpu_name", "cpu_cores", "ram_gb")


@dataclass(frozen=True, slots=True, eq=False)
class MachineBill:
    """The parts and power of one machine: ``amounts`` (parts × low, mid, high) in the order of
    ``PARTS``, and ``kwh`` (low, mid, high) in a year, before PUE.

    ``covers``: the criteria for which every part has a factor.
    """

    amounts: Floats
    kwh: Floats
    covers: frozenset[str]


def machine_keys(lines: pl.DataFrame) -> pl.Series:
    """The key of each line's machine; null when it is no server, or names neither processor nor
    memory.
    """
    columns = lines.columns
    enough = [
        (pl.col(name) != "") if MACHINE_FIELDS[name] == pl.String else pl.col(name).is_not_null()
        for name in _NEEDED
        if name in columns
    ]
    keys = pl.repeat(None, lines.height, dtype=pl.String, eager=True).alias("machine")
    if not enough:
        return keys
    server, described = pl.col("device") == SERVER, pl.any_horizontal(enough)
    rows = lines.select((server & described).fill_null(value=False)).to_series().arg_true()
    if not len(rows):  # nearly all inventories: nothing to write for their millions of lines
        return keys
    texts = [
        pl.col(name).cast(pl.String).fill_null("") if name in columns else pl.lit("")
        for name in MACHINE_FIELDS
    ]
    found = lines[rows].select(pl.concat_str(texts, separator=_SEPARATOR)).to_series()
    return keys.scatter(rows, found).alias("machine")


def bills(keys: Iterable[str], factors: ComponentFactors) -> dict[str, MachineBill]:
    """The bill of each machine that says enough; the others are left out.

    Enough is a memory, a number of cores, or a processor whose power is known by name.
    """
    library, wanted = known_bills(factors), set(keys)
    missing = sorted(wanted - library.keys())
    if missing:
        library |= dict.fromkeys(missing) | _bills(missing, factors)
    return {key: bill for key in sorted(wanted) if (bill := library[key]) is not None}


@lru_cache(maxsize=4)
def known_bills(factors: ComponentFactors) -> dict[str, MachineBill | None]:
    """The bills already made with these factors: a scenario needs the same ones again.

    A machine that says too little has none.
    """
    del factors
    return {}


def _bills(keys: Sequence[str], factors: ComponentFactors) -> dict[str, MachineBill]:
    rows = {key: each for key in keys if (each := _device_row(key, factors)) is not None}
    if not rows:
        return {}
    schema = {
        "kind": pl.String, "load": pl.Float64, "cpu_name": pl.String, "cpu_units": pl.Int64,
        "cpu_cores": pl.Int64, "ram_units": pl.Int64, "ram_gb": pl.Float64, "ssd_units": pl.Int64,
        "ssd_gb": pl.Float64, "hdd_units": pl.Int64, "gpu_units": pl.Int64,
    }  # fmt: skip
    frame = pl.DataFrame([values for values, _ in rows.values()], schema=schema, orient="row")
    servers = [each for each in devices_of(frame) if isinstance(each, Server)]
    bill = bill_of(servers, factors)
    amounts = _amounts(bill, [extra for _, extra in rows.values()], factors)
    kwh = _kwh(bill, frame, factors)
    covered = _covered(amounts, factors)
    return {key: MachineBill(amounts[at], kwh[at], covered[at]) for at, key in enumerate(rows)}


type _Row = tuple[str | float | None, ...]


def _device_row(key: str, factors: ComponentFactors) -> tuple[_Row, float | None] | None:
    """A row of the device table from a key, and the GB of its hard disks."""
    name, *texts = key.split(_SEPARATOR)
    units, cores, ram, ssd, hdd, gpus, load = (float(text) if text else None for text in texts)
    known = factors.cpus.find(name) if name else None
    if ram is None and cores is None and (known is None or known.tdp is None):
        return None
    if units is None and cores is not None:
        units = 1.0 if cores < CORES_OF_ONE else 2.0
    each = None if cores is None or not units else max(1, round(cores / units))
    modules, module = _split(ram, factors, "ram")
    disks, disk = _split(ssd, factors, "ssd")
    spun = None if hdd is None else _split(hdd, factors, "hdd")[0]
    row: _Row = (
        SERVER, load, name or None, None if units is None else round(units), each, modules, module,
        disks, disk, spun, None if gpus is None else round(gpus),
    )  # fmt: skip
    return row, hdd


def _split(
    total: float | None, factors: ComponentFactors, part: str
) -> tuple[int | None, float | None]:
    """A total in GB as modules of the usual size, and the GB of each."""
    if total is None:
        return None, None
    if total == 0:
        return 0, 0.0
    usual = fact(factors, part, "usual_gb")
    count = max(1, math.ceil(total / (usual.mid if usual else total)))
    return count, total / count


def fact(factors: ComponentFactors, item: str, attribute: str) -> Bounds | None:
    """A fact of the component table, or None."""
    return next(
        (each.bounds for each in factors.facts if (each.item, each.attribute) == (item, attribute)),
        None,
    )


def _amounts(bill: Bill, hdds: Sequence[float | None], factors: ComponentFactors) -> Floats:
    """The parts (n × parts × 3) with their case, and hard disks of any usual size."""
    amounts = bill.parts.copy()
    names = list(PARTS)
    rack, blade, chassis = (names.index(each) for each in ("rack", "blade", "blade_chassis"))
    low, high = _other_case(factors)
    for at, case in enumerate(bill.case):
        match CASES[int(case)]:
            case "rack":
                amounts[at, rack] = 1
            case "rack assumed":
                amounts[at, rack] = low, 1, high
            case _:
                amounts[at, blade], amounts[at, chassis] = 1, 1 / BLADES_PER_CHASSIS
    usual = fact(factors, "hdd", "usual_gb")
    if usual:
        spun = names.index("hdd")
        for at, total in enumerate(hdds):
            if total is not None:
                few, many = max(1.0, total / usual.high), max(1.0, total / usual.low)
                mid = amounts[at, spun, 1]
                amounts[at, spun] = min(few, mid), mid, max(many, mid)
    return amounts


def _other_case(factors: ComponentFactors) -> tuple[float, float]:
    """A case that is assumed may be the other one: from how much to how much of a rack, over all
    the criteria.
    """
    cases = case_factors(factors)
    ratios = cases[CASES.index("blade"), :, 1] / cases[CASES.index("rack"), :, 1]
    known = ratios[np.isfinite(ratios)]
    if not known.size:
        return 1.0, 1.0
    return min(1.0, float(known.min())), max(1.0, float(known.max()))


def _kwh(bill: Bill, frame: pl.DataFrame, factors: ComponentFactors) -> Floats:
    """Yearly kWh (n × 3): a processor whose power nobody knows may be any usual one."""
    cpu = bill.cpu.copy()
    usual = fact(factors, "cpu", "usual_tdp")
    if usual:
        for at, name in enumerate(frame["cpu_name"].to_list()):
            found = factors.cpus.find(name) if name else None
            if found is None or found.tdp is None:
                cpu[at] *= np.array(usual) / usual.mid
    power = (cpu + bill.ram + bill.gpu) * (1 + bill.overhead) + bill.ssd + bill.hdd
    ratio = factors.server("default").use_ratio
    return np.asarray(power * ratio * HOURS_PER_YEAR / 1000, dtype=np.float64)


def _covered(amounts: Floats, factors: ComponentFactors) -> list[frozenset[str]]:
    silent = np.isnan(factors.parts)
    missing = (amounts[:, :, 2] > 0).astype(np.float64) @ silent > 0
    return [
        frozenset(name for name, absent in zip(factors.criteria, row, strict=True) if not absent)
        for row in missing
    ]
