"""Geo-queries by PostGIS: exact relations, distances, the nearest first.

Distances are written as ``engine.query.geo`` computes them, not as PostGIS does, so that both
databases answer alike. What PostGIS refuses (a shape that is no valid one) is decided in Python.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from jalons.broker.engine.geometry import box
from jalons.broker.engine.query.geo import RADIUS, GeoQuery, drawn, satisfies
from jalons.broker.store.sql import Sql, joined

Get = Callable[[Sql], list[Any]]
SLACK = 0.001  # metres around the nearest
FEW = 50_000  # shapes in a box, found first
FEWEST = 5_000  # of those, shapes found first for a page too
ONE_BY_ONE = " OFFSET 0"  # of a condition tested on each entity
PREDICATES = {
    "within": "ST_Within",
    "contains": "ST_Contains",
    "intersects": "ST_Intersects",
    "equals": "ST_Equals",
    "disjoint": "ST_Disjoint",
    "overlaps": "ST_Overlaps",
}
decode = msgspec.json.decode


@dataclass(slots=True)
class Shapes:
    """The shapes of one attribute (number ``place``) of a tenant; ``get`` asks for rows."""

    get: Get
    place: int
    _few: set[int] = field(default_factory=set)  # geo-queries with few shapes in their box

    def related(self, query: GeoQuery) -> Sql | None:
        """The condition on ``e`` of a geo-query; None when PostGIS cannot read its geometry."""
        target = _target(query.geometry)
        if target is None:
            return None
        more, found = self._odd(query), self._found(query, target)
        if not self._are_more(query, FEW):
            parts = [Sql("e.pk = ANY(ARRAY(SELECT s.pk") + found + Sql("))")]
        else:
            each = Sql(f" AND s.pk = e.pk{ONE_BY_ONE})")
            parts = [Sql("EXISTS (SELECT 1") + found + each]
        if more:
            parts.append(Sql("e.pk = ANY(?)", (more,)))
        return joined(parts, "OR")

    def along(self, query: GeoQuery) -> Sql | None:
        """Tables with the entities of a geo-query that finds many, in the order of their creation.

        A page reads as many shapes as it needs, where ``related`` finds them all first. None when
        there are few, or when PostGIS cannot read some geometry.
        """
        target = _target(query.geometry)
        if target is None or not self._are_more(query, FEWEST) or self._odd(query):
            return None
        found = Sql("(SELECT DISTINCT ON (s.pk) s.pk") + self._found(query, target)
        return found + Sql(" ORDER BY s.pk) n JOIN entity e ON e.pk = n.pk")

    def _around(self, query: GeoQuery) -> Sql:
        return Sql("s.path = ?", (self.place,)) + _boxed(query)

    def _odd(self, query: GeoQuery) -> list[int]:
        """The entities in the relation by a shape that only Python reads."""
        odd = Sql("SELECT s.pk, s.geometry FROM shape s WHERE s.exact IS NULL AND ")
        rows = self.get(odd + self._around(query))
        return [pk for pk, geometry in rows if satisfies(query, decode(geometry))]

    def _are_more(self, query: GeoQuery, most: int) -> bool:
        if id(query) in self._few:
            return False
        counting = Sql("SELECT count(*) FROM (SELECT 1 FROM shape s WHERE ") + self._around(query)
        if int(self.get(counting + Sql(f" LIMIT {most}) AS few"))[0][0]) >= most:
            return True
        self._few.add(id(query))
        return False

    def _found(self, query: GeoQuery, target: Sql) -> Sql:
        test = _near(query, target) if query.relation == "near" else _in(query, target)
        shapes = Sql(" FROM shape s WHERE s.exact IS NOT NULL AND ") + self._around(query)
        return shapes + Sql(" AND ") + test

    def nearest(
        self, geometry: dict[str, Any], where: Sql, most: int, *, descending: bool
    ) -> tuple[Sql, Sql] | None:
        """How to read entities by distance, at most ``most``; None when only Python knows."""
        target = _target(geometry)
        odd = Sql("SELECT 1 FROM shape s WHERE s.path = ? AND s.exact IS NULL LIMIT 1")
        if target is None or self.get(Sql(odd.text, (self.place,))):
            return None
        far = _distance(geometry, target)
        near = None if descending else self._reach(geometry, target, where, most)
        inside = Sql(" AND ") + near if near is not None else Sql("")
        tables = (
            Sql(f"entity e {'' if near is not None else 'LEFT '}JOIN (SELECT s.pk, min(")
            + far
            + Sql(") AS far FROM shape s WHERE s.path = ?", (self.place,))
            + inside
            + Sql(" GROUP BY s.pk) n ON n.pk = e.pk")
        )
        way = "DESC NULLS FIRST" if descending else "ASC NULLS LAST"
        return tables, where + Sql(f" ORDER BY n.far {way}, e.pk")

    def _reach(self, geometry: dict[str, Any], target: Sql, where: Sql, most: int) -> Sql | None:
        """The box that has the nearest entities, found along the index; None when they are few."""
        far = _distance(geometry, target)
        nearby = (
            Sql("SELECT e.pk, ")
            + far
            + Sql(" FROM shape s JOIN entity e ON e.pk = s.pk WHERE s.path = ? AND ", (self.place,))
            + where
            + Sql(" ORDER BY s.geom <-> ")
            + target
            + Sql(" LIMIT ?", (2 * most + 8,))
        )
        least: dict[int, float] = {}
        for pk, metres in self.get(nearby):
            least[pk] = min(metres, least.get(pk, metres))
        if len(least) < most:
            return None
        reach = sorted(least.values())[most - 1] + SLACK
        window = GeoQuery("near", geometry, max_distance=reach).window()
        return None if window is None else _overlaps(window)


def _near(query: GeoQuery, target: Sql) -> Sql:
    far = _distance(query.geometry, target)
    parts = [Sql("TRUE")]
    if query.max_distance is not None:
        parts.append(far + Sql(" <= ?", (query.max_distance,)))
    if query.min_distance is not None:
        parts.append(far + Sql(" >= ?", (query.min_distance,)))
    return joined(parts, "AND")


def _in(query: GeoQuery, target: Sql) -> Sql:
    return Sql(f"{PREDICATES[query.relation]}(s.exact, ") + target + Sql(")")


def _boxed(query: GeoQuery) -> Sql:
    window = query.window()
    return Sql("") if window is None else Sql(" AND ") + _overlaps(window)


def _overlaps(window: tuple[float, float, float, float]) -> Sql:
    return Sql("s.geom && ST_MakeEnvelope(?, ?, ?, ?, 4326)", window)


def _target(geometry: dict[str, Any]) -> Sql | None:
    """The requested geometry in SQL; None for one that PostGIS and GEOS may read differently."""
    if geometry["type"] == "Point":
        longitude, latitude = map(float, geometry["coordinates"][:2])
        point = "ST_SetSRID(ST_MakePoint(?::float8, ?::float8), 4326)"
        return Sql(point, (longitude, latitude))
    if geometry["type"] == "GeometryCollection":
        return None
    read = drawn(geometry)
    return Sql("ST_GeomFromWKB(?::bytea, 4326)", (read.wkb,)) if read.is_valid else None


def _distance(geometry: dict[str, Any], target: Sql) -> Sql:
    """The distance in metres of ``s`` from a geometry: see ``engine.query.geo.distance``."""
    west, south, east, north = box(geometry)
    latitude, longitude = (south + north) / 2, (west + east) / 2
    scale = math.pi * RADIUS / 180
    narrow = math.cos(math.radians(latitude))
    flat = "ST_Scale(ST_Translate({0}, ?, ?), ?, ?)"
    moved = (-longitude, -latitude, scale * narrow, scale)
    start, _, end = flat.partition("{0}")
    planar = (
        Sql(f"ST_Distance({flat.format('s.exact')}, ", moved)
        + Sql(start)
        + target
        + Sql(f"{end})", moved)
    )
    if geometry["type"] != "Point":
        return planar
    lon, lat = (math.radians(each) for each in geometry["coordinates"][:2])
    sphere = Sql(
        "2 * ?::float8 * asin(least(1.0::float8, sqrt("
        "power(sin((radians(s.south) - ?::float8) / 2), 2)"
        " + ?::float8 * cos(radians(s.south))"
        " * power(sin((radians(s.west) - ?::float8) / 2), 2))))",
        (RADIUS, lat, math.cos(lat), lon),
    )
    is_point = Sql("CASE WHEN GeometryType(s.exact) = 'POINT' THEN ")
    return is_point + sphere + Sql(" ELSE ") + planar + Sql(" END")
