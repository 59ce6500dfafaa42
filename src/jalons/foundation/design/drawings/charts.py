"""Charts drawn on the server: a frozen value in, an HTML ``figure`` with its SVG out.

They are laid out in percentages, so that a bar takes the width available while words keep their
size. Colours come from the stylesheet: ``currentColor`` is the ink of the ambition around. A chart
never stands alone: the table beside it has the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from jalons import wording
from jalons.foundation.design.drawings.curve import Curve, render_curve
from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.gantt import Gantt, render_gantt
from jalons.foundation.design.drawings.labels import Label, row_name
from jalons.foundation.design.drawings.line import Line, Series, line_parts
from jalons.foundation.design.drawings.radar import Radar, render_radar
from jalons.foundation.design.drawings.svg import Markup, join, share, tag
from jalons.foundation.design.drawings.waterfall import Waterfall, render_waterfall
from jalons.kernel import Interval

__all__ = [
    "Chart",
    "Drawing",
    "IntervalBars",
    "Line",
    "Series",
    "StackedBars",
    "drawing",
    "picture_caption",
    "render",
]

_TINTS = (0.92, 0.55, 0.28, 0.08, 0.0)
_ROW = 46
_DIRECT_ROW = 18
_MOST_DIRECT = 3
_LEGEND_ROW = 22
_LEGEND_COLUMNS = 2


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
        if self.beside and len(self.beside) != len(self.labels):
            raise ValueError(f"{self.title}: {len(self.labels)} words are needed")
        if self.totals and len(self.totals) != len(self.labels):
            raise ValueError(f"{self.title}: {len(self.labels)} totals are needed")
        if len(self.series) > len(_TINTS):
            raise ValueError(f"{self.title}: at most {len(_TINTS)} series can be told apart")
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError(f"{self.title}: each series needs {len(self.labels)} values")
        if any(value < 0 for series in self.series for value in series.values):
            raise ValueError(f"{self.title}: a negative value cannot be stacked")

    @property
    def magnitude(self) -> float:
        """The length of the longest bar."""
        return max((sum(values) for _label, values, _words in self.bars()), default=0.0)

    def bars(self, lang: str = "fr") -> list[tuple[str, tuple[float, ...], str]]:
        """Each bar: its label, the length of its parts, and its total as readers write it."""
        rows = list(zip(*(series.values for series in self.series), strict=True))
        if self.beside:
            return list(zip(self.labels, rows, self.beside, strict=True))
        if not self.totals:
            return [
                (label, row, wording.format_quantity(sum(row), self.unit, lang))
                for label, row in zip(self.labels, rows, strict=True)
            ]
        found = []
        for label, row, total in zip(self.labels, rows, self.totals, strict=True):
            times = total.mid / (sum(row) or 1.0)
            parts = tuple(value * times for value in row)
            found.append((label, parts, wording.format_central(total, self.unit, lang)))
        return found


@dataclass(frozen=True, slots=True)
class IntervalBars(Titled):
    """Intervals side by side on one scale that starts at zero: a finding, what is measured."""

    rows: tuple[tuple[str, Interval], ...]
    unit: str

    @property
    def magnitude(self) -> float:
        """The largest bound drawn."""
        return max((max(abs(v.low), abs(v.high)) for _name, v in self.rows), default=0.0)


@runtime_checkable
class Drawing(Protocol):
    """What draws itself: the maps of another app."""

    def figure(self, lang: str) -> str:
        """Its HTML, every text escaped."""


type Chart = StackedBars | IntervalBars | Line | Curve | Waterfall | Radar | Gantt | Drawing


def render(chart: Chart, lang: str = "fr") -> str:
    """The HTML of a chart, every text escaped, in the number format of ``lang``."""
    if isinstance(chart, Drawing):
        return chart.figure(lang)
    if isinstance(chart, Curve):
        return render_curve(chart, lang)
    if isinstance(chart, Waterfall):
        return render_waterfall(chart, lang)
    if isinstance(chart, Radar):
        return render_radar(chart)
    if isinstance(chart, Gantt):
        return render_gantt(chart, lang)
    height, parts = _drawn(chart, lang)
    svg = tag("svg", *parts, role="img", aria_label=chart.alternative, width="100%", height=height)
    series = _legend_of(chart)
    under = chart.under(chart.unit, chart.magnitude, lang)
    return chart.framed(under, *([_legend(series)] if series else []), svg)


def picture_caption(chart: StackedBars | IntervalBars | Line, lang: str = "fr") -> str:
    """What stands under a chart in a document: its finding, then what is measured."""
    return f"{chart.title} · {chart.under(chart.unit, chart.magnitude, lang)}"


def drawing(chart: StackedBars | IntervalBars | Line, lang: str = "fr") -> str:
    """The ``<svg>`` of a chart alone, its legend inside: for a document that leaves the site.

    Its title is left to the caption and to the alternative text of the picture it becomes.
    """
    height, parts = _drawn(chart, lang)
    series = _legend_of(chart)
    rows = math.ceil(len(series) / _LEGEND_COLUMNS)
    legend = [_legend_entry(rank, one) for rank, one in enumerate(series)]
    top = rows * _LEGEND_ROW + (10 if rows else 0)
    body = tag("g", *parts, transform=f"translate(0 {top})")
    return tag("svg", *legend, body, width="100%", height=height + top)


def _drawn(chart: StackedBars | IntervalBars | Line, lang: str) -> tuple[float, list[Markup]]:
    """The height of a chart and the elements it is made of."""
    if isinstance(chart, StackedBars):
        return _stacked(chart, lang)
    if isinstance(chart, IntervalBars):
        return _intervals(chart, lang)
    return line_parts(chart, lang)


def _legend_of(chart: StackedBars | IntervalBars | Line) -> tuple[Series, ...]:
    """The series named apart: one is named by the subtitle, few on the first bar."""
    if not isinstance(chart, StackedBars) or len(chart.series) < 2 or _direct(chart):
        return ()
    return chart.series if any(each.label for each in chart.series) else ()


def _direct(chart: StackedBars) -> list[tuple[float, str]]:
    """Where the names of two or three series start under the first bar; none unless they fit."""
    top = chart.magnitude or 1.0
    if not 2 <= len(chart.series) <= _MOST_DIRECT or not chart.labels:
        return []
    if not any(each.label for each in chart.series):
        return []
    starts, before = [], 0.0
    for series, value in zip(chart.series, chart.bars()[0][1], strict=True):
        starts.append((before / top, series.label))
        before += value
    ends = [start for start, _name in starts[1:]] + [1.0]
    boxes = [Label(name, start, 0.0, "start").box(0.0) for start, name in starts]
    return starts if all(b.right <= end for b, end in zip(boxes, ends, strict=True)) else []


def _legend_entry(rank: int, series: Series) -> Markup:
    """One series of a legend drawn inside its chart: a swatch and a name, two to a row."""
    row, column = divmod(rank, _LEGEND_COLUMNS)
    box = tag(
        "rect", x=share(column / _LEGEND_COLUMNS), y=row * _LEGEND_ROW + 2, width=12, height=12,
        fill="currentColor", fill_opacity=f"{_TINTS[rank]}", stroke="currentColor",
    )  # fmt: skip
    # the name starts after the swatch, whatever the width of the drawing
    name = tag(
        "text", series.label, x=share(column / _LEGEND_COLUMNS), dx=20,
        y=row * _LEGEND_ROW + 13,
    )  # fmt: skip
    return join([box, name])


def _swatch(opacity: float) -> Markup:
    box = tag(
        "rect", x=1, y=1, width=12, height=12, fill="currentColor", fill_opacity=f"{opacity}",
        stroke="currentColor",
    )  # fmt: skip
    return tag("svg", box, width=14, height=14, aria_hidden="true")


def _legend(series: tuple[Series, ...]) -> Markup:
    items = [
        tag("li", _swatch(tint), f" {one.label}") for one, tint in zip(series, _TINTS, strict=False)
    ]
    return tag("ul", *items, class_="legend")


def _words(label: str, value: str, y: float) -> Markup:
    """The name of a row on the left, its value on the right."""
    return join(
        [
            *row_name(label, y, value),
            tag("text", value, x="100%", y=y, text_anchor="end", class_="t"),
        ]
    )


def _stacked(chart: StackedBars, lang: str) -> tuple[float, list[Markup]]:
    rows = chart.bars(lang)
    top = max((sum(values) for _, values, _ in rows), default=0.0) or 1.0
    direct = _direct(chart)
    words = [tag("text", name, x=share(x), y=_ROW + 4, class_="t") for x, name in direct]
    bars: list[Markup] = []
    for rank, (label, values, total) in enumerate(rows):
        y = rank * _ROW + (_DIRECT_ROW if direct and rank else 0)
        words.append(_words(label, total, y + 14))
        before = 0.0
        for value, tint in zip(values, _TINTS, strict=False):
            if value > 0:
                x, width = share(before / top), share(value / top)
                bars.append(
                    tag("rect", x=x, y=y + 21, width=width, height=13, fill_opacity=f"{tint}")
                )
            before += value
    inked = tag("g", *bars, fill="currentColor", stroke="currentColor")
    return max(1, len(rows)) * _ROW + (_DIRECT_ROW if direct else 0), [*words, inked]


def _intervals(chart: IntervalBars, lang: str) -> tuple[float, list[Markup]]:
    top = max((value.high for _, value in chart.rows), default=0.0) or 1.0
    parts: list[Markup] = []
    for rank, (label, value) in enumerate(chart.rows):
        y = rank * _ROW
        parts += [
            _words(label, wording.format_span(value, chart.unit, lang), y + 14),
            tag("rect", y=y + 21, width="100%", height=13, rx=2, class_="track"),
            tag(
                "rect", x=share(value.low / top), y=y + 21, width=share(value.width / top),
                height=13, rx=2, fill="currentColor", fill_opacity="0.3",
            ),
            tag("rect", x=share(value.mid / top), y=y + 18, width=3, height=19, class_="mid"),
        ]  # fmt: skip
    return max(1, len(chart.rows)) * _ROW, parts
