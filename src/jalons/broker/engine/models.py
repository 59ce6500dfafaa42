"""Models of entities: what a type usually has; its context, its JSON Schema, and what looks odd.

A model advises and never refuses: NGSI-LD lets an entity have any attribute.
Source: ETSI GS CIM 009 V1.9.1, annex A (simplified form); JSON Schema 2020-12; Smart Data Models.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .entities import Doc, Instance
from .instants import is_instant

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
POINTING = ("Relationship", "ListRelationship")


@dataclass(frozen=True, slots=True)
class ModelAttribute:
    """What an attribute of a type usually is.

    ``json`` is the JSON type of its value; ``code`` the UN/ECE code of its unit, ``unit`` its sign;
    ``values`` what it may be (none: anything); ``label`` its French name, perhaps empty.
    """

    name: str
    iri: str
    kind: str
    json: str
    format: str = ""
    values: tuple[str, ...] = ()
    code: str = ""
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A type of entity: its names, its attributes by IRI, where it comes from, its licence."""

    name: str
    iri: str
    subject: str
    version: str
    label: str
    about: str
    attribution: str
    licence: str
    attributes: Mapping[str, ModelAttribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in an entity: which attribute, and what is odd about it."""

    attribute: str
    detail: str


def oddities(model: Model, doc: Doc) -> list[Oddity]:
    """What in an entity is not as its model says; attributes the model does not have are fine."""
    found = []
    for iri, instances in doc["attrs"].items():
        wanted = model.attributes.get(iri)
        if wanted is not None:
            details = dict.fromkeys(detail for item in instances for detail in _odd(wanted, item))
            found += [Oddity(wanted.name, detail) for detail in details]
    return found


def _odd(wanted: ModelAttribute, instance: Instance) -> Iterable[str]:
    kind, value = instance["type"], instance["value"]
    pointing = kind in POINTING
    if pointing != (wanted.kind in POINTING) or (kind == "GeoProperty") != (
        wanted.kind == "GeoProperty"
    ):
        yield f"a {wanted.kind} is expected, this is a {kind}"
        return
    if pointing or kind != "Property":
        return
    if not _is(value, wanted.json):
        yield f"a value of JSON type {wanted.json} is expected, not {str(value)[:40]!r}"
        return
    for item in value if isinstance(value, list) else [value]:
        if wanted.values and str(item) not in wanted.values:
            yield f"{str(item)[:40]!r} is none of {', '.join(wanted.values[:8])}"
    if wanted.format == "date-time" and isinstance(value, str) and not is_instant(value):
        yield f"{value[:40]!r} is not a date and time"
    code = instance.get("unitCode")
    if code is not None and wanted.code and code != wanted.code:
        yield f"the unit is usually {wanted.code}, this is {code}"


def _is(value: Any, kind: str) -> bool:
    if kind == "array":
        return True  # one value stands for a list of one
    if kind in ("number", "integer"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    expected = {"string": str, "boolean": bool, "object": dict}.get(kind)
    return (
        expected is None
        or isinstance(value, expected)
        or (kind == "string" and isinstance(value, dict) and "@value" in value)
    )


def schema(model: Model) -> dict[str, Any]:
    """The JSON Schema of an entity in the simplified form; only id and type are required."""
    members = {item.name: _member(item) for item in model.attributes.values()}
    return {
        "$schema": SCHEMA,
        "$id": f"urn:jalons:schema:{model.subject}.{model.name}.{model.version}",
        "title": model.label,
        "description": model.about,
        "$comment": f"{model.attribution}; version {model.version}",
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string", "format": "uri"},
            "type": {"const": model.name},
            **members,
        },
    }


def _member(item: ModelAttribute) -> dict[str, Any]:
    out: dict[str, Any] = {"title": item.label} if item.label else {}
    if item.kind in POINTING:
        address = {"type": "string", "format": "uri"}
        return {**out, "anyOf": [address, {"type": "array", "items": address}]}
    if item.kind == "GeoProperty":
        return {**out, "type": "object", "required": ["type", "coordinates"]}
    listed: dict[str, Any] = {"enum": list(item.values)} if item.values else {}
    if item.json == "array":
        out |= {"type": "array", **({"items": listed} if listed else {})}
    else:
        out |= {"type": item.json, **(listed if item.json == "string" else {})}
    if item.format:
        out["format"] = item.format
    if item.unit or item.code:
        out["x-unit"] = {"code": item.code, "symbol": item.unit}
    return out


def context(terms: Mapping[str, str], models: Iterable[Model]) -> dict[str, Any]:
    """The JSON-LD context of a subject: its terms, its types and their attributes."""
    found = dict(terms)
    for model in models:
        found[model.name] = model.iri
        found |= {item.name: item.iri for item in model.attributes.values()}
    return {"@context": dict(sorted(found.items()))}
