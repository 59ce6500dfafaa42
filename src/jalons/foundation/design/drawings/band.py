"""An interval on a scale: its bar, its numbers, and both ends of the scale with the unit.

Laid out in percentages. Words take a place where they meet no other one in the narrowest page,
so that they never do in a wider one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from jalons import wording
from jalons.foundation.design.drawings.labels import Label
from jalons.foundation.design.drawings.scale import nice_top
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval

_NARROWEST = 264.0  # px: a card on a phone
_ROW = 19
_OVER, _UNDER = 14.0, 54.0  # the base of words over the bar, and of the first row under it
_WAYS = ("middle", "start", "end")
_ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


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
        start = -nice_top(-value.low / factor, _ENDS) if value.low < 0 else 0.0
        end = nice_top(value.high / factor, _ENDS) if value.high > 0 or not start else 0.0
        end = end if maximum is None else maximum / factor
        first, last = (wording.format_significant(each, lang) for each in (start, end))
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
    drawn = [part for each in words for part in each.drawn(each.y)]
    height = max(_UNDER - 12, 7 + max(each.y for each in words))
    return tag(
        "svg", tag("svg", *bar, class_="band", y=20, width="100%", height=20), *drawn,
        class_="chart", role="img", aria_label=label, width="100%", height=height,
    )  # fmt: skip


def _words(value: Interval, unit: str, scale: BandScale, lang: str) -> list[Label]:
    """The central value over the bar; under it the bounds, then the ends where there is room."""
    shown = wording.show(value, unit, lang)
    bounds = [
        (text, scale.place(bound))
        for text, bound in ((shown.low, value.low), (shown.high, value.high))
        if shown.low != shown.high and not scale.says(text, bound)
    ]
    ends = [(scale.start_words, 0.0), (scale.end_words, 1.0)]
    placed = _together([(shown.mid, scale.place(value.mid))], (_OVER,), [])
    placed += _together(bounds, (_UNDER,), placed)
    rows = (_UNDER, _OVER, _UNDER + _ROW, _UNDER + 2 * _ROW)
    return placed + _together(ends, rows, placed, look="t")


def _together(
    texts: list[tuple[str, float]],
    rows: tuple[float, ...],
    others: list[Label],
    look: str | None = None,
) -> list[Label]:
    """Words on the first row where they meet no other, each under its value or at its side.

    Where none is wide enough, each takes a row of its own under the last one.
    """
    for row, ways in product(rows, product(_WAYS, repeat=len(texts))):
        pairs = zip(texts, ways, strict=True)
        found = [Label(text, at, row, way, look) for (text, at), way in pairs]
        if all(_fits(each, [*others, *found[:rank]]) for rank, each in enumerate(found)):
            return found
    return [
        Label(text, at, rows[-1] + _ROW * rank, "end" if at > 0.5 else "start", look)
        for rank, (text, at) in enumerate(texts)
    ]


def _fits(label: Label, others: list[Label]) -> bool:
    """Whether it stays in the narrowest page and meets no other there."""
    box, *boxes = (each.box(each.y, _NARROWEST) for each in (label, *others))
    return box.left >= 0 and box.right <= 1 and not any(map(box.meets, boxes))
