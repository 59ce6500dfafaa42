"""Days in the texts of law."""

from __future__ import annotations

from datetime import date


def next_day(on: str, today: date) -> date | None:
    """The first day from ``today`` on that ``on`` names, or None when it is past.

    ``on`` is a day (``2027-12-02``), a month or a year (their first day), or a day of every year
    (``06-30``). ``ValueError`` for anything else.

    >>> next_day("06-30", date(2026, 11, 24)).isoformat()
    '2027-06-30'
    """
    if _every_year(on):
        parts = [int(part) for part in on.split("-")]
        day = date(today.year, *parts)
        return day if day >= today else date(today.year + 1, *parts)
    day = day_of(on)
    return day if day >= today else None


def day_of(on: str) -> date:
    """The day of a text that is not of every year; the first of a month or of a year.

    >>> day_of("2026-08").isoformat()
    '2026-08-01'
    """
    parts = [int(part) for part in on.split("-")]
    return date(*parts, *[1] * (3 - len(parts)))


def _every_year(on: str) -> bool:
    return len(on) == len("06-30") and on.count("-") == 1
