"""The months of a match in SVG: MWh available, needed and usable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalons.foundation.design.drawings.svg import Markup, tag

WIDTH, HEIGHT, FOOT = 640.0, 240.0, 22.0
BAR = 17.0


@dataclass(frozen=True, slots=True)
class MonthBars:
    """One month: its short name, and MWh available, needed and usable."""

    name: str
    available: float
    needed: float
    used: float


def months_chart(title: str, months: Sequence[MonthBars], legend: Sequence[str]) -> Markup:
    """The chart of twelve months: two bars each, the usable part filled in the bar of needs.

    ``legend`` names the outlined bar, the pale bar and the filled part, in that order.
    """
    top = max(max(each.available, each.needed) for each in months) or 1.0
    wide = WIDTH / len(months)
    bars = [part for n, each in enumerate(months) for part in _month(each, n * wide, wide, top)]
    base = HEIGHT - FOOT
    floor = tag("line", x1=0, x2=WIDTH, y1=base, y2=base, class_="axis")
    picture = tag(
        "svg",
        *bars,
        floor,
        role="img",
        aria_label=title,
        view_box=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
    )
    keys = [
        tag("rect", x=1, y=4, width=14, height=12, **OUTLINE),
        tag("text", legend[0], x=22, y=15),
        tag("rect", x=211, y=4, width=14, height=12, **PALE),
        tag("text", legend[1], x=232, y=15),
        tag("rect", x=421, y=4, width=14, height=12, fill="currentColor"),
        tag("text", legend[2], x=442, y=15),
    ]
    words = tag("svg", *keys, view_box=f"0 0 {WIDTH:.0f} 22", aria_hidden="true")
    return tag("figure", tag("figcaption", title), words, picture, class_="chart")


OUTLINE: dict[str, str | float] = {"fill": "none", "stroke": "currentColor", "stroke_width": 2}
PALE: dict[str, str | float] = {"fill": "currentColor", "fill_opacity": 0.28}


def _month(month: MonthBars, left: float, wide: float, top: float) -> list[Markup]:
    base = HEIGHT - FOOT

    def bar(x: float, value: float, **look: str | float) -> Markup:
        high = value / top * (base - 4)
        return tag("rect", x=x, y=base - high, width=BAR, height=high, **look)

    middle = left + wide / 2
    return [
        bar(middle - BAR - 1, month.available, **OUTLINE),
        bar(middle + 1, month.needed, **PALE),
        bar(middle + 1, month.used, fill="currentColor"),
        tag("text", month.name, x=middle, y=HEIGHT - 6, text_anchor="middle"),
    ]
