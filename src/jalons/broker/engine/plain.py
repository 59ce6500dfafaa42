"""Entities read in one pass when they are plain: what sensors send, thousands at a time.

An entity is plain when each of its attributes is a normalized Property of a scalar, a Relationship
to one entity or a GeoProperty at a point, with a date and a unit at most. All that ``entities``
checks is checked here; what is not plain, or would be refused, is left to it, which alone says what
is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from .bounds import MOST_INTEGER
from .contexts import Context
from .entities import (
    NO_NAMES,
    NOT_ATTRS,
    NULL,
    Doc,
    Instance,
    checked_name,
    entity_types,
    expand_entity,
    uri,
)
from .instants import canonical
from .problems import Problem

HEADING = frozenset({"id", "type"})
RESERVED = NOT_ATTRS | NO_NAMES | {"expiresAt"}
Position = list[Any]


def expanded(payload: Any, context: Context, *, fragment: bool = False, nulls: bool = False) -> Doc:
    """The entity document of a payload, as ``expand_entity`` makes it; raises what it raises."""
    doc = plain_entity(payload, context, fragment=fragment)
    if doc is None:
        return expand_entity(payload, context, fragment=fragment, nulls=nulls)
    return doc


def plain_entity(payload: Any, context: Context, *, fragment: bool = False) -> Doc | None:
    """The entity document of a payload that is plain; None when it is not, or not for sure."""
    if type(payload) is not dict:
        return None
    doc: Doc = {}
    try:
        for member in ("id", "type"):
            if member in payload:
                value = payload[member]
                if type(value) is not str or value == NULL:
                    return None
                doc[member] = uri(value, "") if member == "id" else entity_types(value, context)
            elif not fragment or f"@{member}" in payload:
                return None
        attrs: dict[str, list[Instance]] = {}
        for name, raw in payload.items():
            if name in HEADING:
                continue
            instance = None if name in RESERVED else _instance(raw)
            if instance is None:
                return None
            attrs[context.expand(checked_name(name))] = [instance]
    except Problem:
        return None
    doc["attrs"] = attrs
    return doc


def _instance(raw: Any) -> Instance | None:
    if type(raw) is not dict:
        return None
    kind = raw.get("type")
    value = raw.get("object" if kind == "Relationship" else "value")
    plain = _PLAIN.get(kind) if type(kind) is str else None
    if plain is None or not plain(value):
        return None
    instance: Instance = {"type": kind, "value": value}
    members = 2
    seen = raw.get("observedAt")
    if seen is not None:
        if type(seen) is not str or not seen or seen == NULL:
            return None
        instance["observedAt"] = canonical(seen)
        members = 3
    unit = raw.get("unitCode")
    if unit is not None:
        if type(unit) is not str or not unit or kind == "Relationship":
            return None
        instance["unitCode"] = unit
        members += 1
    return instance if len(raw) == members else None


def _scalar(value: Any) -> bool:
    kind = type(value)
    if kind is float:
        return isfinite(value)
    if kind is int:
        return bool(-MOST_INTEGER <= value <= MOST_INTEGER)
    return kind is bool or (kind is str and value != NULL)


def _object(value: Any) -> bool:
    return type(value) is str and value != NULL and bool(uri(value, ""))


def _point(value: Any) -> bool:
    if type(value) is not dict or len(value) != 2 or value.get("type") != "Point":
        return False
    position = value.get("coordinates")
    if type(position) is not list or len(position) != 2:
        return False
    longitude, latitude = position
    if type(longitude) not in NUMBERS or type(latitude) not in NUMBERS:
        return False
    return bool(-180 <= longitude <= 180 and -90 <= latitude <= 90)


NUMBERS = frozenset({int, float})
_PLAIN: dict[str, Callable[[Any], bool]] = {
    "Property": _scalar,
    "Relationship": _object,
    "GeoProperty": _point,
}
