"""Coordinates in the systems a map of France asks for: longitude and latitude, or Lambert-93.

Lambert-93 is a conformal conic projection with two parallels on the GRS 80 ellipsoid. RGF93
and WGS 84 are taken as one: they differ by less than a metre.
Source: EPSG 2154 and 4326; IGN, note technique NT/G 71 (formulas of the Lambert projection);
OGC 18-058r1 (OGC API – Features – Part 2).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
WGS84, LAMBERT93 = f"{EPSG}4326", f"{EPSG}2154"
SYSTEMS = (CRS84, WGS84, LAMBERT93)

_A, _E = 6_378_137.0, 0.0818191910428158
_X0, _Y0, _LON0 = 700_000.0, 6_600_000.0, math.radians(3)
Pair = tuple[float, float]


def _isometric(latitude: float) -> float:
    sine = _E * math.sin(latitude)
    return math.log(math.tan(math.pi / 4 + latitude / 2) * ((1 - sine) / (1 + sine)) ** (_E / 2))


def _constants() -> tuple[float, float, float]:
    one, two, origin = (math.radians(degrees) for degrees in (44, 49, 46.5))

    def radius(latitude: float) -> float:
        return _A * math.cos(latitude) / math.sqrt(1 - (_E * math.sin(latitude)) ** 2)

    n = math.log(radius(two) / radius(one)) / (_isometric(one) - _isometric(two))
    c = radius(one) / n * math.exp(n * _isometric(one))
    return n, c, _Y0 + c * math.exp(-n * _isometric(origin))


_N, _C, _YS = _constants()


def lambert93(longitude: float, latitude: float) -> Pair:
    """Easting and northing in metres of a place in degrees."""
    latitude = max(-80.0, min(89.9, latitude))
    r = _C * math.exp(-_N * _isometric(math.radians(latitude)))
    angle = _N * (math.radians(longitude) - _LON0)
    return round(_X0 + r * math.sin(angle), 3), round(_YS - r * math.cos(angle), 3)


def from_lambert93(x: float, y: float) -> Pair:
    """Longitude and latitude in degrees of a place in metres."""
    angle = math.atan2(x - _X0, _YS - y)
    iso = -math.log(max(math.hypot(x - _X0, y - _YS), 1e-9) / abs(_C)) / _N
    latitude = 2 * math.atan(math.exp(iso)) - math.pi / 2
    for _ in range(12):
        sine = _E * math.sin(latitude)
        latitude = (
            2 * math.atan(((1 + sine) / (1 - sine)) ** (_E / 2) * math.exp(iso)) - math.pi / 2
        )
    return math.degrees(_LON0 + angle / _N), math.degrees(latitude)


def _swapped(longitude: float, latitude: float) -> Pair:
    return latitude, longitude


_TO: dict[str, Callable[[float, float], Pair]] = {WGS84: _swapped, LAMBERT93: lambert93}
_FROM: dict[str, Callable[[float, float], Pair]] = {WGS84: _swapped, LAMBERT93: from_lambert93}


def in_system(geometry: dict[str, Any] | None, system: str) -> dict[str, Any] | None:
    """A GeoJSON geometry with its positions in a system of ``SYSTEMS``."""
    move = _TO.get(system)
    if geometry is None or move is None:
        return geometry
    if "geometries" in geometry:
        return {
            **geometry,
            "geometries": [in_system(part, system) for part in geometry["geometries"]],
        }
    return {**geometry, "coordinates": _moved(geometry["coordinates"], move)}


def _moved(coordinates: Any, move: Callable[[float, float], Pair]) -> Any:
    if isinstance(coordinates[0], list):
        return [_moved(part, move) for part in coordinates]
    return [*move(coordinates[0], coordinates[1]), *coordinates[2:3]]


def read_box(box: tuple[float, float, float, float], system: str) -> tuple[float, ...]:
    """West, south, east, north in degrees of a box whose corners are in a system."""
    move = _FROM.get(system)
    if move is None:
        return box
    a, b, c, d = box
    corners = [move(x, y) for x in (a, c) for y in (b, d)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
