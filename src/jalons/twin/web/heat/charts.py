"""The months of a match in SVG: MWh available, needed and usable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalons.foundation.design.drawings.frame import Titled
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


@dataclass(frozen=True, slots=True)
class MonthsChart(Titled):
    """Twelve months, two bars each, the usable part filled in the bar of needs.

    ``legend`` names the outlined bar, the pale bar and the filled part, in that order.
    """

    months: Sequence[MonthBars]
    legend: Sequence[str]

    def figure(self, lang: str) -> str:
        """Its HTML."""
        top = max(max(each.available, each.needed) for each in self.months) or 1.0
        wide, base = WIDTH / len(self.months), HEIGHT - FOOT
        bars = [b for n, each in enumerate(self.months) for b in _month(each, n * wide, wide, top)]
        floor = tag("line", x1=0, x2=WIDTH, y1=base, y2=base, class_="axis")
        size = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
        picture = tag("svg", *bars, floor, role="img", aria_label=self.alternative, view_box=size)
        looks = zip(self.legend, (OUTLINE, PALE, FULL), strict=True)
        keys = [
            part
            for n, (word, look) in enumerate(looks)
            for part in (
                tag("rect", x=1 + 210 * n, y=4, width=14, height=12, **look),
                tag("text", word, x=22 + 210 * n, y=15),
            )
        ]
        words = tag("svg", *keys, view_box=f"0 0 {WIDTH:.0f} 22", aria_hidden="true")
        return self.framed(self.under("MWh", top, lang), words, picture)


OUTLINE: dict[str, str | float] = {"fill": "none", "stroke": "currentColor", "stroke_width": 2}
FULL: dict[str, str | float] = {"fill": "currentColor"}
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
        bar(middle + 1, month.used, **FULL),
        tag("text", month.name, x=middle, y=HEIGHT - 6, text_anchor="middle"),
    ]
