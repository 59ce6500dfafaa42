"""One cell at a time: the days, the money, the list a text means, or None."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from jalons.strategy.engine.roadmap import fold

_MONTHS = {
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
_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = 1990, 2100
_RANK = r"([1-4])\s?(?:er|ere|e|eme|ieme|nd|nde)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t].*)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?: .*)?", re.ASCII)
_WHOLE_YEAR = re.compile(r"(?:annee )?(\d{4})(?:[.,]0+)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})[/.-](\d{1,2})", re.ASCII)
_SPELT = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ -])?([a-z]+)\.?[ -]+(\d{4}|\d{2})", re.ASCII)
_PARTS = (
    (re.compile(rf"(?:[tq]|trimestre)\s?{_RANK}\s*[-/]?\s*(\d{{4}})", re.ASCII), 3, False),
    (re.compile(rf"{_RANK}\s*(?:[tq]|trim|trimestre)\.?\s*[-/]?\s*(\d{{4}})", re.ASCII), 3, False),
    (re.compile(r"(\d{4})\s*[-/]?\s*[tq]\s?([1-4])", re.ASCII), 3, True),
    (re.compile(rf"(?:s|semestre)\s?{_RANK}\s*[-/]?\s*(\d{{4}})", re.ASCII), 6, False),
    (re.compile(rf"{_RANK}\s*(?:s|sem|semestre)\.?\s*[-/]?\s*(\d{{4}})", re.ASCII), 6, False),
    (re.compile(r"(\d{4})\s*[-/]?\s*s\s?([12])", re.ASCII), 6, True),
)
_ABOUT = re.compile(r"(debut|mi|fin|courant|rentree|ete|printemps|automne)[ -]+(\d{4})", re.ASCII)
_SEASONS = {
    "debut": (1, 3), "mi": (5, 8), "fin": (10, 12), "courant": (1, 12), "rentree": (9, 9),
    "ete": (6, 8), "printemps": (3, 5), "automne": (9, 11),
}  # fmt: skip
_LEADING = re.compile(
    r"^(?:d ?ici (?:a )?|avant |a partir de |depuis |jusqu ?a |des |vers |environ |en |le |de |du "
    r"|entre |a |au )+"
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|/|→|=>|>| au? | et )\s*")


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days a text covers, first and last included."""

    start: date
    end: date


def read_span(text: str) -> DaySpan | None:
    """The days a cell means, or None: ISO, 08/07/2026, T3 2026, sept. 2026, 2026-2028, a serial.

    >>> read_span("T3 2026")
    DaySpan(start=datetime.date(2026, 7, 1), end=datetime.date(2026, 9, 30))
    >>> read_span("2026-2028").end.isoformat()
    '2028-12-31'
    """
    if len(text) > 80:
        return None
    told = " ".join(fold(text).replace("’", " ").replace("'", " ").split())
    told = _LEADING.sub("", told).strip(" .")
    return _read_one(told) or _read_range(told)


def _read_one(told: str) -> DaySpan | None:
    if match := _ISO.fullmatch(told):
        return _day(*match.groups())
    if match := _DAY.fullmatch(told):
        return _day(*reversed(match.groups()))
    if match := _WHOLE_YEAR.fullmatch(told):
        return _months(int(match[1]), 1, 12)
    if match := _SERIAL.fullmatch(told):
        day = _EPOCH + timedelta(days=int(match[1]))
        return DaySpan(day, day) if _FIRST <= day.year <= _LAST else None
    if match := _NUMBERS.fullmatch(told):
        month = int(match[1] or match[4])
        return _months(int(match[2] or match[3]), month, month)
    return _read_part(told)


def _read_part(told: str) -> DaySpan | None:
    for pattern, length, year_first in _PARTS:
        if match := pattern.fullmatch(told):
            year, rank = (match[1], match[2]) if year_first else (match[2], match[1])
            last = int(rank) * length
            return _months(int(year), last - length + 1, last)
    if match := _ABOUT.fullmatch(told):
        return _months(int(match[2]), *_SEASONS[match[1]])
    match = _SPELT.fullmatch(told)
    if not match or match[2] not in _MONTHS:
        return None
    year, month = _year(match[3]), _MONTHS[match[2]]
    return _day(str(year), str(month), match[1]) if match[1] else _months(year, month, month)


def _read_range(told: str) -> DaySpan | None:
    """Two times with something between them; the first may leave its year to the second."""
    for cut in _BETWEEN.finditer(told):
        left, right = told[: cut.start()], _LEADING.sub("", told[cut.end() :])
        last = _read_one(right)
        if last is None or not left:
            continue
        first = _read_one(left) or _read_one(f"{left} {last.end.year}")
        if first is not None and first.start <= last.end:
            return DaySpan(first.start, last.end)
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: str, month: str, day: str) -> DaySpan | None:
    try:
        found = date(_year(year), int(month), int(day))
    except ValueError:
        return None
    return DaySpan(found, found) if _FIRST <= found.year <= _LAST else None


def _months(year: int, first: int, last: int) -> DaySpan | None:
    if not _FIRST <= year <= _LAST or not 1 <= first <= last <= 12:
        return None
    return DaySpan(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


_MOMENT = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? (?:à )?(\d{1,2})(?:[:h](\d{2})(?::(\d{2}))?|h))?"
)


def read_moment(text: str) -> datetime | None:
    """The moment a cell means, to the second, or None: ISO, 08/07/2026 14:30, a serial, a day.

    A day alone is its first second; without an offset, the clock is that of the place.

    >>> read_moment("08/07/2026 à 14h30").isoformat(), read_moment("juillet 2026")
    ('2026-07-08T14:30:00', None)
    """
    told = " ".join(text.split())
    found = _moment(told) if len(told) <= 40 else None
    if found is None or not _FIRST <= found.year <= _LAST:
        return None
    return (found + timedelta(microseconds=500_000)).replace(microsecond=0)


def _moment(told: str) -> datetime | None:
    if match := _SERIAL.fullmatch(told):
        return datetime.combine(_EPOCH, time()) + timedelta(days=float(told.replace(",", ".")))
    try:
        if match := _MOMENT.fullmatch(told):
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime.combine(date(year, month, day), time(hour, minute, second))
        return datetime.fromisoformat(told)
    except ValueError:
        span = _read_part(fold(told))
    return datetime.combine(span.start, time()) if span and span.start == span.end else None


_AMOUNT = re.compile(
    r"(?:~|env\.?|environ|≈)?\s*(\d[\d\s.,]*)\s*"
    r"(k\s?€|k\s?euros?|keur|ke|k|m\s?€|m\s?euros?|meur|me|m|millions?(?: d ?euros?| €)?|€|euros?"
    r"|eur|jours?|j)?\s*(?:ht|ttc)?\.?",
    re.ASCII | re.IGNORECASE,
)
MOST = Decimal(10) ** 12


def read_amount(text: str) -> Decimal | None:
    """The amount a cell means, or None: « 12 k€ », « 1 200,50 € », « 1,5 M€ », « 12.500 ».

    >>> read_amount("12 k€"), read_amount("1 200,50 €"), read_amount("à définir")
    (Decimal('12000'), Decimal('1200.50'), None)
    """
    told = " ".join(text.replace("’", " ").replace("'", " ").split())
    match = _AMOUNT.fullmatch(told) if len(told) <= 40 else None
    if not match:
        return None
    unit = (match[2] or "").lower()
    scale = 1000 if unit.startswith("k") else 10**6 if unit.startswith("m") else 1
    number = _number(match[1], thousands=scale == 1)
    if number is None or number * scale >= MOST:
        return None
    return _short(number * scale)


def _number(digits: str, *, thousands: bool) -> Decimal | None:
    compact = "".join(digits.split()).rstrip(".,")
    marks = [letter for letter in compact if letter in ".,"]
    if len(set(marks)) == 2:
        compact = compact.replace("." if marks[-1] == "," else ",", "")
    elif len(marks) > 1 or (thousands and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", compact)):
        compact = re.sub(r"[.,]", "", compact)
    try:
        return Decimal(compact.replace(",", "."))
    except InvalidOperation:
        return None


def _short(number: Decimal) -> Decimal:
    """The number to the cent, without useless decimals when it is whole."""
    cents = number.quantize(Decimal("0.01"))
    return cents.quantize(Decimal(1)) if cents == cents.to_integral_value() else cents


_COMMA = re.compile(r",(?![^(]*\))")  # « DSI (réseaux, postes), CCAS » is two
_SEPARATORS = re.compile(r"\s*(?:\n|;|\s/\s|\s\+\s|•|\s&\s)\s*")


def read_list(text: str, *, lines_only: bool = False) -> tuple[str, ...]:
    """The items of a cell, one per line; semicolons, commas and slashes part them in plans of old.

    >>> read_list("Ville ; Métropole"), read_list("A. Martin, B. Durand")
    (('Ville', 'Métropole'), ('A. Martin', 'B. Durand'))
    """
    pieces = text.split("\n") if lines_only else _SEPARATORS.split(text)
    if not lines_only and len(pieces) == 1:
        pieces = _COMMA.split(text)
    items = pieces if lines_only else [piece.strip(" -\t") for piece in pieces]
    return tuple(dict.fromkeys(item for item in items if item.strip()))


def read_commitments(text: str) -> tuple[int, ...] | None:
    """The commitments a cell names by their numbers, 1 to 9; None when it holds other things."""
    if not re.fullmatch(r"(?:[\s,;]|engagements?|et|n°|[1-9](?!\d)(?:[.,]0+)?)+", text.lower()):
        return None
    return tuple(dict.fromkeys(int(each) for each in re.findall(r"(?<![\d.,])[1-9]", text)))
