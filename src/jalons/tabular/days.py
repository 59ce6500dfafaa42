"""Days as people write them in cells: ISO, 08/07/2026, T3 2026, sept-19, fin 2027, a serial."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jalons.tabular.folding import plain

FIRST_YEAR, LAST_YEAR = 1970, 2100
EPOCH = date(1899, 12, 30)  # day 0 of the serials of spreadsheets
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars mar march",
            "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
            "aout august aug", "septembre sept sep september", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = re.compile(
    r"(?:lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\.? (?=\d)"
)
_RANK = r"([1-4])\s?(?:er|ere|e|eme|ieme|nd|nde)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t\s].*)?", re.ASCII)
_SLASHED = re.compile(
    r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})(?:[,\s].*)?", re.ASCII
)
_LONGEST_MOMENT = 40
_MOMENT = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
    r"(?:[T ,à]+(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:[.,]\d+)?)?)?",
    re.ASCII,
)
_CLOCK = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_EIGHT = re.compile(r"\d{8}", re.ASCII)
_YEAR = re.compile(r"(?:annee )?((?:19|20|21)\d\d)(?:[.,]0+)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2})", re.ASCII)
_SPELT = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ -])?([a-z]+)\.?[ -]+(?:(\d{1,2})(?:st|nd|rd|th)?,? )?"
    r"(\d{4}|\d{2})",
    re.ASCII,
)
_PARTS = (
    (re.compile(rf"(?:[tq]|trimestre)\s?{_RANK}\s*[-/]?\s*(\d{{4}})", re.ASCII), 3, False),
    (re.compile(rf"{_RANK}\s*(?:[tq]|trim|trimestre)\.?\s*[-/]?\s*(\d{{4}})", re.ASCII), 3, False),
    (re.compile(r"(\d{4})\s*[-/]?\s*[tq]\s?([1-4])", re.ASCII), 3, True),
    (re.compile(rf"(?:s|semestre)\s?{_RANK}\s*[-/]?\s*(\d{{4}})", re.ASCII), 6, False),
    (re.compile(rf"{_RANK}\s*(?:s|sem|semestre)\.?\s*[-/]?\s*(\d{{4}})", re.ASCII), 6, False),
    (re.compile(r"(\d{4})\s*[-/]?\s*s\s?([12])", re.ASCII), 6, True),
)
_SEASON = re.compile(
    r"(debut|mi|fin|courant|rentree|ete|printemps|automne)[ -]+(?:de )?(\d{4})", re.ASCII
)
_SEASONS = {
    "debut": (1, 3), "mi": (5, 8), "fin": (10, 12), "courant": (1, 12), "rentree": (9, 9),
    "ete": (6, 8), "printemps": (3, 5), "automne": (9, 11),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days a text covers, first and last included."""

    start: date
    end: date

    @property
    def is_day(self) -> bool:
        """Whether it is one day, written as such."""
        return self.start == self.end


def read_span(text: str, *, month_first: bool = False) -> DaySpan | None:
    """The days a cell means, or None: a day, a month, a quarter, a half, a season or a year.

    ``month_first`` reads 07/08/2020 as 8 July. Years of two digits are from 1970 to 2069.

    >>> read_span("T3 2026")
    DaySpan(start=datetime.date(2026, 7, 1), end=datetime.date(2026, 9, 30))
    >>> read_span("lundi 6 juillet 2020").start.isoformat(), read_span("sept-19").end.isoformat()
    ('2020-07-06', '2019-09-30')
    """
    written = _written(text)
    return (
        _read_day(written, month_first=month_first) or _read_year(written) or _read_words(written)
    )


def read_spelt(text: str) -> DaySpan | None:
    """The days a cell means, or None, as ``read_span``, when a word says them."""
    return _read_words(_written(text))


def read_moment(text: str) -> datetime | None:
    """The moment of a cell, or None: 24/11/2026, 24/11/2026 à 14h30, ISO 8601 with a zone or not.

    A day alone is its first second; no year is left out, no month is spelt.

    >>> read_moment("08/07/2026 à 14h30").isoformat(), read_moment("juillet 2026")
    ('2026-07-08T14:30:00', None)
    """
    bare = text.strip()
    if len(bare) > _LONGEST_MOMENT:
        return None
    try:
        if match := _MOMENT.fullmatch(bare):
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 its reader's zone
        return datetime.fromisoformat(bare.replace(",", ".")) if _CLOCK.fullmatch(bare) else None
    except ValueError:
        return None


def day_of_serial(serial: int) -> date | None:
    """The day of a serial number of a spreadsheet, or None outside of the years read here."""
    day = EPOCH + timedelta(days=serial)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def day_order(text: str) -> int:
    """1 when a slashed date must start with its day, -1 with its month, 0 when it does not say.

    >>> day_order("25/12/2020"), day_order("12/25/2020"), day_order("01/02/2020")
    (1, -1, 0)
    """
    match = _SLASHED.fullmatch(text.strip())
    if not match:
        return 0
    first, second = int(match[1]), int(match[2])
    return (first > 12) - (second > 12)


def is_slashed(text: str) -> bool:
    """Whether a cell is a date whose day and month could be taken for one another."""
    match = _SLASHED.fullmatch(text.strip())
    return match is not None and match[1] != match[2]


def _written(text: str) -> str:
    return _WEEKDAY.sub("", plain(text)).strip(" .") if len(text) <= 80 else ""


def _read_day(text: str, *, month_first: bool) -> DaySpan | None:
    if match := _ISO.fullmatch(text):
        return _day(*match.groups())
    if match := _SLASHED.fullmatch(text):
        first, second, year = match.groups()
        return _day(year, first, second) if month_first else _day(year, second, first)
    if _EIGHT.fullmatch(text):
        return _day(text[:4], text[4:6], text[6:]) or _day(text[4:], text[2:4], text[:2])
    match = _SERIAL.fullmatch(text)
    day = day_of_serial(int(match[1])) if match else None
    return DaySpan(day, day) if day else None


def _read_year(text: str) -> DaySpan | None:
    if match := _YEAR.fullmatch(text):
        return _months(int(match[1]), 1, 12)
    if match := _MONTH_YEAR.fullmatch(text):
        month = int(match[1] or match[4])
        return _months(int(match[2] or match[3]), month, month)
    return None


def _read_words(text: str) -> DaySpan | None:
    for pattern, length, year_first in _PARTS:
        if match := pattern.fullmatch(text):
            year, rank = (match[1], match[2]) if year_first else (match[2], match[1])
            last = int(rank) * length
            return _months(int(year), last - length + 1, last)
    if match := _SEASON.fullmatch(text):
        return _months(int(match[2]), *_SEASONS[match[1]])
    match = _SPELT.fullmatch(text)
    if not match or match[2] not in MONTHS:
        return None
    month, day = MONTHS[match[2]], match[1] or match[3]
    return _day(match[4], month, day) if day else _months(_year(match[4]), month, month)


def _year(text: str) -> int:
    number = int(text)
    return number if number > 99 else number + (2000 if number < FIRST_YEAR % 100 else 1900)


def _day(year: str, month: str | int, day: str | int) -> DaySpan | None:
    try:
        found = date(_year(year), int(month), int(day))
    except ValueError:
        return None
    return DaySpan(found, found) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _months(year: int, first: int, last: int) -> DaySpan | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= first <= last <= 12:
        return None
    return DaySpan(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
