"""Devices from a table: for inventories that know cores, memory or disks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalons.footprint.engine.components.devices import (
    DEFAULT_SERVER,
    Cpu,
    Device,
    Disk,
    Gpu,
    PowerSupply,
    Ram,
    Server,
    Terminal,
)
from jalons.footprint.engine.components.impacts import (
    ComponentImpacts,
    TerminalColumns,
    assess_devices,
    assess_terminals,
)
from jalons.footprint.engine.factors.components import ComponentFactors, Floats
from jalons.footprint.engine.inventory.line import FootprintError

SERVER = "server"

# Columns of a table of devices; every one but ``kind`` may be absent or null.
DEVICE_SCHEMA: dict[str, type[pl.DataType]] = {
    "kind": pl.String,  # "server", or a kind of terminal of the factors
    "power": pl.Float64,  # W, average when in use
    "use_ratio": pl.Float64,  # share of the time, 0 to 1
    "life_hours": pl.Float64,
    "hours": pl.Float64,  # counted; the life when null
    "country": pl.String,
    "model": pl.String,  # a server model of the factors
    "load": pl.Float64,  # percent
    "overhead": pl.Float64,
    "pue": pl.Float64,
    "case": pl.String,  # rack or blade
    "cpu_units": pl.Int64,
    "cpu_name": pl.String,
    "cpu_cores": pl.Int64,  # of one processor
    "cpu_tdp": pl.Float64,  # W
    "ram_units": pl.Int64,
    "ram_gb": pl.Float64,  # of one module
    "ssd_units": pl.Int64,
    "ssd_gb": pl.Float64,
    "hdd_units": pl.Int64,
    "hdd_gb": pl.Float64,
    "gpu_units": pl.Int64,
    "gpu_name": pl.String,
    "power_supply_units": pl.Int64,
    "power_supply_kg": pl.Float64,
}


def assess_columns(frame: pl.DataFrame, factors: ComponentFactors) -> ComponentImpacts:
    """The impacts of the devices of a table (``DEVICE_SCHEMA``), one per row, in its order.

    Raises ``FootprintError`` as :func:`assess_devices` does.
    """
    is_server = frame["kind"] == SERVER
    if not is_server.any():
        return assess_terminals(_terminal_columns(frame, factors), factors)
    distinct, index = _distinct(frame.filter(is_server))
    counted = assess_devices([_server(row) for row in distinct.iter_rows(named=True)], factors)
    ended = assess_terminals(_terminal_columns(frame.filter(~is_server), factors), factors)
    served = is_server.to_numpy()
    place = np.empty(len(frame), dtype=np.intp)
    place[served] = counted.places()[index]
    place[~served] = len(counted.embodied) + ended.places()
    return ComponentImpacts(
        criteria=factors.criteria,
        embodied=np.concatenate([counted.embodied, ended.embodied]),
        use=np.concatenate([counted.use, ended.use]),
        power=np.concatenate([counted.power, ended.power]),
        index=place,
        unnamed=counted.unnamed,
    )


def devices_of(frame: pl.DataFrame) -> list[Device]:
    """The devices of a table (``DEVICE_SCHEMA``) as records, one per row, in its order."""
    return [
        _server(row) if row["kind"] == SERVER else _terminal(row)
        for row in frame.iter_rows(named=True)
    ]


def _distinct(frame: pl.DataFrame) -> tuple[pl.DataFrame, NDArray[np.intp]]:
    """The distinct rows of a table, and the one each of its rows is."""
    keys = [name for name in DEVICE_SCHEMA if name in frame.columns]
    groups = frame.with_row_index("row").group_by(keys, maintain_order=True).agg("row")
    index = np.empty(len(frame), dtype=np.intp)
    sizes = groups["row"].list.len().to_numpy()
    index[groups["row"].explode().to_numpy()] = np.repeat(np.arange(len(groups)), sizes)
    return groups, index


def _server(row: Mapping[str, Any]) -> Server:
    get = row.get
    return Server(
        model=get("model") or DEFAULT_SERVER,
        cpu=Cpu(get("cpu_units"), get("cpu_name"), cores=get("cpu_cores"), tdp=get("cpu_tdp")),
        ram=_described(Ram(get("ram_units"), get("ram_gb"))),
        disks=_described(
            Disk("ssd", get("ssd_units"), get("ssd_gb")),
            Disk("hdd", get("hdd_units"), get("hdd_gb")),
        ),
        gpu=Gpu(get("gpu_units"), get("gpu_name")),
        power_supply=PowerSupply(get("power_supply_units"), get("power_supply_kg")),
        case=get("case"),
        load=get("load"),
        power=get("power"),
        use_ratio=get("use_ratio"),
        life_hours=get("life_hours"),
        overhead=get("overhead"),
        hours=get("hours"),
        country=get("country"),
        pue=get("pue") or 1.0,
    )


def _described[T: (Ram, Disk)](*parts: T) -> tuple[T, ...] | None:
    """The parts the row speaks of; nothing, and the model completes, when it is silent."""
    spoken = tuple(part for part in parts if part.units is not None or part.gb is not None)
    return spoken or None


def _terminal(row: Mapping[str, Any]) -> Terminal:
    get = row.get
    return Terminal(
        row["kind"],
        get("power"),
        get("use_ratio"),
        get("life_hours"),
        get("hours"),
        get("country"),
    )


def _terminal_columns(frame: pl.DataFrame, factors: ComponentFactors) -> TerminalColumns:
    return TerminalColumns(
        *_coded(frame, "kind", tuple(factors.terminals)),
        *_coded(frame, "country", tuple(factors.mixes)),
        power=_numbers(frame, "power"),
        use_ratio=_numbers(frame, "use_ratio"),
        life_hours=_numbers(frame, "life_hours"),
        hours=_numbers(frame, "hours"),
    )


def _numbers(frame: pl.DataFrame, name: str) -> Floats | None:
    if name not in frame.columns or frame[name].null_count() == len(frame):
        return None
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _coded(
    frame: pl.DataFrame, name: str, known: tuple[str, ...]
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The distinct texts of a column, and the index of each row's; a text must be ``known``."""
    if name not in frame.columns:
        return ("",), np.zeros(len(frame), dtype=np.intp)
    column = frame[name]
    if column.null_count():
        column = column.fill_null("")
    coded = column.cast(pl.Enum(known), strict=False).to_physical()
    if coded.null_count():
        raise FootprintError(
            "component_unknown", name=column.filter(coded.is_null())[0], known=len(known)
        )
    codes = coded.to_numpy()
    used = np.flatnonzero(np.bincount(codes, minlength=len(known)))
    places = np.empty(len(known), dtype=np.intp)
    places[used] = np.arange(len(used))
    return tuple(known[each] for each in used), places[codes]
