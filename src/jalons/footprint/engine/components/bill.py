"""The bill of quantities and the power of servers: what is known, the rest from their model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.components.devices import Cpu, Disk, Ram, Server
from jalons.footprint.engine.components.power import (
    FittedCurve,
    LoadShare,
    cpu_power,
    cpu_shape,
    load_shares,
    ram_power,
)
from jalons.footprint.engine.factors.components import (
    ANY_MAKER,
    BLADES_PER_CHASSIS,
    PART,
    PARTS,
    Bounds,
    ComponentFactors,
    Floats,
    ServerModel,
)
from jalons.footprint.engine.factors.cpus import CpuModel
from jalons.footprint.engine.inventory.line import FootprintError

NONE = Bounds.exact(0)
CASES = ("rack", "blade", "rack assumed", "blade assumed")


@dataclass(frozen=True, slots=True)
class Bill:
    """The parts and the power of n servers.

    ``parts`` (n × parts × 3) leaves the case out: ``case`` (n) numbers an entry of ``CASES``.
    Powers (n × 3) in W, ``overhead`` (n × 3) a share of those of CPU, RAM and GPU. ``unnamed``: the
    names of processors no table knows, completed as if absent.
    """

    parts: Floats
    case: NDArray[np.intp]
    cpu: Floats
    ram: Floats
    gpu: Floats
    ssd: Floats
    hdd: Floats
    overhead: Floats
    unnamed: tuple[str, ...]

    def power(self) -> Floats:
        """The power of the whole machines (n × 3), in W."""
        return (self.cpu + self.ram + self.gpu) * (1 + self.overhead) + self.ssd + self.hdd


def bill_of(servers: Sequence[Server], factors: ComponentFactors, *, pooled: bool = False) -> Bill:
    """The bill of ``servers``; ``pooled`` when only the total memory of each is known.

    Raises ``FootprintError``: ``component_unknown`` for a model or a card the factors lack,
    ``component_die`` when the area of a processor is unknown, ``component_count`` for a
    count, a size or a power below 0.
    """
    table = _Table(len(servers), factors, pooled=pooled)
    for number, server in enumerate(servers):
        table.add(number, server)
    return table.bill()


@dataclass(slots=True)
class _Rows:
    """Components of one kind, a row each: server, units, GB, GB/cm2."""

    owners: list[int] = field(default_factory=list)
    units: list[Bounds] = field(default_factory=list)
    sizes: list[Bounds] = field(default_factory=list)
    densities: list[Bounds] = field(default_factory=list)

    def add(self, owner: int, units: Bounds, size: Bounds, density: Bounds) -> None:
        self.owners.append(owner)
        self.units.append(units)
        self.sizes.append(size)
        self.densities.append(density)


class _Table:
    """The components of all servers by kind, so that arithmetic runs on whole columns."""

    def __init__(self, count: int, factors: ComponentFactors, *, pooled: bool) -> None:
        self.factors, self.pooled = factors, pooled
        self.parts = np.zeros((count, len(PARTS), 3))
        self.parts[:, [PART["motherboard"], PART["assembly"]]] = 1
        self.gpu = np.zeros((count, 3))
        self.case = np.zeros(count, dtype=np.intp)
        self.overhead = np.zeros((count, 3))
        self.cpus, self.rams, self.ssds, self.hdds = _Rows(), _Rows(), _Rows(), _Rows()
        self.shapes: list[FittedCurve] = []
        self.loads: list[tuple[LoadShare, ...]] = []
        self.ram_loads: list[tuple[LoadShare, ...]] = []
        self.dimms: list[float] = []
        self.unnamed: dict[str, None] = {}

    def add(self, number: int, server: Server) -> None:
        model = self.factors.server(server.model)
        loads = load_shares(server.load, model.load)
        self._cpu(number, server.cpu or Cpu(), model, loads)
        for ram in (Ram(),) if server.ram is None else server.ram:
            self._ram(number, ram, model, loads)
        self._disks(number, server.disks, model)
        self._gpu(number, server, model)
        supply = server.power_supply
        units = _exact_or(supply.units if supply else None, model.power_supply_units)
        mass = _exact_or(supply.kg if supply else None, model.power_supply_kg)
        self.parts[number, PART["power_supply"]] = np.multiply(units, mass)
        known = CASES.index(server.case or model.case)
        self.case[number] = known if server.case else known + 2
        self.overhead[number] = _exact_or(server.overhead, model.overhead)

    def _cpu(self, number: int, cpu: Cpu, model: ServerModel, loads: tuple[LoadShare, ...]) -> None:
        named = self._named(cpu.name or model.cpu_name)
        tdp = cpu.tdp if cpu.tdp is not None else named.tdp
        profile = cpu.profile if cpu.profile is not None else named.profile
        units = _exact_or(cpu.units, model.cpu_units)
        self.cpus.add(number, units, self._die(cpu, named), NONE)
        self.shapes.append(cpu_shape(self.factors, profile, tdp))
        self.loads.append(loads)

    def _named(self, name: str | None) -> CpuModel:
        found = self.factors.cpus.find(name) if name else None
        if name and found is None:
            self.unnamed[name] = None
        return found or CpuModel("")

    def _die(self, cpu: Cpu, named: CpuModel) -> Bounds:
        if cpu.die_mm2 is not None:
            return _exact(cpu.die_mm2)
        cores = cpu.cores if cpu.cores is not None else named.cores
        if cpu.die_mm2_per_core is not None and cores is not None:
            return _exact(cpu.die_mm2_per_core * cores)
        if named.die_mm2 is not None and cpu.cores is None and cpu.family is None:
            return _exact(named.die_mm2)
        area = self.factors.cpus.die_mm2(cpu.family or named.family, cores)
        if area is None:
            raise FootprintError("component_die", name=cpu.name or "")
        return Bounds(*area)

    def _ram(self, number: int, ram: Ram, model: ServerModel, loads: tuple[LoadShare, ...]) -> None:
        size = _exact_or(ram.gb, model.ram_gb)
        density = _density(self.factors.ram_density, ram)
        self.rams.add(number, _exact_or(ram.units, model.ram_units), size, density)
        self.dimms.append(model.dimm_gb if self.pooled else size.mid)
        self.ram_loads.append(loads)

    def _disks(self, number: int, disks: tuple[Disk, ...] | None, model: ServerModel) -> None:
        if disks is None:
            disks = (Disk("ssd"),) if model.ssd_units.mid else ()
            disks += (Disk("hdd"),) if model.hdd_units.mid else ()
        for disk in disks:
            if disk.kind == "ssd":
                density = _density(self.factors.ssd_density, disk)
                units = _exact_or(disk.units, model.ssd_units)
                self.ssds.add(number, units, _exact_or(disk.gb, model.ssd_gb), density)
            else:
                self.hdds.add(number, _exact_or(disk.units, model.hdd_units), NONE, NONE)

    def _gpu(self, number: int, server: Server, model: ServerModel) -> None:
        gpu = server.gpu
        units = gpu.units if gpu and gpu.units is not None else model.gpu_units
        if not units:
            return
        if gpu and gpu.power is not None:
            self.gpu[number] = _exact(units * gpu.power)
        if not self.factors.gpus:  # no card has factors: the impact of one is not assessed
            self.parts[number, PART["gpu_casing"]] = units
            return
        card = self.factors.gpu(gpu.name if gpu and gpu.name else model.gpu)
        for part, amount in card.parts().items():
            self.parts[number, PART[part]] = units * amount

    def bill(self) -> Bill:
        factors = self.factors
        self._count(self.cpus, "cpu_die", "cpu")
        self._count(self.rams, "ram_die", "ram")
        self._count(self.ssds, "ssd_die", "ssd")
        self._count(self.hdds, None, "hdd")
        digits = factors.power_digits
        dimms = np.array(self.dimms, dtype=np.float64)
        modules = _mids(self.rams.sizes) / np.where(dimms > 0, dimms, np.inf)
        memory = ram_power(dimms, self.ram_loads, factors.ram_power, digits)
        return Bill(
            parts=self.parts,
            case=self.case,
            cpu=self._sum(self.cpus, cpu_power(self.shapes, self.loads, digits)),
            ram=self._sum(self.rams, memory * modules[:, None]),
            gpu=self.gpu,
            ssd=self._drawn(self.ssds, factors.ssd_power),
            hdd=self._drawn(self.hdds, factors.hdd_power),
            overhead=self.overhead,
            unnamed=tuple(self.unnamed),
        )

    def _count(self, rows: _Rows, die: str | None, unit: str) -> None:
        if not rows.owners:
            return
        units = np.array(rows.units, dtype=np.float64)
        np.add.at(self.parts[:, PART[unit]], rows.owners, units)
        if die is None:
            return
        areas = np.array(rows.sizes, dtype=np.float64)
        if die != "cpu_die":  # the denser the memory, the smaller its die
            areas = areas / np.array(rows.densities, dtype=np.float64)[:, ::-1]
        np.add.at(self.parts[:, PART[die]], rows.owners, areas * units)

    def _sum(self, rows: _Rows, powers: Floats) -> Floats:
        total = np.zeros_like(self.gpu)
        np.add.at(total, rows.owners, powers * np.array(rows.units).reshape(-1, 3))
        return total

    def _drawn(self, rows: _Rows, power: Bounds) -> Floats:
        total = np.zeros_like(self.gpu)
        if rows.owners:
            np.add.at(total, rows.owners, _mids(rows.units)[:, None] * np.array(power))
        return total


def case_factors(factors: ComponentFactors) -> Floats:
    """The impact of each entry of ``CASES`` (4 × criteria × 3).

    A case that is assumed may be the other one: its range covers both.
    """
    rack = factors.parts[PART["rack"]]
    blade = factors.parts[PART["blade"]]
    blade = blade + factors.parts[PART["blade_chassis"]] / BLADES_PER_CHASSIS
    low, high = np.minimum(rack, blade), np.maximum(rack, blade)
    cases = [(rack, rack, rack), (blade, blade, blade), (low, rack, high), (low, blade, high)]
    return np.array(cases).transpose(0, 2, 1)


def _exact_or(value: float | None, otherwise: Bounds) -> Bounds:
    return otherwise if value is None else _exact(value)


def _exact(value: float) -> Bounds:
    if value < 0:
        raise FootprintError("component_count", value=value)
    return Bounds.exact(value)


def _density(known: Mapping[str, Bounds], part: Ram | Disk) -> Bounds:
    if part.density is not None:
        if part.density <= 0:
            raise FootprintError("component_count", value=part.density)
        return Bounds.exact(part.density)
    return known.get((part.maker or ANY_MAKER).casefold()) or known[ANY_MAKER]


def _mids(bounds: Sequence[Bounds]) -> Floats:
    return np.array([bound.mid for bound in bounds], dtype=np.float64)
