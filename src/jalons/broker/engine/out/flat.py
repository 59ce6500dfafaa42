"""An entity as one flat row of plain values, which a map or a spreadsheet can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.models import Model
from jalons.broker.engine.query.geo import LOCATION
from jalons.broker.engine.rendering import spoken

LAST = re.compile(r"[^/#:]+$")
RESERVED = ("id", "type", "geometry", "observedAt", "modifiedAt")
SPOKEN = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Columns:
    """The short name of each attribute of a type, by IRI, and back; each is unique."""

    names: Mapping[str, str]
    iris: Mapping[str, str]


def columns(attributes: Iterable[str], model: Model | None, context: Context) -> Columns:
    """The columns of a type: names of its model, else of the context, else the end of the IRI."""
    names: dict[str, str] = {}
    taken = set(RESERVED)
    known = model.attributes if model is not None else {}
    for iri in sorted(attributes, key=lambda iri: (iri not in known, iri)):
        name = known[iri].name if iri in known else short(iri, context)
        names[iri] = _free(name, taken)
        taken.add(names[iri])
    return Columns(names, {name: iri for iri, name in names.items()})


def short(iri: str, context: Context) -> str:
    """The name of an IRI in a context, or what it ends with: nothing an address would escape."""
    name = context.compact(iri)
    if ":" not in name and "/" not in name:
        return name
    end = LAST.search(iri)
    return end.group() if end else "attribute"


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def main(instances: list[Instance]) -> Instance:
    """The instance that stands for an attribute: the one without a dataset, else the first."""
    return next((item for item in instances if "datasetId" not in item), instances[0])


def plain(instance: Mapping[str, Any], context: Context) -> Any:
    """The value of an instance, as simple as it can be: in French where there are languages."""
    kind, value = instance.get("type", "Property"), instance["value"]
    if kind == "LanguageProperty" and isinstance(value, dict) and value:
        return spoken(value, SPOKEN)[0]
    if kind == "VocabProperty":
        return (
            [context.compact(v) for v in value]
            if isinstance(value, list)
            else context.compact(value)
        )
    if isinstance(value, dict) and "@value" in value:
        return value["@value"]
    return value


def row(doc: Doc, found: Columns, context: Context) -> dict[str, Any]:
    """The flat values of an entity by column: ``id``, attributes, the latest date of observation.

    Geometries other than the location stay GeoJSON; the location is left to the caller.
    """
    out: dict[str, Any] = {}
    latest = ""
    for iri, instances in doc["attrs"].items():
        instance = main(instances)
        latest = max([latest, *(item.get("observedAt", "") for item in instances)])
        if iri == LOCATION and instance["type"] == "GeoProperty":
            continue
        out[found.names.get(iri) or short(iri, context)] = plain(instance, context)
    out["observedAt"] = latest or None
    out["modifiedAt"] = doc["modifiedAt"]
    return out


def place(doc: Doc) -> dict[str, Any] | None:
    """The GeoJSON geometry of the location of an entity, else its only geometry."""
    shapes = {
        iri: main(instances)["value"]
        for iri, instances in doc["attrs"].items()
        if main(instances)["type"] == "GeoProperty"
    }
    return shapes.get(LOCATION) or (next(iter(shapes.values())) if len(shapes) == 1 else None)
