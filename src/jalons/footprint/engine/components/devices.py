"""The records of devices assessed from their components; null attributes are completed.

Named tuples, not dataclasses: a fleet repeats itself, so the first thing done with ten thousand
records is to hash them, and a tuple hashes ten times faster. Two records are the same configuration
when they are equal: no two kinds of device may have as many fields, or one could pass for another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

# A load in percent, or the share of the time (in percent) spent at each load (in percent).
type Load = float | tuple[tuple[float, float], ...]
type Device = Terminal | Server | Instance

DEFAULT_SERVER = "default"


class Cpu(NamedTuple):
    """The processors of a server; ``die_mm2`` for the whole die of one of them, ``tdp`` in W.

    Values stated here prevail over those of the name.
    """

    units: int | None = None
    name: str | None = None
    family: str | None = None
    cores: int | None = None
    die_mm2: float | None = None
    die_mm2_per_core: float | None = None
    tdp: float | None = None
    profile: str | None = None  # a power profile of the factors, e.g. "Xeon Gold"


class Ram(NamedTuple):
    """Memory modules that are alike: ``gb`` each, ``density`` in GB/cm2."""

    units: int | None = None
    gb: float | None = None
    density: float | None = None
    maker: str | None = None


class Disk(NamedTuple):
    """Disks that are alike: ``gb`` each, ``density`` in GB/cm2 (SSD only)."""

    kind: Literal["ssd", "hdd"] = "ssd"
    units: int | None = None
    gb: float | None = None
    density: float | None = None
    maker: str | None = None


class Gpu(NamedTuple):
    """Graphics cards that are alike; their power (W each) counts only when it is known."""

    units: int | None = None
    name: str | None = None
    power: float | None = None


class PowerSupply(NamedTuple):
    """The power supplies of a server, ``kg`` each."""

    units: int | None = None
    kg: float | None = None


class Terminal(NamedTuple):
    """A terminal or a peripheral of a ``kind`` of the factors: average power in W when used,
    share of the time it is used (0 to 1), hours of its life, hours counted (its life when null).
    """

    kind: str
    power: float | None = None
    use_ratio: float | None = None
    life_hours: float | None = None
    hours: float | None = None
    country: str | None = None


class Server(NamedTuple):
    """A server: what is null is completed from ``model``, a server model of the factors.

    ``power`` in W is the measured power of the whole machine and replaces the estimate;
    ``overhead`` the share of CPU, RAM and GPU power that the rest of the machine draws; ``hours``
    counted (its life when null); ``pue`` multiplies its electricity.
    """

    model: str = DEFAULT_SERVER
    cpu: Cpu | None = None
    ram: tuple[Ram, ...] | None = None
    disks: tuple[Disk, ...] | None = None
    gpu: Gpu | None = None
    power_supply: PowerSupply | None = None
    case: Literal["rack", "blade"] | None = None
    load: Load | None = None
    power: float | None = None
    use_ratio: float | None = None
    life_hours: float | None = None
    overhead: float | None = None
    hours: float | None = None
    country: str | None = None
    pue: float = 1.0


class Instance(NamedTuple):
    """A cloud instance of a ``kind`` of the factors, as a share of its platform."""

    kind: str
    load: Load | None = None
    power: float | None = None
    use_ratio: float | None = None
    life_hours: float | None = None
    hours: float | None = None
    country: str | None = None
    pue: float = 1.0


@dataclass(frozen=True, slots=True)
class Configurations:
    """The distinct configurations of a list of devices, and the one of each device (n)."""

    distinct: tuple[Device, ...]
    index: NDArray[np.intp]

    @classmethod
    def of(cls, devices: Sequence[Device]) -> Configurations:
        """The configurations of ``devices``, in order of first appearance."""
        numbers: defaultdict[Device, int] = defaultdict(count().__next__)
        index = np.fromiter(map(numbers.__getitem__, devices), np.intp, len(devices))
        return cls(tuple(numbers), index)

    def counts(self) -> NDArray[np.intp]:
        """The number of devices of each configuration."""
        return np.bincount(self.index, minlength=len(self.distinct))
