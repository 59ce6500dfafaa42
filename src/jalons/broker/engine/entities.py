"""Entities as the broker keeps them: names expanded, attributes as lists of instances.

An **entity document** is a JSON-able dict::

    {"id": uri, "type": [iri], "scope": [str]?, "createdAt": str, "modifiedAt": str,
     "expiresAt": str?, "attrs": {iri: [instance]}}

and an **instance** is ``{"type": kind, "value": any, "datasetId"?, "observedAt"?, "unitCode"?,
"objectType"?, "valueType"?, "expiresAt"?, "createdAt", "modifiedAt", "subs"?: {iri:
[instance]}}``. The value stands under ``value`` whatever its member is called on the wire. Input
may be normalized, concise or simplified: each attribute is read by what it looks like. Source:
ETSI GS CIM 009 V1.9.1, clauses 4.5, 5.2.4 to 5.2.8, annex C.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .bounds import bounded
from .contexts import Context
from .geometry import checked, is_geometry
from .instants import canonical
from .problems import bad

Doc = dict[str, Any]
Instance = dict[str, Any]

NULL = "urn:ngsi-ld:null"
MAX_SUBS = 8
SHORT = 100  # characters of a name worth keeping in memory
VALUE = {
    "Property": "value",
    "Relationship": "object",
    "GeoProperty": "value",
    "LanguageProperty": "languageMap",
    "VocabProperty": "vocab",
    "JsonProperty": "json",
    "ListProperty": "valueList",
    "ListRelationship": "objectList",
}
KIND_OF = {
    "object": "Relationship",
    "languageMap": "LanguageProperty",
    "vocab": "VocabProperty",
    "json": "JsonProperty",
    "valueList": "ListProperty",
    "objectList": "ListRelationship",
}
NOT_SUBS = frozenset({
    *VALUE.values(), "type", "@type", "datasetId", "observedAt", "unitCode", "createdAt",
    "modifiedAt", "deletedAt", "instanceId", "objectType", "valueType", "expiresAt", "entity",
    "entityList", "previousValue", "previousObject", "previousLanguageMap", "previousVocab",
    "previousJson", "previousValueList", "previousObjectList", "ngsildproof",
})  # fmt: skip
NO_NAMES = frozenset({"datasetId", "instanceId", "observedAt"})
"""Core terms that are never attributes (clause 4.5.1)."""
UNITLESS = frozenset({"Relationship", "JsonProperty"})
NOT_ATTRS = frozenset(
    {"id", "@id", "type", "@type", "scope", "@context", "createdAt", "modifiedAt", "deletedAt"}
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f-\x9f<>\"{}|\\^`]+")
# What no reader sees or may print: two ids that look alike would be two entities (RFC 3987, 2.2 and
# 4.1; the default-ignorable characters, fillers and noncharacters of Unicode).
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NAME = re.compile(r"[^\s<>\"'=;()\\|?&%*,{}\[\]$@][^\s<>\"'=;()\\|?&%*,{}\[\]$]*")


def uri(value: Any, what: str) -> str:
    """The value when it is an absolute URI; raises ``Problem`` naming ``what`` otherwise."""
    if not isinstance(value, str) or not _URI.fullmatch(value):
        raise bad(f"{what} is a URI, not {value!r}")
    if not value.isascii() and _UNSEEN.search(value):
        raise bad(f"{what} has a character nobody sees: {value!a}")
    return value


def entity_types(value: Any, context: Context) -> list[str]:
    """The expanded types of an entity, one or several; raises ``Problem`` when there is none."""
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise bad("an entity has a type: a name, or a list of them")
    for name in names:
        checked_name(name)
        if name in ("id", "type", "scope"):
            raise bad(f"{name!r} is a word of JSON-LD, not a type")
    return list(dict.fromkeys(context.expand(name) for name in names))


def scopes(value: Any) -> list[str]:
    """The scopes of an entity; raises ``Problem`` for what is not one."""
    values = value if isinstance(value, list) else [value]
    for scope in values:
        levels = scope.removeprefix("/").split("/") if isinstance(scope, str) else []
        if not all(levels) or not levels or scope == NULL or _CONTROL.search(scope):
            raise bad(f"a scope is a path such as /Rennes/Centre, not {scope!r}")
    return [scope if scope.startswith("/") else f"/{scope}" for scope in values]


def expand_entity(
    payload: Any, context: Context, *, fragment: bool = False, nulls: bool = False
) -> Doc:
    """The entity document of a payload, without dates of creation or change.

    ``fragment`` accepts one without id or type (an update); ``nulls`` accepts the NGSI-LD null,
    which asks for a deletion. Raises ``Problem`` naming what is wrong and in which attribute.
    """
    if not isinstance(payload, dict):
        raise bad("an entity is a JSON object")
    bounded(payload, "this entity")
    doc: Doc = {}
    identifier = payload.get("id", payload.get("@id"))
    if identifier is not None or not fragment:
        doc["id"] = _entity_id(identifier)
    kinds = payload.get("type", payload.get("@type"))
    if kinds is not None or not fragment:
        doc["type"] = entity_types(kinds, context)
    if "scope" in payload:
        scope = payload["scope"]
        if scope == NULL and nulls:
            doc["scope"] = NULL
        elif scope is not None and scope != []:
            doc["scope"] = scopes(scope)
    if "expiresAt" in payload and not isinstance(payload["expiresAt"], dict):
        doc["expiresAt"] = canonical(_text(payload["expiresAt"], "expiresAt"))
    attrs: dict[str, list[Instance]] = {}
    reading = _Reading(context, partial=fragment, nulls=nulls)
    for name, raw in payload.items():
        if name in NOT_ATTRS or (name == "expiresAt" and "expiresAt" in doc):
            continue
        attrs[context.expand(_attribute_name(name))] = _attribute(name, raw, reading)
    doc["attrs"] = attrs
    return doc


def _entity_id(value: Any) -> str:
    identifier = uri(value, "the id of an entity")
    if identifier == NULL:
        raise bad(f"{NULL!r} deletes; it is no id of an entity")
    return identifier


def _attribute_name(name: str) -> str:
    if name in NO_NAMES:
        raise bad(f"{name!r} is a member of an attribute, not the name of one")
    return checked_name(name)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How attributes are read: their context, whether parts may miss, whether a null is one."""

    context: Context
    partial: bool = False
    nulls: bool = False
    depth: int = 0

    def deeper(self) -> _Reading:
        return replace(self, depth=self.depth + 1)


def expand_attribute(
    name: str, raw: Any, context: Context, *, partial: bool = False, nulls: bool = False
) -> list[Instance]:
    """The instances of an attribute, each with a dataset of its own; see ``expand_entity``."""
    bounded(raw, f"the attribute {name!r}")
    return _attribute(name, raw, _Reading(context, partial=partial, nulls=nulls))


def _attribute(name: str, raw: Any, reading: _Reading) -> list[Instance]:
    if reading.depth > MAX_SUBS:
        raise bad(f"{name!r} has attributes of attributes too deeply")
    if isinstance(raw, list) and _several(raw):
        instances = [_instance(name, item, reading) for item in raw]
        datasets = [instance.get("datasetId") for instance in instances]
        if len(set(datasets)) != len(datasets):
            raise bad(f"two instances of {name!r} have the same datasetId")
        return instances
    return [_instance(name, raw, reading)]


def _several(raw: list[Any]) -> bool:
    """Whether a list is made of instances of an attribute, rather than being a value itself."""
    return bool(raw) and all(
        isinstance(item, dict) and (_kind(item) in VALUE or _wire_value(item) is not None)
        for item in raw
    )


def _kind(raw: dict[str, Any]) -> str | None:
    """The kind an attribute says it is; None when it says none, or what is no text."""
    kind = raw.get("type", raw.get("@type"))
    return kind if isinstance(kind, str) else None


def _wire_value(raw: dict[str, Any]) -> str | None:
    if "value" in raw:
        return "value"
    return next((member for member in KIND_OF if member in raw), None)


def _instance(name: str, raw: Any, reading: _Reading) -> Instance:
    if not isinstance(raw, dict):
        return {"type": "Property", "value": _plain(name, raw, reading)}
    kind = _kind(raw)
    if kind not in VALUE:
        kind = _kind_of(name, raw, reading)
        if kind == "geometry":
            return {"type": "GeoProperty", "value": checked(raw)}
        if kind == "value":
            return {"type": "Property", "value": raw}
    instance: Instance = {"type": kind} if kind else {}
    member = VALUE.get(kind or "", "value")
    if member in raw:
        instance["value"] = _value(name, kind or "Property", raw[member], reading)
    elif not reading.partial:
        raise bad(f"the {kind} {name!r} has no {member}")
    if kind:
        _only(name, kind, raw)
    _members(name, raw, reading.context, instance)
    if raw.keys() - NOT_SUBS:
        inner = reading.deeper()
        instance["subs"] = {
            reading.context.expand(checked_name(sub)): _attribute(f"{name}.{sub}", value, inner)
            for sub, value in raw.items()
            if sub not in NOT_SUBS
        }
    return instance


def _only(name: str, kind: str, raw: dict[str, Any]) -> None:
    """Raise a ``Problem`` when an attribute has the value of another kind, or a unit it cannot."""
    others = raw.keys() & _VALUES - {VALUE[kind]}
    if others:
        raise bad(f"the {kind} {name!r} has no {min(others)}")
    if "unitCode" in raw and kind in UNITLESS:
        raise bad(f"the {kind} {name!r} has no unitCode")


_VALUES = frozenset(VALUE.values())


def _kind_of(name: str, raw: dict[str, Any], reading: _Reading) -> str | None:
    """The kind of an attribute written without its type."""
    if is_geometry(raw):
        return "geometry"
    if "@value" in raw:
        return "value"
    if "type" in raw and isinstance(raw["type"], str) and not reading.partial and _wire_value(raw):
        raise bad(f"{raw['type']!r} is not a type of attribute (see {name!r})")
    member = _wire_value(raw)
    if member == "value":
        return "GeoProperty" if is_geometry(raw["value"]) else "Property"
    if member is not None:
        return KIND_OF[member]
    if reading.partial and not raw.get("type"):
        return None
    if not raw:
        raise bad(f"the attribute {name!r} is empty")
    raise bad(f"the attribute {name!r} has no type and no value")


def _members(name: str, raw: dict[str, Any], context: Context, instance: Instance) -> None:
    if (dataset := raw.get("datasetId", "@none")) not in (None, "@none"):
        instance["datasetId"] = uri(dataset, f"the datasetId of {name!r}")
    for member in ("observedAt", "expiresAt"):
        if (moment := raw.get(member)) is not None:
            text = _text(moment, f"the {member} of {name!r}")
            instance[member] = text if text == NULL else canonical(text)
    if (unit := raw.get("unitCode")) is not None:
        instance["unitCode"] = _text(unit, f"the unitCode of {name!r}")
    for member in ("objectType", "valueType"):
        if (kind := raw.get(member)) is not None:
            many = isinstance(kind, list)
            names = [context.expand(str(item)) for item in (kind if many else [kind])]
            instance[member] = names if many else names[0]


def _plain(name: str, value: Any, reading: _Reading) -> Any:
    if value is None:
        raise bad(f"{name!r} is null: leave it out, or write {NULL!r} to delete it")
    if not reading.nulls and _has_null(value):
        raise bad(f"{NULL!r} deletes an attribute in an update; it is no value of {name!r}")
    return value


def _has_null(value: Any) -> bool:
    """Whether the NGSI-LD null stands somewhere in a value, however deep."""
    if not isinstance(value, dict | list):
        return bool(value == NULL)
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict | list):
            waiting.extend(item.values() if isinstance(item, dict) else item)
        elif item == NULL:
            return True
    return False


def _value(name: str, kind: str, value: Any, reading: _Reading) -> Any:
    value = _plain(name, value, reading)
    if value == NULL:
        return value
    reader = _READERS.get(kind)
    return value if reader is None else reader(name, value, reading.context)


def _relationship(name: str, value: Any, _: Context) -> Any:
    if isinstance(value, list):
        if not value:
            raise bad(f"the Relationship {name!r} has no object")
        return [uri(item, f"the object of {name!r}") for item in value]
    return uri(value, f"the object of {name!r}")


def _language_map(name: str, value: Any, _: Context) -> Any:
    if not isinstance(value, dict) or not value:
        raise bad(f"the languageMap of {name!r} maps languages to texts")
    for lang, text in value.items():
        texts = text if isinstance(text, list) else [text]
        if not all(isinstance(item, str) for item in texts):
            raise bad(f"the languageMap of {name!r} holds texts; {lang!r} does not")
    return value


def _vocabulary(name: str, value: Any, context: Context) -> Any:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        raise bad(f"the vocab of {name!r} is a term or a list of terms")
    expanded = [context.expand(item) for item in items]
    return expanded if isinstance(value, list) else expanded[0]


def _value_list(name: str, value: Any, _: Context) -> Any:
    if not isinstance(value, list):
        raise bad(f"the valueList of {name!r} is a list")
    return value


def _object_list(name: str, value: Any, _: Context) -> Any:
    if not isinstance(value, list):
        raise bad(f"the objectList of {name!r} is a list of objects")
    return [
        uri(item.get("object") if isinstance(item, dict) else item, f"an object of {name!r}")
        for item in value
    ]


def _json(name: str, value: Any, _: Context) -> Any:
    if not isinstance(value, dict | list):
        raise bad(f"the json of {name!r} is an object or a list")
    return value


def _geometry(_name: str, value: Any, _: Context) -> Any:
    return checked(value)


_READERS = {
    "JsonProperty": _json,
    "Relationship": _relationship,
    "GeoProperty": _geometry,
    "LanguageProperty": _language_map,
    "VocabProperty": _vocabulary,
    "ListProperty": _value_list,
    "ListRelationship": _object_list,
}


def _text(value: Any, what: str) -> str:
    if isinstance(value, dict) and isinstance(value.get("@value"), str):
        value = value["@value"]
    if not isinstance(value, str) or not value:
        raise bad(f"{what} is a text, not {value!r}")
    return value


def checked_name(name: str) -> str:
    """The name of a member, when it may be one; raises ``Problem`` otherwise."""
    return _seen_name(name) if len(name) <= SHORT else _name(name)


def _name(name: str) -> str:
    if not _NAME.fullmatch(name) or _CONTROL.search(name):
        raise bad(f"{name!r} is not a name: it has a space or a reserved character")
    return name


_seen_name = lru_cache(maxsize=4096)(_name)  # a town has few names, each in every message


def is_null(instance: Mapping[str, Any]) -> bool:
    """Whether an instance asks for its own deletion."""
    value = instance.get("value")
    return value == NULL or (isinstance(value, dict) and value.get("@none") == NULL)
