"""Values over time: a line with its intervals and its goal, each named where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.labels import Box, Label, along, write
from jalons.foundation.design.drawings.scale import across, levels, rules
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.foundation.design.drawings.time_axis import TimeAxis, yearly
from jalons.kernel import Interval
from jalons.wording import format_central, scale_of

_TOP, _PLOT = 24.0, 200.0
_LEFT, _WIDE = 0.21, 0.71
_MARK = 0.19  # of the width, for a mark of an axis without days
_MOST_DOTS = 24
_INK = "currentColor"
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line(Titled):
    """Values over time, with their intervals, and the authority's own objective if it has one.

    ``title`` is the finding (``wording.series_finding``), ``variable`` what is measured.
    ``aims`` is the value aimed at for each point, None before the baseline: a dashed course.
    ``days`` is the day of each point, in order: points then take their place by their date, and
    the axis marks round dates. Without them, points are evenly spaced under their own labels.
    What is from the day ``incomplete_from`` on is dashed: its period is not over. ``late`` are the
    words that a late value bears, in the strongest ink.
    """

    points: tuple[tuple[str, Interval | None], ...]
    unit: str
    target: float | None = None
    target_label: str = ""
    aims: tuple[float | None, ...] = ()
    days: tuple[date, ...] = ()
    incomplete_from: date | datetime | None = None
    late: str = ""

    def __post_init__(self) -> None:
        Titled.__post_init__(self)
        for name, values in (("aims", self.aims), ("days", self.days)):
            if values and len(values) != len(self.points):
                raise ValueError(f"{self.title}: {name} need {len(self.points)} values")
        if any(day > following for day, following in pairwise(self.days)):
            raise ValueError(f"{self.title}: days are not in order")

    def scale(self) -> tuple[str, float]:
        """Its unit and the largest level drawn."""
        return self.unit, max(map(abs, self.levels))

    def parts(self, lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements."""
        return _Drawing(self, lang).parts()

    @property
    def levels(self) -> list[float]:
        """Round levels from zero, or below it, around all that is drawn."""
        values = [0.0, self.target or 0.0]
        values += [end for _label, v in self.points if v for end in (v.low, v.high)]
        values += [aim for aim in self.aims if aim is not None]
        return levels(min(values), max(values))

    def is_open(self, rank: int) -> bool:
        """Whether the period of a point is not over."""
        since = self.incomplete_from
        if since is None or not self.days:
            return False
        return self.days[rank] >= (since.date() if isinstance(since, datetime) else since)


class _Drawing:
    """A line laid out: across in shares of the width, down in pixels."""

    def __init__(self, chart: Line, lang: str) -> None:
        self.chart, self.lang, self.levels = chart, lang, chart.levels
        self.places, self.marks = _along(chart)
        self.known = [(rank, value) for rank, (_label, value) in enumerate(chart.points) if value]
        aims = zip(self.places, chart.aims or [None] * len(self.places), strict=True)
        self.course = [(x, self.y(aim)) for x, aim in aims if aim is not None]

    def y(self, value: float) -> float:
        bottom, top = self.levels[0], self.levels[-1]
        return _TOP + _PLOT * (1 - (value - bottom) / (top - bottom))

    def parts(self) -> tuple[float, list[Markup]]:
        """The height, and the rules, lines, points and words, moved down if words need room."""
        chart, base = self.chart, _TOP + _PLOT
        factor, written = scale_of(*chart.scale(), self.lang)
        drawn, taken = rules(self.levels, self.y, written, self.lang, factor)
        for x, words in self.marks:
            drawn.append(tag("line", x1=share(x), y1=base, x2=share(x), y2=base + 5, class_="axis"))
            drawn += Label(words, x, base + 20, "middle", "t").drawn(base + 20) if words else []
        last = self.known[-1][1].mid if self.known else None
        goal = [] if chart.target is None else [(chart.target, chart.target_label)]
        flat, names, boxes = across(goal, self.y, last)
        course = [_stretch(one, two, stroke_dasharray="5 4") for one, two in pairwise(self.course)]
        drawn += [*flat, *course, *self._lines()]
        if self.known:
            rank, value = self.known[-1]
            x, y = self.places[rank], self.y(value.mid)
            taken.append(Box(x - 0.02, x + 0.02, y - 6, y + 6))
        labels = [*self._end(), *names, *self._goal()]
        lift, parts = write(labels, drawn, taken, [*boxes, *self._curves()], base - 2)
        return base + 28 + lift, parts

    def _end(self) -> list[Label]:
        """The last value, named at its point."""
        if not self.known:
            return []
        (_rank, before), (rank, value) = self.known[-2:][0], self.known[-1]
        words = format_central(value, self.chart.unit, self.lang)
        look, falls = None, before.mid > value.mid
        if self.chart.late:
            words, look = f"{words}, {self.chart.late}", "now"
        x = self.places[rank]
        anchor = "start" if x < 0.35 else "middle" if x < 0.7 else "end"
        x += {"start": -0.02, "middle": 0.0, "end": 0.02}[anchor]
        label = Label(words, x, self.y(value.low) + 20, anchor, look)
        return [label if falls else label.standing(self.y(value.high) - 10)]

    def _goal(self) -> list[Label]:
        """The name of the course aimed at, at its end."""
        if not self.course or self.chart.target is not None:
            return []
        x, y = self.course[-1]
        falls = len(self.course) > 1 and self.course[-2][1] < y
        label = Label(self.chart.target_label, min(1.0, x + 0.02), y + 18)
        return [label if falls else label.standing(y - 8)]

    def _curves(self) -> list[Box]:
        """What is drawn and is better not written over."""
        found = list[Box]()
        main = [(self.places[rank], self.y(value.mid)) for rank, value in self.known]
        for track in (main, self.course):
            found += [box for one, two in pairwise(track) for box in along(one, two)]
        for rank, value in self.known:
            x = self.places[rank]
            found.append(Box(x - 0.02, x + 0.02, self.y(value.high) - 5, self.y(value.low) + 5))
        return found

    def _lines(self) -> list[Markup]:
        """The values with their intervals; what is not over is dashed."""
        parts = list[Markup]()
        crowded, following = len(self.known) > _MOST_DOTS, dict(self.known)
        for rank, value in self.known:
            x, y = self.places[rank], self.y(value.mid)
            is_open, is_last = self.chart.is_open(rank), rank == self.known[-1][0]
            after = following.get(rank + 1)
            if after:
                dots = "2 5" if self.chart.is_open(rank + 1) else None
                end = self.places[rank + 1], self.y(after.mid)
                parts.append(_stretch((x, y), end, stroke_width=2, stroke_dasharray=dots))
            if value.low < value.high:
                ends = (x, self.y(value.low)), (x, self.y(value.high))
                parts.append(_stretch(*ends, stroke_width=9, stroke_opacity="0.3"))
            if crowded and after and not is_last:
                continue
            is_late = is_last and bool(self.chart.late)
            parts.append(
                tag(
                    "circle", cx=share(x), cy=y, r=6 if is_late else 4.5,
                    fill="none" if is_open else _INK, stroke=_INK if is_open else None,
                    class_="now" if is_late else None,
                )
            )  # fmt: skip
        return parts


def _stretch(one: Place, two: Place, **look: str | int | None) -> Markup:
    """A stretch of a line."""
    return tag(
        "line", x1=share(one[0]), y1=one[1], x2=share(two[0]), y2=two[1], stroke=_INK, **look
    )  # fmt: skip


def _along(chart: Line) -> tuple[list[float], list[tuple[float, str]]]:
    """Where each point of a line falls across, and the marks under the axis with their words."""

    def x(part: float) -> float:
        return _LEFT + _WIDE * part

    if chart.days:
        axis = TimeAxis.over(chart.days)
        measured = [day for day, point in zip(chart.days, chart.points, strict=True) if point[1]]
        marks = axis.years(chart.days) if yearly(measured, axis) else axis.marks()
        places = [x(axis.place(day)) for day in chart.days]
        return places, [(x(axis.place(day)), words) for day, words in marks]
    last = len(chart.points) - 1
    places = [x(rank / last if last else 0.5) for rank in range(len(chart.points))]
    labels = [label for label, _value in chart.points]
    longest = max(_MARK, 0.026 * max(map(len, labels), default=0))
    every = max(1, -(-round(last * longest * 100) // round(_WIDE * 100)))
    shown = list(zip(places, labels, strict=True))
    return places, [mark for rank, mark in enumerate(shown) if (last - rank) % every == 0]
