"""The map of the town in SVG: outlines, markers gathered by square of a grid, zoom by links."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from jalons.foundation.design.maps import Area, Position
from jalons.foundation.design.svg import Markup, tag

from .marks import INKS, legend, mark

WIDTH, HEIGHT = 640.0, 440.0
ACROSS, DOWN = 8, 5
DEEPEST = 10
MARGIN = 1.08
SMALLEST = 0.002  # degrees of latitude: about 200 m
MOST_TRACED = 60  # entities drawn with their lines
MOST_CORNERS = 120  # of one line
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Marker:
    """A place of the map with its words, and where it leads (nowhere when empty).

    ``caption`` is written beside it, where a map has few of them; ``rank`` is that of its shape;
    ``traces`` are the lines of what is not a point.
    """

    label: str
    position: Position
    url: str = ""
    caption: str = ""
    rank: int = 0
    traces: tuple[tuple[Position, ...], ...] = ()


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

    def link(self, kept: Mapping[str, str] = NOTHING) -> str:
        """Its parameters and those to keep, for an address."""
        place = {"x": f"{self.lon:.5f}", "y": f"{self.lat:.5f}", "z": str(self.zoom)}
        return "?" + urlencode({**kept, **place})


def window(
    areas: Sequence[Area], markers: Sequence[Marker], asked: dict[str, str]
) -> Window | None:
    """The window asked for (``x``, ``y``, ``z``), or the whole; None with nothing to show."""
    outline = [p for area in areas for ring in area.rings for p in ring]
    scattered = [marker.position for marker in markers]
    whole = around(outline) if outline else None
    if whole is None or 2 * sum(map(whole.holds, scattered)) < len(scattered):
        whole = around(scattered) if scattered else whole  # the outline is not where they are
    if whole is None:
        return None
    try:
        lon, lat, zoom = float(asked["x"]), float(asked["y"]), int(asked["z"])
    except (KeyError, ValueError):
        return whole
    if not (abs(lon) <= 180 and abs(lat) <= 85 and 0 <= zoom <= DEEPEST):
        return whole
    return replace(whole, lon=lon, lat=lat, zoom=zoom)


def around(places: Sequence[Position]) -> Window:
    """The window that shows some places, at zoom 0."""
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    lat = (south + north) / 2
    across = (east - west) * math.cos(math.radians(lat)) * HEIGHT / WIDTH
    return Window((west + east) / 2, lat, max(north - south, across, SMALLEST) * MARGIN)


def town_map(  # noqa: PLR0913, PLR0917 - each is a part of the drawing
    title: str,
    areas: Sequence[Area],
    markers: Sequence[Marker],
    shown: Window,
    gathered: str,
    kept: Mapping[str, str] = NOTHING,
    named: Sequence[tuple[int, str]] = (),
) -> Markup:
    """The figure of a map; ``gathered`` names a group, with ``{count}`` in it.

    A square of the grid with one marker shows it; with several, a disc with their number leads to
    the map nearer, so that a map has at most one mark a square. ``kept`` stays in the addresses,
    ``named`` are the shapes of the legend with their words.
    """
    path = "".join(_path(ring, shown) + "z" for area in areas for ring in area.rings)
    marks = [_mark(group, shown, gathered, kept) for group in _groups(markers, shown)]
    picture = tag(
        "svg",
        *(_outline(path) if path else ()),
        *_traced(markers, shown),
        *marks,
        role="group",
        aria_label=title,
        view_box=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
    )
    place = {"lon": shown.lon, "lat": shown.lat, "wide": shown.wide, "high": shown.high}
    data = {f"data_{name}": f"{value:.6f}" for name, value in place.items()}
    return tag(
        "figure", tag("figcaption", title), legend(named), picture,
        class_="chart map", data_zoom=shown.zoom, **data,
    )  # fmt: skip


def _traced(markers: Sequence[Marker], shown: Window) -> list[Markup]:
    """The lines and outlines of the markers that have some, a path for each, at most sixty."""
    held = [marker for marker in markers if marker.traces and shown.holds(marker.position)]
    return [
        tag(
            "path",
            d="".join(_path(_simpler(trace), shown) for trace in marker.traces),
            fill=INKS[marker.rank % len(INKS)] if _closed(marker) else "none", fill_opacity="0.2",
            stroke=INKS[marker.rank % len(INKS)], stroke_width=2,
        )
        for marker in held[:MOST_TRACED]
    ]  # fmt: skip


def _closed(marker: Marker) -> bool:
    return all(trace[0] == trace[-1] and len(trace) > 2 for trace in marker.traces)


def _simpler(trace: Sequence[Position]) -> Sequence[Position]:
    """A line with few enough corners, its ends kept."""
    every = -(-len(trace) // MOST_CORNERS)
    return [*trace[:-1:every], trace[-1]]


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


def _mark(group: list[Marker], shown: Window, gathered: str, kept: Mapping[str, str]) -> Markup:
    middle = (
        sum(marker.position[0] for marker in group) / len(group),
        sum(marker.position[1] for marker in group) / len(group),
    )
    x, y = shown.at(middle)
    if len(group) == 1:
        dot = mark(group[0].rank, x, y, tag("title", group[0].label))
        if group[0].caption:
            side = (-12.0, "end") if x > WIDTH / 2 else (12.0, "start")
            # beside the link and not in it: a name cut short cannot be in what the link is called
            caption = tag(
                "text", group[0].caption, aria_hidden="true",
                x=x + side[0], y=y + 5, text_anchor=side[1],
            )  # fmt: skip
        else:
            caption = Markup()
        if group[0].url:
            dot = tag("a", dot, href=group[0].url, aria_label=group[0].label)
        return Markup(dot + caption)
    words = gathered.format(count=len(group))
    ring: dict[str, str | float] = {"fill": "Canvas", "stroke": "currentColor", "stroke_width": 2}
    told = (tag("title", words),) if shown.zoom >= DEEPEST else ()  # a link has its own name
    disc = tag("circle", *told, cx=x, cy=y, r=14, **ring)
    count = tag("text", str(len(group)), x=x, y=y + 5, text_anchor="middle")
    nearer = replace(shown, lon=middle[0], lat=middle[1]).moved(zoom=1)
    if shown.zoom >= DEEPEST:
        return Markup(disc + count)
    return tag("a", disc, count, href=nearer.link(kept), aria_label=words)


def _path(ring: Sequence[Position], shown: Window) -> str:
    points = [shown.at(position) for position in ring]
    whole = [(round(x), round(y)) for x, y in points]
    kept = [p for n, p in enumerate(whole) if n == 0 or p != whole[n - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept)
