"""Days, moments and ranges of days in words: "1er mars 2026", "du 3 au 5 …"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jalons.kernel import Messages, Period

from .numbers import WORDS
from .signs import NO_BREAK, UNKNOWN


def _text(key: str, lang: str, **params: Any) -> str:
    return Messages.of(WORDS).text(key, lang, **params)


def format_day(day: date | None, lang: str) -> str:
    """A day in words; a dash when it is not known.

    >>> format_day(date(2026, 3, 1), "fr"), format_day(date(2026, 3, 1), "en")
    ('1er mars 2026', '1 March 2026')
    """
    if day is None:
        return UNKNOWN
    return f"{format_day_of_year(day.month, day.day, lang)} {day.year}"


def format_day_of_year(month: int, day: int, lang: str) -> str:
    """A day that returns every year: "1er mars"."""
    number = _text("first", lang) if day == 1 else str(day)
    return f"{number} {month_name(month, lang)}"


def month_name(month: int, lang: str) -> str:
    """The name of a month, from 1 to 12."""
    return _text("months", lang).split()[month - 1]


def short_month_name(month: int, lang: str) -> str:
    """The name of a month, from 1 to 12, where there is little room."""
    return _text("short_months", lang).split()[month - 1]


def format_month(year: int, month: int, lang: str) -> str:
    """A month of a year: "mars 2026"."""
    return f"{month_name(month, lang)} {year}"


def format_short_day(day: date | None, lang: str) -> str:
    """A day for a table, on one line: "01/03/2026", "1 Mar 2026"; a dash when it is not known.

    English has the month in letters: 01/03 is read in two ways.
    """
    if day is None:
        return UNKNOWN
    if lang == "fr":
        return f"{day:%d/%m/%Y}"
    return NO_BREAK.join((str(day.day), short_month_name(day.month, lang), str(day.year)))


def format_short_month(day: date) -> str:
    """The month of a day for a mark on an axis: "03/2026", the same in both languages."""
    return f"{day:%m/%Y}"


def format_moment(moment: datetime | None, lang: str) -> str:
    """A day and an hour, in the time zone of ``moment``: "1er mars 2026, 15:05"."""
    return UNKNOWN if moment is None else f"{format_day(moment, lang)}, {moment:%H:%M}"


def format_short_moment(moment: datetime | None, lang: str) -> str:
    """A day and an hour for a table: "01/03/2026 15:05"."""
    if moment is None:
        return UNKNOWN
    return f"{format_short_day(moment, lang)}{NO_BREAK}{moment:%H:%M}"


def format_days(start: date | None, end: date | None, lang: str) -> str:
    """From a day to another, either of which may be unknown; empty when both are.

    >>> format_days(date(2026, 3, 1), date(2026, 3, 5), "fr")
    'du 1er mars 2026 au 5 mars 2026'
    """
    if start and end:
        return _text("from_to", lang, start=format_day(start, lang), end=format_day(end, lang))
    if end:
        return _text("until", lang, end=format_day(end, lang))
    return _text("from_day", lang, start=format_day(start, lang)) if start else ""


def format_period(period: Period, lang: str) -> str:
    """A period in words: its year, its day, or its two days."""
    if period == Period.year(period.start.year):
        return str(period.start.year)
    if period.start == period.end:
        return format_day(period.start, lang)
    return format_days(period.start, period.end, lang)


def format_hour(minutes: int, lang: str) -> str:
    """An hour of the day, from the minutes since midnight: "5 h 30", "05:30" in English."""
    hours, rest = divmod(minutes, 60)
    if lang != "fr":
        return f"{hours:02d}:{rest:02d}"
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")
