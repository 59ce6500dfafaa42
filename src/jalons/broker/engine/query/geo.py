"""Geo-queries: a relation to a geometry, read and evaluated.

Distances are on the sphere; other relations are planar in longitude and latitude, as GeoJSON is
drawn. Source: ETSI GS CIM 009 V1.9.1, clause 4.10.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from jalons.broker.engine.bounds import bounded
from jalons.broker.engine.contexts import Context
from jalons.broker.engine.geometry import DEPTH, Box, box, checked
from jalons.broker.engine.problems import bad

Relation = Literal["near", "within", "contains", "intersects", "equals", "disjoint", "overlaps"]
RELATIONS = ("near", "within", "contains", "intersects", "equals", "disjoint", "overlaps")
LOCATION = "https://uri.etsi.org/ngsi-ld/location"
RADIUS = 6_371_008.8
_NEAR = re.compile(r"near;(max|min)Distance==(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class GeoQuery:
    """Entities whose geometry ``attr`` is in ``relation`` to ``geometry``; distances in metres."""

    relation: Relation
    geometry: dict[str, Any]
    attr: str = LOCATION
    max_distance: float | None = None
    min_distance: float | None = None

    def window(self) -> Box | None:
        """A box (west, south, east, north) no match is out of.

        None where the whole world may match.
        """
        far = self.relation == "near" and self.max_distance is None
        if far or self.relation == "disjoint":
            return None
        west, south, east, north = box(self.geometry)
        if self.max_distance is None:
            return west, south, east, north
        up = math.degrees(self.max_distance / RADIUS) * 1.001
        widest = max(abs(south - up), abs(north + up))
        if widest >= 89:
            return None
        side = up / math.cos(math.radians(widest))
        if west - side < -180 or east + side > 180:
            return None
        return west - side, south - up, east + side, north + up


def parsed(parts: Mapping[str, Any], context: Context) -> GeoQuery | None:
    """The geo-query of ``georel``, ``geometry``, ``coordinates``, ``geoproperty``.

    None without any.

    Raises ``Problem`` when one is missing or wrong.
    """
    wanted = ("georel", "geometry", "coordinates")
    present = [name for name in wanted if parts.get(name)]
    if not present:
        if parts.get("geoproperty"):
            raise bad("geoproperty comes with georel, geometry and coordinates")
        return None
    if len(present) < len(wanted):
        raise bad(
            f"a geo-query has georel, geometry and coordinates; only {', '.join(present)} given"
        )
    georel, kind, coordinates = (parts[name] for name in wanted)
    if kind not in DEPTH:
        raise bad(f"geometry: {kind!r} is not a GeoJSON geometry")
    if isinstance(coordinates, str):
        try:
            coordinates = msgspec.json.decode(coordinates)
        except (msgspec.DecodeError, RecursionError) as error:
            raise bad(f"coordinates: {coordinates[:80]!r} is not JSON") from error
    bounded(coordinates, "coordinates")
    geometry = checked({"type": kind, "coordinates": coordinates})
    attr = context.expand(str(parts["geoproperty"])) if parts.get("geoproperty") else LOCATION
    if match := _NEAR.fullmatch(str(georel)):
        distance = float(match.group(2))
        if distance == 0 and match.group(1) == "max":
            raise bad("maxDistance is a number of metres above zero")
        bounds = {f"{match.group(1)}_distance": distance}
        return GeoQuery("near", geometry, attr, **bounds)
    if georel not in RELATIONS or georel == "near":
        raise bad(f"georel: {georel!r} is not a relation, such as within or near;maxDistance==200")
    return GeoQuery(georel, geometry, attr)


def satisfies(query: GeoQuery, geometry: dict[str, Any]) -> bool:
    """Whether a geometry of an entity is in the relation the query asks for."""
    if query.relation == "near":
        far = distance(query.geometry, geometry)
        return (query.max_distance is None or far <= query.max_distance) and (
            query.min_distance is None or far >= query.min_distance
        )
    return bool(getattr(drawn(geometry), query.relation)(drawn(query.geometry)))


def drawn(geometry: dict[str, Any]) -> Any:
    """A checked geometry as GEOS has it, in longitude and latitude."""
    from shapely.geometry import shape  # loaded when first needed: it costs memory

    return shape(_flat(geometry))  # type: ignore[no-untyped-call]


def _flat(part: Any) -> Any:
    """A geometry, or its coordinates, without what comes after longitude and latitude."""
    if isinstance(part, dict):
        name = "geometries" if part["type"] == "GeometryCollection" else "coordinates"
        return {"type": part["type"], name: _flat(part[name])}
    if isinstance(part, list) and part and isinstance(part[0], int | float):
        return part[:2]
    return [_flat(inner) for inner in part] if isinstance(part, list) else part


def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The distance in metres between two geometries, on a sphere as large as the Earth."""
    if one["type"] == "Point" and other["type"] == "Point":
        return _haversine(one["coordinates"], other["coordinates"])
    from shapely import transform

    west, south, east, north = box(one)
    latitude, longitude = (south + north) / 2, (west + east) / 2
    scale = math.pi * RADIUS / 180
    narrow = math.cos(math.radians(latitude))

    def flat(points: Any) -> Any:
        moved = points.copy()
        moved[:, 0] = (points[:, 0] - longitude) * scale * narrow
        moved[:, 1] = (points[:, 1] - latitude) * scale
        return moved

    return float(transform(drawn(one), flat).distance(transform(drawn(other), flat)))


def _haversine(one: Any, other: Any) -> float:
    lon1, lat1, lon2, lat2 = (math.radians(x) for x in (*one[:2], *other[:2]))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))
