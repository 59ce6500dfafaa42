"""A radar: several axes around a centre, from 0 there to 1 at the rim, drawn on the server."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jalons.foundation.design.drawings.frame import Entry, Titled, legend_list, swatch
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

    def legend(self) -> tuple[Entry, ...]:
        """The outlines."""
        return tuple((each.label, swatch(**_look(rank, "4 3")))
                     for rank, each in enumerate(self.outlines))  # fmt: skip

    def figure(self, lang: str = "fr") -> Markup:
        """The HTML of the radar, every text escaped: a square drawing."""
        box = f"{-_SIZE // 2} {-_SIZE // 2} {_SIZE} {_SIZE}"
        label, parts = self.alternative, self.parts(lang)[1]
        svg = tag("svg", *parts, role="img", aria_label=label, view_box=box)
        under, legend = self.under(lang), legend_list(self.legend())
        return self.framed(under, *legend, svg, class_="chart radar")

    def parts(self, _lang: str) -> tuple[float, list[Markup]]:
        """The side of the drawing and its elements: rings, axes with their names, outlines."""
        count = len(self.axes)
        found = [
            tag(
                "circle", r=_RADIUS * ring, fill="none", stroke="currentColor",
                stroke_opacity="0.25", stroke_dasharray=None if ring == 1 else "2 4",
            )
            for ring in _RINGS
        ]  # fmt: skip
        for rank in range(count):
            known = any(outline.values[rank] is not None for outline in self.outlines)
            x, y = _place(rank, count, _RADIUS)
            found.append(
                tag(
                    "line", x1=0, y1=0, x2=x, y2=y, stroke="currentColor", stroke_opacity="0.4",
                    stroke_dasharray=None if known else "3 5",
                )
            )  # fmt: skip
        for rank, outline in reversed(list(enumerate(self.outlines))):
            found += _outline(outline, rank)
        for rank, name in enumerate(self.axes):
            x, y = _place(rank, count, _RADIUS + 20)
            found.append(tag("text", name, x=x, y=y + 5, text_anchor="middle"))
        return _SIZE, found


def _look(rank: int, dashes: str) -> dict[str, str | None]:
    """The first outline is full, the second a dashed line."""
    if rank == 0:
        return {"fill": "currentColor", "fill_opacity": "0.35"}
    return {"fill": "none", "stroke_dasharray": dashes}


def _place(rank: int, count: int, distance: float) -> tuple[float, float]:
    turn = 2 * math.pi * rank / count - math.pi / 2
    return distance * math.cos(turn), distance * math.sin(turn)


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
    shape = tag("polygon", points=path, stroke="currentColor", stroke_width=2,
                stroke_linejoin="round", **_look(rank, "6 4"))  # fmt: skip
    fill = "currentColor" if rank == 0 else "none"
    dots = [tag("circle", cx=x, cy=y, r=3, fill=fill, stroke="currentColor") for x, y in points]
    return [shape, *dots]
