"""Outlines drawn: encoded rings in, one SVG path and its frame out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians

GRID = 10_000  # the rings are kept to 1e-4 degree
SIZE = 320  # the longer side of the drawing, in its own units

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small map: the frame in its own units, one path per layer, and a mark when it has one."""

    width: int
    height: int
    outline: str
    inside: str
    mark: tuple[int, int] | None


def decode(rings: str) -> Iterator[list[Point]]:
    """The rings as (longitude, latitude) in degrees, each left open.

    >>> list(decode("_ibE_ibE_ibE?"))
    [[(10.0, 10.0), (10.0, 20.0)]]
    """
    for ring in rings.split():
        steps = list(_integers(ring))
        lat = lon = 0
        points: list[Point] = []
        for down, across in zip(steps[::2], steps[1::2], strict=True):
            lat, lon = lat + down, lon + across
            points.append((lon / GRID, lat / GRID))
        yield points


def _integers(text: str) -> Iterator[int]:
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if not bits & 0x20:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0


def draw(
    outline: str, *, inside: Iterable[str] = (), mark: tuple[float, float] | None = None
) -> Drawing | None:
    """The map of a territory, north up, or None when it has no contour.

    ``inside`` are the contours of its members; ``mark`` is a (latitude, longitude) in degrees.
    Plate carrée stretched to the middle latitude: right to 1 % for a département.
    """
    rings = list(decode(outline))
    if not rings:
        return None
    west = min(lon for ring in rings for lon, _ in ring)
    east = max(lon for ring in rings for lon, _ in ring)
    south = min(lat for ring in rings for _, lat in ring)
    north = max(lat for ring in rings for _, lat in ring)
    stretch = cos(radians((south + north) / 2))
    scale = SIZE / max((east - west) * stretch, north - south, 1 / GRID)

    def place(lon: float, lat: float) -> tuple[int, int]:
        return round((lon - west) * stretch * scale), round((north - lat) * scale)

    def path(rings: Iterable[list[Point]]) -> str:
        return "".join(_closed([place(*point) for point in ring]) for ring in rings)

    width, height = place(east, south)
    return Drawing(
        width=width,
        height=height,
        outline=path(rings),
        inside=path(ring for member in inside for ring in decode(member)),
        mark=place(mark[1], mark[0]) if mark else None,
    )


def _closed(points: list[tuple[int, int]]) -> str:
    """A closed subpath in relative steps; nothing when it is smaller than a unit."""
    x, y = points[0]
    steps = []
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    if len(steps) < 2:
        return ""
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"
