"""Values read out of the bytes of a payload, from declared places. No code of anybody runs.

A field says where it starts (``offset``, in bytes, negative from the end), its ``type`` and, for a
part of it, its first ``bit`` from the least significant and how many ``bits``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .reading import refused

TYPES = {
    "uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "uint32": "I", "int32": "i",
    "uint64": "Q", "int64": "q", "float32": "f", "float64": "d",
}  # fmt: skip
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class ByteField:
    """A declared value in the bytes of a payload. ``port`` None: whatever the port."""

    name: str
    offset: int
    type: str = "uint8"
    little: bool = False
    bit: int | None = None
    bits: int = 1
    port: int | None = None
    optional: bool = False

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return 3 if self.type in ("uint24", "int24") else struct.calcsize(f"<{TYPES[self.type]}")


def field_of(document: Any, *, where: str) -> ByteField:
    """The field a mapping declares; raises ``Problem`` naming what is wrong."""
    if not isinstance(document, Mapping):
        raise refused("a field of bytes is a table", where=where)
    known = {"name", "offset", "type", "order", "bit", "bits", "port", "optional"}
    if odd := sorted(str(key) for key in document.keys() - known):
        raise refused(f"{odd[0]!r} is unknown", where=where, hint=f"use {', '.join(sorted(known))}")
    name, kind = document.get("name"), document.get("type", "uint8")
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise refused("a field has a name", where=where)
    if not isinstance(kind, str) or kind not in {*TYPES, "uint24", "int24"}:
        raise refused(f"{kind!r} is no type", where=where, hint=f"use {', '.join(TYPES)}")
    order = document.get("order", "big")
    if order not in ("big", "little"):
        raise refused("order is big or little", where=where)
    field = ByteField(
        name=name,
        offset=_bounded(document.get("offset"), -512, 512, f"{where}.offset"),
        type=kind,
        little=order == "little",
        bit=None if "bit" not in document else _bounded(document["bit"], 0, 63, f"{where}.bit"),
        bits=_bounded(document.get("bits", 1), 1, 64, f"{where}.bits"),
        port=None
        if "port" not in document
        else _bounded(document["port"], 0, 255, f"{where}.port"),
        optional=document.get("optional") is True,
    )
    if field.bit is not None and (
        not kind.startswith("uint") or field.bit + field.bits > field.size * 8
    ):
        raise refused("these bits are not all in the field", where=where, hint="use a larger uint")
    return field


def _bounded(value: Any, least: int, most: int, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refused(f"a whole number from {least} to {most} is expected", where=where)
    return value


def values_of(raw: bytes, port: int | None, fields: Sequence[ByteField]) -> dict[str, Any]:
    """The declared values of a payload, by name; raises ``Problem`` when it is too short."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.port is not None and field.port != port:
            continue
        start = field.offset if field.offset >= 0 else len(raw) + field.offset
        part = raw[start : start + field.size] if start >= 0 else b""
        if len(part) < field.size:
            if field.optional:
                continue
            raise refused(
                f"the payload has {len(raw)} bytes, too few for this field",
                where=field.name,
                hint="check the offset, or say optional = true",
            )
        found[field.name] = _read(part, field)
    return found


def _read(part: bytes, field: ByteField) -> Any:
    if field.type in ("uint24", "int24"):
        order = "little" if field.little else "big"
        number: Any = int.from_bytes(part, order, signed=field.type == "int24")  # type: ignore[arg-type]
    else:
        (number,) = struct.unpack(f"{'<' if field.little else '>'}{TYPES[field.type]}", part)
    if field.bit is not None:
        return (number >> field.bit) & ((1 << field.bits) - 1)
    return number
