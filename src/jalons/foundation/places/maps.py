"""Maps drawn on the server: areas, markers and a window in, an HTML ``figure`` with its SVG out.

Longitudes and latitudes (WGS 84, degrees) are laid flat around the middle of the map, which is
right to a few metres at the size of a département. No tile, no third party. A map without a window
shows everything; one with a window is cut there, gathers its markers by square of a grid, and its
groups are links to a nearer window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.design.drawings.svg import Markup, tag
from jalons.foundation.places.symbols import INKS, symbol, symbol_entries
from jalons.foundation.places.windows import DEEPEST, WIDTH, Position, Window, fitted

type Ring = tuple[Position, ...]

ACROSS, DOWN = 8, 5  # squares of the grid of a window
MOST_TRACED = 60  # markers drawn with their lines
MOST_CORNERS = 120  # of one line
BACKDROP = 0  # the class of an area that only says where one is
_TINTS = ("0.08", "0.1", "0.3", "0.5", "0.7", "0.92")  # of the backdrop, then of classes 1 to 5
_MOST_CLASSES = len(_TINTS) - 1


@dataclass(frozen=True, slots=True)
class Area:
    """A territory: its outlines, and its class from 1 (least) to 5 (most), or None if unknown."""

    label: str
    rings: tuple[Ring, ...]
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A place of the map with its words, and where it leads (nowhere when empty).

    ``caption`` is written beside it, where a map has few of them; ``rank`` is that of its symbol;
    ``traces`` are the lines of what is not a point.
    """

    label: str
    position: Position
    url: str = ""
    caption: str = ""
    rank: int = 0
    traces: tuple[tuple[Position, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """A map of areas and markers.

    ``legend`` names the classes 1, 2, … and ``unknown`` the areas without one; ``symbols`` are the
    ranks of the symbols shown with what they stand for. ``parameters`` stay in the addresses that
    move the window.
    """

    title: str
    areas: tuple[Area, ...] = ()
    markers: tuple[Marker, ...] = ()
    legend: tuple[str, ...] = ()
    unknown: str = ""
    symbols: tuple[tuple[int, str], ...] = ()
    description: str = ""
    source: str = ""
    window: Window | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.areas and not self.markers and self.window is None:
            raise ValueError(f"{self.title}: a map needs an area, a marker or a window")
        if len(self.legend) > _MOST_CLASSES:
            raise ValueError(f"{self.title}: at most {_MOST_CLASSES} classes can be told apart")

    def figure(self, _lang: str = "fr") -> Markup:
        """The HTML of the map; areas of a class are one path, to make the page light."""
        shown = self.window or fitted(
            [*corners(self.areas), *(marker.position for marker in self.markers)]
        )
        label = f"{self.title}. {self.description}" if self.description else self.title
        picture = tag(
            "svg",
            *_areas(self, shown),
            *_traced(self.markers, shown),
            *_marks(self, shown),
            role="group" if self.window or any(each.url for each in self.markers) else "img",
            aria_label=label,
            view_box=f"0 0 {WIDTH:.0f} {shown.height:.0f}",
        )
        caption = tag("figcaption", self.title)
        source = tag("p", self.source, class_="small soft") if self.source else Markup("")
        return tag(
            "figure", caption, _legend(self), picture, source, class_="chart map", **_data(self)
        )


def corners(areas: Iterable[Area]) -> list[Position]:
    """The corners of the outlines of some areas."""
    return [corner for area in areas for ring in area.rings for corner in ring]


def _data(drawn: Map) -> dict[str, str | float]:
    """What the script that moves the map reads."""
    if drawn.window is None:
        return {}
    at = drawn.window
    place = {"lon": at.lon, "lat": at.lat, "wide": at.wide, "high": at.high}
    return {
        "data_zoom": at.zoom,
        **{f"data_{name}": f"{value:.6f}" for name, value in place.items()},
    }


# Areas and lines ----------------------------------------------------------------------------------


def _areas(drawn: Map, shown: Window) -> list[Markup]:
    """A path for each class; cut where a window ends: seen near, it would cover the page."""
    paths = [
        _area(drawn, level, shown)
        for level in (None, *range(len(_TINTS)))
        if any(area.level == level for area in drawn.areas)
    ]
    if drawn.window is None or not paths:
        return paths
    bounds = tag("rect", x=0, y=0, width=WIDTH, height=shown.height)
    return [tag("clipPath", bounds, id="map-bounds"), *paths]


def _area(drawn: Map, level: int | None, shown: Window) -> Markup:
    rings = [ring for area in drawn.areas if area.level == level for ring in area.rings]
    path = "".join(f"{_path(ring, shown)}z" for ring in rings)
    clip = {"clip_path": "url(#map-bounds)" if drawn.window else None}
    if level is None:
        return tag("path", d=path, class_="area", fill="none", stroke_dasharray="3 3", **clip)
    look = {"fill": "currentColor", "fill_opacity": _TINTS[level]}
    return tag("path", d=path, class_="area", **look, **clip)


def _traced(markers: Sequence[Marker], shown: Window) -> list[Markup]:
    """The lines and outlines of the markers that have some, a path for each, at most sixty."""
    inside = [marker for marker in markers if marker.traces and shown.contains(marker.position)]
    return [
        tag(
            "path",
            d="".join(_path(_simpler(trace), shown) for trace in marker.traces),
            fill=INKS[marker.rank % len(INKS)] if _closed(marker) else "none", fill_opacity="0.2",
            stroke=INKS[marker.rank % len(INKS)], stroke_width=2,
        )
        for marker in inside[:MOST_TRACED]
    ]  # fmt: skip


def _closed(marker: Marker) -> bool:
    return all(trace[0] == trace[-1] and len(trace) > 2 for trace in marker.traces)


def _simpler(trace: Sequence[Position]) -> Sequence[Position]:
    """A line with few enough corners, with its two ends."""
    every = -(-len(trace) // MOST_CORNERS)
    return [*trace[:-1:every], trace[-1]]


def _path(line: Sequence[Position], shown: Window) -> str:
    """A line in whole units, written by its moves, without the moves that go nowhere."""
    whole = [(round(x), round(y)) for x, y in map(shown.at, line)]
    moves = [f"M{whole[0][0]} {whole[0][1]}"]
    x, y = whole[0]
    for next_x, next_y in whole[1:]:
        if (next_x, next_y) != (x, y):
            moves.append(f"l{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    return "".join(moves)


def lines_of(geometry: Mapping[str, Any]) -> tuple[tuple[Position, ...], ...]:
    """The lines and outlines of a GeoJSON geometry: none for points."""
    return tuple(_lines(geometry))


def _lines(geometry: Mapping[str, Any]) -> Iterable[tuple[Position, ...]]:
    kind, places = geometry["type"], geometry.get("coordinates", [])
    if kind == "LineString":
        yield _positions(places)
    elif kind in ("Polygon", "MultiLineString"):
        yield from map(_positions, places)
    elif kind == "MultiPolygon":
        yield from (_positions(ring) for part in places for ring in part)
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _lines(part)


def _positions(places: Iterable[Any]) -> tuple[Position, ...]:
    return tuple((float(place[0]), float(place[1])) for place in places)


# Markers ------------------------------------------------------------------------------------------


def _marks(drawn: Map, shown: Window) -> list[Markup]:
    """The markers; in a window, those of one square of the grid are one group."""
    if drawn.window is None:
        return [_alone(marker, shown) for marker in drawn.markers]
    return [
        _alone(group[0], shown) if len(group) == 1 else _gathered(group, shown, drawn.parameters)
        for group in _groups(drawn.markers, shown)
    ]


def _groups(markers: Sequence[Marker], shown: Window) -> list[list[Marker]]:
    squares: defaultdict[tuple[int, int], list[Marker]] = defaultdict(list)
    for marker in markers:
        if shown.contains(marker.position):
            x, y = shown.at(marker.position)
            across = min(int(x / WIDTH * ACROSS), ACROSS - 1)
            down = min(int(y / shown.height * DOWN), DOWN - 1)
            squares[across, down].append(marker)
    return [squares[square] for square in sorted(squares)]


def _alone(marker: Marker, shown: Window) -> Markup:
    x, y = shown.at(marker.position)
    dot, caption = symbol(marker.rank, x, y, tag("title", marker.label)), Markup("")
    if marker.caption:
        side = (-12.0, "end") if x > WIDTH / 2 else (12.0, "start")
        # beside the link and not in it: a name cut short cannot be in what the link is called
        caption = tag(
            "text", marker.caption, aria_hidden="true",
            x=x + side[0], y=y + 5, text_anchor=side[1],
        )  # fmt: skip
    if marker.url:
        dot = tag("a", dot, href=marker.url, aria_label=marker.label)
    return Markup(dot + caption)


def _gathered(group: list[Marker], shown: Window, parameters: Mapping[str, str]) -> Markup:
    """A disc with the number of its markers, which leads nearer while there is a nearer."""
    lon = sum(marker.position[0] for marker in group) / len(group)
    lat = sum(marker.position[1] for marker in group) / len(group)
    x, y = shown.at((lon, lat))
    words = _("{count} together: see nearer").format(count=len(group))
    deepest = shown.zoom >= DEEPEST
    ring: dict[str, str | float] = {"fill": "Canvas", "stroke": "currentColor", "stroke_width": 2}
    named = (tag("title", words),) if deepest else ()  # a link has its own name
    disc = tag("circle", *named, cx=x, cy=y, r=14, **ring)
    count = tag("text", str(len(group)), x=x, y=y + 5, text_anchor="middle")
    if deepest:
        return Markup(disc + count)
    nearer = replace(shown, lon=lon, lat=lat).moved(zoom=1)
    return tag("a", disc, count, href=nearer.link(parameters), aria_label=words)


# Legend -------------------------------------------------------------------------------------------


def _legend(drawn: Map) -> Markup:
    """The classes, the areas without one, then the symbols."""
    items = [
        tag("li", _swatch(fill="currentColor", fill_opacity=tint), f" {label}")
        for label, tint in zip(drawn.legend, _TINTS[1:], strict=False)
    ]
    if drawn.unknown:
        items.append(tag("li", _swatch(fill="none", stroke_dasharray="3 2"), f" {drawn.unknown}"))
    items += symbol_entries(drawn.symbols)
    return tag("ul", *items, class_="legend") if items else Markup("")


def _swatch(**attributes: str) -> Markup:
    box = tag("rect", x=1, y=1, width=12, height=12, stroke="currentColor", **attributes)
    return tag("svg", box, width=14, height=14, aria_hidden="true")
