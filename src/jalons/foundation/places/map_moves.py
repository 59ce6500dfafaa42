"""The links that move a map, and the places outside of its window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.wording import format_significant

from .windows import DEEPEST, KM_PER_DEGREE, Position, Window, around

AROUND = 1.3  # a border around what is led to


def links(window: Window, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The links that move a map: nearer, further, the four sides, the whole.

    ``parameters`` are those of the page that stay in the addresses.
    """
    found = []
    if window.zoom < DEEPEST:
        found.append((_("Nearer"), window.moved(zoom=1).link(parameters)))
    if window.zoom > 0:
        found += [
            (_("Further"), window.moved(zoom=-1).link(parameters)),
            (_("West"), window.moved(east=-0.5).link(parameters)),
            (_("East"), window.moved(east=0.5).link(parameters)),
            (_("North"), window.moved(north=0.5).link(parameters)),
            (_("South"), window.moved(north=-0.5).link(parameters)),
            (_("The whole territory"), "?" + urlencode(parameters)),
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Places outside of a map: how many, how many of them the link shows, where they are."""

    count: int
    shown: int
    where: str
    url: str


def elsewhere(
    places: Sequence[Position], window: Window, parameters: Mapping[str, str]
) -> Elsewhere | None:
    """Where the places outside of a window are; None when all are inside.

    The link shows all of them where the map can, else those around the one in their middle.
    """
    outside = [place for place in places if not window.contains(place)]
    if not outside:
        return None
    there = _window(outside, window)
    return Elsewhere(
        count=len(outside),
        shown=sum(map(there.contains, outside)),
        where=_words(window, (there.lon, there.lat)),
        url=there.link(parameters),
    )


def _window(places: Sequence[Position], window: Window) -> Window:
    found, whole = fitting(places, window)
    if whole:
        return found
    middle = (median(place[0] for place in places), median(place[1] for place in places))
    lon, lat = min(places, key=lambda place: math.dist(place, middle))
    return replace(found, lon=lon, lat=lat)


def fitting(places: Sequence[Position], window: Window) -> tuple[Window, bool]:
    """A window moved and zoomed so that some places fill it, and whether it shows them all."""
    needed = around(places)
    steps = math.floor(math.log2(window.tall / (needed.tall * AROUND)))
    zoom = min(max(steps, 0), DEEPEST)
    return replace(window, lon=needed.lon, lat=needed.lat, zoom=zoom), steps >= 0


def _words(window: Window, place: Position) -> str:
    """How far a place is from the middle of a map, and which way."""
    east = (place[0] - window.lon) * math.cos(math.radians(window.lat)) * KM_PER_DEGREE
    north = (place[1] - window.lat) * KM_PER_DEGREE
    far = math.hypot(east, north)
    ways = (
        _("to the north"), _("to the north-east"), _("to the east"), _("to the south-east"),
        _("to the south"), _("to the south-west"), _("to the west"), _("to the north-west"),
    )  # fmt: skip
    way = ways[round(math.degrees(math.atan2(east, north)) / 45) % 8]
    if far < 1:
        return _("less than 1 km %(way)s") % {"way": way}
    km = format_significant(far, lang(), 2)
    return _("about %(km)s km %(way)s") % {"km": km, "way": way}
