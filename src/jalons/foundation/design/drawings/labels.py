"""Words put where they meet nothing: each at the free place nearest to the one it wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import shorten, wrap

from jalons.foundation.design.drawings.svg import Markup, share, tag, trim

NARROW = 312.0  # pixels across on a phone: wider, words only take a smaller part
LINE = 17.0
_ABOVE, _BELOW = 12.0, 4.0  # of a line of words, around its base
_LETTER = 7.6  # pixels, generous
_USUAL = 7.0  # pixels, of a letter in a sentence
_MOST = 36  # letters on a line
_THICK = 3.0  # of a curve, each side
_TOUCH = 1e-6  # pixels, for what is computed
_CROSSED = 60.0  # what it costs a label to stand on a curve, in pixels of shift


@dataclass(frozen=True, slots=True)
class Box:
    """What is taken: across from 0 to 1, down in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a common area."""
        above, below = self.top + _TOUCH, self.bottom - _TOUCH
        return self.beside(other) and above < other.bottom and other.top < below

    def beside(self, other: Box) -> bool:
        """Whether one is above the other, at any distance."""
        return self.left < other.right and other.left < self.right


@dataclass(frozen=True, slots=True)
class Label:
    """Words that start, end or are centred at ``x`` (0 to 1) and want to stand at ``y``."""

    words: str
    x: float
    y: float
    anchor: str = "end"
    look: str | None = None

    @property
    def lines(self) -> list[str]:
        """The words on lines that a phone can show."""
        return wrap(self.words, _MOST) or [""]

    def box(self, y: float, across: float = NARROW) -> Box:
        """The place the words take when their first line stands at ``y``."""
        width = (_LETTER * max(map(len, self.lines)) + 6) / across
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        low = y + LINE * (len(self.lines) - 1) + _BELOW
        return Box(left, left + width, y - _ABOVE, low)

    def standing(self, y: float) -> Label:
        """The same words above ``y``, however many lines they take."""
        return replace(self, y=y - LINE * (len(self.lines) - 1))

    def drawn(self, y: float) -> list[Markup]:
        """The words as elements."""
        return [
            tag(
                "text", words, x=share(self.x), y=y + rank * LINE, class_=self.look,
                text_anchor=None if self.anchor == "start" else self.anchor,
            )
            for rank, words in enumerate(self.lines)
        ]  # fmt: skip


def row_name(words: str, y: float, beside: str = "") -> list[Markup]:
    """The name of a row, cut on a phone where it would meet what stands at its end."""
    room = NARROW - (_USUAL * len(beside) + 8 if beside else 0)
    most = int(room / _USUAL)
    if len(words) <= most:
        return [tag("text", words, y=y)]
    cut = shorten(words, most, placeholder="…")
    cut = cut if len(cut) > 1 else f"{words[: most - 1]}…"  # an address is one long word
    return [
        tag("text", words, y=y, class_="more"),
        tag("text", cut, y=y, class_="less", display="none"),
    ]


def row_words(label: str, value: str, y: float) -> list[Markup]:
    """The name of a row on the left, its value on the right."""
    return [
        *row_name(label, y, value),
        tag("text", value, x="100%", y=y, text_anchor="end", class_="t"),
    ]


def settle(
    labels: Sequence[Label], taken: Sequence[Box], curves: Sequence[Box], low: float
) -> list[float]:
    """Where each label stands, the first served first: nothing meets ``taken`` nor another label.

    A label avoids ``curves`` when it does not have to go far, and stays above ``low``. It may go
    above the drawing: there is always room there.
    """
    found: list[float] = []
    boxes = list(taken)
    for label in labels:
        depth = label.box(0.0).bottom
        wanted = label.box(label.y)
        places = [label.y, low - depth]
        for box in (*boxes, *curves):
            if box.beside(wanted):
                places += [box.top - depth, box.bottom + _ABOVE]
        free = [
            (abs(y - label.y) + _CROSSED * any(map(label.box(y).meets, curves)), y)
            for y in places
            if y + depth <= low + _TOUCH and not any(map(label.box(y).meets, boxes))
        ]
        y = min(free)[1]
        found.append(y)
        boxes.append(label.box(y))
    return found


def write(
    labels: Sequence[Label], drawn: list[Markup], taken: list[Box], curves: list[Box], low: float
) -> tuple[float, list[Markup]]:
    """A drawing with its labels, and by how much it goes down for those above it."""
    rows = settle(labels, taken, curves, low)
    placed = list(zip(labels, rows, strict=True))
    parts = [*drawn, *(part for label, row in placed for part in label.drawn(row))]
    lift = -min([0.0, *(label.box(row).top for label, row in placed)])
    return lift, [tag("g", *parts, transform=f"translate(0 {trim(lift)})")] if lift else parts


def along(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """A stretch of a curve as small boxes."""
    (x1, y1), (x2, y2) = start, end
    steps = max(1, min(12, round(abs(x2 - x1) * 24)))
    xs, ys = ([a + (b - a) * n / steps for n in range(steps + 1)] for a, b in ((x1, x2), (y1, y2)))
    return [
        Box(left, right, min(two) - _THICK, max(two) + _THICK)
        for (left, right), two in zip(pairwise(xs), pairwise(ys), strict=True)
    ]
