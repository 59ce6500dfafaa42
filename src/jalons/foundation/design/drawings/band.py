"""An interval on a scale: its bar, its numbers, and both ends of the scale with the unit.

Laid out in percentages. Words take a place where they meet no other one in the narrowest page,
so that they never do in a wider one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from jalons import wording
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval

_NARROWEST = 264.0  # px: a card on a phone
_LETTER = 7.9  # px: the mean width of a character of 14 px, a little more
_GAP = 7.0
_ROW = 19
_WAYS = ("middle", "start", "end")
_ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word under or over the bar: its place across (0 to 1), its row, its anchor."""

    text: str
    at: float
    row: int
    anchor: str
    soft: bool = False

    @property
    def extent(self) -> tuple[float, float]:
        """Where it begins and ends in the narrowest page, in px."""
        width, x = len(self.text) * _LETTER, self.at * _NARROWEST
        start = {"start": x, "middle": x - width / 2, "end": x - width}[self.anchor]
        return start, start + width

    def fits(self, others: list[_Word]) -> bool:
        """Whether it stays in the drawing and meets no other word of its row."""
        start, end = self.extent
        inside = start >= 0 and end <= _NARROWEST
        beside = (each.extent for each in others if each.row == self.row)
        return inside and all(end + _GAP <= x or to + _GAP <= start for x, to in beside)


@dataclass(frozen=True, slots=True)
class BandScale:
    """The two round ends of the scale of a band, in the unit of its interval, and their words."""

    start: float
    end: float
    start_words: str
    end_words: str

    @classmethod
    def of(cls, value: Interval, unit: str, lang: str, maximum: float | None = None) -> BandScale:
        """From 0, or from a round value below a negative bound, to ``maximum`` or a round value."""
        largest = max(abs(value.low), abs(value.mid), abs(value.high))
        factor, written = wording.scale_of(unit, value.mid or largest, lang)
        start = -_round_end(-value.low / factor) if value.low < 0 else 0.0
        end = _round_end(value.high / factor) if value.high > 0 or not start else 0.0
        end = end if maximum is None else maximum / factor
        first, last = (
            wording.with_minus(wording.format_significant(each, lang)) for each in (start, end)
        )
        return cls(start * factor, end * factor, first, wording.with_unit(last, written, lang))

    def place(self, value: float) -> float:
        """Where a value stands across the scale, from 0 to 1."""
        return max(0.0, min(1.0, (value - self.start) / ((self.end - self.start) or 1.0)))

    def says(self, text: str, bound: float) -> bool:
        """Whether an end of the scale already stands for a bound written so."""
        if self.place(bound) == 1.0:
            return self.end_words.split(wording.NO_BREAK)[0] == text
        return self.place(bound) == 0.0 and self.start_words == text


def render_band(value: Interval, unit: str, scale: BandScale, label: str, lang: str) -> Markup:
    """The drawing of an interval on its scale; ``label`` says it to who does not see it."""
    words = _words(value, unit, scale, lang)
    low, mid, high = (scale.place(each) for each in (value.low, value.mid, value.high))
    bar = [
        tag("rect", y=4, width="100%", height=12, rx=2, class_="track"),
        tag("rect", x=share(low), y=4, width=share(max(high - low, 0.005)), height=12, rx=2,
            class_="range"),
        tag("rect", x=share(mid), width=3, height=20, rx=1, class_="mid"),
    ]  # fmt: skip
    if scale.start < 0:
        bar.append(tag("rect", x=share(scale.place(0)), width=1, height=20, class_="mid"))
    drawn = [
        tag("text", each.text, x=share(each.at), y=14 if each.row < 0 else 54 + _ROW * each.row,
            text_anchor=each.anchor, class_="t" if each.soft else None)
        for each in words
    ]  # fmt: skip
    rows = 1 + max(each.row for each in words)
    return tag(
        "svg", tag("svg", *bar, class_="band", y=20, width="100%", height=20), *drawn,
        class_="chart", role="img", aria_label=label, width="100%", height=42 + _ROW * rows,
    )  # fmt: skip


def _words(value: Interval, unit: str, scale: BandScale, lang: str) -> list[_Word]:
    """The central value over the bar; under it the bounds, then the ends where there is room."""
    shown = wording.show(value, unit, lang)
    bounds = [
        (text, scale.place(bound))
        for text, bound in ((shown.low, value.low), (shown.high, value.high))
        if shown.low != shown.high and not scale.says(text, bound)
    ]
    ends = [(scale.start_words, 0.0), (scale.end_words, 1.0)]
    placed = _together([(shown.mid, scale.place(value.mid))], (-1,), [])
    placed += _together(bounds, (0,), placed)
    return placed + _together(ends, (0, -1, 1, 2), placed, soft=True)


def _together(
    texts: list[tuple[str, float]],
    rows: tuple[int, ...],
    others: list[_Word],
    *,
    soft: bool = False,
) -> list[_Word]:
    """Words on the first row where they meet no other, each under its value or at its side.

    Where none is wide enough, each takes a row of its own under the last one.
    """
    for row, ways in product(rows, product(_WAYS, repeat=len(texts))):
        pairs = zip(texts, ways, strict=True)
        found = [_Word(text, at, row, way, soft) for (text, at), way in pairs]
        if all(each.fits([*others, *found[:rank]]) for rank, each in enumerate(found)):
            return found
    down = enumerate(texts, rows[-1])
    return [_Word(*each, row, "end" if each[1] > 0.5 else "start", soft) for row, each in down]


def _round_end(value: float) -> float:
    """The smallest round value that is at least ``value``.

    >>> _round_end(102), _round_end(0.3), _round_end(0)
    (120.0, 0.3, 1.0)
    """
    if value <= 0 or not math.isfinite(value):
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ENDS if step * power >= value * (1 - 1e-9))
