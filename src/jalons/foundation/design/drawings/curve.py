"""What was observed along time: the line of means in its band from least to most.

Gaps stay gaps. A few paths whatever the number of points, so that a year of days weighs as a day of
hours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.labels import Box, Label, along, write
from jalons.foundation.design.drawings.scale import across, levels, rules
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel.interval import place_of
from jalons.wording import format_at, with_unit

HEIGHT, TOP, PLOT = 252, 22, 196
LEFT, WIDE = 0.2, 0.75
UNITS = 1_000.0  # of the drawing, across
_SAME = 1e-9  # of the width, for places computed in two ways
_SEVERAL = 2.0  # a number that changes no unit, and asks for its plural
_SAMPLED = 40  # points of a run that names keep away from


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What was observed at a place across, from 0 to 1: the least, the mean and the most.

    Or what was observed in the band that was expected: the line may then leave it.
    """

    at: float
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve(Titled):
    """A history to draw: its runs of points without a gap, and the marks under its axis.

    ``title`` is the finding (``wording.span_finding``), ``variable`` what is measured. ``limit`` is
    a level drawn across with its words, ``moment`` a place across with its words. ``span`` are the
    instants of both ends: with it, what is from ``incomplete_from`` on is dashed.
    """

    unit: str
    runs: tuple[tuple[CurvePoint, ...], ...]
    marks: tuple[tuple[float, str], ...]
    limit: tuple[float, str] | None = None
    moment: tuple[float, str] | None = None
    span: tuple[datetime, datetime] | None = None
    incomplete_from: date | datetime | None = None

    @property
    def open_from(self) -> float:
        """The place across from which periods are not over; beyond 1 when all are."""
        if self.incomplete_from is None or self.span is None:
            return math.inf
        since, (first, last) = self.incomplete_from, self.span
        if not isinstance(since, datetime):
            since = datetime.combine(since, time.min, first.tzinfo)
        return (since - first) / ((last - first) or timedelta(microseconds=1)) - _SAME

    def scale(self) -> tuple[str, float]:
        """Its unit, as it is."""
        return self.unit, _SEVERAL

    def parts(self, lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements; a curve without a point is refused."""
        every = _levels(self)
        bottom, top = every[0], every[-1]

        def y(value: float) -> float:
            return TOP + PLOT * (1 - (value - bottom) / (top - bottom))

        drawn, taken = rules(every, y, self.unit, lang)
        drawn += [
            tag("text", words, x=_x(at), y=HEIGHT - 4, text_anchor="middle", class_="t")
            for at, words in self.marks
        ]
        late = self.moment is not None and self.moment[0] > 0.5
        end = LEFT + WIDE * self.moment[0] - 0.02 if self.moment and late else 1.0
        flat, known, boxes = across(
            [self.limit] if self.limit else [], y, self.runs[-1][-1].mid, end
        )
        moment, away = _moment(self)
        drawn += [_plot(self, y), *flat, *moment]
        labels = [*_end(self, y, every[1] - bottom, lang), *known]
        lift, parts = write(labels, drawn, [*taken, *away], [*boxes, *_boxes(self, y)],
                            TOP + PLOT - 2)  # fmt: skip
        return HEIGHT + lift, parts


def runs(points: Iterable[CurvePoint | None]) -> tuple[tuple[CurvePoint, ...], ...]:
    """The points between gaps; None is a gap."""
    curve_points: list[list[CurvePoint]] = [[]]
    for point in points:
        if point is not None:
            curve_points[-1].append(point)
        elif curve_points[-1]:
            curve_points.append([])
    return tuple(tuple(run) for run in curve_points if run)


def _plot(curve: Curve, y: Callable[[float], float]) -> Markup:
    """The band and the line, stretched over the width; what is not over is dashed."""
    whole, last = [], []
    for run in curve.runs:
        rank = next((n for n, p in enumerate(run) if p.at >= curve.open_from), len(run))
        whole.append(run[:rank])
        last.append(run[max(0, rank - 1) :] if rank < len(run) else ())
    band = "".join(_band([(UNITS * p.at, y(p.low), y(p.high)) for p in run]) for run in curve.runs)
    look: dict[str, str | float] = {
        "fill": "none", "stroke": "currentColor", "stroke_width": 2.5, "stroke_linecap": "round",
        "stroke_linejoin": "round", "vector_effect": "non-scaling-stroke",
    }  # fmt: skip
    paths = [tag("path", d=band, fill="currentColor", fill_opacity="0.22")]
    for found, dots in ((whole, None), (last, "1 5")):
        line = "".join(_line([(UNITS * p.at, y(p.mid)) for p in run]) for run in found if run)
        if line:
            paths.append(tag("path", d=line, stroke_dasharray=dots, **look))
    return tag(
        "svg", *paths, x=share(LEFT), y=TOP, width=share(WIDE), height=PLOT,
        view_box=f"0 {TOP} {UNITS:.0f} {PLOT}", preserveAspectRatio="none",
    )  # fmt: skip


def _levels(curve: Curve) -> list[float]:
    """Round levels around what was observed, the limit included."""
    points = [point for run in curve.runs for point in run]
    values = [value for each in points for value in (each.low, each.mid, each.high)]
    if curve.limit:
        values.append(curve.limit[0])
    return levels(min(values), max(values))


def _x(at: float) -> str:
    return share(LEFT + WIDE * at)


def _end(curve: Curve, y: Callable[[float], float], step: float, lang: str) -> list[Label]:
    """The last value, named at its point, finer than the levels."""
    *before, last = [point for run in curve.runs for point in run]
    finest = min(place_of(last.mid, 3), place_of(step, 2))
    words = with_unit(format_at(last.mid, finest, lang), curve.unit, lang)
    at = LEFT + WIDE * last.at
    anchor, place = ("end", min(1.0, at + 0.04)) if at > 0.5 else ("start", at)
    falls = bool(before) and before[-1].mid > last.mid
    return [Label(words, place, y(last.mid) + (20 if falls else -9), anchor)]


def _boxes(curve: Curve, y: Callable[[float], float]) -> list[Box]:
    """What is drawn and is better not written over; of a long history, some points."""
    found = list[Box]()
    for run in curve.runs:
        some = run[:: max(1, len(run) // _SAMPLED)]
        for one, two in pairwise(some):
            ends = ((LEFT + WIDE * p.at, y(p.mid)) for p in (one, two))
            found += along(next(ends), next(ends))
    return found


def _moment(curve: Curve) -> tuple[list[Markup], list[Box]]:
    """A moment as an upright line, named above the drawing on the side with more room."""
    if curve.moment is None:
        return [], []
    at, words = curve.moment
    x = LEFT + WIDE * at
    name = Label(words, x, TOP - 10, "end" if at > 0.5 else "start")
    line = tag("line", x1=_x(at), y1=TOP - 6, x2=_x(at), y2=TOP + PLOT, stroke="currentColor")
    return [line, *name.drawn(name.y)], [Box(x - 0.01, x + 0.01, TOP - 6, TOP + PLOT),
                                         name.box(name.y)]  # fmt: skip


def _line(run: Sequence[tuple[float, float]]) -> str:
    moves = "L".join(f"{x:.0f} {y:.1f}" for x, y in run)
    return f"M{moves}h0" if len(run) == 1 else f"M{moves}"


def _band(run: Sequence[tuple[float, float, float]]) -> str:
    if len(run) == 1:
        x, low, high = run[0]
        run = [(x - 3, low, high), (x + 3, low, high)]
    there = [f"{x:.0f} {high:.1f}" for x, _, high in run]
    back = [f"{x:.0f} {low:.1f}" for x, low, _ in reversed(run)]
    return f"M{'L'.join(there + back)}z"
