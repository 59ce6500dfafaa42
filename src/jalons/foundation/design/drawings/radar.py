"""A radar: several axes around a centre, from 0 there to 1 at the rim, drawn on the server."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.svg import Markup, tag, trim

_SIZE, _RADIUS = 320, 120
_RINGS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape on the radar: its name and a share (0 to 1) per axis, None where nothing is known."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Radar(Titled):
    """At most two outlines over the same axes: the first is drawn full, the second as a line.

    An axis of which nothing is known is dashed and has no point.
    """

    axes: tuple[str, ...]
    outlines: tuple[Outline, ...]

    def __post_init__(self) -> None:
        Titled.__post_init__(self)
        if len(self.axes) < 3:
            raise ValueError(f"{self.title}: a radar needs three axes")
        if not 1 <= len(self.outlines) <= 2:
            raise ValueError(f"{self.title}: one or two outlines can be told apart")
        for outline in self.outlines:
            if len(outline.values) != len(self.axes):
                raise ValueError(f"{self.title}: each outline needs {len(self.axes)} values")
            if any(value is not None and not 0 <= value <= 1 for value in outline.values):
                raise ValueError(f"{self.title}: a share is between 0 and 1")


def render_radar(chart: Radar) -> str:
    """The HTML of a radar, every text escaped."""
    legend = tag(
        "ul",
        *(
            tag("li", _swatch(rank), f" {outline.label}")
            for rank, outline in enumerate(chart.outlines)
        ),
        class_="legend",
    )
    label = chart.alternative
    svg = tag("svg", *radar_parts(chart), role="img", aria_label=label, view_box=_view())
    return chart.framed(chart.variable, legend, svg, class_="chart radar")


def radar_drawing(chart: Radar) -> str:
    """The ``<svg>`` alone, for a document that leaves the site."""
    return tag("svg", *radar_parts(chart), view_box=_view(), width=_SIZE, height=_SIZE)


def radar_parts(chart: Radar) -> list[Markup]:
    """The elements of the drawing: rings, axes with their names, outlines."""
    known = [
        any(outline.values[rank] is not None for outline in chart.outlines)
        for rank in range(len(chart.axes))
    ]
    rings = [
        tag(
            "circle", r=_RADIUS * ring, fill="none", stroke="currentColor",
            stroke_opacity="0.25", stroke_dasharray=None if ring == 1 else "2 4",
        )
        for ring in _RINGS
    ]  # fmt: skip
    axes = [_axis(rank, len(chart.axes), known=known[rank]) for rank in range(len(chart.axes))]
    names = [_name(name, rank, len(chart.axes)) for rank, name in enumerate(chart.axes)]
    shapes = [
        part
        for rank, outline in reversed(list(enumerate(chart.outlines)))
        for part in _outline(outline, rank)
    ]
    return [*rings, *axes, *shapes, *names]


def _view() -> str:
    half = _SIZE / 2
    return f"{-half:.0f} {-half:.0f} {_SIZE} {_SIZE}"


def _place(rank: int, count: int, distance: float) -> tuple[float, float]:
    turn = 2 * math.pi * rank / count - math.pi / 2
    return distance * math.cos(turn), distance * math.sin(turn)


def _axis(rank: int, count: int, *, known: bool) -> Markup:
    x, y = _place(rank, count, _RADIUS)
    return tag(
        "line", x1=0, y1=0, x2=x, y2=y, stroke="currentColor", stroke_opacity="0.4",
        stroke_dasharray=None if known else "3 5",
    )  # fmt: skip


def _name(name: str, rank: int, count: int) -> Markup:
    x, y = _place(rank, count, _RADIUS + 20)
    return tag("text", name, x=x, y=y + 5, text_anchor="middle")


def _outline(outline: Outline, rank: int) -> list[Markup]:
    """The shape through the known points, and a dot at each; the last is closed on the first."""
    count = len(outline.values)
    points = [
        _place(each, count, _RADIUS * value)
        for each, value in enumerate(outline.values)
        if value is not None
    ]
    if not points:
        return []
    path = " ".join(f"{trim(x)},{trim(y)}" for x, y in points)
    shape = tag(
        "polygon", points=path, fill="currentColor" if rank == 0 else "none",
        fill_opacity="0.35" if rank == 0 else None, stroke="currentColor", stroke_width=2,
        stroke_dasharray=None if rank == 0 else "6 4", stroke_linejoin="round",
    )  # fmt: skip
    dots = [
        tag("circle", cx=x, cy=y, r=3, fill="currentColor" if rank == 0 else "none",
            stroke="currentColor")
        for x, y in points
    ]  # fmt: skip
    return [shape, *dots]


def _swatch(rank: int) -> Markup:
    box = tag(
        "rect", x=1, y=1, width=12, height=12, stroke="currentColor",
        fill="currentColor" if rank == 0 else "none", fill_opacity="0.35" if rank == 0 else None,
        stroke_dasharray=None if rank == 0 else "4 3",
    )  # fmt: skip
    return tag("svg", box, width=14, height=14, aria_hidden="true")
