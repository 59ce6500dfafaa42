"""Entities as SensorThings sees them: an entity is a Thing, an attribute it observes a Datastream.

Ids are texts: of a Thing, its Location, its Sensor and its feature, the id of the entity; of a
Datastream ``entity::attribute``; of an Observation ``entity::attribute::microseconds``.
Source: OGC 18-088 (SensorThings API part 1, version 1.1), clause 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import written
from jalons.broker.engine.models import ModelAttribute
from jalons.broker.engine.temporal.request import Row
from jalons.wording import colon

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
REC20 = "urn:un:unece:uncefact:codelist:standard:UNECE:Rec20"
MONEY = ("EUR",)  # of ISO 4217: no unit of the recommendation


@dataclass(frozen=True, slots=True)
class UnitWords:
    """How a unit is called and written, by its code of UN/ECE recommendation 20."""

    code: str
    name: str
    symbol: str

    def document(self) -> dict[str, str | None]:
        """The unit of a Datastream (clause 8.2.4), its members null where there is none."""
        known = bool(self.code) and self.code not in MONEY
        return {
            "name": self.name or None,
            "symbol": self.symbol or None,
            "definition": f"{REC20}:{self.code}" if known else None,
        }


def observes(instances: list[Instance]) -> bool:
    """Whether an attribute is a Datastream: a value with a date of observation, or a number."""
    instance = main(instances)
    value = instance["value"]
    if instance["type"] != "Property" or isinstance(value, dict | list):
        return False
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number or "observedAt" in instance


def thing(doc: Doc, title: str, columns: Columns, context: Context) -> Body:
    """The Thing of an entity; what it does not observe stands in its properties."""
    known: Body = {"type": title}
    for iri, instances in doc["attrs"].items():
        instance = main(instances)
        if instance["type"] != "GeoProperty" and not observes(instances):
            known[columns.names.get(iri, iri)] = plain(instance, context)
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


def sensor(doc: Doc, columns: Columns, context: Context) -> Body:
    """What measures: the device an entity refers to, else the entity itself."""
    device = doc["attrs"].get(columns.iris.get("refDevice", ""))
    address = str(plain(main(device), context)) if device else doc["id"]
    return {
        "name": address,
        "description": "",
        "encodingType": "application/ld+json",
        "metadata": address,
    }


def observed_property(iri: str, name: str, known: ModelAttribute | None) -> Body:
    """The property an attribute observes."""
    label = called(name, known)
    return {"name": label, "definition": iri, "description": label}


def called(name: str, known: ModelAttribute | None) -> str:
    """What an attribute is called: in French where its model knows, else by its column."""
    return known.label if known is not None and known.label else name


def unit_code(doc: Doc, iri: str, known: ModelAttribute | None) -> str:
    """The code of the unit of an attribute: what it says, else what its model says."""
    return str(main(doc["attrs"][iri]).get("unitCode") or (known.code if known else ""))


def datastream(doc: Doc, iri: str, label: str, *, title: str, unit: UnitWords) -> Body:
    """The Datastream of an attribute of an entity, called ``label``."""
    instance = main(doc["attrs"][iri])
    value = instance["value"]
    kind = "Measurement" if isinstance(value, int | float) else "Observation"
    body: Body = {
        "name": f"{title}{colon('fr')}{label}",
        "description": label,
        "observationType": f"{_OM}{'TruthObservation' if isinstance(value, bool) else kind}",
        "unitOfMeasurement": unit.document(),
    }
    if (shape := place(doc)) is not None:
        body["observedArea"] = shape
    return body


def observation(row: Row, context: Context) -> Body:
    """The Observation of a row of history.

    The result came when the row was written. A device whose clock is ahead observes after that:
    no result comes before what it is about.
    """
    return {
        "phenomenonTime": written(row.stamp),
        "resultTime": written(max(row.modified, row.stamp)),
        "result": plain(instance_of(row), context),
    }
