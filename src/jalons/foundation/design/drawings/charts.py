"""Charts drawn on the server: a frozen value in, an HTML ``figure`` with its SVG out.

They are laid out in percentages, so that a bar takes the width available while words keep their
size. Colours come from the stylesheet: ``currentColor`` is the ink of the ambition around. A chart
never stands alone: the table beside it has the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from jalons import wording
from jalons.foundation.design.drawings.frame import Entry, Titled, swatch
from jalons.foundation.design.drawings.labels import Label, row_words
from jalons.foundation.design.drawings.line import Line
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval

__all__ = [
    "Drawing",
    "IntervalBars",
    "Line",
    "Series",
    "StackedBars",
    "drawing",
    "picture_caption",
    "render",
]

_TINTS = ("0.92", "0.55", "0.28", "0.08", "0.0")
_ROW = 46
_DIRECT_ROW = 18
_MOST_DIRECT = 3
_LEGEND_ROW = 22
_LEGEND_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one stage or kind, one per label of the chart, in the unit of the chart.

    Without a ``label`` of theirs, series have no legend: each bar has a name of its own.
    """

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StackedBars(Titled):
    """Horizontal bars cut into at most five series, with their totals.

    ``title`` is the finding, ``variable`` what is measured. Up to three series are named under the
    first bar when their names fit there on a phone; else a legend names them, unless there is one.
    ``totals`` are the whole of each bar when it is not the sum of its parts (medians do not add
    up): the bar is as long as its total, shared out in proportion to the parts. ``beside`` are the
    words at the right of each bar, its total by default.
    """

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    totals: tuple[Interval, ...] = ()
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Titled.__post_init__(self)
        count = len(self.labels)
        if len(self.series) > len(_TINTS):
            raise ValueError(f"{self.title}: at most {len(_TINTS)} series can be told apart")
        if any(len(series.values) != count for series in self.series):
            raise ValueError(f"{self.title}: each series needs {count} values")
        if any(values and len(values) != count for values in (self.beside, self.totals)):
            raise ValueError(f"{self.title}: {count} totals are needed")
        if any(value < 0 for series in self.series for value in series.values):
            raise ValueError(f"{self.title}: a negative value cannot be stacked")

    def bars(self, lang: str = "fr") -> list[tuple[str, tuple[float, ...], str]]:
        """Each bar: its label, the length of its parts, and its total as readers write it."""
        rows = list(zip(*(series.values for series in self.series), strict=True))
        words = [wording.format_quantity(sum(row), self.unit, lang) for row in rows]
        if self.totals:
            words = [wording.format_central(total, self.unit, lang) for total in self.totals]
            whole = zip(rows, self.totals, strict=True)
            rows = [tuple(v * total.mid / (sum(row) or 1.0) for v in row) for row, total in whole]
        return list(zip(self.labels, rows, self.beside or words, strict=True))

    def scale(self) -> tuple[str, float]:
        """Its unit and the length of the longest bar."""
        return self.unit, max((sum(values) for _label, values, _words in self.bars()), default=0.0)

    def legend(self) -> tuple[Entry, ...]:
        """The series named apart: one is named by the subtitle, few on the first bar."""
        if len(self.series) < 2 or self._direct() or not any(each.label for each in self.series):
            return ()
        return tuple(
            (each.label, swatch(fill="currentColor", fill_opacity=tint))
            for each, tint in zip(self.series, _TINTS, strict=False)
        )

    def _direct(self) -> list[tuple[float, str]]:
        """Where names of two or three series start under the first bar; none unless they fit."""
        top = self.scale()[1] or 1.0
        few = 2 <= len(self.series) <= _MOST_DIRECT
        if not few or not self.labels or not any(each.label for each in self.series):
            return []
        starts, before = [], 0.0
        for series, value in zip(self.series, self.bars()[0][1], strict=True):
            starts.append((before / top, series.label))
            before += value
        ends = [start for start, _name in starts[1:]] + [1.0]
        boxes = [Label(name, start, 0.0, "start").box(0.0) for start, name in starts]
        return starts if all(b.right <= end for b, end in zip(boxes, ends, strict=True)) else []

    def parts(self, lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements."""
        rows, top, direct = self.bars(lang), self.scale()[1] or 1.0, self._direct()
        words = [tag("text", name, x=share(x), y=_ROW + 4, class_="t") for x, name in direct]
        bars: list[Markup] = []
        for rank, (label, values, total) in enumerate(rows):
            y = rank * _ROW + (_DIRECT_ROW if direct and rank else 0)
            words += row_words(label, total, y + 14)
            before = 0.0
            for value, tint in zip(values, _TINTS, strict=False):
                if value > 0:
                    x, width = share(before / top), share(value / top)
                    bars.append(tag("rect", x=x, y=y + 21, width=width, height=13,
                                    fill_opacity=tint))  # fmt: skip
                before += value
        inked = tag("g", *bars, fill="currentColor", stroke="currentColor")
        return max(1, len(rows)) * _ROW + (_DIRECT_ROW if direct else 0), [*words, inked]


@dataclass(frozen=True, slots=True)
class IntervalBars(Titled):
    """Intervals side by side on one scale from zero: a finding, what is measured.

    The scale goes on the other side of zero when an interval does.
    """

    rows: tuple[tuple[str, Interval], ...]
    unit: str

    def scale(self) -> tuple[str, float]:
        """Its unit and the largest bound drawn."""
        return self.unit, max((max(abs(v.low), abs(v.high)) for _name, v in self.rows), default=0.0)

    def parts(self, lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements."""
        low = min((0.0, *(value.low for _name, value in self.rows)))
        whole = (max((0.0, *(value.high for _name, value in self.rows))) - low) or 1.0
        found: list[Markup] = []
        for rank, (label, value) in enumerate(self.rows):
            y = rank * _ROW
            found += [
                *row_words(label, wording.format_span(value, self.unit, lang), y + 14),
                tag("rect", y=y + 21, width="100%", height=13, rx=2, class_="track"),
                tag(
                    "rect", x=share((value.low - low) / whole), y=y + 21, height=13, rx=2,
                    width=share(value.width / whole), fill="currentColor", fill_opacity="0.3",
                ),
                tag("rect", x=share((value.mid - low) / whole), y=y + 18, width=3, height=19,
                    class_="mid"),
            ]  # fmt: skip
            if low < 0:
                found.append(tag("rect", x=share(-low / whole), y=y + 21, width=1, height=13,
                                 class_="mid"))  # fmt: skip
        return max(1, len(self.rows)) * _ROW, found


class Drawing(Protocol):
    """What draws itself: a chart, or a map of another app."""

    def figure(self, lang: str = "fr") -> str:
        """Its HTML, every text escaped, in the number format of ``lang``."""


def render(chart: Drawing, lang: str = "fr") -> str:
    """The HTML of a chart, every text escaped, in the number format of ``lang``."""
    return chart.figure(lang)


def picture_caption(chart: Titled, lang: str = "fr") -> str:
    """What stands under a chart in a document: its finding, then what is measured."""
    return f"{chart.title} · {chart.under(lang)}"


def drawing(chart: Titled, lang: str = "fr") -> str:
    """The ``<svg>`` of a chart alone, its legend inside: for a document that leaves the site.

    Its title is left to the caption and to the alternative text of the picture it becomes.
    """
    height, parts = chart.parts(lang)
    names = [words for words, _look in chart.legend()]
    rows = math.ceil(len(names) / _LEGEND_COLUMNS)
    top = rows * _LEGEND_ROW + (10 if rows else 0)
    legend = [part for rank, name in enumerate(names) for part in _legend_entry(rank, name)]
    body = tag("g", *parts, transform=f"translate(0 {top})")
    return tag("svg", *legend, body, width="100%", height=height + top)


def _legend_entry(rank: int, name: str) -> list[Markup]:
    """A series of a legend drawn inside its chart: a swatch and a name, two to a row.

    The name starts after the swatch, whatever the width of the drawing.
    """
    row, column = divmod(rank, _LEGEND_COLUMNS)
    x, y = share(column / _LEGEND_COLUMNS), row * _LEGEND_ROW
    look = {"fill": "currentColor", "fill_opacity": _TINTS[rank], "stroke": "currentColor"}
    return [
        tag("rect", x=x, y=y + 2, width=12, height=12, **look),
        tag("text", name, x=x, dx=20, y=y + 13),
    ]
