"""Rooms, needs and meters as entities of the twin, in both directions.

The names are those of ``data/models/Jalons.toml``. A value in another form than its model is
ignored: unknown, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.policies.policy import middle

from .need import HeatNeed, NeedKind
from .room import Cooling, Place, ServerRoom

OURS = "urn:jalons:twin:"
ROOM, NEED, METER = OURS + "ServerRoom", OURS + "HeatNeed", OURS + "HeatMeter"
TYPES = (ROOM, NEED, METER)
NAME = "https://smartdatamodels.org/name"
LOCATION = "https://uri.etsi.org/ngsi-ld/location"
IT_POWER, TOTAL_POWER, PUE = OURS + "itPower", OURS + "totalPower", OURS + "pue"
COOLING, RECOVERABLE = OURS + "coolingKind", OURS + "recoverablePower"
SUPPLY = OURS + "supplyTemperature"
KIND, YEARLY, WANTED = OURS + "needKind", OURS + "yearlyNeed", OURS + "neededTemperature"
CURRENT = OURS + "currentSource"
SERVED, ENERGY = OURS + "refServed", OURS + "heatEnergy"
MOST = 1e9  # kW or MWh: what says more is a mistake
UNITS = {
    IT_POWER: "KWT", TOTAL_POWER: "KWT", RECOVERABLE: "KWT", PUE: "C62", SUPPLY: "CEL",
    WANTED: "CEL", YEARLY: "MWH", ENERGY: "MWH",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeatMeter:
    """A meter of delivered heat, and the entity whose heat it counts (empty: unknown)."""

    id: str
    name: str
    served: str = ""
    place: Place | None = None


def room_of(doc: Doc) -> ServerRoom:
    """The server room an entity describes."""
    pue = number(doc, PUE)
    cooling = text(doc, COOLING)
    return ServerRoom(
        id=doc["id"],
        name=name_of(doc),
        it_power=_positive(number(doc, IT_POWER)),
        total_power=_positive(number(doc, TOTAL_POWER)),
        pue=pue if pue is not None and 1 <= pue < 100 else None,
        cooling=Cooling(cooling) if cooling in list(Cooling) else Cooling.UNKNOWN,
        temperature=_warm(number(doc, SUPPLY)),
        recoverable_power=_positive(number(doc, RECOVERABLE)),
        place=place_of(doc),
    )


def need_of(doc: Doc) -> HeatNeed:
    """The need of heat an entity describes."""
    kind = text(doc, KIND)
    return HeatNeed(
        id=doc["id"],
        name=name_of(doc),
        kind=NeedKind(kind) if kind in list(NeedKind) else NeedKind.OTHER,
        yearly=_positive(number(doc, YEARLY)),
        temperature=_warm(number(doc, WANTED)),
        place=place_of(doc),
    )


def meter_of(doc: Doc) -> HeatMeter:
    """The heat meter an entity describes."""
    return HeatMeter(doc["id"], name_of(doc), text(doc, SERVED), place_of(doc))


def name_of(doc: Doc) -> str:
    """The name of an entity, or its identifier."""
    return text(doc, NAME).strip() or str(doc["id"]).removeprefix("urn:ngsi-ld:")


def place_of(doc: Doc) -> Place | None:
    """Longitude and latitude of an entity, None without a location."""
    found = _default(doc, LOCATION)
    if found is None or found["type"] != "GeoProperty":
        return None
    return middle(found["value"])


def number(doc: Doc, iri: str) -> float | None:
    """The value of an attribute as a finite number, None when it is not one."""
    found = _default(doc, iri)
    value = found["value"] if found is not None else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def text(doc: Doc, iri: str) -> str:
    """A text, or the entity a relationship points to; empty when there is none."""
    found = _default(doc, iri)
    value = found["value"] if found is not None else None
    return value if isinstance(value, str) else ""


def observed(doc: Doc, iri: str) -> bool:
    """Whether the value comes from a sensor, which adds the instant of observation."""
    found = _default(doc, iri)
    return found is not None and "observedAt" in found


def written(values: Mapping[str, Any], *, seen: str | None = None) -> dict[str, list[Instance]]:
    """The attributes of an entity from values by expanded name; None and empty ones are left out.

    A place is a pair of longitude and latitude. ``seen`` is the instant of the numbers observed.
    """
    attrs: dict[str, list[Instance]] = {}
    for iri, value in values.items():
        if value is None or value == "":
            continue
        instance: Instance = {"type": "Property", "value": value}
        if iri == LOCATION:
            lon, lat = value
            shape = {"type": "Point", "coordinates": [lon, lat]}
            instance = {"type": "GeoProperty", "value": shape}
        elif iri == SERVED:
            instance = {"type": "Relationship", "value": value}
        elif iri in UNITS:
            instance["unitCode"] = UNITS[iri]
            if seen is not None:
                instance["observedAt"] = seen
        attrs[iri] = [instance]
    return attrs


def _default(doc: Doc, iri: str) -> Instance | None:
    """The instance of an attribute without a dataset, else its first."""
    found = doc["attrs"].get(iri, [])
    plain = (each for each in found if "datasetId" not in each)
    return next(plain, found[0] if found else None)


def _positive(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= MOST else None


def _warm(value: float | None) -> float | None:
    return value if value is not None and 0 < value < 200 else None
