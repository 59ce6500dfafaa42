"""A history drawn: the line of means in its band from least to most, gaps left as gaps.

A few paths whatever the number of points, so that a year of days weighs as a day of hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.design.svg import Markup, join, share, tag
from jalons.wording import with_unit

HEIGHT, TOP, PLOT = 252, 22, 196
LEFT, WIDE = 0.2, 0.75
UNITS = 1_000.0  # of the drawing, across
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A value of a history at a place across, from 0 to 1; None below means a gap."""

    at: float
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A history to draw: its runs of points without a gap, and the marks under its axis."""

    title: str
    unit: str
    runs: tuple[tuple[CurvePoint, ...], ...]
    marks: tuple[tuple[float, str], ...]
    description: str = ""


def runs(points: Iterable[CurvePoint | None]) -> tuple[tuple[CurvePoint, ...], ...]:
    """The points between gaps."""
    found: list[list[CurvePoint]] = [[]]
    for point in points:
        if point is not None:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return tuple(tuple(run) for run in found if run)


def levels(low: float, high: float) -> list[float]:
    """Three to five round levels around some values, from zero where it is not far.

    >>> levels(3, 17), levels(1008, 1021)
    ([0.0, 10.0, 20.0], [1005.0, 1010.0, 1015.0, 1020.0, 1025.0])
    """
    low = 0.0 if 0 <= low < high / 2 else low
    width = max((high - low) or abs(high) or 1.0, 1e-300)  # beyond, logarithms end
    power = 10.0 ** math.floor(math.log10(width / 3))
    step = next(nice * power for nice in NICE if nice * power * 3 >= width)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return [rank * step for rank in range(first, last + 1)]


def draw(curve: Curve) -> Markup:
    """The figure of a curve; the table beside it holds the same numbers."""
    held = [point for run in curve.runs for point in run]
    marks = levels(min(p.low for p in held), max(p.high for p in held))
    bottom, top = marks[0], marks[-1]

    def y(value: float) -> float:
        return PLOT * (1 - (value - bottom) / (top - bottom))

    rules = [_rule(TOP + y(level), _written(level, curve.unit, marks)) for level in marks]
    below = [
        tag(
            "text", words, x=share(LEFT + WIDE * at), y=HEIGHT - 4, text_anchor="middle", class_="t"
        )
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
        "svg", *rules, *below, plot, role="img", aria_label=label, width="100%", height=HEIGHT
    )
    return tag("figure", tag("figcaption", curve.title), picture, class_="chart")


def _written(level: float, unit: str, marks: Sequence[float]) -> str:
    step = marks[1] - marks[0]
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9)) + (1 if f"{step:e}"[0:3] == "2.5" else 0)
    return with_unit(number_words(level, decimals), unit, lang())


def _rule(y: float, label: str) -> Markup:
    line = tag("line", x1=0, y1=y, x2="100%", y2=y, class_="axis")
    return join([line, tag("text", label, y=y - 5, class_="t")])


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
