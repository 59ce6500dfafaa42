"""The notifications of other brokers: NGSI-LD in any of its writings, and NGSIv2.

A notification is cut into fragments: what one entity observed at one instant, and what has no date.
Each is then stored like an observation: once, the present never going back.
Sources: ETSI GS CIM 009 V1.9.1, clauses 5.3.1 (notification) and 4.5 (normalized, concise,
simplified); FIWARE-NGSI v2 specification, "Notification Messages".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import NULL, VALUE, expand_entity
from jalons.broker.engine.instants import canonical, micros, written
from jalons.broker.engine.problems import Problem

from .reading import credible, refused

DELETED = "@deleted"
"""The member of a fragment that names an attribute the other broker deleted."""
DELETE_TOO = "delete it here too if it must go"
MOST_ENTITIES = 10_000
_OF_ENTITY = frozenset({"id", "@id", "type", "@type", "scope", "@context"})
_SET_BY_BROKERS = frozenset(
    {"createdAt", "modifiedAt", "instanceId", "ngsildproof", "previousValue", "previousObject",
     "previousLanguageMap", "previousVocab", "previousJson", "previousValueList",
     "previousObjectList"}
)  # fmt: skip
_DATES = ("TimeInstant", "timestamp", "dateObserved", "observedAt")
"""Where NGSIv2 brokers and their IoT agents write the date of a value, among its metadata."""

Fragment = dict[str, Any]


def fragments(envelope: str, message: Any, *, linked: Any = None) -> list[Fragment]:
    """The fragments of a notification, each an entity in JSON with its ``@context`` if it has one.

    ``linked`` is the context of the Link header of the request. Raises ``Problem`` for what is no
    notification.
    """
    if not isinstance(message, Mapping):
        raise refused("a notification is a JSON object", hint="see what the other broker sends")
    is_ld = _is_ld(message)
    if envelope == "ngsi_ld" and not is_ld:
        raise refused("this is no NGSI-LD notification", hint="is the other broker of NGSIv2?")
    if envelope == "ngsi_v2" and is_ld:
        raise refused("this is an NGSI-LD notification", hint="declare the source as ngsi_ld")
    data = message.get("data")
    if isinstance(data, Mapping) and data.get("type") == "FeatureCollection":
        raise refused(
            "the entities come as GeoJSON", where="data",
            hint="set accept of the endpoint of the subscription to application/json",
        )  # fmt: skip
    entities = data if isinstance(data, list) else [data]
    if len(entities) > MOST_ENTITIES:
        raise refused(f"{len(entities)} entities; at most {MOST_ENTITIES}", where="data")
    context = message.get("@context", linked)
    found: list[Fragment] = []
    for rank, entity in enumerate(entities):
        if not isinstance(entity, Mapping):
            raise refused("an object is expected", where=f"data.{rank}")
        plain = entity if is_ld else _from_v2(entity, f"data.{rank}")
        found += _by_date(plain, context)
    return found


def fragment_doc(
    fragment: Any, *, context: Context, wanted: frozenset[str], now: int, reception: bool
) -> tuple[dict[str, Any], int]:
    """The document of a fragment and the instant it is about; raises ``Problem``.

    ``wanted`` are the expanded types that may come, any when empty. With ``reception``, what has no
    date is observed ``now``.
    """
    if not isinstance(fragment, Mapping):
        raise refused("an object is expected", hint="see what the other broker sends")
    if "deletedAt" in fragment:
        raise refused("the other broker deleted this entity", hint=DELETE_TOO)
    if DELETED in fragment:
        name = str(fragment[DELETED])[:200]
        raise refused("the other broker deleted this attribute", where=name, hint=DELETE_TOO)
    doc = expand_entity(dict(fragment), context)
    if wanted and not wanted.issuperset(doc["type"]):
        raise refused(
            f"the type {min(set(doc['type']) - wanted)} is not one of this source",
            where="type", hint="add it to the source, or narrow the subscription",
        )  # fmt: skip
    instances = [instance for each in doc["attrs"].values() for instance in each]
    if reception:
        for instance in instances:
            if instance["type"] != "GeoProperty":
                instance.setdefault("observedAt", written(now))
    dates = [instance["observedAt"] for instance in instances if "observedAt" in instance]
    at = min((micros(date) for date in dates), default=now)
    for date in dates:
        credible(micros(date), now=now, where="observedAt")
    return doc, at


def _is_ld(message: Mapping[str, Any]) -> bool:
    kinds = message.get("type", message.get("@type"))
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith("Notification") for name in names)


def _by_date(entity: Mapping[str, Any], context: Any) -> list[Fragment]:
    """An entity, its attributes apart by the date they were observed."""
    head = {name: entity[name] for name in _OF_ENTITY if name in entity}
    if context is not None:
        head.setdefault("@context", context)
    if "deletedAt" in entity:
        return [{**head, "deletedAt": entity["deletedAt"]}]
    dated: dict[str, Fragment] = {}
    gone: list[Fragment] = []
    for name, raw in entity.items():
        if name in _OF_ENTITY or name in _SET_BY_BROKERS:
            continue
        for instance in raw if _are_instances(raw) else [raw]:
            if _is_deleted(instance):
                gone.append({**head, DELETED: name})
                continue
            part = dated.setdefault(_date(instance), {})
            part.setdefault(name, []).append(_without(instance))
    return gone + [
        {**head, **{name: each[0] if len(each) == 1 else each for name, each in part.items()}}
        for _, part in sorted(dated.items())
    ]


def _are_instances(raw: Any) -> bool:
    return (
        isinstance(raw, list)
        and bool(raw)
        and all(
            isinstance(item, Mapping) and (item.get("type") in VALUE or "value" in item)
            for item in raw
        )
    )


def _is_deleted(instance: Any) -> bool:
    if not isinstance(instance, Mapping):
        return bool(instance == NULL)
    return "deletedAt" in instance or any(
        instance.get(member) in (NULL, {"@none": NULL}) for member in VALUE.values()
    )


def _date(instance: Any) -> str:
    """The instant of an instance, so written that instants sort; empty when it has none."""
    date = instance.get("observedAt") if isinstance(instance, Mapping) else None
    if not isinstance(date, str):
        return ""
    try:
        return canonical(date)
    except Problem:
        return date  # refused later, with its reason


def _without(instance: Any) -> Any:
    """An instance without what the other broker says of its own keeping."""
    if not isinstance(instance, Mapping):
        return instance
    return {
        name: _without(value) if isinstance(value, Mapping) and name not in _VALUES else value
        for name, value in instance.items()
        if name not in _SET_BY_BROKERS
    }


_VALUES = frozenset(VALUE.values())


def _from_v2(entity: Mapping[str, Any], where: str) -> dict[str, Any]:
    """An entity of NGSIv2 as NGSI-LD has it: the id a URN, the metadata members or attributes."""
    identifier, kind = entity.get("id"), entity.get("type", "Thing")
    if not isinstance(identifier, str) or not identifier or not isinstance(kind, str):
        raise refused("an entity has an id and a type", where=where)
    if ":" not in identifier:
        identifier = f"urn:ngsi-ld:{quote(kind, safe='')}:{quote(identifier, safe='')}"
    out: dict[str, Any] = {"id": identifier, "type": kind}
    common = entity.get("TimeInstant")
    date = common.get("value") if isinstance(common, Mapping) else common
    for name, raw in entity.items():
        if name in ("id", "type", "TimeInstant"):
            continue
        made = _attribute_of_v2(raw)
        if isinstance(made, dict) and isinstance(date, str) and made.get("type") != "GeoProperty":
            made.setdefault("observedAt", date)
        if made is not None:
            out[name] = made
    return out


def _attribute_of_v2(raw: Any) -> dict[str, Any] | None:
    """An attribute of NGSIv2; None for one without a value."""
    if not isinstance(raw, Mapping) or "value" not in raw:
        return None if raw is None else {"type": "Property", "value": raw}
    kind, value = raw.get("type"), raw["value"]
    if value is None:
        return None
    if kind == "geo:json":
        return {"type": "GeoProperty", "value": value}
    if kind == "geo:point" and isinstance(value, str):
        return {"type": "GeoProperty", "value": _point(value)}
    if kind == "Relationship":
        return {"type": "Relationship", "object": value}
    metadata = raw.get("metadata", {})
    made: dict[str, Any] = {"type": "Property", "value": value}
    date = next((_said(metadata, name) for name in _DATES if _said(metadata, name)), None)
    if date is not None:
        made["observedAt"] = date
    if (unit := _said(metadata, "unitCode") or _said(metadata, "unit")) is not None:
        made["unitCode"] = unit
    return made


def _said(metadata: Any, name: str) -> str | None:
    found = metadata.get(name) if isinstance(metadata, Mapping) else None
    value = found.get("value") if isinstance(found, Mapping) else None
    return value if isinstance(value, str) and value else None


def _point(text: str) -> dict[str, Any]:
    """The point of ``latitude, longitude``, which NGSIv2 writes in this order."""
    parts: Sequence[str] = text.split(",")
    try:
        north, east = (float(part) for part in parts)
    except ValueError:
        raise refused(f"{text[:40]!r} is not a place", hint="write 48.12, -1.2") from None
    return {"type": "Point", "coordinates": [east, north]}
