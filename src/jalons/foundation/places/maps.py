"""Maps drawn on the server: areas, markers and a window in, an HTML ``figure`` with its SVG out.

Longitudes and latitudes (WGS 84, degrees) are laid flat around the middle of the map, which is
right to a few metres at the size of a département. No tile, no third party. A map without a window
shows everything; one with a window is cut there, gathers its markers, and its groups are links to
a nearer window.

Two drawings lie one on the other: the outlines, which grow with the column, and in shares of its
size the symbols and the names, which do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.design.drawings.frame import Entry, legend_list, swatch
from jalons.foundation.design.drawings.svg import Markup, share, tag, trim
from jalons.foundation.design.page_language import number_words

from . import legends
from .groups import Group, gathered, is_inseparable, nearer
from .map_moves import links
from .marks import BACKDROP, Area, Marker, Ring, Tie
from .names import Room, beside, length, middles
from .symbols import INKS, OTHERS, REACH, TINTS, Kind, symbol, symbol_entries
from .windows import WIDTH, Position, Window, around

__all__ = ["BACKDROP", "Area", "Map", "Marker", "Ring", "Tie", "corners", "lines_of"]

MOST_TRACED = 60  # markers drawn with their lines
MOST_CORNERS = 120  # of one line
MANY_CORNERS = 6_000  # of the areas: beyond, they are drawn on a coarser grid
PALEST = 2  # the classes up to it have a dark edge, the others a pale one
MOST_NAMES = 40  # of areas
FIRST_NAMES = 3  # written before those of the markers
NEARBY = (-18, 18, -32, 32)  # pixels from where the first names should stand
MOST_LISTED = 30  # of the markers of one place
DISCS = (12.0, 12.0, 15.0, 19.0, 23.0)  # by the figures of their number
_MOST_CLASSES = len(TINTS) - 1


@dataclass(frozen=True, slots=True)
class Map:
    """A map of areas and markers.

    ``legend`` names the classes 1, 2, … of the areas, or of the markers when the areas have none,
    and ``unknown`` the areas without one; ``method`` says how classes were made; ``symbols`` are
    the kinds of markers. ``parameters`` stay in the addresses that move the window.
    """

    title: str
    areas: tuple[Area, ...] = ()
    markers: tuple[Marker, ...] = ()
    legend: tuple[str, ...] = ()
    unknown: str = ""
    symbols: tuple[Kind, ...] = ()
    source: str = ""
    window: Window | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()
    method: str = ""

    def __post_init__(self) -> None:
        if not self.areas and not self.markers and self.window is None:
            raise ValueError(f"{self.title}: a map needs an area, a marker or a window")
        if len(self.legend) > _MOST_CLASSES:
            raise ValueError(f"{self.title}: at most {_MOST_CLASSES} classes can be told apart")

    def figure(self, _lang: str = "fr") -> Markup:
        """The HTML of the map; areas of a class are one path, to make the page light."""
        places = [*corners(self.areas), *(marker.position for marker in self.markers)]
        shown = self.window or around(places)
        groups = gathered(self.markers, shown, together=self.window is not None)
        listed = [group for group in groups if is_inseparable(group, shown)]
        box = f"0 0 {trim(WIDTH)} {trim(shown.height)}"
        ground = tag("svg", *_areas(self, shown), *_traced(self.markers, shown), view_box=box,
                     aria_hidden="true")  # fmt: skip
        marks = tag(
            "svg", *_marks(self, shown, groups, listed),
            role="group" if self.window or any(each.url for each in self.markers) else "img",
            aria_label=self.title, width="100%", height="100%",
        )  # fmt: skip
        source = self.source or (_("Outlines: IGN.") if self.areas else "")
        notes = " ".join(part for part in (self.method, source) if part)
        return tag(
            "figure", tag("figcaption", self.title), *_legend(self, shown),
            tag("div", ground, marks, class_="sheet"), legends.scale_bar(shown),
            *(_list(rank, group) for rank, group in enumerate(listed)),
            tag("p", notes, class_="small soft") if notes else Markup(""), _moves(self),
            class_="chart map", **_data(self),
        )  # fmt: skip


def corners(areas: Iterable[Area]) -> list[Position]:
    """The corners of the outlines of some areas."""
    return [corner for area in areas for ring in area.rings for corner in ring]


def _moves(drawn: Map) -> Markup:
    """The links that move a map."""
    if drawn.window is None:
        return Markup("")
    found = [tag("a", words, href=url) for words, url in links(drawn.window, drawn.parameters)]
    return tag("nav", tag("p", Markup(" · ".join(found))), aria_label=_("Move the map"))


def _data(drawn: Map) -> dict[str, str | float]:
    """What the script that moves the map reads."""
    if (at := drawn.window) is None:
        return {}
    place = {"lon": at.lon, "lat": at.lat, "wide": at.wide, "high": at.high}
    return {"data_zoom": at.zoom, **{f"data_{key}": f"{part:.6f}" for key, part in place.items()}}


# Areas and lines ----------------------------------------------------------------------------------


def _areas(drawn: Map, shown: Window) -> list[Markup]:
    """A path for each class, of the outlines that reach the window."""
    grid = 1 if len(corners(drawn.areas)) <= MANY_CORNERS else 2
    paths = []
    for level in (None, *range(len(TINTS))):
        rings = [ring for area in drawn.areas if area.level == level for ring in area.rings
                 if _reaches(ring, shown)]  # fmt: skip
        path = "".join(f"{legends.small_path(ring, shown, grid)}z" for ring in rings)
        if path:
            look = {"fill": "none", "stroke_dasharray": "3 3"} if level is None else {
                "fill": "currentColor", "fill_opacity": TINTS[level]
            }  # fmt: skip
            edge = "var(--card)" if (level or 0) > PALEST else "var(--edge)"
            paths.append(tag("path", d=path, class_="area", stroke=edge, **look))
    return paths


def _reaches(ring: Ring, shown: Window) -> bool:
    """Whether the box around an outline meets the window."""
    lons, lats = zip(*ring, strict=True)
    west, east = shown.lon - shown.wide / 2, shown.lon + shown.wide / 2
    south, north = shown.lat - shown.high / 2, shown.lat + shown.high / 2
    return bool(min(lons) <= east and west <= max(lons)
                and min(lats) <= north and south <= max(lats))  # fmt: skip


def _traced(markers: Sequence[Marker], shown: Window) -> list[Markup]:
    """The lines and outlines of the markers that have some, a path for each, at most sixty."""
    inside = [marker for marker in markers if marker.traces and shown.contains(marker.position)]
    return [
        tag(
            "path",
            d="".join(legends.small_path(_simpler(trace), shown) for trace in marker.traces),
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


def lines_of(geometry: Mapping[str, Any]) -> tuple[tuple[Position, ...], ...]:
    """The lines and outlines of a GeoJSON geometry: none for points, nor for what is empty."""
    if "geometries" in geometry:
        return tuple(line for part in geometry["geometries"] for line in lines_of(part))
    is_point = geometry["type"] in ("Point", "MultiPoint")
    return () if is_point else tuple(_lines(geometry.get("coordinates") or []))


def _lines(places: Iterable[Any]) -> Iterable[tuple[Position, ...]]:
    """The lines of nested lists of positions, which may have a height."""
    filled = [each for each in places if each]
    if filled and isinstance(filled[0][0], int | float):
        yield tuple((float(lon), float(lat)) for lon, lat, *_height in filled)
        return
    for each in filled:
        yield from _lines(each)


# Markers and names --------------------------------------------------------------------------------


def _marks(
    drawn: Map, shown: Window, groups: Sequence[Group], listed: Sequence[Group]
) -> list[Markup]:
    """The names of the largest areas and of the markers, then of the other areas, then symbols."""
    room = Room(shown)
    for group in groups:
        room.take(group.x, group.y, _radius(group))
    ties = [(shown.at(start), shown.at(end), words) for start, end, words in drawn.ties
            if shown.contains(start) and shown.contains(end)]  # fmt: skip
    lines = [_stroke(tie, room) for tie in ties]
    areas = sorted(drawn.areas, key=lambda area: -area.size)
    names = _names(areas[:FIRST_NAMES], room, FIRST_NAMES)
    names += [_distance(tie, room) for tie in ties]
    several = len({marker.kind for marker in drawn.markers}) > 1
    # beside the link and not in it: a name cut short cannot be in what the link is called
    names += [room.write([words], beside(group.x, group.y, _radius(group)))
              for group in groups if (words := _caption(group, several=several))]  # fmt: skip
    names += _names(areas[FIRST_NAMES:], room)
    hidden = tag("g", *names, aria_hidden="true") if any(names) else Markup("")
    drawings = [
        tag("svg", _gathered(group, shown, drawn.parameters, listed) if len(group.markers) > 1
            else _alone(group.markers[0], len(drawn.legend)),
            x=share(group.x / WIDTH), y=share(group.y / shown.height))
        for group in groups
    ]  # fmt: skip
    return [*lines, hidden, *drawings]


def _names(areas: Sequence[Area], room: Room, most: int = MOST_NAMES) -> list[Markup]:
    """The names of the areas that reach the window; the very first ones stand closer if needed."""
    names: list[Markup] = []
    for area in areas:
        lines = [line for line in (area.label, area.value) if line]
        if not lines or len(names) >= most or not any(_reaches(r, room.shown) for r in area.rings):
            continue
        wide = 0 if most == FIRST_NAMES else max(map(length, lines))
        spots = middles(area.rings, room.shown, wide, len(lines))
        if most == FIRST_NAMES and area.level == BACKDROP:
            spots += tuple(replace(spot, down=spot.down + by) for spot in spots for by in NEARBY)
        if name := room.write(lines, spots, "t" if area.level == BACKDROP else ""):
            names.append(name)
    return names


def _stroke(tie: Tie, room: Room) -> Markup:
    """A line between two places, in units of the drawing: no name is written over it."""
    (a, b), (c, d), _words = tie
    for part in range(1, 20):
        room.take(a + part / 20 * (c - a), b + part / 20 * (d - b), 4)
    high = room.shown.height
    return tag(
        "line", x1=share(a / WIDTH), y1=share(b / high), x2=share(c / WIDTH), y2=share(d / high),
        stroke="var(--ink)", stroke_width=2, stroke_dasharray="6 4",
    )  # fmt: skip


def _distance(tie: Tie, room: Room) -> Markup:
    """The words of a line, beside its middle or else a third of it."""
    (a, b), (c, d), words = tie
    places = [(a + part * (c - a), b + part * (d - b)) for part in (0.5, 0.38, 0.62)]
    return room.write([words], [spot for x, y in places for spot in beside(x, y, 4)])


def _radius(group: Group) -> float:
    """How far a mark goes from its middle at most: a disc is as large as its number needs."""
    count = len(group.markers)
    return REACH if count == 1 else _disc(str(count))


def _disc(number: str) -> float:
    return DISCS[min(len(number), len(DISCS)) - 1]


def _caption(group: Group, *, several: bool) -> str:
    """The words beside a mark; one or two kinds of a group, where the map has several."""
    if len(group.markers) == 1:
        return group.markers[0].caption
    kinds = [kind for kind, _count in group.kinds]
    return ", ".join(kinds) if several and len(kinds) < 3 else ""


def _alone(marker: Marker, classes: int) -> Markup:
    level = marker.level and legends.shade(marker.level, classes)
    dot = symbol(marker.rank, tag("title", marker.label), level=level)
    return tag("a", dot, href=marker.url, aria_label=marker.label) if marker.url else dot


def _gathered(
    group: Group, shown: Window, parameters: Mapping[str, str], listed: Sequence[Group]
) -> Markup:
    """A disc with the number of its markers, which leads nearer, or to their list."""
    kinds = ", ".join(f"{kind} ({count})" for kind, count in group.kinds)
    count = len(group.markers)
    words = _("{count} together: see nearer").format(count=count)
    number, url = str(count), nearer(group, shown).link(parameters)
    if group in listed:
        rank, words = listed.index(group), _together(group)
        number, url = _letter(rank), f"#map-{rank + 1}"
    ranks = {marker.rank for marker in group.markers}
    alike = len(ranks) == 1 and max(ranks) < OTHERS
    ink = INKS[max(ranks) % len(INKS)] if alike else "currentColor"
    disc = tag("circle", r=_disc(number), fill="Canvas", stroke=ink, stroke_width=2)
    text = tag("text", number, y=5, text_anchor="middle")
    return tag("a", disc, text, href=url, aria_label=f"{words} – {kinds}" if kinds else words)


# What no map parts --------------------------------------------------------------------------------


def _list(rank: int, group: Group) -> Markup:
    """The markers of a place where several are, under the map."""
    shown, others = group.markers[:MOST_LISTED], max(0, len(group.markers) - MOST_LISTED)
    lines = [tag("a", each.label, href=each.url) if each.url else each.label for each in shown]
    words = ngettext("{count} other", "{count} others", others).format(count=number_words(others))
    return tag(
        "div", tag("p", tag("b", _letter(rank)), f" · {_together(group)}"),
        tag("ul", *(tag("li", line) for line in lines)), *([tag("p", words)] if others else []),
        id=f"map-{rank + 1}", class_="small",
    )  # fmt: skip


def _letter(rank: int) -> str:
    """The name of a place that is listed: A to Z, then A2…"""
    turn, letter = divmod(rank, len(ascii_uppercase))
    return f"{ascii_uppercase[letter]}{turn + 1 if turn else ''}"


def _together(group: Group) -> str:
    return _("{count} at the same place").format(count=number_words(len(group.markers)))


# Legend -------------------------------------------------------------------------------------------


def _legend(drawn: Map, shown: Window) -> list[Markup]:
    """The kinds of markers, then the classes with their counts, and where the map is."""
    kinds = symbol_entries([kind for kind in drawn.symbols if kind.count != 0 or kind.current])
    levels = [area.level for area in drawn.areas]
    items: list[Entry] = []
    if {*levels} - {BACKDROP}:
        items += legends.class_entries(drawn.legend, levels)
        if drawn.unknown and None in levels:
            look = swatch(fill="none", stroke_dasharray="3 2")
            items.append((f"{drawn.unknown} ({levels.count(None)})", look))
    elif drawn.legend and drawn.markers:
        inside = [each for each in drawn.markers if shown.contains(each.position)]
        rank = (inside or drawn.markers)[0].rank
        items += legends.class_entries(drawn.legend, [each.level for each in inside], rank)
    rings = [ring for area in drawn.areas for ring in area.rings]
    items += legends.locator(rings, shown) if drawn.window else []
    return [*legend_list(kinds), *legend_list(items)]
