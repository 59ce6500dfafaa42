"""The window of a map: its position, size and moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

type Position = tuple[float, float]

WIDTH = 640.0
HEIGHT = WIDTH  # 640 pixels in a column of a page, and a map as high as it is wide on a phone
DEEPEST = 10
EDGE = 12.0  # around what is fitted, in units of the drawing
MARGIN = 1.08
SMALLEST = 0.002  # degrees of latitude: about 200 m
KM_PER_DEGREE = 111.32
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Window:
    """What a map shows: its middle, and its height in degrees of latitude at zoom 0.

    ``height`` is that of the drawing, in its units.
    """

    lon: float
    lat: float
    tall: float
    zoom: int = 0
    height: float = HEIGHT

    @property
    def high(self) -> float:
        """Its height in degrees of latitude."""
        return float(self.tall / 2**self.zoom)

    @property
    def wide(self) -> float:
        """Its width in degrees of longitude."""
        return self.high * WIDTH / self.height / max(math.cos(math.radians(self.lat)), 0.01)

    @property
    def km(self) -> float:
        """Its width in kilometres, at its own latitude."""
        return self.high * WIDTH / self.height * KM_PER_DEGREE

    def contains(self, position: Position) -> bool:
        """Whether a place is inside."""
        lon, lat = position
        return abs(lon - self.lon) <= self.wide / 2 and abs(lat - self.lat) <= self.high / 2

    def at(self, position: Position) -> Position:
        """Where a place falls, in units of the drawing."""
        lon, lat = position
        x = WIDTH * (0.5 + (lon - self.lon) / self.wide)
        return x, self.height * (0.5 - (lat - self.lat) / self.high)

    def moved(self, east: float = 0, north: float = 0, zoom: int = 0) -> Window:
        """The window moved by shares of itself, or zoomed."""
        return replace(
            self,
            lon=self.lon + east * self.wide,
            lat=self.lat + north * self.high,
            zoom=min(max(self.zoom + zoom, 0), DEEPEST),
        )

    def link(self, parameters: Mapping[str, str] = NOTHING) -> str:
        """Its parameters and those of the page, for an address."""
        place = {"x": f"{self.lon:.5f}", "y": f"{self.lat:.5f}", "z": str(self.zoom)}
        return "?" + urlencode({**parameters, **place})


def window(
    outline: Sequence[Position], places: Sequence[Position], query: Mapping[str, str]
) -> Window | None:
    """The window of an address (``x``, ``y``, ``z``), or the whole; None with nothing to show."""
    whole = around(outline) if outline else None
    if whole is None or 2 * sum(map(whole.contains, places)) < len(places):
        whole = around(places) if places else whole  # the outline is not where they are
    if whole is None:
        return None
    try:
        lon, lat, zoom = float(query["x"]), float(query["y"]), int(query["z"])
    except (KeyError, ValueError):
        return whole
    if not (abs(lon) <= 180 and abs(lat) <= 85 and 0 <= zoom <= DEEPEST):
        return whole
    return replace(whole, lon=lon, lat=lat, zoom=zoom)


def around(places: Sequence[Position]) -> Window:
    """The window of the usual height that shows some places, at zoom 0."""
    lon, lat, wide, tall = _extent(places)
    return Window(lon, lat, max(tall, wide * HEIGHT / WIDTH, SMALLEST) * MARGIN)


def fitted(places: Sequence[Position]) -> Window:
    """The window that shows some places and no more: its drawing is as high as they need.

    The squares of a paper map are named by it: it stays as it is.
    """
    lon, lat, wide, tall = _extent(places)
    scale = (WIDTH - 2 * EDGE) / max(wide, tall, 1e-6)  # units of the drawing in a degree
    height = tall * scale + 2 * EDGE
    return Window(lon, lat, height / scale, height=height)


def _extent(places: Sequence[Position]) -> tuple[float, float, float, float]:
    """The middle of some places, and their width and height in degrees of latitude."""
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    lat = (south + north) / 2
    wide = (east - west) * math.cos(math.radians(lat))
    return (west + east) / 2, lat, wide, north - south
