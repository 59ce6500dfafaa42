"""GeoJSON geometries checked, and the box around each.

Source: RFC 7946, clause 3.1; ETSI GS CIM 009 V1.9.1, clause 4.7.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .bounds import bounded
from .problems import bad

DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
Box = tuple[float, float, float, float]


def is_geometry(value: Any) -> bool:
    """Whether a value has the shape of a GeoJSON geometry (its content unchecked)."""
    return isinstance(value, dict) and (
        (str(value.get("type")) in DEPTH and "coordinates" in value)
        or (value.get("type") == "GeometryCollection" and "geometries" in value)
    )


def checked(value: Any) -> dict[str, Any]:
    """The geometry of an object or of its JSON text; raises ``Problem`` when it is none."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
            raise bad(f"a GeoProperty holds a GeoJSON geometry, not {value[:40]!r}") from error
        bounded(value, "this geometry")
    if not is_geometry(value):
        raise bad("a GeoProperty holds a GeoJSON geometry: a type and its coordinates")
    if value["type"] == "GeometryCollection":
        if not isinstance(value["geometries"], list) or not value["geometries"]:
            raise bad("a GeometryCollection holds a list of geometries")
        for part in value["geometries"]:
            checked(part)
        return dict(value)
    _check(value["coordinates"], DEPTH[value["type"]], value["type"])
    return dict(value)


def _check(coordinates: Any, depth: int, kind: str) -> None:
    if not isinstance(coordinates, list) or not coordinates:
        raise bad(f"the coordinates of this {kind} are not a list of positions")
    if depth == 0:
        _check_position(coordinates, kind)
        return
    for part in coordinates:
        _check(part, depth - 1, kind)
    if depth == 1 and kind == "LineString" and len(coordinates) < 2:
        raise bad("a LineString has two positions or more")
    ring = depth == 1 and kind.endswith("Polygon")
    if ring and (len(coordinates) < 4 or coordinates[0] != coordinates[-1]):
        raise bad("a ring of a polygon has four positions or more, the last equal to the first")


def _check_position(position: list[Any], kind: str) -> None:
    for number in position:
        if type(number) not in (int, float):
            raise bad(f"a position of this {kind} is made of numbers, not {number!r}")
    if not 2 <= len(position) <= 4:
        raise bad(f"a position of this {kind} is longitude, latitude and perhaps altitude")
    if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
        raise bad(f"{position[:2]} is not longitude (−180 to 180), latitude (−90 to 90)")


def box(geometry: dict[str, Any]) -> Box:
    """West, south, east, north of a checked geometry, in degrees."""
    if geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"][:2]
        return (longitude, latitude, longitude, latitude)
    xs: list[float] = []
    ys: list[float] = []
    _gather(geometry, xs, ys)
    return (min(xs), min(ys), max(xs), max(ys))


def _gather(geometry: dict[str, Any], xs: list[float], ys: list[float]) -> None:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            _gather(part, xs, ys)
        return
    stack: list[Any] = [geometry["coordinates"]]
    while stack:
        item = stack.pop()
        if isinstance(item[0], list):
            stack.extend(item)
        else:
            xs.append(item[0])
            ys.append(item[1])
