"""The component factors: impacts of a square millimetre, a gigabyte or a terminal, and the models
that complete what a record does not say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.factors.cpus import CpuTable
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Source, Unit

type Floats = NDArray[np.float64]

ANYWHERE = ""  # the electricity of a country that is not known
ANY_MAKER = ""

# The parts of a bill of quantities, with their unit.
PARTS = {
    "cpu_die": "mm2",
    "cpu": "unit",
    "ram_die": "cm2",
    "ram": "unit",
    "ssd_die": "cm2",
    "ssd": "unit",
    "hdd": "unit",
    "power_supply": "kg",
    "motherboard": "unit",
    "assembly": "unit",
    "rack": "unit",
    "blade": "unit",
    "blade_chassis": "unit",
    "gpu_casing": "kg",
    "gpu_heatsink": "kg",
    "gpu_board": "cm2",
    "gpu_die": "mm2",
    "gpu_vram": "mm2",
    "gpu_upstream": "kg",
    "gpu_boat": "kg·km",
    "gpu_truck": "kg·km",
    "gpu_plane": "kg·km",
    "gpu_end_of_life": "kg",
}
PART = {name: number for number, name in enumerate(PARTS)}
BLADES_PER_CHASSIS = 16


class Bounds(NamedTuple):
    """A number and its range when it is not known exactly."""

    low: float
    mid: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Bounds:
        """A number that is known."""
        return cls(value, value, value)


@dataclass(frozen=True, slots=True)
class ComponentFact:
    """A number of the component table, with its unit, source and quality."""

    item: str
    attribute: str
    criterion: str
    bounds: Bounds
    unit: Unit
    source: Source
    quality: FactorQuality
    verified: bool
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TerminalModel:
    """A kind of terminal: embodied impact by criterion (NaN when not assessed), average power in W,
    share of the time it is used, hours of life (null when not known).
    """

    embodied: Floats
    power: Bounds
    use_ratio: float
    life_hours: float | None


@dataclass(frozen=True, slots=True)
class GpuModel:
    """A graphics card: kg, cm2 of board, mm2 of wafer for its die and its memory, km travelled."""

    kg: float
    casing_kg: float
    heatsink_kg: float
    board_cm2: float
    die_mm2: float
    vram_mm2: float
    boat_km: float
    truck_km: float
    plane_km: float

    def parts(self) -> dict[str, float]:
        """The bill of quantities of one card."""
        return {
            "gpu_casing": self.casing_kg,
            "gpu_heatsink": self.heatsink_kg,
            "gpu_board": self.board_cm2,
            "gpu_die": self.die_mm2,
            "gpu_vram": self.vram_mm2,
            "gpu_upstream": self.kg,
            "gpu_boat": self.kg * self.boat_km,
            "gpu_truck": self.kg * self.truck_km,
            "gpu_plane": self.kg * self.plane_km,
            "gpu_end_of_life": self.kg,
        }


@dataclass(frozen=True, slots=True)
class ServerModel:
    """A server model: the default attributes of incomplete records.

    ``load`` in percent; ``threads`` of one processor; ``dimm_gb`` the size of the memory modules
    when the platform of an instance only states its total; a count of 0 means there is none.
    """

    cpu_units: Bounds
    ram_units: Bounds
    ram_gb: Bounds
    cpu_name: str | None = None
    threads: float | None = None
    ssd_units: Bounds = field(default=Bounds.exact(0))
    ssd_gb: Bounds = field(default=Bounds.exact(0))
    hdd_units: Bounds = field(default=Bounds.exact(0))
    hdd_gb: Bounds = field(default=Bounds.exact(0))
    gpu_units: float = 0
    gpu: str | None = None
    power_supply_units: Bounds = field(default=Bounds.exact(2))
    power_supply_kg: Bounds = field(default=Bounds.exact(2.99))
    case: str = "rack"
    load: Bounds = field(default=Bounds(0, 50, 100))
    use_ratio: float = 1
    life_hours: float = 35_040
    overhead: Bounds = field(default=Bounds(0.2, 0.33, 0.6))
    dimm_gb: float = 32


@dataclass(frozen=True, slots=True)
class InstanceModel:
    """A kind of cloud instance: its share of its platform; null storage is not counted."""

    platform: str
    vcpu: float
    memory_gb: float
    ssd_gb: float | None = None
    hdd_gb: float | None = None
    gpu_units: float = 0


@dataclass(frozen=True, slots=True)
class PowerCurve:
    """Power in W at a load x in percent: a·ln(b·(x + c)) + d."""

    a: float
    b: float
    c: float
    d: float


@dataclass(frozen=True, slots=True)
class RamPower:
    """Power in W of one module at full load: base + per_gb × GB; ``idle`` is the share at rest."""

    base: float
    per_gb: float
    idle: float


@dataclass(frozen=True, slots=True, eq=False)
class ComponentFactors:
    """All that is needed to assess devices from their components.

    ``parts`` (parts × criteria) is the impact of one unit of each part, in the unit of the
    criterion, NaN when not assessed; ``generic_server`` (criteria) stands in for criteria no part
    speaks of, NaN when there is none. ``mixes`` (criteria × 3 by country) per kWh: the entry ``""``
    is the mix of a country that is not known. ``curves`` by profile; ``""`` is the default.
    ``tdp_shares`` gives the share of the TDP drawn at each load in percent, ``reach`` how far a
    fitted curve may be from its profile, as a ratio. ``power_digits`` rounds the power of a
    component to as many significant digits: null leaves it as it is. ``facts``: where each number
    comes from.
    """

    version: str
    criteria: tuple[str, ...]
    parts: Floats
    generic_server: Floats
    terminals: Mapping[str, TerminalModel]
    servers: Mapping[str, ServerModel]
    instances: Mapping[str, InstanceModel]
    cpus: CpuTable
    gpus: Mapping[str, GpuModel]
    ram_density: Mapping[str, Bounds]
    ssd_density: Mapping[str, Bounds]
    curves: Mapping[str, PowerCurve]
    tdp_shares: tuple[tuple[float, float], ...]
    ram_power: RamPower
    ssd_power: Bounds
    hdd_power: Bounds
    mixes: Mapping[str, Floats]
    reach: float = math.inf
    power_digits: int | None = None
    facts: tuple[ComponentFact, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(PARTS), len(self.criteria))
        if self.parts.shape != shape:
            raise FootprintError("component_parts", expected=shape, found=self.parts.shape)

    def terminal(self, kind: str) -> TerminalModel:
        """A kind of terminal; ``FootprintError`` (``component_unknown``) when it is not known."""
        return _known(self.terminals, kind)

    def server(self, model: str) -> ServerModel:
        """A server model; ``FootprintError`` (``component_unknown``) when it is not known."""
        return _known(self.servers, model)

    def instance(self, kind: str) -> InstanceModel:
        """A kind of instance; ``FootprintError`` (``component_unknown``) when it is not known."""
        return _known(self.instances, kind)

    def gpu(self, name: str | None) -> GpuModel:
        """A graphics card by name; ``FootprintError`` (``component_unknown``) when not known."""
        return _known(self.gpus, name or "")

    def mix(self, country: str | None) -> Floats:
        """Impacts of a kWh (criteria × 3); ``FootprintError`` (``component_unknown``)."""
        return _known(self.mixes, country or ANYWHERE)


def _known[T](entries: Mapping[str, T], name: str) -> T:
    found = entries.get(name)
    if found is None:
        raise FootprintError("component_unknown", name=name, known=len(entries))
    return found
