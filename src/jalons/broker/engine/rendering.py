"""Entities as they leave the broker: normalized, concise, simplified or GeoJSON.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.5.1 to 4.5.17 and 4.15 (language filter).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .contexts import Context
from .entities import VALUE, Doc, Instance

Form = Literal["normalized", "concise", "simplified"]
COPIED = ("datasetId", "observedAt", "unitCode")
PLAIN = frozenset({"type", "value", "createdAt", "modifiedAt", *COPIED})
RENAMED = frozenset({"VocabProperty", "ListRelationship"})  # their values are of terms or objects
DATES = ("createdAt", "modifiedAt", "deletedAt", "expiresAt")


@dataclass(frozen=True, slots=True)
class Projection:
    """What of an entity is shown: expanded names to ``pick`` (None: all) and to ``omit``.

    ``nested`` is the projection of the entities a relationship leads to, by expanded name.
    """

    pick: frozenset[str] | None = None
    omit: frozenset[str] = frozenset()
    nested: Mapping[str, Projection] = field(default_factory=dict)

    def shows(self, name: str) -> bool:
        """Whether a member of the entity is shown."""
        return (self.pick is None or name in self.pick) and name not in self.omit


ALL = Projection()


@dataclass(frozen=True, slots=True)
class View:
    """How entities are written: their form, dates of the system or not, the preferred language."""

    context: Context
    form: Form = "normalized"
    sys_attrs: bool = False
    lang: tuple[str, ...] = ()
    datasets: frozenset[str] | None = None
    projection: Projection = ALL


def entity(doc: Doc, view: View, *, projection: Projection | None = None) -> dict[str, Any]:
    """The JSON object of an entity document under ``view``."""
    shown = projection or view.projection
    compact = view.context.compact
    out: dict[str, Any] = {}
    if shown.shows("id"):
        out["id"] = doc["id"]
    if shown.shows("type"):
        types = [compact(kind) for kind in doc["type"]]
        out["type"] = types[0] if len(types) == 1 else types
    if (scope := doc.get("scope")) and shown.shows("scope"):
        out["scope"] = scope[0] if len(scope) == 1 else scope
    if view.sys_attrs:
        out.update({name: doc[name] for name in DATES if name in doc and shown.shows(name)})
    whole = shown.pick is None and not shown.omit
    for iri, instances in doc["attrs"].items():
        if not (whole or shown.shows(iri)):
            continue
        selected = instances if view.datasets is None else chosen(instances, view.datasets)
        if selected:
            out[compact(iri)] = attribute(selected, view)
    return out


def chosen(instances: list[Instance], datasets: frozenset[str] | None) -> list[Instance]:
    """The instances of the requested datasets (``@none`` is the one without a dataset)."""
    if datasets is None:
        return instances
    return [item for item in instances if item.get("datasetId", "@none") in datasets]


def attribute(instances: list[Instance], view: View) -> Any:
    """The JSON of an attribute: one instance, or a list of them."""
    if view.form == "simplified":
        return _simplified(instances, view)
    write = _normalized if view.form == "normalized" else _concise
    if len(instances) == 1:
        return write(instances[0], view)
    return [write(instance, view) for instance in instances]


def _simplified(instances: list[Instance], view: View) -> Any:
    if len(instances) == 1 and "datasetId" not in instances[0]:
        return simple_value(instances[0], view)
    if len(instances) == 1 and view.datasets is not None:
        return simple_value(instances[0], view)
    return {
        "dataset": {item.get("datasetId", "@none"): simple_value(item, view) for item in instances}
    }


def simple_value(instance: Instance, view: View) -> Any:
    """The value of an instance alone, as the simplified form writes it."""
    kind = instance["type"]
    if kind == "LanguageProperty" and view.lang:
        return spoken(instance["value"], view.lang)[0]
    if "entity" in instance:
        return instance["entity"]
    value = wire_value(instance, view)
    if kind in ("LanguageProperty", "VocabProperty", "JsonProperty"):
        return {VALUE[kind]: value}
    return instance["value"] if kind == "ListRelationship" else value


def wire_value(instance: Instance, view: View) -> Any:
    """The value of an instance with its terms compacted."""
    kind, value = instance["type"], instance["value"]
    if kind == "VocabProperty":
        compact = view.context.compact
        return [compact(item) for item in value] if isinstance(value, list) else compact(value)
    if kind == "ListRelationship" and isinstance(value, list):
        return [{"object": item} for item in value]
    return value


def spoken(texts: Mapping[str, Any], wanted: tuple[str, ...]) -> tuple[Any, str]:
    """The text in the first language wanted that exists, and that language."""
    for lang in wanted:
        if lang == "*":
            break
        for key in (lang, lang.partition("-")[0]):
            if key in texts:
                return texts[key], key
        for key, text in texts.items():
            if key.partition("-")[0] == lang.partition("-")[0]:
                return text, key
    key = "@none" if "@none" in texts else next(iter(texts))
    return texts[key], key


def _normalized(instance: Instance, view: View) -> dict[str, Any]:
    kind = instance["type"]
    if kind == "LanguageProperty" and view.lang:
        text, lang = spoken(instance["value"], view.lang)
        out: dict[str, Any] = {"type": "Property", "value": text, "lang": lang}
    else:
        value = wire_value(instance, view) if kind in RENAMED else instance["value"]
        out = {"type": kind, VALUE[kind]: value}
    _add_members(out, instance, view)
    return out


def _concise(instance: Instance, view: View) -> Any:
    kind = instance["type"]
    if kind == "LanguageProperty" and view.lang:
        text, lang = spoken(instance["value"], view.lang)
        out: dict[str, Any] = {"value": text, "lang": lang}
    else:
        out = {VALUE[kind]: wire_value(instance, view)}
    _add_members(out, instance, view)
    if len(out) == 1 and (
        (kind == "Property" and not isinstance(out["value"], dict)) or kind == "GeoProperty"
    ):
        return out["value"]
    return out


_PREVIOUS = {kind: "previous" + member[0].upper() + member[1:] for kind, member in VALUE.items()}


def _add_members(out: dict[str, Any], instance: Instance, view: View) -> None:
    for member in COPIED:
        if member in instance:
            out[member] = instance[member]
    if view.sys_attrs or not PLAIN.issuperset(instance):
        _add_others(out, instance, view)


def _add_others(out: dict[str, Any], instance: Instance, view: View) -> None:
    for member in ("objectType", "valueType"):
        if member in instance:
            kinds = instance[member]
            many = isinstance(kinds, list)
            short = [view.context.compact(kind) for kind in (kinds if many else [kinds])]
            out[member] = short if many else short[0]
    if "previous" in instance:
        out[_PREVIOUS[instance["type"]]] = instance["previous"]
    if view.sys_attrs:
        out.update({name: instance[name] for name in DATES if name in instance})
    if "instanceId" in instance:
        out["instanceId"] = instance["instanceId"]
    if "entity" in instance:
        out["entityList" if isinstance(instance["entity"], list) else "entity"] = instance["entity"]
    for iri, instances in instance.get("subs", {}).items():
        out[view.context.compact(iri)] = attribute(instances, view)


def feature(doc: Doc, view: View, *, geometry: str) -> dict[str, Any]:
    """The GeoJSON Feature of an entity; ``geometry`` is the expanded name of its GeoProperty."""
    properties = entity(doc, view)
    properties.pop("id", None)
    instances = doc["attrs"].get(geometry, [])
    selected = [item for item in chosen(instances, view.datasets) if item["type"] == "GeoProperty"]
    default = next(
        (item for item in selected if "datasetId" not in item), selected[0] if selected else None
    )
    return {
        "id": doc["id"],
        "type": "Feature",
        "geometry": default["value"] if default else None,
        "properties": properties,
    }


def features(docs: list[Doc], view: View, *, geometry: str) -> dict[str, Any]:
    """The GeoJSON FeatureCollection of entities."""
    return {
        "type": "FeatureCollection",
        "features": [feature(doc, view, geometry=geometry) for doc in docs],
    }
