"""The curve of an alert: the attribute around its opening, its limit drawn, the moment marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jalons.foundation.design.svg import Markup, share, tag
from jalons.twin.engine.alerts.reading import number
from jalons.twin.engine.temporal.request import Points

SPANS = 16
PLOT, TOP = 200.0, 24.0
LEFT = 0.14


@dataclass(frozen=True, slots=True)
class Span:
    """What an attribute was in one stretch of time: least, mean, most, how many observations."""

    start: int
    low: float
    mean: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Spans between two instants (microseconds), the level compared to and the moment of an alert.

    ``words`` are those of the drawing: its title, the name of the level, that of the moment.
    """

    spans: tuple[Span, ...]
    start: int
    end: int
    level: float | None
    moment: int
    words: tuple[str, str, str]

    def figure(self, labels: tuple[str, str], dates: tuple[str, str]) -> Markup:
        """The figure, with the words of the least and most levels and of the first and last dates.

        Values are drawn between the least and the most, not from zero: a curve of degrees has no
        zero that matters.
        """
        title, level, moment = self.words
        svg = tag(
            "svg", *self._axes(labels, dates), *self._drawn(), *self._marks(level, moment),
            role="img", aria_label=title, width="100%", height=PLOT + TOP + 28,
        )  # fmt: skip
        return tag("figure", tag("figcaption", title), svg, class_="chart")

    def bounds(self) -> tuple[float, float]:
        """The least and the most drawn, the level included."""
        held = [v for span in self.spans for v in (span.low, span.high)]
        held += [self.level] if self.level is not None else []
        low, high = min(held), max(held)
        return (low, high) if low < high else (low - 1, high + 1)

    def _x(self, stamp: float) -> str:
        part = (stamp - self.start) / max(1, self.end - self.start)
        return share(LEFT + (1 - LEFT) * min(max(part, 0.0), 1.0))

    def _y(self, value: float) -> float:
        low, high = self.bounds()
        return TOP + PLOT * (1 - (value - low) / (high - low))

    def _axes(self, labels: tuple[str, str], dates: tuple[str, str]) -> list[Markup]:
        low, high = self.bounds()
        bottom = TOP + PLOT + 22
        return [
            tag("line", x1=0, y1=self._y(low), x2="100%", y2=self._y(low), class_="axis"),
            tag("line", x1=0, y1=self._y(high), x2="100%", y2=self._y(high), class_="axis"),
            tag("text", labels[0], y=self._y(low) - 5, class_="t"),
            tag("text", labels[1], y=self._y(high) - 5, class_="t"),
            tag("text", dates[0], x=share(LEFT), y=bottom, class_="t"),
            tag("text", dates[1], x="100%", y=bottom, text_anchor="end", class_="t"),
        ]

    def _drawn(self) -> list[Markup]:
        width = (self.end - self.start) / SPANS
        places = [(self._x(span.start + width / 2), span) for span in self.spans]
        bars = [
            tag(
                "line", x1=x, y1=self._y(span.low), x2=x, y2=self._y(span.high),
                stroke="currentColor", stroke_width=9, stroke_opacity="0.3",
            )
            for x, span in places
            if span.low < span.high
        ]  # fmt: skip
        lines = [
            tag(
                "line", x1=x, y1=self._y(one.mean), x2=other_x, y2=self._y(other.mean),
                stroke="currentColor", stroke_width=2,
            )
            for (x, one), (other_x, other) in pairwise(places)
            if other.start - one.start < 1.5 * width
        ]  # fmt: skip
        dots = [
            tag("circle", cx=x, cy=self._y(span.mean), r=3.5, fill="currentColor")
            for x, span in places
        ]
        return [*bars, *lines, *dots]

    def _marks(self, level: str, moment: str) -> list[Markup]:
        found = []
        if self.level is not None:
            y = self._y(self.level)
            found += [
                tag(
                    "line", x1=share(LEFT), y1=y, x2="100%", y2=y, stroke="currentColor",
                    stroke_dasharray="5 4",
                ),
                tag("text", level, x="100%", y=y + 16 if y < TOP + 20 else y - 6,
                    text_anchor="end"),
            ]  # fmt: skip
        late = self.moment > (self.start + self.end) / 2
        x = self._x(self.moment)
        return [
            *found,
            tag("line", x1=x, y1=TOP - 6, x2=x, y2=TOP + PLOT, stroke="currentColor"),
            tag("text", moment, x=x, y=TOP - 10, text_anchor="end" if late else "start"),
        ]


def spans_of(points: Sequence[Points], *, start: int, end: int) -> tuple[Span, ...]:
    """The values of some series cut in 16 stretches of time; a stretch without any is left out."""
    width = max(1, (end - start) // SPANS)
    held: defaultdict[int, list[float]] = defaultdict(list)
    for series in points:
        for stamp, raw in zip(series.stamps, series.values, strict=True):
            value = number(raw)
            if value is not None and start <= stamp <= end:
                held[min(SPANS - 1, (stamp - start) // width)].append(value)
    return tuple(
        Span(start + rank * width, min(v), sum(v) / len(v), max(v), len(v))
        for rank, v in sorted(held.items())
    )
