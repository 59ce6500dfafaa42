"""A Gantt chart: one bar per line on a scale of months, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.design.drawings.labels import row_name
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.wording import short_month_name

_ROW = 40
_HEAD = 26


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from one day to another; with one of them unknown, a point on the other.

    ``state`` says how it goes in a word, before the label, which a narrow page may cut; ``late``
    draws it in the strongest ink. ``url`` makes the label and the bar a link.
    """

    label: str
    start: date | None
    end: date | None
    state: str = ""
    late: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError(f"{self.label}: a span needs a day")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"{self.label}: it ends before it starts")


@dataclass(frozen=True, slots=True)
class Gantt:
    """Spans between two days, at most a year apart; ``today`` is marked when it is between."""

    title: str
    spans: tuple[Span, ...]
    first: date
    last: date
    today: date | None = None
    today_label: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days <= 366:
            raise ValueError(f"{self.title}: from a day to one at most a year later")

    def figure(self, lang: str = "fr") -> Markup:
        """The HTML of the calendar, every text escaped, its months in ``lang``.

        A bar cut by an end of the scale goes beyond it; its label does not say so: the table
        beside has the days.
        """
        height = _HEAD + len(self.spans) * _ROW
        parts = [*_months(self, lang, height), *_today(self, height)]
        for rank, span in enumerate(self.spans):
            parts += _span(self, span, _HEAD + rank * _ROW)
        label = f"{self.title}. {self.description}" if self.description else self.title
        role = "group" if any(span.url for span in self.spans) else "img"  # an image has no link
        svg = tag("svg", *parts, role=role, aria_label=label, width="100%", height=height)
        return tag("figure", tag("figcaption", self.title), svg, class_="chart")


def _place(chart: Gantt, day: date, *, after: bool = False) -> float:
    """Where a day stands, from 0 to 1; ``after``: its evening rather than its morning."""
    days = (chart.last - chart.first).days + 1
    return ((day - chart.first).days + (1 if after else 0)) / days


def _months(chart: Gantt, lang: str, height: float) -> list[Markup]:
    """A rule at the first day of each quarter, named."""
    found = []
    for year in range(chart.first.year, chart.last.year + 1):
        for month in (1, 4, 7, 10):
            day = date(year, month, 1)
            if chart.first <= day <= chart.last:
                x = share(_place(chart, day))
                found += [
                    tag("line", x1=x, y1=0, x2=x, y2=height, class_="axis"),
                    tag("text", short_month_name(month, lang), x=x, dx=4, y=13, class_="t"),
                ]
    return found


def _today(chart: Gantt, height: float) -> list[Markup]:
    if chart.today is None or not chart.first <= chart.today <= chart.last:
        return []
    place = _place(chart, chart.today)
    x, before = share(place), place > 0.5
    return [
        tag(
            "line", x1=x, y1=_HEAD - 8, x2=x, y2=height, stroke="currentColor",
            stroke_dasharray="3 3",
        ),
        tag(
            "text", chart.today_label, x=x, dx=-4 if before else 4, y=_HEAD - 1,
            text_anchor="end" if before else "start",
        ),
    ]  # fmt: skip


def _span(chart: Gantt, span: Span, y: float) -> list[Markup]:
    """The label of a span, and under it its bar, or a point when it has one day only."""
    words = f"{span.state} · {span.label}" if span.state else span.label
    label = row_name(words, y + 14)
    if span.start is None or span.end is None:
        day = span.start or span.end
        assert day is not None  # noqa: S101  (a span has a day)
        x = share(_place(chart, day))
        return _linked(span, *label, tag("circle", cx=x, cy=y + 26, r=5.5, fill="currentColor"))
    left = max(0.0, _place(chart, span.start))
    right = min(1.0, _place(chart, span.end, after=True))
    bar = tag(
        "rect", x=share(left), y=y + 20, width=share(max(right - left, 0.004)), height=12, rx=2,
        fill="currentColor", fill_opacity="1" if span.late else "0.45",
        stroke="currentColor",
    )  # fmt: skip
    return _linked(span, *label, bar)


def _linked(span: Span, *drawn: Markup) -> list[Markup]:
    """The label and the bar of a span, one link when it leads somewhere."""
    return [tag("a", *drawn, href=span.url)] if span.url else list(drawn)
