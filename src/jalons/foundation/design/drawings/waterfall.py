"""A waterfall: from one total to another, cause by cause, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass

from jalons import wording
from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval

_ROW = 46


@dataclass(frozen=True, slots=True)
class Move:
    """What a cause adds to the total before it, or takes away; in the unit of its chart."""

    label: str
    value: Interval


@dataclass(frozen=True, slots=True)
class Waterfall(Titled):
    """Two totals and the moves between them, on one scale that starts at zero.

    Bars stand on central values; a pale stroke shows each interval.
    """

    start: tuple[str, Interval]
    moves: tuple[Move, ...]
    end: tuple[str, Interval]
    unit: str


def render_waterfall(chart: Waterfall, lang: str = "fr") -> str:
    """The HTML of a waterfall, every text escaped, in the number format of ``lang``."""
    rows = [(chart.start[0], 0.0, chart.start[1], False)]
    level = chart.start[1].mid
    for move in chart.moves:
        rows.append((move.label, level, move.value, True))
        level += move.value.mid
    rows.append((chart.end[0], 0.0, chart.end[1], False))
    top = max(from_ + value.high for _, from_, value, _ in rows) or 1.0
    parts = [
        part
        for rank, (label, from_, value, moved) in enumerate(rows)
        for part in (
            tag("text", label, y=rank * _ROW + 14),
            tag(
                "text", _label(value, chart.unit, lang, moved=moved), x="100%", y=rank * _ROW + 14,
                text_anchor="end", class_="t",
            ),
            *_bar(from_, value, top, rank * _ROW + 21, moved=moved),
        )
    ]  # fmt: skip
    svg = tag(
        "svg", *parts, role="img", aria_label=chart.alternative, width="100%",
        height=len(rows) * _ROW,
    )  # fmt: skip
    return chart.framed(chart.under(chart.unit, top, lang), svg)


def _label(value: Interval, unit: str, lang: str, *, moved: bool) -> str:
    text = wording.format_central(value, unit, lang)
    return f"+{text}" if moved and value.mid > 0 else text


def _bar(from_: float, value: Interval, top: float, y: float, *, moved: bool) -> list[Markup]:
    """The bar of a row from where the one before stopped, and the stroke of its interval."""
    low, high = from_ + value.low, from_ + value.high
    left, width = min(from_, from_ + value.mid), abs(value.mid)
    return [
        tag(
            "rect", x=share(left / top), y=y, width=share(width / top), height=13,
            fill="currentColor", fill_opacity="0.55" if moved else "0.92",
        ),
        tag(
            "line", x1=share(low / top), y1=y + 16, x2=share(high / top), y2=y + 16,
            stroke="currentColor", stroke_width=4, stroke_opacity="0.3",
        ),
    ]  # fmt: skip
