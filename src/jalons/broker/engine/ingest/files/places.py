"""Whether the places of a file are where they should be: longitude and latitude get swapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
FRANCE: tuple[Box, ...] = (
    (-5.6, 41.2, 9.8, 51.3), (-63.3, 14.2, -60.7, 18.2), (-54.8, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8), (44.9, -13.1, 45.4, -12.5),
)  # fmt: skip
"""Boxes (west, south, east, north) of the mainland with Corsica, and of the overseas regions."""
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class PlaceCheck:
    """How many places are inside as they are, how many would be once swapped, of how many."""

    inside: int
    swapped: int
    total: int

    @property
    def outside(self) -> int:
        """How many are outside as they are."""
        return self.total - self.inside

    @property
    def looks_swapped(self) -> bool:
        """Whether most places would be inside once swapped, and are not."""
        return self.swapped > self.total / 2 > self.inside


def checked_places(points: Sequence[tuple[float, float]], boxes: Sequence[Box]) -> PlaceCheck:
    """How (longitude, latitude) points stand to boxes, with a margin of about ten kilometres."""
    boxes = boxes or FRANCE
    return PlaceCheck(
        sum(_inside(east, north, boxes) for east, north in points),
        sum(_inside(north, east, boxes) for east, north in points),
        len(points),
    )


def _inside(east: float, north: float, boxes: Sequence[Box]) -> bool:
    return any(
        w - MARGIN <= east <= e + MARGIN and s - MARGIN <= north <= n + MARGIN
        for w, s, e, n in boxes
    )
