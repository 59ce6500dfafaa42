"""The leaves of an entity: every (path, value) a query can ask for, and its geometries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jalons.broker.engine.entities import Doc, Instance

from .tree import DATASET, PRESENT, SCOPE, STEP, TYPE, Scalar, encoded

NGSI = "https://uri.etsi.org/ngsi-ld/"
OBSERVED = f"{NGSI}observedAt"
UNIT = f"{NGSI}unitCode"
CREATED = f"{NGSI}createdAt"
MODIFIED = f"{NGSI}modifiedAt"
MAX_DEPTH = 8

Leaf = tuple[str, Scalar]


def leaves(doc: Doc) -> set[Leaf]:
    """Every leaf of an entity document, each once."""
    heading = _heading(doc)
    for iri, instances in doc["attrs"].items():
        _attribute(iri, instances, heading)
    return heading


def values_at(doc: Doc, place: str) -> set[Scalar]:
    """The values of an entity at one path, without reading what stands elsewhere."""
    found: set[Leaf] = _heading(doc)
    for iri, instances in doc["attrs"].items():
        if place.startswith(iri):
            _attribute(iri, instances, found)
    return {value for path, value in found if path == place}


def changed(before: Doc | None, after: Doc) -> tuple[set[Leaf], set[Leaf]]:
    """The leaves an entity gains and those it loses; attributes left as they were are not read."""
    if before is None:
        return leaves(after), set()
    was, now = _heading(before), _heading(after)
    old, new = before["attrs"], after["attrs"]
    for iri, instances in new.items():
        if old.get(iri) is not instances:
            _attribute(iri, instances, now)
            _attribute(iri, old.get(iri, []), was)
    for iri, instances in old.items():
        if iri not in new:
            _attribute(iri, instances, was)
    return now - was, was - now


def attribute_leaves(iri: str, instances: list[Instance]) -> set[Leaf]:
    """The leaves of one attribute, each once."""
    found: set[Leaf] = set()
    _attribute(iri, instances, found)
    return found


def _heading(doc: Doc) -> set[Leaf]:
    found: set[Leaf] = {(TYPE, kind) for kind in doc["type"]}
    for scope in doc.get("scope", ()):
        found.add((SCOPE, scope))
    found.add((CREATED, encoded(doc["createdAt"])))
    found.add((MODIFIED, encoded(doc["modifiedAt"])))
    return found


def _attribute(iri: str, instances: list[Instance], found: set[Leaf]) -> None:
    several = len(instances) > 1 or (bool(instances) and "datasetId" in instances[0])
    for instance in instances:
        _instance(iri, instance, found)
        if several:
            found.add((f"{iri}{STEP}{DATASET}", instance.get("datasetId", "@none")))


def _instance(place: str, instance: Instance, found: set[Leaf]) -> None:
    value = instance["value"]
    kind = type(value)
    if kind is str or kind is float or kind is int or kind is bool:
        found.add((place, encoded(value)))
    elif instance["type"] == "LanguageProperty":
        _texts(place, value, found)
    elif instance["type"] == "GeoProperty":
        found.add((place, PRESENT))
    else:
        _json(place, (), value, found, 0)
    if "observedAt" in instance:
        found.add((f"{place}{STEP}{OBSERVED}", encoded(instance["observedAt"])))
    if "unitCode" in instance:
        found.add((f"{place}{STEP}{UNIT}", encoded(instance["unitCode"])))
    for iri, subs in instance.get("subs", {}).items():
        for sub in subs:
            _instance(f"{place}{STEP}{iri}", sub, found)


def _texts(place: str, value: dict[str, Any], found: set[Leaf]) -> None:
    for lang, text in value.items():
        for item in text if isinstance(text, list) else [text]:
            found.add((place, encoded(item)))
            found.add((f"{place}[{lang}]", encoded(item)))


def _json(place: str, members: tuple[str, ...], value: Any, found: set[Leaf], depth: int) -> None:
    here = f"{place}[{'.'.join(members)}]" if members else place
    if isinstance(value, dict):
        found.add((here, encoded(value["@value"]) if _scalar(value.get("@value")) else PRESENT))
        if depth < MAX_DEPTH:
            for key, item in value.items():
                _json(place, (*members, key), item, found, depth + 1)
    elif isinstance(value, list):
        if not value:
            found.add((here, PRESENT))
        for item in value:
            _json(place, members, item, found, depth + 1) if depth < MAX_DEPTH else None
    else:
        found.add((here, PRESENT if value is None else encoded(value)))


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def shapes(doc: Doc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every geometry of an entity: the expanded name of its GeoProperty, the GeoJSON geometry."""
    for iri, instances in doc["attrs"].items():
        for instance in instances:
            if instance["type"] == "GeoProperty":
                yield iri, instance["value"]
