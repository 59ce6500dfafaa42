"""One cell at a time: the days, the money, the list a text means, or None."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

from jalons.tabular import amounts, days
from jalons.tabular.days import DaySpan
from jalons.tabular.folding import plain

_FIRST = 1990
_LEADING = re.compile(
    r"^(?:d ?ici (?:a )?|avant |a partir de |depuis |jusqu ?a |des |vers |environ |en |le |de |du "
    r"|entre |a |au )+"
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|/|→|=>|>| au? | et )\s*")


def read_span(text: str) -> DaySpan | None:
    """The days a cell means, or None: what ``tabular`` reads, a range, words before.

    >>> read_span("d’ici fin 2027").end.isoformat(), read_span("2026-2028").end.isoformat()
    ('2027-12-31', '2028-12-31')
    """
    if len(text) > 80:
        return None
    bare = _LEADING.sub("", plain(text)).strip(" .")
    return _read_one(bare) or _read_range(bare)


def _read_one(text: str) -> DaySpan | None:
    found = days.read_span(text)
    return found if found and found.start.year >= _FIRST else None


def _read_range(text: str) -> DaySpan | None:
    """A range of two dates; the first may take the year of the second."""
    for cut in _BETWEEN.finditer(text):
        left, right = text[: cut.start()], _LEADING.sub("", text[cut.end() :])
        last = _read_one(right)
        if last is None or not left:
            continue
        first = _read_one(left) or _read_one(f"{left} {last.end.year}")
        if first is not None and first.start <= last.end:
            return DaySpan(first.start, last.end)
    return None


_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)


def read_moment(text: str) -> datetime | None:
    """The moment a cell means, to the second, or None: ISO, 08/07/2026 14:30, a serial, a day.

    A day alone is its first second; without an offset, the clock is that of the place.

    >>> read_moment("08/07/2026 à 14h30").isoformat(), read_moment("juillet 2026")
    ('2026-07-08T14:30:00', None)
    """
    line = " ".join(text.split())
    found = _moment(line) if len(line) <= 40 else None
    if found is None or not _FIRST <= found.year <= days.LAST_YEAR:
        return None
    return (found + timedelta(microseconds=500_000)).replace(microsecond=0)


def _moment(text: str) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return datetime.combine(days.EPOCH, time()) + timedelta(days=float(text.replace(",", ".")))
    if found := days.read_moment(text):
        return found
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        span = days.read_spelt(text)
    return datetime.combine(span.start, time()) if span and span.is_day else None


MOST = Decimal(10) ** 12
_UNITS = {**amounts.EUROS, **amounts.DAYS}


def read_amount(text: str) -> Decimal | None:
    """The amount a cell means, or None: « 12 k€ », « 1 200,50 € », « 1,5 M€ », « 12.500 ».

    >>> read_amount("12 k€"), read_amount("1 200,50 €"), read_amount("à définir")
    (Decimal('12000'), Decimal('1200.50'), None)
    """
    number = amounts.read_amount(text, _UNITS)
    return _short(number) if number is not None and 0 <= number < MOST else None


def _short(number: Decimal) -> Decimal:
    """The number to the cent, without useless decimals when it is whole."""
    cents = number.quantize(Decimal("0.01"))
    return cents.quantize(Decimal(1)) if cents == cents.to_integral_value() else cents


_COMMA = re.compile(r",(?![^(]*\))")  # « DSI (réseaux, postes), CCAS » is two
_SEPARATORS = re.compile(r"\s*(?:\n|;|\s/\s|\s\+\s|•|\s&\s)\s*")


def read_list(text: str, *, lines_only: bool = False) -> tuple[str, ...]:
    """The items of a cell, one per line, or separated by semicolons, commas or slashes.

    >>> read_list("Ville ; Métropole"), read_list("A. Martin, B. Durand")
    (('Ville', 'Métropole'), ('A. Martin', 'B. Durand'))
    """
    pieces = text.split("\n") if lines_only else _SEPARATORS.split(text)
    if not lines_only and len(pieces) == 1:
        pieces = _COMMA.split(text)
    items = pieces if lines_only else [piece.strip(" -\t") for piece in pieces]
    return tuple(dict.fromkeys(item for item in items if item.strip()))


def read_commitments(text: str) -> tuple[int, ...] | None:
    """The commitments a cell names by their numbers, 1 to 9; None when it contains other words."""
    if not re.fullmatch(r"(?:[\s,;]|engagements?|et|n°|[1-9](?!\d)(?:[.,]0+)?)+", text.lower()):
        return None
    return tuple(dict.fromkeys(int(each) for each in re.findall(r"(?<![\d.,])[1-9]", text)))
