"""Pages printed, from the counters of printers: two readings of one counter make a difference.

A reading is that of the end of its day. The pages of a span are spread evenly over its days, so
that a year takes those it has; nothing is extrapolated to days that no span covers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from jalons.footprint.engine.errors import FootprintError
from jalons.kernel import Interval, MessageKey
from jalons.tabular.folding import fold

DAY = timedelta(days=1)
REAM = 500.0  # A4 sheets


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


class PrintedPages(NamedTuple):
    """Pages printed, and their sheets: from all two-sided to all one-sided when nothing says it."""

    mono: float
    colour: float
    least_sheets: float
    most_sheets: float

    @classmethod
    def sum(cls, spans: Iterable[PrintSpan]) -> PrintedPages:
        """Those of several spans."""
        return cls(*map(sum, zip((0.0,) * 4, *(each.pages for each in spans), strict=True)))


@dataclass(frozen=True, slots=True)
class PrintSpan:
    """Pages of a printer over ``days`` from ``start``; several spans put together may have gaps."""

    printer: str
    start: date
    days: int
    pages: PrintedPages

    def within(self, year: int) -> PrintSpan:
        """The part of it in a year, of no day when there is none."""
        start = max(self.start, date(year, 1, 1))
        end = min(self.start + DAY * self.days, date(year + 1, 1, 1))
        days = max(0, (end - start).days)
        part = PrintedPages(*(days / self.days * each for each in self.pages))
        return PrintSpan(self.printer, start, days, part)


@dataclass(frozen=True, slots=True)
class Printed:
    """The spans of all printers, why some are refused, and those of a single reading."""

    spans: Sequence[PrintSpan]
    refused: Sequence[FootprintError]
    alone: Sequence[str]

    def years(self) -> list[int]:
        """The years with a day covered, the best covered first, the latest of equals."""
        days: Counter[int] = Counter()
        for span in self.spans:
            for year in range(span.start.year, (span.start + DAY * (span.days - 1)).year + 1):
                days[year] += span.within(year).days
        return sorted(days, key=lambda year: (-days[year], -year))

    def of(self, year: int) -> list[PrintSpan]:
        """Each printer of a year, the one with most pages first."""
        parts: defaultdict[str, list[PrintSpan]] = defaultdict(list)
        for part in (span.within(year) for span in self.spans):
            if part.days:
                parts[fold(part.printer)].append(part)
        sums = [
            replace(each[0], days=sum(part.days for part in each), pages=PrintedPages.sum(each))
            for each in parts.values()
        ]
        return sorted(sums, key=lambda each: -each.pages.mono - each.pages.colour)

    def reams(self, year: int) -> Interval:
        """The reams of a year: all two-sided where nothing says it, the middle, all one-sided."""
        pages = PrintedPages.sum(self.of(year))
        low, high = pages.least_sheets / REAM, pages.most_sheets / REAM
        return Interval(low, (low + high) / 2, high)


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
            refused.append(error)
            continue
        spans += found
        if not found:
            alone.append(mine[0].printer)
    return Printed(spans, refused, alone)


def spans_of(counts: Iterable[PrintCount]) -> list[PrintSpan]:
    """The spans of one printer, in order; a single reading makes none.

    Between two readings the counters decide. Raises ``FootprintError``: ``counter_down``,
    ``counter_missing`` (known at one of two readings only), ``counter_pages`` (the pages of the
    same days differ), ``print_overlap`` (the same days twice).
    """
    ordered = sorted(counts, key=lambda each: each.day)
    readings = [each for each in ordered if each.is_reading]
    found = [
        _span(each, each.since + DAY * each.is_reading, each.mono, each.colour)
        for each in ordered
        if each.is_period and each.since is not None and each not in readings[1:]
    ]
    for before, after in pairwise(readings):
        mono = _difference(before, after, "counter_mono")
        colour = _difference(before, after, "counter_colour")
        if after.since == before.day:
            _check_pages(after, mono, colour)
        found.append(_span(after, before.day + DAY, mono, colour))
    found.sort(key=lambda each: each.start)
    for at in range(1, len(found)):
        end, each = found[at - 1].start + DAY * found[at - 1].days, found[at]
        if each.start == end - DAY and each.days > 1:  # the day both name
            found[at] = each = replace(each, start=end, days=each.days - 1)
        if each.start < end:
            raise FootprintError("print_overlap", name=each.printer, day=each.start)
    return found


def _span(count: PrintCount, start: date, mono: float | None, colour: float | None) -> PrintSpan:
    if start > count.day:
        raise FootprintError("print_overlap", name=count.printer, day=count.day)
    pages = (mono or 0.0) + (colour or 0.0)
    shares = (1.0, 0.0) if count.two_sided is None else (count.two_sided, count.two_sided)
    sheets = (pages * (1 - share / 2) for share in shares)
    found = PrintedPages(mono or 0.0, colour or 0.0, *sheets)
    return PrintSpan(count.printer, start, (count.day + DAY - start).days, found)


def _check_pages(count: PrintCount, mono: float | None, colour: float | None) -> None:
    """Refuse pages that are not those of the counters; a lone counter counts both kinds."""
    pairs = [(count.mono, mono), (count.colour, colour)]
    if None in (mono, colour):
        lone = mono if colour is None else colour
        pairs = [((count.mono or 0.0) + (count.colour or 0.0), lone)]
    for said, counted in pairs if count.is_period else ():
        if said is not None and said != counted:
            numbers: dict[str, Any] = {"said": said, "counted": counted}
            raise FootprintError("counter_pages", name=count.printer, day=count.day, **numbers)


def _difference(before: PrintCount, after: PrintCount, counter: str) -> float | None:
    """What a counter counted between two readings; None when the printer has no such counter."""
    first, last = getattr(before, counter), getattr(after, counter)
    only = (before.counter_colour, after.counter_colour) == (None, None)
    which: dict[str, Any] = {
        "name": after.printer,
        "counter": MessageKey("print.counter_only" if only else f"print.{counter}"),
        "before": before.day,
        "day": after.day,
        "field": counter,
    }
    if (first is None) != (last is None):
        raise FootprintError("counter_missing", **which)
    if first is not None and last < first:
        raise FootprintError("counter_down", first=first, last=last, **which)
    return None if first is None else float(last - first)
