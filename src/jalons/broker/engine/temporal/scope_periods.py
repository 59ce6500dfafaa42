"""The time during which an entity was in some scopes.

A scope applies until the next one. The first one known, when its start was not declared, is assumed
to have applied before too.
Source: ETSI GS CIM 009 V1.9.1, clauses 4.18 (scopes in time) and 5.7.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jalons.broker.engine.query.evaluate import matches
from jalons.broker.engine.query.tree import SCOPE as PLACE
from jalons.broker.engine.query.tree import Node

from .paging import when
from .request import Points, Row, Series, TimeProperty

ALWAYS = -(1 << 63)
NEVER = (1 << 63) - 1
Span = tuple[int, int]
"""From an instant, included, to another, which is not."""


def spans(rows: Iterable[Row], wanted: Node) -> list[Span]:
    """The periods in which the scopes of ``rows`` (those of one entity) match ``wanted``."""
    ordered = sorted(rows, key=lambda row: (row.stamp, row.instance))
    found = []
    for number, row in enumerate(ordered):
        unsaid = number == 0 and row.stamp == row.created
        start = ALWAYS if unsaid else row.stamp
        end = ordered[number + 1].stamp if number + 1 < len(ordered) else NEVER
        if start < end and matches({PLACE: set(row.value)} if row.value else {}, wanted):
            found.append((start, end))
    return found


def within[T: (Series, Points)](
    recorded: T, periods: Sequence[Span], time: TimeProperty
) -> T | None:
    """What of a series or of points falls in one of the spans; None when nothing does."""
    if isinstance(recorded, Series):
        rows = tuple(row for row in recorded.rows if _in(when(row, time), periods))
        return replace(recorded, rows=rows) if rows else None
    pairs = [
        (stamp, value)
        for stamp, value in zip(recorded.stamps, recorded.values, strict=True)
        if _in(stamp, periods)
    ]
    if not pairs:
        return None
    stamps, values = [stamp for stamp, _ in pairs], [value for _, value in pairs]
    return replace(recorded, stamps=stamps, values=values)


def latest(series: Series, last: int | None) -> Series:
    """The most recent rows of a series, so many at most; all when None."""
    return series if last is None else replace(series, rows=series.rows[-last:])


def _in(stamp: int, periods: Sequence[Span]) -> bool:
    return any(start <= stamp < end for start, end in periods)
