"""Hosted services as lines of an inventory: virtual machines, servers, storage at a provider.

A virtual machine is the part of an ordinary host it takes: vCPUs share its processors, case and
power supply; memory and storage are its own. It is then assessed as any server of the fleet, from
components, on the same draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

import polars as pl

from jalons.footprint.engine.inventory.line import (
    DecidedBy,
    DeviceStatus,
    FootprintError,
    Inventory,
    Nature,
    in_schema,
)

SHEET = "Hébergement externalisé"
HOURS = 8760.0  # of a year
MOST = 1e9


class HostedKind(StrEnum):
    """What a provider runs for the authority."""

    VM = "vm"
    SERVER = "server"
    STORAGE = "storage"


# What stored lines call them, as their sheet.
WRITTEN = {
    HostedKind.VM: "Machine virtuelle",
    HostedKind.SERVER: "Serveur hébergé",
    HostedKind.STORAGE: "Stockage",
}


@dataclass(frozen=True, slots=True)
class HostModel:
    """What an ordinary host offers and is made of; ``disk_gb`` the size of a disk by its kind."""

    vcpu: float
    memory_gb: float
    cores: float
    disk_gb: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedService:
    """A hosted service over a year: ``vcpu`` (the cores of a server), memory and storage in GB.

    ``count`` services are alike; ``hours`` of the year; ``share`` (0 to 1) is the part of it that
    works for the authority; ``pue`` that stated by the provider. Raises ``FootprintError``:
    ``hosted_size`` when nothing says how large it is, ``hosted_value`` for a number that cannot be.
    """

    name: str
    kind: HostedKind
    vcpu: float | None = None
    memory_gb: float | None = None
    storage_gb: float | None = None
    disk: str = "ssd"
    count: int = 1
    hours: float = HOURS
    share: float = 1.0
    country: str = ""
    pue: float | None = None

    def __post_init__(self) -> None:
        sized = (self.storage_gb,) if self.kind == "storage" else (self.vcpu, self.memory_gb)
        if not any(sized):
            raise FootprintError("hosted_size", name=self.name)
        bounds = dict.fromkeys(("vcpu", "memory_gb", "storage_gb"), (0.0, MOST))
        bounds |= {"count": (1, 2**31), "hours": (0, 8784), "share": (0, 1), "pue": (1, 5)}
        for name, (least, most) in bounds.items():
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and least <= value <= most):
                raise FootprintError("hosted_value", name=self.name, value=value, field=name)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> HostedService:
        """The service of its fields by name; names of another version are left aside."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        return cls(**values | {"kind": HostedKind(values["kind"])})

    def line(self, host: HostModel) -> dict[str, Any]:
        """What it takes of a server, or of disks, as the fields of a line."""
        alike = self.count * self.share * self.hours / HOURS
        if self.kind is HostedKind.STORAGE:
            disks = (self.storage_gb or 0.0) / host.disk_gb[self.disk]
            return {"device": "disk", "quantity": alike * disks}
        if self.kind is HostedKind.SERVER:
            return {"device": "server", "quantity": alike, **self._parts(1.0, self.vcpu)}
        of_memory = (self.memory_gb or 0.0) / host.memory_gb
        part = self.vcpu / host.vcpu if self.vcpu else of_memory
        return {"device": "server", "quantity": alike * part, **self._parts(part, host.cores)}

    def _parts(self, part: float, cores: float | None) -> dict[str, float | None]:
        """What the machine is made of whose ``part`` is the service."""
        stored = None if self.storage_gb is None else self.storage_gb / part
        solid = self.disk == "ssd"
        return {
            "cpu_cores": cores,
            "ram_gb": None if self.memory_gb is None else self.memory_gb / part,
            "ssd_gb": stored if solid or stored is None else 0.0,
            "hdd_gb": None if solid else stored,
        }


def with_hosted(
    inventory: Inventory, services: Sequence[HostedService], host: HostModel
) -> Inventory:
    """The inventory with a line for each hosted service, on a sheet of its own."""
    if not services:
        return inventory
    lines = pl.concat([in_schema(inventory.lines), hosted_lines(services, host)])
    return replace(inventory, lines=lines, rows_read=inventory.rows_read + len(services))


def hosted_lines(services: Iterable[HostedService], host: HostModel) -> pl.DataFrame:
    """A line for each hosted service."""
    texts = ("manufacturer", "model", "serial", "site", "entity")
    rows = [
        dict.fromkeys(texts, "")
        | {
            "sheet": SHEET,
            "row": at,
            "label": each.name,
            "type_text": WRITTEN[each.kind],
            "decided_by": DecidedBy.PERSON.value,
            "nature": Nature.DEVICE.value,
            "status": DeviceStatus.IN_USE.value,
            "country": each.country or None,
            "pue": each.pue,
            "date_refused": False,
        }
        | each.line(host)
        for at, each in enumerate(services, start=1)
    ]
    return in_schema(pl.DataFrame(rows, infer_schema_length=None))


def is_hosted() -> pl.Expr:
    """Whether a line is that of a hosted service, not of the file."""
    return (
        (pl.col("sheet") == SHEET) & (pl.col("decided_by") == DecidedBy.PERSON.value)
    ).fill_null(value=False)
