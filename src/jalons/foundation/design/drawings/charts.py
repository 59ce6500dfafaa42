"""Charts drawn on the server: a frozen value in, an HTML ``figure`` with its SVG out.

They are laid out in percentages, so that a bar takes the width available while words keep their
size. Colours come from the stylesheet: ``currentColor`` is the ink of the ambition around. A chart
never stands alone: the table beside it has the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol, runtime_checkable

from jalons import wording
from jalons.foundation.design.drawings.curve import Curve, render_curve
from jalons.foundation.design.drawings.gantt import Gantt, render_gantt
from jalons.foundation.design.drawings.radar import Radar, render_radar
from jalons.foundation.design.drawings.scale import level_line, limit_line, nice_top
from jalons.foundation.design.drawings.svg import Markup, join, share, tag
from jalons.foundation.design.drawings.time_axis import TimeAxis
from jalons.foundation.design.drawings.waterfall import Waterfall, render_waterfall
from jalons.kernel import Interval

_TINTS = (0.92, 0.55, 0.28, 0.08, 0.0)
_ROW = 46
_PLOT = 200
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
class StackedBars:
    """Horizontal bars cut into at most five series, with their totals.

    ``totals`` are the whole of each bar when it is not the sum of its parts (medians do not add
    up): the bar is as long as its total, shared out in proportion to the parts. ``beside`` are the
    words at the right of each bar, its total by default.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    description: str = ""
    totals: tuple[Interval, ...] = ()
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
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
class IntervalBars:
    """Intervals side by side on one scale that starts at zero."""

    title: str
    rows: tuple[tuple[str, Interval], ...]
    unit: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Values over time, with their intervals, and the authority's own objective if it has one.

    ``aims`` is the value aimed at for each point, None before the baseline: a dashed course.
    ``days`` is the day of each point, in order: points then take their place by their date, and
    the axis marks round dates. Without them, points are evenly spaced under their own labels.
    """

    title: str
    points: tuple[tuple[str, Interval | None], ...]
    unit: str
    target: float | None = None
    target_label: str = ""
    description: str = ""
    aims: tuple[float | None, ...] = ()
    days: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.aims and len(self.aims) != len(self.points):
            raise ValueError(f"{self.title}: aims need {len(self.points)} values")
        if self.days and len(self.days) != len(self.points):
            raise ValueError(f"{self.title}: days need {len(self.points)} values")
        if any(day > following for day, following in pairwise(self.days)):
            raise ValueError(f"{self.title}: days are not in order")


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
    series = chart.series if isinstance(chart, StackedBars) else ()
    legend = _legend(series) if any(one.label for one in series) else Markup("")
    height, parts = _drawn(chart, lang)
    label = f"{chart.title}. {chart.description}" if chart.description else chart.title
    svg = tag("svg", *parts, role="img", aria_label=label, width="100%", height=height)
    return tag("figure", tag("figcaption", chart.title), legend, svg, class_="chart")


def drawing(chart: StackedBars | IntervalBars | Line, lang: str = "fr") -> str:
    """The ``<svg>`` of a chart alone, its legend inside: for a document that leaves the site.

    Its title is left to the caption and to the alternative text of the picture it becomes.
    """
    height, parts = _drawn(chart, lang)
    series = chart.series if isinstance(chart, StackedBars) else ()
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
    return _line(chart, lang)


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
            tag("text", label, y=y),
            tag("text", value, x="100%", y=y, text_anchor="end", class_="t"),
        ]
    )


def _stacked(chart: StackedBars, lang: str) -> tuple[float, list[Markup]]:
    rows = chart.bars(lang)
    top = max((sum(values) for _, values, _ in rows), default=0.0) or 1.0
    words: list[Markup] = []
    bars: list[Markup] = []
    for rank, (label, values, total) in enumerate(rows):
        y = rank * _ROW
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
    return max(1, len(rows)) * _ROW, [*words, inked]


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


def _line(chart: Line, lang: str) -> tuple[float, list[Markup]]:
    highest = max((value.high for _, value in chart.points if value), default=0.0)
    top = nice_top(max([highest, chart.target or 0.0, *(aim or 0.0 for aim in chart.aims)]))
    places, marks = _along(chart)

    def y(value: float) -> float:
        return 20 + _PLOT * (1 - value / top)

    parts = [
        level_line(y(level), wording.format_quantity(level, chart.unit, lang) if level else "0")
        for level in (0.0, top / 2, top)
    ]
    if chart.target is not None:
        ends = [value for _label, value in chart.points if value][-1:]
        parts.append(_target(y(chart.target), chart.target_label, [y(each.mid) for each in ends]))
    aims = zip(places, chart.aims or [None] * len(places), strict=True)
    course = [(x, y(aim)) for x, aim in aims if aim is not None]
    parts += [_dashed(one, other) for one, other in pairwise(course)]
    if course and chart.target is None:
        parts.append(_aim_label(chart.target_label, course))
    parts += [
        tag("text", words, x=x, y=_PLOT + 40, text_anchor="middle", class_="t")
        for x, words in marks
    ]
    known = [(x, value) for x, (_label, value) in zip(places, chart.points, strict=True)]
    for rank, (x, value) in enumerate(known):
        if value is None:
            continue
        following = known[rank + 1] if rank + 1 < len(known) else (x, None)
        if following[1] is not None:
            parts.append(
                tag(
                    "line", x1=x, y1=y(value.mid), x2=following[0], y2=y(following[1].mid),
                    stroke="currentColor", stroke_width=2,
                )
            )  # fmt: skip
        if value.low < value.high:
            parts.append(
                tag(
                    "line", x1=x, y1=y(value.low), x2=x, y2=y(value.high),
                    stroke="currentColor", stroke_width=9, stroke_opacity="0.3",
                )
            )  # fmt: skip
        parts.append(tag("circle", cx=x, cy=y(value.mid), r=4.5, fill="currentColor"))
    return _PLOT + 48, parts


def _aim_label(label: str, course: list[tuple[str, float]]) -> Markup:
    """The name of a course at its end: under it when it goes down, if the axis leaves room."""
    x, y = course[-1]
    falls = len(course) > 1 and course[-2][1] < y < _PLOT
    return tag("text", label, x=x, y=y + 18 if falls else y - 8, text_anchor="end")


def _along(chart: Line) -> tuple[list[str], list[tuple[str, str]]]:
    """Where each point of a line falls across, and the marks under the axis with their words."""

    def x(part: float) -> str:
        return share(0.22 + 0.73 * part)

    if chart.days:
        axis = TimeAxis.over(chart.days)
        marks = [(x(axis.place(day)), words) for day, words in axis.marks()]
        return [x(axis.place(day)) for day in chart.days], marks
    last = len(chart.points) - 1
    places = [x(rank / last if last else 0.5) for rank in range(len(chart.points))]
    labels = [label for label, _value in chart.points]
    return places, list(zip(places, labels, strict=True))


def _dashed(start: tuple[str, float], end: tuple[str, float]) -> Markup:
    """A stretch of the course aimed at."""
    return tag(
        "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke="currentColor",
        stroke_dasharray="5 4",
    )  # fmt: skip


def _target(y: float, label: str, last: list[float]) -> Markup:
    """The goal as a dashed line, named at its right end: the names of the axis stand at the left.

    The name goes to the side of the line where the last point is not, and never under the axis.
    """
    return limit_line(y, label, below=y < _PLOT and (not last or last[0] <= y))
