"""What a text of opening hours says: spans of a week, rules with conditions, pieces not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

DAY, NOON = 1440, 720  # minutes
WEEK = frozenset(range(7))

type Minutes = tuple[int, int]


class Span(NamedTuple):
    """Open on ``day`` (0 is Monday) from ``start`` to ``end``, minutes from midnight."""

    day: int
    start: int
    end: int


class Piece(NamedTuple):
    """A part of the text that was not read, verbatim, and where it starts in it."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Hours on ``days`` (empty: none is named) under conditions; ``off``: closed then.

    ``nth``: ranks in the month, -1 the last. ``season``: as OpenStreetMap writes it, or a key of
    ``comments``. ``weeks``: a key of ``times_a_year``, ``?`` a condition not read. ``half`` without
    ``times``: a morning (0) or an afternoon (1) of unknown hours. ``maybe``: days not known (M).
    """

    days: frozenset[int] = frozenset()
    times: tuple[Minutes, ...] = ()
    nth: frozenset[int] = frozenset()
    half: int | None = None
    season: str = ""
    weeks: str = ""
    appointment: bool | None = None
    off: bool = False
    maybe: int = 0

    @property
    def sure(self) -> bool:
        """Whether it applies for everyone, in every week of its season."""
        return not (self.nth or self.weeks or self.appointment)


@dataclass(frozen=True, slots=True)
class WeekRead:
    """A week as it was read; hours a week.

    ``spans``: open for everyone in ordinary weeks, conditional closings apart. ``low``, ``high``:
    without and with what is conditional, None when nothing was read. ``average``: a mean week of
    the year, None unless the calendar gives the share of every condition. ``osm``: empty when it
    cannot be written so. ``notes``: codes of ``hours_note`` in the messages.
    """

    spans: tuple[Span, ...]
    low: float | None
    high: float | None
    osm: str
    dropped: tuple[Piece, ...]
    notes: tuple[str, ...]
    by_appointment: bool
    average: float | None = None
    rules: tuple[Rule, ...] = ()
