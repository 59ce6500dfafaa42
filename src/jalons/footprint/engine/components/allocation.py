"""What a cloud instance takes of its platform: by vCPU, memory, storage and graphics cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jalons.footprint.engine.components.bill import Bill
from jalons.footprint.engine.factors.components import (
    PART,
    PARTS,
    ComponentFactors,
    Floats,
    InstanceModel,
    ServerModel,
)
from jalons.footprint.engine.inventory.line import FootprintError


@dataclass(frozen=True, slots=True)
class PlatformShares:
    """The shares (0 to 1, n) of their platform that n instances take.

    ``parts`` (n × parts) gives the share of each part; what nobody asks for (case, power supply)
    goes with the vCPUs.
    """

    vcpu: Floats
    memory: Floats
    ssd: Floats
    hdd: Floats
    parts: Floats

    def power(self, bill: Bill) -> Floats:
        """The power of the instances (n × 3) in W; that of graphics cards is not known."""
        shared = bill.cpu * self.vcpu[:, None] + bill.ram * self.memory[:, None]
        disks = bill.ssd * self.ssd[:, None] + bill.hdd * self.hdd[:, None]
        return shared * (1 + bill.overhead) + disks


def shares_of(instances: Sequence[InstanceModel], factors: ComponentFactors) -> PlatformShares:
    """The shares of ``instances``; ``FootprintError`` (``component_vcpu``) when the threads of a
    platform are not known.
    """
    rows = [_shares(instance, factors.server(instance.platform), factors) for instance in instances]
    vcpu, memory, ssd, hdd, gpu = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    parts = np.repeat(vcpu[:, None], len(PARTS), axis=1)
    for name, number in PART.items():
        for prefix, share in (("ram", memory), ("ssd", ssd), ("hdd", hdd), ("gpu", gpu)):
            if name.startswith(prefix):
                parts[:, number] = share
    return PlatformShares(vcpu, memory, ssd, hdd, parts)


def _shares(
    instance: InstanceModel, platform: ServerModel, factors: ComponentFactors
) -> tuple[float, ...]:
    named = factors.cpus.find(platform.cpu_name) if platform.cpu_name else None
    threads = (named.threads if named else None) or platform.threads
    if not threads:
        raise FootprintError("component_vcpu", name=instance.platform)
    return (
        instance.vcpu / (threads * platform.cpu_units.mid),
        _part(instance.memory_gb, platform.ram_gb.mid * platform.ram_units.mid),
        _part(instance.ssd_gb, platform.ssd_gb.mid * platform.ssd_units.mid),
        _part(instance.hdd_gb, platform.hdd_gb.mid * platform.hdd_units.mid),
        _part(instance.gpu_units, platform.gpu_units),
    )


def _part(wanted: float | None, total: float) -> float:
    return wanted / total if wanted and total else 0.0
