"""Inventories that agents send: GLPI Agent (JSON), FusionInventory and OCS (XML, same names).

Source: ``inventory.schema.json`` of glpi-project/inventory_format (MIT). A document describes one
machine, and the screens and printers plugged into it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.records import Record, stated
from jalons.footprint.engine.reading.vocabulary.cells import read_date
from jalons.kernel import Where
from jalons.tabular.folding import fold

_NO_CHASSIS = frozenset({"", "other", "unknown", "autre", "inconnu"})
_PORTABLE = re.compile(
    r"\b(notebook|laptop|portable|convertible|detachable|tablet|all in one|sub notebook|imac"
    r"|macbook|hand held)\b"
)
# Makers of bare panels: such a screen beside a portable machine is its own lid.
_PANELS = re.compile(
    r"\b(au optronics|auo|boe\w*|chi ?mei|cmn|cmo|innolux|lg display|lgd|lg philips|lgphilips|lpl"
    r"|sharp|shp|infovision|ivo|samsung display|sdc|csot|tianma|panda|hannstar)\b"
)
_PLUGGED = re.compile(r"\b(removable|usb|cd|dvd|cd ?rom|dvd ?rom|floppy|tape)\b")
_TURNING = re.compile(r"\b(hdd|rpm|rotational|\d+k rpm|7200|10k|15k)\b")
_LOCAL_PORT = re.compile(r"\b(usb\d*|lpt\d*|dot4\w*)\b")
_CONTAINER = re.compile(r"\b(docker|lxc|lxd|podman|jail|openvz|containerd|systemd nspawn)\b")
_SNMP_TYPES = {
    "networking": "NetworkEquipment",
    "phone": "Téléphone IP",
    "power": "Onduleur",
    "storage": "NAS",
    "kvm": "Commutateur KVM",
}

type Document = Mapping[str, Any]


def is_agent_document(value: Any) -> bool:
    """Whether a value is a document of an agent: a ``content`` of blocks about one machine."""
    content = value.get("content") if isinstance(value, Mapping) else None
    return isinstance(content, Mapping) and bool(
        {"hardware", "bios", "network_device", "operatingsystem", "device"} & content.keys()
    )


def agent_records(documents: Sequence[Document], where: Where) -> tuple[list[Record], list[Notice]]:
    """The machines of agents' documents, what is plugged into them, and notices on the rest.

    A BIOS date is no purchase date: it stands under its own heading, and is noticed.
    """
    records: list[Record] = []
    left: Counter[str] = Counter()
    for document in documents:
        records += _records(document, left)
    dated = sum(1 for record in records if record.get("bios_date"))
    counts = {"agent_bios_dates": dated, **left}
    notices = [Notice("read_as_agent", where, {"machines": len(documents)})]
    notices += [Notice(code, where, {"count": count}) for code, count in counts.items() if count]
    return records, notices


def _records(document: Document, left: Counter[str]) -> list[Record]:
    content: Mapping[str, Any] = document["content"]
    devices = _blocks(content, "network_device") or _snmp_devices(content)
    if devices:
        return [_network(device, document) for device in devices]
    machine = _machine(content, document)
    portable = bool(_PORTABLE.search(fold(f"{machine['type']} {machine['model']}")))
    screens = [_screen(block, machine) for block in _blocks(content, "monitors")]
    own = [screen for screen in screens if portable and _is_panel(screen)]
    printers = [block for block in _blocks(content, "printers") if _is_plugged(block)]
    left["agent_panels"] += len(own)
    left["agent_queues"] += len(_blocks(content, "printers")) - len(printers)
    return [
        machine,
        *(screen for screen in screens if screen not in own and any(screen.values())),
        *(_printer(printer, machine) for printer in printers),
        *_virtual_machines(content, machine, left),
    ]


def _machine(content: Mapping[str, Any], document: Document) -> Record:
    hardware, bios = _block(content, "hardware"), _block(content, "bios")
    memories = [_number(block.get("capacity")) for block in _blocks(content, "memories")]
    disks, hard_disks = _disks(content)
    named = [block for block in _blocks(content, "cpus") if stated(block.get("name"))]
    cores = sum(_number(each.get("core")) for each in named)
    megabytes = sum(memories) or _number(hardware.get("memory"))
    return {
        "label": stated(hardware.get("name")) or stated(document.get("deviceid")),
        "type": _type_of(content, document),
        "manufacturer": stated(bios.get("smanufacturer")) or stated(bios.get("mmanufacturer")),
        "model": stated(bios.get("smodel")) or stated(bios.get("mmodel")),
        "serial": stated(bios.get("ssn")) or stated(bios.get("msn")),
        "quantity": "1",
        "bios_date": _bios_date(bios.get("bdate")),
        "site": stated(content.get("accountinfo_location")),
        "entity": _tag(content, document),
        "processor": _processor(content),
        "memory": f"{megabytes / 1024:.0f} Go" if megabytes else "",
        "cpu_units": f"{len(named)}" if named else "",
        "cpu_cores": f"{cores:.0f}" if cores else "",
        "disks": " + ".join(f"{size / 1000:.0f} Go" for size in disks),
        "hard_disks": " + ".join(f"{size / 1000:.0f} Go" for size in hard_disks),
    }


def _disks(content: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """The sizes in MB of the disks of a machine: those that do not turn, or nobody knows; others.

    What is plugged in or reads discs is left aside.
    """
    still: list[float] = []
    turning: list[float] = []
    for block in _blocks(content, "storages"):
        names = ("type", "description", "model", "interface")
        words = fold(" ".join(stated(block.get(name)) for name in names))
        size = _number(block.get("disksize"))
        if size and not _PLUGGED.search(words):
            (turning if _TURNING.search(words) else still).append(size)
    return still, turning


def _type_of(content: Mapping[str, Any], document: Document) -> str:
    """The type of the machine: virtual, its chassis, its system, then its item type."""
    hardware, bios = _block(content, "hardware"), _block(content, "bios")
    virtual = fold(stated(hardware.get("vmsystem")))
    if virtual not in {"", "physical", "hyper v host"}:
        return "Machine virtuelle"
    item = stated(document.get("itemtype"))
    if item == "Phone":
        return "Smartphone"
    chassis = stated(hardware.get("chassis_type")) or stated(bios.get("type"))
    if fold(chassis) not in _NO_CHASSIS:
        return chassis
    system = _block(content, "operatingsystem")
    names = (system.get("full_name"), system.get("name"), hardware.get("osname"))
    if any(re.search(r"\b(server|esxi|proxmox)\b", fold(stated(name))) for name in names):
        return "Serveur"
    return item or "Computer"


def _bios_date(value: Any) -> str:
    """An ISO day; agents before 2018 wrote the month first."""
    found = read_date(stated(value), month_first=True)
    return found.day.isoformat() if found else ""


def _processor(content: Mapping[str, Any]) -> str:
    names = Counter(stated(block.get("name")) for block in _blocks(content, "cpus"))
    return " + ".join(f"{count} × {name}" for name, count in names.items() if name)


def _tag(content: Mapping[str, Any], document: Document) -> str:
    for entry in _blocks(content, "accountinfo"):
        if fold(stated(entry.get("keyname"))) == "tag":
            return stated(entry.get("keyvalue"))
    return stated(document.get("tag"))


def _screen(block: Mapping[str, Any], machine: Record) -> Record:
    return {
        "type": "Écran",
        "manufacturer": stated(block.get("manufacturer")),
        "model": stated(block.get("name")) or stated(block.get("caption")),
        "serial": stated(block.get("serial")) or stated(block.get("altserial")),
        "quantity": "1",
        "entity": machine["entity"],
    }


def _is_panel(screen: Record) -> bool:
    """A panel has no serial of its own, or a maker who only sells panels."""
    return not screen["serial"] or bool(_PANELS.search(fold(screen["manufacturer"])))


def _is_plugged(block: Mapping[str, Any]) -> bool:
    """Whether a print queue is a printer of this machine rather than one of the network."""
    if stated(block.get("serial")):
        return True
    return bool(_LOCAL_PORT.search(fold(stated(block.get("port")).replace("://", " "))))


def _printer(block: Mapping[str, Any], machine: Record) -> Record:
    return {
        "label": stated(block.get("name")),
        "type": "Imprimante",
        "model": stated(block.get("driver")) or stated(block.get("name")),
        "serial": stated(block.get("serial")),
        "quantity": "1",
        "entity": machine["entity"],
    }


def _virtual_machines(
    content: Mapping[str, Any], machine: Record, left: Counter[str]
) -> list[Record]:
    found = []
    for block in _blocks(content, "virtualmachines"):
        kind = fold(f"{stated(block.get('vmtype'))} {stated(block.get('subsystem'))}")
        if _CONTAINER.search(kind):
            left["agent_containers"] += 1
            continue
        cores, megabytes = stated(block.get("vcpu")), _number(block.get("memory"))
        found.append({
            "label": stated(block.get("name")),
            "type": "Machine virtuelle",
            "model": stated(block.get("subsystem")) or stated(block.get("vmtype")),
            "quantity": "1",
            "host": machine["label"],
            "vcpu": cores,
            "memory": f"{megabytes / 1024:.0f} Go" if megabytes else "",
        })  # fmt: skip
    return found


def _snmp_devices(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The devices of a FusionInventory network document: ``DEVICE/INFO``, or ``DEVICE`` alone."""
    return [_block(device, "info") or device for device in _blocks(content, "device")]


def _network(block: Mapping[str, Any], document: Document) -> Record:
    kind = stated(block.get("type")) or stated(document.get("itemtype"))
    return {
        "label": stated(block.get("name")) or stated(block.get("snmphostname")),
        "type": _SNMP_TYPES.get(kind.lower(), kind),
        "manufacturer": stated(block.get("manufacturer")),
        "model": stated(block.get("model")),
        "serial": stated(block.get("serial")),
        "quantity": "1",
        "site": stated(block.get("location")),
        "entity": stated(document.get("tag")),
    }


def _block(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(iter(_blocks(content, name)), {})


def _blocks(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The blocks under a name, whether one or a list of them was written."""
    value = content.get(name)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, Mapping)]


def _number(value: Any) -> float:
    text = stated(value)
    return float(text) if re.fullmatch(r"\d{1,12}(\.\d{1,3})?", text) else 0.0
