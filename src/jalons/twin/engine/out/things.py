"""Entities as SensorThings sees them: an entity is a Thing, an attribute it observes a Datastream.

Ids are texts: of a Thing, its Location, its Sensor and its feature, the id of the entity; of a
Datastream ``entity::attribute``; of an Observation ``entity::attribute::microseconds``.
Source: OGC 18-088 (SensorThings API part 1, version 1.1), clause 8.
"""

from __future__ import annotations

from typing import Any

from jalons.twin.engine.contexts import Context
from jalons.twin.engine.entities import Doc, Instance
from jalons.twin.engine.instants import written
from jalons.twin.engine.models import Model, ModelAttribute
from jalons.twin.engine.temporal.request import Row

from .flat import Columns, main, place, plain
from .tables import instance_of

JOIN = "::"
GEO = "application/geo+json"
_OM = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_"
LINKS: dict[str, dict[str, bool]] = {
    "Things": {"Datastreams": True, "Locations": True, "HistoricalLocations": True},
    "Locations": {"Things": True, "HistoricalLocations": True},
    "HistoricalLocations": {"Thing": False, "Locations": True},
    "Datastreams": {
        "Thing": False, "Sensor": False, "ObservedProperty": False, "Observations": True,
    },
    "Sensors": {"Datastreams": True},
    "ObservedProperties": {"Datastreams": True},
    "Observations": {"Datastream": False, "FeatureOfInterest": False},
    "FeaturesOfInterest": {"Observations": True},
}  # fmt: skip
"""Of each set, what its members lead to, and whether that is a set or one."""
SET_OF = {
    "Thing": "Things",
    "Sensor": "Sensors",
    "ObservedProperty": "ObservedProperties",
    "Datastream": "Datastreams",
    "FeatureOfInterest": "FeaturesOfInterest",
}
Body = dict[str, Any]


def observes(instances: list[Instance]) -> bool:
    """Whether an attribute is a Datastream: a value with a date of observation, or a number."""
    instance = main(instances)
    value = instance["value"]
    if instance["type"] != "Property" or isinstance(value, dict | list):
        return False
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number or "observedAt" in instance


def thing(doc: Doc, title: str, found: Columns, context: Context) -> Body:
    """The Thing of an entity; what it does not observe stands in its properties."""
    known: Body = {"type": title}
    for iri, instances in doc["attrs"].items():
        instance = main(instances)
        if instance["type"] != "GeoProperty" and not observes(instances):
            known[found.names.get(iri, iri)] = plain(instance, context)
    name = str(known.get("name") or doc["id"])
    return {
        "name": name,
        "description": str(known.get("description") or title),
        "properties": known,
    }


def location(doc: Doc) -> Body | None:
    """The Location of an entity, None when it has none."""
    shape = place(doc)
    if shape is None:
        return None
    return {"name": doc["id"], "description": "", "encodingType": GEO, "location": shape}


def feature_of_interest(doc: Doc) -> Body | None:
    """The feature an entity observes: where it is."""
    shape = place(doc)
    if shape is None:
        return None
    return {"name": doc["id"], "description": "", "encodingType": GEO, "feature": shape}


def historical_location(doc: Doc) -> Body | None:
    """Since when an entity is where it is."""
    if place(doc) is None:
        return None
    dates = [
        item["modifiedAt"]
        for instances in doc["attrs"].values()
        for item in instances
        if item["type"] == "GeoProperty"
    ]
    return {"time": max(dates)}


def sensor(doc: Doc, found: Columns, context: Context) -> Body:
    """What measures: the device an entity refers to, else the entity itself."""
    device = doc["attrs"].get(found.iris.get("refDevice", ""))
    address = str(plain(main(device), context)) if device else doc["id"]
    return {
        "name": address,
        "description": "",
        "encodingType": "application/ld+json",
        "metadata": address,
    }


def observed_property(iri: str, name: str, known: ModelAttribute | None) -> Body:
    """The property an attribute observes."""
    label = known.label if known is not None and known.label else name
    return {"name": label, "definition": iri, "description": label}


def datastream(doc: Doc, iri: str, name: str, model: Model | None, *, title: str) -> Body:
    """The Datastream of an attribute of an entity."""
    instance = main(doc["attrs"][iri])
    known = model.attributes.get(iri) if model is not None else None
    label = known.label if known is not None and known.label else name
    code = instance.get("unitCode") or (known.code if known is not None else "")
    same = known is not None and known.code == code
    unit = known.unit if known is not None and same else code
    value = instance["value"]
    kind = "Measurement" if isinstance(value, int | float) else "Observation"
    body: Body = {
        "name": f"{title}\u202f: {label}",
        "description": label,
        "observationType": f"{_OM}{'TruthObservation' if isinstance(value, bool) else kind}",
        "unitOfMeasurement": {
            "name": code or None,
            "symbol": unit or None,
            "definition": f"urn:un:unece:uncefact:codelist:standard:UNECE:Rec20:{code}"
            if code
            else None,
        },
    }
    if (shape := place(doc)) is not None:
        body["observedArea"] = shape
    return body


def observation(row: Row, context: Context) -> Body:
    """The Observation of a row of history."""
    return {
        "phenomenonTime": written(row.stamp),
        "resultTime": written(row.created),
        "result": plain(instance_of(row), context),
    }
