"""Values over time: lines with their intervals, goals and thresholds, each named where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.labels import Box, Label, along, write
from jalons.foundation.design.drawings.scale import Threshold, level_words, levels, limit_line
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.foundation.design.drawings.time_axis import TimeAxis, yearly
from jalons.kernel import Interval
from jalons.wording import format_central, scale_of

_TOP, _PLOT = 24.0, 200.0
_LEFT, _WIDE = 0.21, 0.71
_MARK = 0.19  # of the width, for a mark of an axis without days
_MOST_DOTS = 24
_TINTS = (0.55, 0.3)  # of the other lines
Point = tuple[float, Interval | None]


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one stage or kind, one per label of the chart, in the unit of the chart."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line(Titled):
    """Values over time, with their intervals, and the authority's own objective if it has one.

    ``title`` is the finding (``wording.series_finding``), ``variable`` what is measured.
    ``aims`` is the value aimed at for each point, None before the baseline: a dashed course.
    ``days`` is the day of each point, in order: points then take their place by their date, and
    the axis marks round dates. Without them, points are evenly spaced under their own labels.
    What is from the day ``incomplete_from`` on is dashed: its period is not over. ``late`` are the
    words that a late value bears, in the strongest ink. ``others`` are at most two other lines;
    ``label`` then names the first.
    """

    points: tuple[tuple[str, Interval | None], ...]
    unit: str
    target: float | None = None
    target_label: str = ""
    aims: tuple[float | None, ...] = ()
    days: tuple[date, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    incomplete_from: date | datetime | None = None
    late: str = ""
    label: str = ""
    others: tuple[Series, ...] = ()

    def __post_init__(self) -> None:
        Titled.__post_init__(self)
        if self.aims and len(self.aims) != len(self.points):
            raise ValueError(f"{self.title}: aims need {len(self.points)} values")
        if self.days and len(self.days) != len(self.points):
            raise ValueError(f"{self.title}: days need {len(self.points)} values")
        if any(day > following for day, following in pairwise(self.days)):
            raise ValueError(f"{self.title}: days are not in order")
        if any(len(other.values) != len(self.points) for other in self.others):
            raise ValueError(f"{self.title}: another line needs {len(self.points)} values")
        if len(self.others) > len(_TINTS):
            raise ValueError(f"{self.title}: at most {len(_TINTS) + 1} lines can be told apart")

    @property
    def magnitude(self) -> float:
        """The largest level drawn."""
        return max(map(abs, self.levels))

    @property
    def levels(self) -> list[float]:
        """Round levels from zero, or below it, around all that is drawn."""
        known = [value for _label, value in self.points if value]
        values = [bound for value in known for bound in (value.low, value.high)]
        values += [each for each in (self.target, *self.aims) if each is not None]
        values += [each.value for each in self.thresholds]
        values += [value for other in self.others for value in other.values]
        return levels(min([0.0, *values]), max([0.0, *values]))

    def is_open(self, rank: int) -> bool:
        """Whether the period of a point is not over."""
        if self.incomplete_from is None or not self.days:
            return False
        since = self.incomplete_from
        return self.days[rank] >= (since.date() if isinstance(since, datetime) else since)


def line_parts(chart: Line, lang: str) -> tuple[float, list[Markup]]:
    """The height of the drawing and its elements."""
    return _Drawing(chart, lang).parts()


class _Drawing:
    """A line laid out: across in shares of the width, down in pixels."""

    def __init__(self, chart: Line, lang: str) -> None:
        self.chart, self.lang = chart, lang
        self.levels = chart.levels
        self.places, self.marks = _along(chart)
        self.known: list[Point] = [
            (x, value) for x, (_label, value) in zip(self.places, chart.points, strict=True)
        ]

    def y(self, value: float) -> float:
        bottom, top = self.levels[0], self.levels[-1]
        return _TOP + _PLOT * (1 - (value - bottom) / (top - bottom))

    def parts(self) -> tuple[float, list[Markup]]:
        """The height, and the rules, lines, points and words, moved down if words need room."""
        rules, taken = self._rules()
        labels = [*self._ends(), *self._goals()]
        drawn = [*rules, *self._dashes(), *self._lines()]
        low = _TOP + _PLOT
        if last := self._last():
            x, y = self.places[last[0]], self.y(last[1].mid)
            taken.append(Box(x - 0.02, x + 0.02, y - 6, y + 6))
        lift, parts = write(labels, drawn, taken=taken, curves=self._curves(), low=low - 2)
        return low + 28 + lift, parts

    def _rules(self) -> tuple[list[Markup], list[Box]]:
        """The levels named at their left end, the marks of the axis, and the place names take."""
        factor, written = scale_of(self.chart.unit, self.chart.magnitude, self.lang)
        scaled = [level / factor for level in self.levels]
        found, taken = [], []
        for rank, level in enumerate(self.levels):
            y, last = self.y(level), rank == len(self.levels) - 1
            unit = written if last or written == "%" else ""
            words = level_words(scaled[rank], unit, scaled, self.lang) if level or last else "0"
            name = Label(words, 0.0, y - 5, "start", "t")
            found.append(tag("line", x1=0, y1=y, x2="100%", y2=y, class_="axis"))
            found += name.drawn(y - 5)
            taken.append(name.box(y - 5))
        base = _TOP + _PLOT
        for x, words in self.marks:
            found.append(tag("line", x1=share(x), y1=base, x2=share(x), y2=base + 5, class_="axis"))
            found += Label(words, x, base + 20, "middle", "t").drawn(base + 20) if words else []
        return found, taken

    def _ends(self) -> list[Label]:
        """Each line named at its last value."""
        chart, last = self.chart, self._last()
        if last is None:
            return []
        rank, value = last
        words = format_central(value, chart.unit, self.lang)
        words = f"{chart.label} {words}" if chart.label else words
        strong = "now" if chart.late else None
        before = [each for _x, each in self.known[:rank] if each][-1:]
        found = [
            self._end(f"{words}, {chart.late}" if chart.late else words, rank, value, before,
                      strong)
        ]  # fmt: skip
        for other in chart.others:
            end = Interval.exact(other.values[-1])
            text = f"{other.label} {format_central(end, chart.unit, self.lang)}"
            steps = [Interval.exact(each) for each in other.values[:-1]][-1:]
            found.append(self._end(text, len(other.values) - 1, end, steps, None))
        return found

    def _end(
        self, words: str, rank: int, value: Interval, before: list[Interval], look: str | None
    ) -> Label:
        """The name of a line at its end: under it when it falls."""
        x = self.places[rank]
        anchor = "start" if x < 0.35 else "middle" if x < 0.7 else "end"
        place = x if anchor == "middle" else x + (0.02 if anchor == "end" else -0.02)
        if before and before[0].mid > value.mid:
            return Label(words, place, self.y(value.low) + 20, anchor, look)
        return Label(words, place, self.y(value.high) - 10, anchor, look).standing(
            self.y(value.high) - 10
        )

    def _last(self) -> tuple[int, Interval] | None:
        known = [(rank, value) for rank, (_x, value) in enumerate(self.known) if value]
        return known[-1] if known else None

    def _goals(self) -> list[Label]:
        """Goals and thresholds named at their right end, on the side where values are not."""
        chart, last = self.chart, self._last()
        levels_named = [(each.value, each.label) for each in chart.thresholds]
        if chart.target is not None:
            levels_named.insert(0, (chart.target, chart.target_label))
        found = []
        for value, words in levels_named:
            y = self.y(value)
            below = last is not None and last[1].mid >= value and y < _TOP + _PLOT - 20
            label = Label(words, 1.0, y + 17)
            found.append(label if below else label.standing(y - 6))
        course = self._course()
        if course and chart.target is None and chart.target_label:
            x, y = course[-1]
            falls = len(course) > 1 and course[-2][1] < y < _TOP + _PLOT
            label = Label(chart.target_label, min(1.0, x + 0.02), y + 18)
            found.append(label if falls else label.standing(y - 8))
        return found

    def _course(self) -> list[tuple[float, float]]:
        aims = zip(self.places, self.chart.aims or [None] * len(self.places), strict=True)
        return [(x, self.y(aim)) for x, aim in aims if aim is not None]

    def _tracks(self) -> list[list[tuple[float, float]]]:
        return [
            [(x, self.y(value)) for x, value in zip(self.places, other.values, strict=True)]
            for other in self.chart.others
        ]

    def _curves(self) -> list[Box]:
        """What is drawn and is better not written over."""
        known = [(x, self.y(value.mid)) for x, value in self.known if value]
        found = [
            box
            for track in (known, self._course(), *self._tracks())
            for one, two in pairwise(track)
            for box in along(one, two)
        ]
        found += [
            Box(x - 0.02, x + 0.02, self.y(value.high) - 5, self.y(value.low) + 5)
            for x, value in self.known
            if value
        ]
        flat = [each.value for each in self.chart.thresholds]
        flat += [self.chart.target] if self.chart.target is not None else []
        return [*found, *(Box(0.0, 1.0, self.y(each) - 2, self.y(each) + 2) for each in flat)]

    def _dashes(self) -> list[Markup]:
        """The goals, the course aimed at and the thresholds."""
        chart = self.chart
        goals = [limit_line(self.y(chart.target))] if chart.target is not None else []
        limits = [limit_line(self.y(each.value), dots="2 3") for each in chart.thresholds]
        course = [_stretch(one, two, 1, dots="5 4") for one, two in pairwise(self._course())]
        return [*goals, *limits, *course]

    def _lines(self) -> list[Markup]:
        """The other lines, then the values with their intervals; what is not over is dashed."""
        parts = [
            _stretch(one, two, 2, ink=tint)
            for track, tint in zip(self._tracks(), _TINTS, strict=False)
            for one, two in pairwise(track)
        ]
        last, crowded = self._last(), len(self.known) > _MOST_DOTS
        for rank, (x, value) in enumerate(self.known):
            if value is None:
                continue
            y, is_open = self.y(value.mid), self.chart.is_open(rank)
            after = self.known[rank + 1] if rank + 1 < len(self.known) else (x, None)
            if after[1] is not None:
                dots = "2 5" if self.chart.is_open(rank + 1) else None
                parts.append(_stretch((x, y), (after[0], self.y(after[1].mid)), 2, dots=dots))
            if value.low < value.high:
                parts.append(
                    tag(
                        "line", x1=share(x), y1=self.y(value.low), x2=share(x),
                        y2=self.y(value.high), stroke="currentColor", stroke_width=9,
                        stroke_opacity="0.3",
                    )
                )  # fmt: skip
            is_last = last is not None and rank == last[0]
            is_late = is_last and bool(self.chart.late)
            if crowded and not is_last and after[1] is not None:
                continue
            parts.append(
                tag(
                    "circle", cx=share(x), cy=y, r=6 if is_late else 4.5,
                    fill="none" if is_open else "currentColor",
                    stroke="currentColor" if is_open else None,
                    class_="now" if is_late else None,
                )
            )  # fmt: skip
        return parts


def _stretch(
    start: tuple[float, float],
    end: tuple[float, float],
    width: int,
    *,
    dots: str | None = None,
    ink: float | None = None,
) -> Markup:
    return tag(
        "line", x1=share(start[0]), y1=start[1], x2=share(end[0]), y2=end[1],
        stroke="currentColor", stroke_width=None if width == 1 else width, stroke_dasharray=dots,
        stroke_opacity=None if ink is None else f"{ink}",
    )  # fmt: skip


def _along(chart: Line) -> tuple[list[float], list[tuple[float, str]]]:
    """Where each point of a line falls across, and the marks under the axis with their words."""

    def x(part: float) -> float:
        return _LEFT + _WIDE * part

    if chart.days:
        axis = TimeAxis.over(chart.days)
        measured = [day for day, (_l, value) in zip(chart.days, chart.points, strict=True) if value]
        marks = axis.years(chart.days) if yearly(measured, axis) else axis.marks()
        return [x(axis.place(day)) for day in chart.days], [
            (x(axis.place(day)), words) for day, words in marks
        ]
    last = len(chart.points) - 1
    places = [x(rank / last if last else 0.5) for rank in range(len(chart.points))]
    labels = [label for label, _value in chart.points]
    longest = max(_MARK, 0.026 * max(map(len, labels), default=0))
    every = max(1, -(-round(last * longest * 100) // round(_WIDE * 100)))
    shown = list(zip(places, labels, strict=True))
    return places, [mark for rank, mark in enumerate(shown) if (last - rank) % every == 0]
