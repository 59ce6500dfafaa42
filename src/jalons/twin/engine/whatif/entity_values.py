"""The values of entities, read by the short names of their types and attributes.

A type or an attribute may come from the Smart Data Models, from our context or from no context: a
town writes ``Streetlight`` and ``powerConsumption`` in every case. So scenarios match the last word
of a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance

DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/"


def short(iri: str) -> str:
    """The last word of an expanded name.

    >>> short("urn:jalons:twin:HeatNeed"), short("https://smartdatamodels.org/name")
    ('HeatNeed', 'name')
    """
    tail = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return (tail.rpartition(":")[2] if tail.startswith("urn:") else tail) or iri


def is_a(doc: Doc, kind: str) -> bool:
    """Whether an entity is of a type, by its short name or its IRI."""
    return any(kind in (iri, short(iri)) for iri in doc["type"])


def named(doc: Doc, attribute: str) -> list[str]:
    """The expanded names of the attributes that a short name or an IRI matches."""
    return [iri for iri in doc["attrs"] if attribute in (iri, short(iri))]


def instances(doc: Doc, attribute: str) -> list[Instance]:
    """Every instance of an attribute, by its short name or its IRI."""
    return [each for iri in named(doc, attribute) for each in doc["attrs"][iri]]


def first(doc: Doc, attribute: str) -> Any:
    """The first value of an attribute, None without one."""
    found = instances(doc, attribute)
    return found[0].get("value") if found else None


def is_number(value: Any) -> bool:
    """Whether a value is a number; booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def context_of(docs: Iterable[Doc]) -> Context:
    """A context that maps each short name in use to its expanded name."""
    terms: dict[str, str] = {}
    for doc in docs:
        for iri in (*doc["type"], *doc["attrs"]):
            terms.setdefault(short(iri), iri)
    return Context(terms=terms, vocab=DEFAULT, source=None)


def position(doc: Doc) -> tuple[float, float] | None:
    """Longitude and latitude of an entity that is a point, None otherwise."""
    for found in doc["attrs"].values():
        for each in found:
            if each["type"] == "GeoProperty" and each["value"].get("type") == "Point":
                lon, lat = each["value"]["coordinates"][:2]
                return float(lon), float(lat)
    return None


def middle(docs: Iterable[Doc]) -> tuple[float, float] | None:
    """The median longitude and latitude of entities, to a tenth of a degree; None without places.

    Rounded so that one more lamp does not change the hours of night of the whole town.
    """
    places = [place for doc in docs if (place := position(doc)) is not None]
    if not places:
        return None
    lons, lats = (sorted(values) for values in zip(*places, strict=True))
    return round(lons[len(lons) // 2], 1), round(lats[len(lats) // 2], 1)
