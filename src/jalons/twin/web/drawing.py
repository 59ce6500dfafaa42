"""The map of the town in SVG: outlines, markers gathered by square of a grid, zoom by links."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from jalons.foundation.design.maps import Area, Position
from jalons.foundation.design.svg import Markup, tag

WIDTH, HEIGHT = 640.0, 440.0
ACROSS, DOWN = 8, 5
DEEPEST = 10
MARGIN = 1.08
SMALLEST = 0.002  # degrees of latitude: about 200 m


@dataclass(frozen=True, slots=True)
class Marker:
    """A place of the map with its words, and where it leads (nowhere when empty).

    ``caption`` is written beside it, where a map has few of them.
    """

    label: str
    position: Position
    url: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """What a map shows: its middle, and its height in degrees of latitude at zoom 0."""

    lon: float
    lat: float
    tall: float
    zoom: int = 0

    @property
    def high(self) -> float:
        """Its height in degrees of latitude."""
        return float(self.tall / 2**self.zoom)

    @property
    def wide(self) -> float:
        """Its width in degrees of longitude."""
        return self.high * WIDTH / HEIGHT / max(math.cos(math.radians(self.lat)), 0.01)

    def holds(self, position: Position) -> bool:
        """Whether a place is inside."""
        lon, lat = position
        return abs(lon - self.lon) <= self.wide / 2 and abs(lat - self.lat) <= self.high / 2

    def at(self, position: Position) -> Position:
        """Where a place falls, in units of the drawing."""
        lon, lat = position
        x = WIDTH * (0.5 + (lon - self.lon) / self.wide)
        return x, HEIGHT * (0.5 - (lat - self.lat) / self.high)

    def moved(self, east: float = 0, north: float = 0, zoom: int = 0) -> Window:
        """The window moved by shares of itself, or zoomed."""
        return replace(
            self,
            lon=self.lon + east * self.wide,
            lat=self.lat + north * self.high,
            zoom=min(max(self.zoom + zoom, 0), DEEPEST),
        )

    def link(self) -> str:
        """Its parameters, for an address."""
        return "?" + urlencode({"x": f"{self.lon:.5f}", "y": f"{self.lat:.5f}", "z": self.zoom})


def window(
    areas: Sequence[Area], markers: Sequence[Marker], asked: dict[str, str]
) -> Window | None:
    """The window asked for (``x``, ``y``, ``z``), or the whole; None with nothing to show."""
    outline = [p for area in areas for ring in area.rings for p in ring]
    scattered = [marker.position for marker in markers]
    whole = _around(outline) if outline else None
    if whole is None or 2 * sum(map(whole.holds, scattered)) < len(scattered):
        whole = _around(scattered) if scattered else whole  # the outline is not where they are
    if whole is None:
        return None
    try:
        lon, lat, zoom = float(asked["x"]), float(asked["y"]), int(asked["z"])
    except (KeyError, ValueError):
        return whole
    if not (abs(lon) <= 180 and abs(lat) <= 85 and 0 <= zoom <= DEEPEST):
        return whole
    return replace(whole, lon=lon, lat=lat, zoom=zoom)


def _around(places: Sequence[Position]) -> Window:
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    lat = (south + north) / 2
    across = (east - west) * math.cos(math.radians(lat)) * HEIGHT / WIDTH
    return Window((west + east) / 2, lat, max(north - south, across, SMALLEST) * MARGIN)


def town_map(
    title: str, areas: Sequence[Area], markers: Sequence[Marker], shown: Window, gathered: str
) -> Markup:
    """The figure of a map; ``gathered`` names a group, with ``{count}`` in it.

    A square of the grid with one marker shows it; with several, a disc with their number leads to
    the map nearer, so that a map has at most one mark a square.
    """
    path = "".join(_path(ring, shown) for area in areas for ring in area.rings)
    outline = _outline(path)
    marks = [_mark(group, shown, gathered) for group in _groups(markers, shown)]
    picture = tag(
        "svg",
        *(outline if path else ()),
        *marks,
        role="group",
        aria_label=title,
        view_box=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
    )
    return tag("figure", tag("figcaption", title), picture, class_="chart map")


def _outline(path: str) -> tuple[Markup, Markup]:
    """The outlines, cut where the map ends: seen near, they would cover the page."""
    bounds = tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT)
    look: dict[str, str | float] = {"fill": "currentColor", "fill_opacity": "0.08"}
    area = tag("path", d=path, class_="area", clip_path="url(#map-bounds)", **look)
    return tag("clipPath", bounds, id="map-bounds"), area


def _groups(markers: Sequence[Marker], shown: Window) -> list[list[Marker]]:
    squares: defaultdict[tuple[int, int], list[Marker]] = defaultdict(list)
    for marker in markers:
        if shown.holds(marker.position):
            x, y = shown.at(marker.position)
            square = min(int(x / WIDTH * ACROSS), ACROSS - 1), min(int(y / HEIGHT * DOWN), DOWN - 1)
            squares[square].append(marker)
    return [squares[square] for square in sorted(squares)]


def _mark(group: list[Marker], shown: Window, gathered: str) -> Markup:
    middle = (
        sum(marker.position[0] for marker in group) / len(group),
        sum(marker.position[1] for marker in group) / len(group),
    )
    x, y = shown.at(middle)
    if len(group) == 1:
        dot = tag("circle", tag("title", group[0].label), cx=x, cy=y, r=7, class_="place")
        if group[0].caption:
            side = (-12.0, "end") if x > WIDTH / 2 else (12.0, "start")
            caption = tag("text", group[0].caption, x=x + side[0], y=y + 5, text_anchor=side[1])
            dot = Markup(dot + caption)
        return tag("a", dot, href=group[0].url, aria_label=group[0].label) if group[0].url else dot
    words = gathered.format(count=len(group))
    ring: dict[str, str | float] = {"fill": "Canvas", "stroke": "currentColor", "stroke_width": 2}
    told = (tag("title", words),) if shown.zoom >= DEEPEST else ()  # a link has its own name
    disc = tag("circle", *told, cx=x, cy=y, r=14, **ring)
    count = tag("text", str(len(group)), x=x, y=y + 5, text_anchor="middle")
    nearer = replace(shown, lon=middle[0], lat=middle[1]).moved(zoom=1)
    if shown.zoom >= DEEPEST:
        return Markup(disc + count)
    return tag("a", disc, count, href=nearer.link(), aria_label=words)


def _path(ring: Sequence[Position], shown: Window) -> str:
    points = [shown.at(position) for position in ring]
    whole = [(round(x), round(y)) for x, y in points]
    kept = [p for n, p in enumerate(whole) if n == 0 or p != whole[n - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "z"
