"""The names on a map: the most important first, each where there is room, the others not at all.

Words keep their size while the drawing takes the width of its column: a name must be free of
symbols and of other names on a phone, else it is written on a wider screen only, or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jalons.foundation.design.drawings.labels import Box
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.foundation.places.windows import WIDTH, Position, Window

PHONE, SCREEN = 300.0, 600.0  # pixels across a drawing
LINE, BASE = 15.0, 11.0  # the height of a line, and of what stands above its feet
LETTER, NARROW = 7.9, 4.6  # pixels, in the widest of the fonts of the stylesheet
_NARROW = frozenset("iljtfrI.,;:'’-()")
GAP = 3.0  # pixels around a name
LEVELS, MOST_SPOTS = 9, 12  # heights at which a territory is measured, places for its name

type Ring = Sequence[Position]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name may stand: a place in units of the drawing, and a shift from it in pixels."""

    x: float
    y: float
    right: float = 0.0
    down: float = 0.0
    anchor: str = "middle"


@dataclass(slots=True)
class Room:
    """What is taken of a drawing, on a phone and on a screen."""

    shown: Window
    _taken: dict[float, list[Box]] = field(default_factory=lambda: {PHONE: [], SCREEN: []})

    def take(self, x: float, y: float, radius: float) -> None:
        """A symbol: no name is written over it."""
        for across, boxes in self._taken.items():
            a, b = x * across / WIDTH, y * across / WIDTH
            boxes.append(Box(a - radius, a + radius, b - radius, b + radius))

    def write(self, lines: Sequence[str], spots: Sequence[Spot], look: str = "") -> Markup:
        """The name at the first of the spots where it is free; empty when it is free nowhere."""
        for widths, more in (((PHONE, SCREEN), ""), ((SCREEN,), "more")):
            for spot in spots:
                boxes = {across: self._box(lines, spot, across) for across in widths}
                if all(self._is_free(box, across) for across, box in boxes.items()):
                    for across, box in boxes.items():
                        self._taken[across].append(box)
                    return _written(lines, spot, self.shown, f"{look} {more}".strip() or None)
        return Markup("")

    def _box(self, lines: Sequence[str], spot: Spot, across: float) -> Box:
        wide = max(map(length, lines))
        start = {"start": 0.0, "middle": wide / 2, "end": wide}[spot.anchor]
        left = spot.x * across / WIDTH + spot.right - start
        top = spot.y * across / WIDTH + spot.down - BASE
        return Box(left - GAP, left + wide + GAP, top - GAP, top + LINE * len(lines) + GAP)

    def _is_free(self, box: Box, across: float) -> bool:
        high = self.shown.height * across / WIDTH
        inside = box.left >= 0 and box.top >= 0 and box.right <= across and box.bottom <= high
        return inside and not any(map(box.meets, self._taken[across]))


def length(words: str) -> float:
    """The pixels some words need, at least."""
    return sum(NARROW if each in _NARROW or each.isspace() else LETTER for each in words)


def _written(lines: Sequence[str], spot: Spot, shown: Window, look: str | None) -> Markup:
    x, y = share(spot.x / WIDTH), share(spot.y / shown.height)
    first, *others = lines
    below = [tag("tspan", words, x=x, dx=spot.right or None, dy=LINE) for words in others]
    return tag(
        "text", first, *below, x=x, y=y, dx=spot.right or None, dy=spot.down or None,
        text_anchor=None if spot.anchor == "start" else spot.anchor, class_=look,
    )  # fmt: skip


def beside(x: float, y: float, radius: float) -> tuple[Spot, ...]:
    """The spots around a symbol: at its right, its left, above and below."""
    away = radius + 5
    sides = (Spot(x, y, away, 4, "start"), Spot(x, y, -away, 4, "end"))
    if x > 2 * WIDTH / 3:
        sides = sides[::-1]
    return (*sides, Spot(x, y, 0, -away - 2), Spot(x, y, 0, away + BASE))


def middles(rings: Sequence[Ring], shown: Window, wide: float, lines: int) -> tuple[Spot, ...]:
    """Where the name of a territory may stand: in the middle of its widest parts on the map.

    None where it is so much narrower than ``wide`` pixels that its name would name its neighbours.
    """
    corners = [[shown.at(corner) for corner in ring] for ring in rings]
    heights = [y for ring in corners for _x, y in ring]
    top, bottom = max(min(heights), 0.0), min(max(heights), shown.height)
    if bottom - top < 1:
        return ()
    found, needed = [], max(wide / 2.2 * WIDTH / SCREEN, 1)
    for rank in range(1, LEVELS + 1):
        y = top + (bottom - top) * rank / (LEVELS + 1)
        central = 1 - abs(rank / (LEVELS + 1) - 0.5)
        for start, end in _stretches(corners, y):
            left, span = max(start, 0.0), min(end, WIDTH) - max(start, 0.0)  # cut at the sides
            for part, least in ((0.5, needed), (0.25, 2 * needed), (0.75, 2 * needed)):
                if span >= least:
                    found.append((span * central / least, left + part * span, y))
    up = BASE / 2 - LINE * (lines - 1) / 2
    best = sorted(found, reverse=True)[:MOST_SPOTS]
    return tuple(Spot(x, y, 0, up) for _score, x, y in best)


def is_inside(rings: Sequence[Ring], place: Position) -> bool:
    """Whether a place is within some outlines, holes out."""
    x, y = place
    return any(left <= x <= right for left, right in _stretches(rings, y))


def _stretches(rings: Sequence[Ring], y: float) -> Iterator[tuple[float, float]]:
    """Where a line from west to east is within some outlines."""
    crossed = sorted(
        a + (y - b) / (d - b) * (c - a)
        for ring in rings
        for (a, b), (c, d) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (b > y) != (d > y)
    )
    return zip(crossed[::2], crossed[1::2], strict=False)
