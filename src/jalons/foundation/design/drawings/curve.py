"""What was observed along time: the line of means in its band from least to most.

Gaps stay gaps. A few paths whatever the number of points, so that a year of days weighs as a day of
hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jalons.foundation.design.drawings.scale import level_line, level_words, levels, limit_line
from jalons.foundation.design.drawings.svg import Markup, share, tag

HEIGHT, TOP, PLOT = 252, 22, 196
LEFT, WIDE = 0.2, 0.75
UNITS = 1_000.0  # of the drawing, across


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
class Curve:
    """A history to draw: its runs of points without a gap, and the marks under its axis.

    ``limit`` is a level drawn across with its words, ``moment`` a place across with its words.
    """

    title: str
    unit: str
    runs: tuple[tuple[CurvePoint, ...], ...]
    marks: tuple[tuple[float, str], ...]
    description: str = ""
    limit: tuple[float, str] | None = None
    moment: tuple[float, str] | None = None


def runs(points: Iterable[CurvePoint | None]) -> tuple[tuple[CurvePoint, ...], ...]:
    """The points between gaps; None is a gap."""
    curve_points: list[list[CurvePoint]] = [[]]
    for point in points:
        if point is not None:
            curve_points[-1].append(point)
        elif curve_points[-1]:
            curve_points.append([])
    return tuple(tuple(run) for run in curve_points if run)


def render_curve(curve: Curve, lang: str = "fr") -> Markup:
    """The HTML of a curve; the table beside it has the same numbers."""
    every = _levels(curve)
    bottom, top = every[0], every[-1]

    def y(value: float) -> float:
        return PLOT * (1 - (value - bottom) / (top - bottom))

    rules = [
        level_line(TOP + y(level), level_words(level, curve.unit, every, lang)) for level in every
    ]
    below = [
        tag("text", words, x=_x(at), y=HEIGHT - 4, text_anchor="middle", class_="t")
        for at, words in curve.marks
    ]
    band = "".join(_band([(UNITS * p.at, y(p.low), y(p.high)) for p in run]) for run in curve.runs)
    line = "".join(_line([(UNITS * p.at, y(p.mid)) for p in run]) for run in curve.runs)
    plot = tag(
        "svg",
        tag("path", d=band, fill="currentColor", fill_opacity="0.22"),
        tag(
            "path", d=line, fill="none", stroke="currentColor", stroke_width=2.5,
            stroke_linecap="round", stroke_linejoin="round", vector_effect="non-scaling-stroke",
        ),
        x=share(LEFT), y=TOP, width=share(WIDE), height=PLOT,
        view_box=f"0 0 {UNITS:.0f} {PLOT}", preserveAspectRatio="none",
    )  # fmt: skip
    label = f"{curve.title}. {curve.description}" if curve.description else curve.title
    picture = tag(
        "svg", *rules, *below, plot, *_limit(curve, y), *_moment(curve),
        role="img", aria_label=label, width="100%", height=HEIGHT,
    )  # fmt: skip
    return tag("figure", tag("figcaption", curve.title), picture, class_="chart")


def _levels(curve: Curve) -> list[float]:
    """Round levels around what was observed, the limit included."""
    points = [point for run in curve.runs for point in run]
    values = [value for each in points for value in (each.low, each.mid, each.high)]
    if curve.limit:
        values.append(curve.limit[0])
    return levels(min(values), max(values))


def _x(at: float) -> str:
    return share(LEFT + WIDE * at)


def _limit(curve: Curve, y: Callable[[float], float]) -> list[Markup]:
    if curve.limit is None:
        return []
    value, words = curve.limit
    at, last = TOP + y(value), curve.runs[-1][-1]
    below = at < 2 * TOP or (last.mid >= value and at < PLOT)
    end = _x(curve.moment[0]) if curve.moment and curve.moment[0] > 0.5 else None
    return [limit_line(at, words, below=below, end=end)]


def _moment(curve: Curve) -> list[Markup]:
    """A moment as an upright line, named above the drawing on the side with more room."""
    if curve.moment is None:
        return []
    at, words = curve.moment
    line = tag("line", x1=_x(at), y1=TOP - 6, x2=_x(at), y2=TOP + PLOT, stroke="currentColor")
    side = "end" if at > 0.5 else "start"
    return [line, tag("text", words, x=_x(at), y=TOP - 10, text_anchor=side)]


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
