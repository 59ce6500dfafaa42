"""The part of a long history in one answer: a range of time, the same for every attribute.

An answer has a bounded number of instances of each attribute. When one has more, the range is cut
where the first attribute reaches that number, so that what is shown is whole within the range: the
next request asks for the rest by its bounds. With ``lastN`` it is cut backwards, from the last.
Source: ETSI GS CIM 009 V1.9.1, clause 6.3.10 (206 Partial Content, Content-Range).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jalons.broker.engine.instants import written

from .parameters import Interval
from .request import HistoryQuery, Row, Series, TimeProperty

FIELDS: dict[TimeProperty, str] = {
    "observedAt": "observed",
    "createdAt": "created",
    "modifiedAt": "modified",
    "deletedAt": "deleted",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The series within the range, and the Content-Range when some instances are beyond it."""

    series: list[Series]
    content_range: str | None = None


def when(row: Row, time: TimeProperty) -> int:
    """The instant of a row by a time property."""
    found: int | None = getattr(row, FIELDS[time])
    return row.stamp if found is None else found


def bounded(query: HistoryQuery, *, most: int) -> HistoryQuery:
    """The query of one row more than an answer may have of each series."""
    if query.last is None:
        return replace(query, first=most + 1)
    return replace(query, last=min(query.last, most + 1))


def part(series: Sequence[Series], interval: Interval, *, most: int, last: int | None) -> Part:
    """What an answer shows of series got by a ``bounded`` query."""
    long = [item for item in series if len(item.rows) > most]
    if not long:
        return Part(list(series))
    time = interval.time
    if last is None:
        edge = min(when(item.rows[most - 1], time) for item in long)
        parts = [_within(item, time, end=edge) for item in series]
    else:
        edge = max(when(item.rows[-most], time) for item in long)
        parts = [_within(item, time, start=edge) for item in series]
    return Part(parts, _content_range(parts, interval, last))


def _within(
    series: Series, time: TimeProperty, *, start: int | None = None, end: int | None = None
) -> Series:
    rows = tuple(
        row
        for row in series.rows
        if (start is None or when(row, time) >= start) and (end is None or when(row, time) <= end)
    )
    return replace(series, rows=rows)


def _content_range(series: Sequence[Series], interval: Interval, last: int | None) -> str:
    stamps = [when(row, interval.time) for item in series for row in item.rows]
    least, most = min(stamps), max(stamps)
    if last is None:
        first, second = interval.start if interval.start is not None else least, most
    else:
        first, second = interval.end if interval.end is not None else most, least
    size = "*" if last is None else str(last)
    return f"date-time {written(first)}-{written(second)}/{size}"
