"""What a text of opening hours says: spans of a week, rules with their conditions, pieces left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

DAY = 1440  # minutes

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
    """Hours on some days, under conditions.

    ``days`` empty: the text names none. ``nth``: ranks in the month, -1 the last. ``season``: as
    OpenStreetMap writes it, or ``summer``, ``winter``. ``weeks``: an entry of ``words.P``. ``half``
    alone, without ``times``: a morning (0) or an afternoon (1) whose hours are unknown.
    """

    days: frozenset[int]
    times: tuple[Minutes, ...] = ()
    nth: frozenset[int] = frozenset()
    half: int | None = None
    season: str = ""
    weeks: str = ""
    appointment: bool = False
    off: bool = False
    maybe: int = 0  # days that a letter leaves open: « M »

    @property
    def sure(self) -> bool:
        """Whether it holds for everyone, in every week of its season."""
        return not (self.nth or self.weeks or self.appointment)


@dataclass(frozen=True, slots=True)
class WeekRead:
    """A week as it was read.

    ``spans``: open for everyone in every ordinary week. ``low`` and ``high``: hours a week without
    and with what is conditional; None when nothing could be read. ``average``: hours of a mean week
    of the year, None unless the calendar gives the share of every condition. ``osm``: the same in
    the syntax of OpenStreetMap, empty when it cannot say it. ``notes``: codes of ``hours_note``.
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
