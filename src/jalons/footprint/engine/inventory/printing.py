"""Pages printed, from the counters of printers: two readings of one counter make a difference.

A reading is that of the end of its day. The pages of a span are spread evenly over its days, so
that a year takes those it has; nothing is extrapolated to days that no span covers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from jalons.footprint.engine.errors import FootprintError
from jalons.tabular.folding import fold

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintCount:
    """What is known of a printer on a day: its counters, the pages since another day, or both.

    ``two_sided`` (0 to 1) is the share of pages printed on two sides. Raises ``FootprintError``:
    ``print_nothing``, ``print_period``.
    """

    printer: str
    day: date
    counter_mono: float | None = None
    counter_colour: float | None = None
    since: date | None = None
    mono: float | None = None
    colour: float | None = None
    two_sided: float | None = None

    def __post_init__(self) -> None:
        if not (self.is_reading or self.is_period):
            raise FootprintError("print_nothing", name=self.printer, field="counter_mono")
        if self.is_period and (self.since is None or self.since > self.day):
            raise FootprintError("print_period", name=self.printer, field="from_day")

    @property
    def is_reading(self) -> bool:
        """Whether it says a counter."""
        return (self.counter_mono, self.counter_colour) != (None, None)

    @property
    def is_period(self) -> bool:
        """Whether it says pages."""
        return (self.mono, self.colour) != (None, None)


class Pages(NamedTuple):
    """Pages printed, and their sheets: from all two-sided to all one-sided when nothing says it."""

    mono: float
    colour: float
    least_sheets: float
    most_sheets: float


@dataclass(frozen=True, slots=True)
class PrintSpan:
    """Pages of a printer from the day ``start`` to the day before ``end``."""

    printer: str
    start: date
    end: date
    pages: Pages

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days

    def within(self, year: int) -> PrintSpan:
        """The part of it in a year, of no day when there is none."""
        start = max(self.start, date(year, 1, 1))
        end = max(start, min(self.end, date(year + 1, 1, 1)))
        part = (end - start).days / self.days
        return PrintSpan(self.printer, start, end, Pages(*(part * each for each in self.pages)))


@dataclass(frozen=True, slots=True)
class PrinterYear:
    """The pages of a printer over ``days`` of a year; ``cut`` when a span goes beyond the year."""

    printer: str
    days: int
    pages: Pages
    cut: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """The spans of all printers, the printers refused and why, those of a single reading."""

    spans: Sequence[PrintSpan]
    refused: Sequence[tuple[str, FootprintError]]
    alone: Sequence[str]

    def years(self) -> list[int]:
        """The years with a day covered, the best covered first, the latest of equals."""
        around = {day.year for span in self.spans for day in (span.start, span.end)}
        found = (
            {year: self.of(year) for year in range(min(around), max(around) + 1)} if around else {}
        )
        days = {year: sum(each.days for each in of) for year, of in found.items() if of}
        return sorted(days, key=lambda year: (-days[year], -year))

    def of(self, year: int) -> list[PrinterYear]:
        """Each printer of a year, the one with most pages first."""
        parts: defaultdict[str, list[tuple[PrintSpan, PrintSpan]]] = defaultdict(list)
        for span in self.spans:
            if (part := span.within(year)).days:
                parts[fold(span.printer)].append((span, part))
        found = [
            PrinterYear(
                each[-1][0].printer,
                sum(part.days for _span, part in each),
                Pages(*map(sum, zip(*(part.pages for _span, part in each), strict=True))),
                any(span != part for span, part in each),
            )
            for each in parts.values()
        ]
        return sorted(found, key=lambda each: -each.pages.mono - each.pages.colour)


def printed(counts: Iterable[PrintCount]) -> Printed:
    """The spans of all printers; one whose counts disagree is refused whole, never guessed."""
    by_printer: defaultdict[str, list[PrintCount]] = defaultdict(list)
    for each in counts:
        by_printer[fold(each.printer)].append(each)
    spans: list[PrintSpan] = []
    refused, alone = [], []
    for mine in by_printer.values():
        try:
            found = spans_of(mine)
        except FootprintError as error:
            refused.append((mine[0].printer, error))
            continue
        spans += found
        if not found:
            alone.append(mine[0].printer)
    return Printed(spans, refused, alone)


def spans_of(counts: Iterable[PrintCount]) -> list[PrintSpan]:
    """The spans of one printer, in order; a single reading makes none.

    Raises ``FootprintError``: ``counter_down``, ``counter_missing`` (known at one of two readings
    only), ``print_overlap`` (the same days twice).
    """
    ordered = sorted(counts, key=lambda each: each.day)
    found = [
        _span(each, each.since + DAY * each.is_reading, each.mono, each.colour)
        for each in ordered
        if each.is_period and each.since is not None
    ]
    for before, after in pairwise(each for each in ordered if each.is_reading):
        mono = _difference(before, after, "counter_mono")
        colour = _difference(before, after, "counter_colour")
        if not after.is_period:
            found.append(_span(after, before.day + DAY, mono, colour))
    found.sort(key=lambda each: each.start)
    for at in range(1, len(found)):
        before_end, each = found[at - 1].end, found[at]
        if each.start == before_end - DAY and each.end > before_end:  # the day both name
            found[at] = each = replace(each, start=before_end)
        if each.start < before_end:
            raise FootprintError("print_overlap", name=each.printer, day=each.start)
    return found


def _span(count: PrintCount, start: date, mono: float | None, colour: float | None) -> PrintSpan:
    if start > count.day:
        raise FootprintError("print_overlap", name=count.printer, day=count.day)
    pages = (mono or 0.0) + (colour or 0.0)
    shares = (1.0, 0.0) if count.two_sided is None else (count.two_sided, count.two_sided)
    sheets = (pages * (1 - share / 2) for share in shares)
    return PrintSpan(
        count.printer, start, count.day + DAY, Pages(mono or 0.0, colour or 0.0, *sheets)
    )


def _difference(before: PrintCount, after: PrintCount, counter: str) -> float | None:
    """What a counter counted between two readings; None when the printer has no such counter."""
    first, last = getattr(before, counter), getattr(after, counter)
    days = {"name": after.printer, "before": before.day, "day": after.day}
    if (first is None) != (last is None):
        raise FootprintError("counter_missing", **days)
    if first is not None and last < first:
        raise FootprintError("counter_down", first=first, last=last, field=counter, **days)
    return None if first is None else float(last - first)
