"""The months of a match in SVG: MWh available, needed and usable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import override

from jalons.foundation.design.drawings.frame import Entry, Titled, legend_list, swatch
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

    ``names`` are those of the outlined bar, the pale bar and the filled part.
    """

    months: Sequence[MonthBars]
    names: Sequence[str]

    @override
    def scale(self) -> tuple[str, float]:
        return "MWh", max(max(each.available, each.needed) for each in self.months) or 1.0

    @override
    def legend(self) -> tuple[Entry, ...]:
        looks = (
            swatch(fill="none"),
            swatch(fill="currentColor", fill_opacity="0.28"),
            swatch(fill="currentColor"),
        )
        return tuple(zip(self.names, looks, strict=True))

    @override
    def figure(self, lang: str = "fr") -> Markup:
        top = self.scale()[1]
        wide, base = WIDTH / len(self.months), HEIGHT - FOOT
        bars = [b for n, each in enumerate(self.months) for b in _month(each, n * wide, wide, top)]
        floor = tag("line", x1=0, x2=WIDTH, y1=base, y2=base, class_="axis")
        size = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
        picture = tag("svg", *bars, floor, role="img", aria_label=self.alternative, view_box=size)
        return self.framed(self.under(lang), *legend_list(self.legend()), picture)


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
