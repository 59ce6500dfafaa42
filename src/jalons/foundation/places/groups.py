"""Markers too near one another to be seen apart: gathered, then listed where no map parts them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jalons.foundation.places.map_moves import fitting
from jalons.foundation.places.marks import Marker
from jalons.foundation.places.windows import DEEPEST, WIDTH, Window

SQUARES = 9  # across a window: what is in one of its squares is gathered
APART = 48.0  # units between two marks: 24 pixels on a phone


@dataclass(frozen=True, slots=True)
class Group:
    """Markers drawn as one, and the middle of where they fall in the drawing."""

    markers: tuple[Marker, ...]
    x: float
    y: float

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The kinds in it with their counts, the most frequent first."""
        return Counter(each.kind for each in self.markers if each.kind).most_common()


def gathered(markers: Sequence[Marker], shown: Window, *, together: bool = True) -> list[Group]:
    """The markers of a window, those too near one another as one group: first by square of a
    grid, then groups on both sides of an edge of it.
    """
    if not together:
        return [_group([marker], shown) for marker in markers]
    squares: defaultdict[tuple[int, int], list[Marker]] = defaultdict(list)
    for marker in markers:
        if shown.contains(marker.position):
            x, y = shown.at(marker.position)
            squares[int(x / WIDTH * SQUARES), int(y / WIDTH * SQUARES)].append(marker)
    groups: list[Group] = []
    for found in sorted(squares.values(), key=len, reverse=True):
        group = _group(found, shown)
        x, y = group.x, group.y
        near = next((each for each in groups if math.hypot(each.x - x, each.y - y) < APART), None)
        if near is not None:
            groups.remove(near)
            group = _group([*near.markers, *group.markers], shown)
        groups.append(group)
    return groups


def _group(markers: Sequence[Marker], shown: Window) -> Group:
    places = [shown.at(marker.position) for marker in markers]
    x, y = (sum(axis) / len(places) for axis in zip(*places, strict=True))
    return Group(tuple(markers), x, y)


def is_inseparable(group: Group, shown: Window) -> bool:
    """Whether even the nearest window shows the markers of a group as one."""
    if len(group.markers) == 1:
        return False
    places = [shown.at(marker.position) for marker in group.markers]
    spread = max(max(axis) - min(axis) for axis in zip(*places, strict=True))
    return bool(spread * 2 ** (DEEPEST - shown.zoom) < APART)


def nearer(group: Group, shown: Window) -> Window:
    """The window that a group leads to: it shows its markers as large as it can."""
    found, _whole = fitting([marker.position for marker in group.markers], shown)
    return found if found.zoom > shown.zoom else found.moved(zoom=shown.zoom + 1 - found.zoom)
