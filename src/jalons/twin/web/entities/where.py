"""Where an entity is: its commune, its place on the map, whether it moved."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.policy import middle
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import number_words
from jalons.foundation.places.maps import Area, Map, Marker
from jalons.twin.engine.inside import is_inside
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import moment, short
from jalons.twin.web.observations import queries
from jalons.twin.web.town_map import maps

MOST_PLACES = 100  # of a history
METRES = 111_320  # of a degree
NEAR = 25  # metres: as far as a position wanders by itself
ZOOM = 16


@dataclass(frozen=True, slots=True)
class Where:
    """A place: its commune when the outlines say so, how to see it, and its last move in words."""

    commune: str
    longitude: float
    latitude: float
    drawn: Map
    parameters: str
    moved: str = ""


def commune_at(areas: tuple[Area, ...], place: tuple[float, float]) -> str:
    """The commune of a place, empty when no outline has it."""
    return next((area.label for area in areas if is_inside(place, area.rings)), "")


def where_of(authority: Authority, reads: RedactedReads, doc: Doc) -> Where | None:
    """Where an entity is; None when it sends no place."""
    place = queries.position(doc)
    if place is None:
        return None
    areas = maps.outline(authority)
    title = queries.title(doc)
    return Where(
        commune_at(areas, place),
        place[0],
        place[1],
        Map(_("Where %(name)s is") % {"name": title}, areas, (Marker(title, place),)),
        f"?x={place[0]}&y={place[1]}&z={ZOOM}",
        _moved(authority, reads, doc),
    )


def _moved(authority: Authority, reads: RedactedReads, doc: Doc) -> str:
    """The last move of an entity further than its position wanders, in words."""
    attr = next(
        (iri for iri, each in queries.instances(doc)
         if each["type"] == "GeoProperty" and short(iri) == "location"), ""
    )  # fmt: skip
    if not attr:
        return ""
    query = HistoryQuery((doc["id"],), attrs=(attr,), time="stamp", last=MOST_PLACES)
    found: list[tuple[int, tuple[float, float]]] = []
    moves = 0
    for series in reads.points(twin_store.tenant_of(authority), query):
        for stamp, value in zip(series.stamps, series.values, strict=True):
            place = _place(value)
            if place is not None and (not found or apart(found[-1][1], place) > NEAR):
                moves += bool(found)
                found.append((stamp, place))
    if not moves:
        return ""
    (_before, old), (stamp, new) = found[-2:]
    text = ngettext(
        "It moved on %(when)s, by about %(metres)s m: what it measured before was elsewhere.",
        "It moved %(count)s times, the last on %(when)s by about %(metres)s m: what it measured"
        " before was elsewhere.",
        moves,
    )
    return text % {
        "count": moves, "when": moment(stamp), "metres": number_words(round(apart(old, new), -1)),
    }  # fmt: skip


def _place(value: Any) -> tuple[float, float] | None:
    return middle(value) if isinstance(value, dict) and "coordinates" in value else None


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance in metres between two near places."""
    east = (other[0] - one[0]) * cos(radians((one[1] + other[1]) / 2))
    return METRES * hypot(east, other[1] - one[1])
