"""Small maps drawn on the server: outlines and places in, an HTML ``figure`` with its SVG out.

Longitudes and latitudes (WGS 84, degrees) are laid flat around the middle of the map, which is
right to a few metres at the size of a département. No tile, no third party.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from jalons.foundation.design.svg import Markup, tag

type Position = tuple[float, float]
type Ring = tuple[Position, ...]

_WIDTH = 640.0
_MARGIN = 12.0
_TINTS = ("0.1", "0.3", "0.5", "0.7", "0.92")


@dataclass(frozen=True, slots=True)
class Area:
    """A territory: its outlines, and its class from 1 (least) to 5 (most), or None if unknown."""

    label: str
    rings: tuple[Ring, ...]
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the map: longitude, latitude."""

    label: str
    position: Position


@dataclass(frozen=True, slots=True)
class Map:
    """A map of areas and places; ``legend`` names the classes 1, 2, … and ``unknown`` the rest."""

    title: str
    areas: tuple[Area, ...] = ()
    places: tuple[Place, ...] = ()
    legend: tuple[str, ...] = ()
    unknown: str = ""
    description: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.areas and not self.places:
            raise ValueError(f"{self.title}: a map needs an area or a place")
        if len(self.legend) > len(_TINTS):
            raise ValueError(f"{self.title}: at most {len(_TINTS)} classes can be told apart")


def render_map(drawn: Map) -> str:
    """The HTML of a map; neighbours that share a class are one path, to keep the page light."""
    project, height = _projection(drawn)
    shapes = [_areas(drawn, level, project) for level in (None, *range(1, len(_TINTS) + 1))]
    points = [
        tag("circle", tag("title", place.label), cx=x, cy=y, r=6, class_="place")
        for place in drawn.places
        for x, y in [project(place.position)]
    ]
    label = f"{drawn.title}. {drawn.description}" if drawn.description else drawn.title
    picture = tag(
        "svg",
        *(shape for shape in shapes if shape),
        *points,
        role="img",
        aria_label=label,
        view_box=f"0 0 {_WIDTH:.0f} {height:.0f}",
    )
    caption = tag("figcaption", drawn.title)
    source = tag("p", drawn.source, class_="small soft") if drawn.source else Markup("")
    return tag("figure", caption, _legend(drawn), picture, source, class_="chart map")


def _projection(drawn: Map) -> tuple[Callable[[Position], Position], float]:
    """The function that lays positions flat, and the height it leads to."""
    positions = [p for area in drawn.areas for ring in area.rings for p in ring]
    positions += [place.position for place in drawn.places]
    west, east = min(p[0] for p in positions), max(p[0] for p in positions)
    south, north = min(p[1] for p in positions), max(p[1] for p in positions)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = (east - west) * squeeze, north - south
    side = _WIDTH - 2 * _MARGIN
    scale = side / max(wide, tall, 1e-6)
    left = (_WIDTH - wide * scale) / 2

    def project(position: Position) -> Position:
        lon, lat = position
        return left + (lon - west) * squeeze * scale, _MARGIN + (north - lat) * scale

    return project, tall * scale + 2 * _MARGIN


def _areas(drawn: Map, level: int | None, project: Callable[[Position], Position]) -> Markup | None:
    rings = [ring for area in drawn.areas if area.level == level for ring in area.rings]
    if not rings:
        return None
    path = "".join(_path([project(position) for position in ring]) for ring in rings)
    if level is None:
        return tag("path", d=path, class_="area", fill="none", stroke_dasharray="3 3")
    tint = _TINTS[min(level, len(_TINTS)) - 1]
    return tag("path", d=path, class_="area", fill="currentColor", fill_opacity=tint)


def _path(points: list[Position]) -> str:
    """A closed ring in whole units, told by its moves, without the moves that go nowhere."""
    whole = [(round(x), round(y)) for x, y in points]
    moves = [f"M{whole[0][0]} {whole[0][1]}"]
    x, y = whole[0]
    for next_x, next_y in whole[1:]:
        if (next_x, next_y) != (x, y):
            moves.append(f"l{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    return "".join([*moves, "z"])


def _legend(drawn: Map) -> Markup:
    classes = [(label, tint) for label, tint in zip(drawn.legend, _TINTS, strict=False)]
    items = [
        tag("li", _swatch(fill="currentColor", fill_opacity=tint), f" {label}")
        for label, tint in classes
    ]
    if drawn.unknown:
        items.append(tag("li", _swatch(fill="none", stroke_dasharray="3 2"), f" {drawn.unknown}"))
    return tag("ul", *items, class_="legend") if items else Markup("")


def _swatch(**attributes: str) -> Markup:
    box = tag("rect", x=1, y=1, width=12, height=12, stroke="currentColor", **attributes)
    return tag("svg", box, width=14, height=14, aria_hidden="true")
