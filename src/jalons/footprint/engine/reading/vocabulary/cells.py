"""One cell at a time: the date, number, energy or place a text means, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.tabular import numbers
from jalons.tabular.amounts import split_number
from jalons.tabular.days import FIRST_YEAR, LAST_YEAR, read_span
from jalons.tabular.folding import fold, plain

EARLIEST_YEAR, LATEST_YEAR = FIRST_YEAR, LAST_YEAR
MOST_DEVICES = 1_000_000
MOST_KWH = 1_000_000.0

_ABOUT = re.compile(
    r"(?:vers|environ|en|circa|ca|annee|courant|fin|debut|mi|rentree|t[1-4]|[1-4]t|s[12])[ -]"
    r"(?:de )?((?:19|20)\d\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A day, and whether only its month or year was written (then the middle is taken)."""

    day: date
    precise: bool = True


def read_date(text: str, *, month_first: bool = False) -> ReadDate | None:
    """The day a cell means, or None: ISO, 08/07/2020, 20200708, 2020, Excel serial, « sept-19 ».

    ``month_first`` reads 07/08/2020 as 8 July. A month alone is its 15th, a year alone its 1 July.

    >>> read_date("sept-19").day
    datetime.date(2019, 9, 15)
    """
    text = text.strip()
    return _read_short(text, month_first) if 0 < len(text) <= 60 else None


# The same days come back in every batch of a long file.
@lru_cache(maxsize=20_000)
def _read_short(text: str, month_first: bool) -> ReadDate | None:  # noqa: FBT001 - cached
    if about := _ABOUT.fullmatch(plain(text)):
        return _middle_of_year(int(about[1]))
    span = read_span(text, month_first=month_first)
    if span is None or span.is_day:
        return ReadDate(span.start) if span else None
    if span.start.month == span.end.month:
        return ReadDate(span.start.replace(day=15), precise=False)
    return _middle_of_year(span.start.year)


def _middle_of_year(year: int) -> ReadDate | None:
    is_known = EARLIEST_YEAR <= year <= LATEST_YEAR
    return ReadDate(date(year, 7, 1), precise=False) if is_known else None


_SPACES = re.compile(r"[\s'’]")
_UNIT = r"(?:unites?|u|pcs?|pieces?|ex|exemplaires?|postes?|appareils?|machines?|items?)"
_COUNTED = re.compile(rf"[x×]?(?P<before>[^a-z×]+?){_UNIT}?[x×]?\.?", re.IGNORECASE)


_CENTS = re.compile(r"\d[.,]00$")
_MONEY = 100  # from there, a number with cents is a price
_ASIDE = re.compile(r"(\d{1,5})\s*\([^()]*[^\W\d][^()]*\)")


def read_number(text: str) -> float | None:
    """The number a cell means, or None: what ``tabular`` reads, as a float.

    >>> read_number("1 200,5")
    1200.5
    """
    found = numbers.read_number(text)
    return None if found is None else float(found)


def read_quantity(text: str) -> float | None:
    """The number of devices of a cell: more than 0, at most a million; None when it is absurd.

    A blank cell is one device, « deux » is two, « 8 (2 cassées) » eight. « 1.200 »
    and « 1,200 » are twelve hundred: nobody owns a fifth of
    a device.

    >>> read_quantity("2 unités"), read_quantity(""), read_quantity("-3")
    (2.0, 1.0, None)
    >>> read_quantity("2,5"), read_quantity("1 249,00"), read_quantity("deux")
    (None, None, 2.0)
    """
    compact = _SPACES.sub("", text)
    if not compact:
        return 1.0
    if compact[0].isalpha() and (word := fold(text)) in table("designations")["number_words"]:
        return float(table("designations")["number_words"][word])
    if (aside := _ASIDE.fullmatch(text.strip())) is not None:
        return float(aside[1])
    written = split_number(text.strip().lstrip("xX× "))
    match = _COUNTED.fullmatch(compact.lower().replace("é", "e"))
    if not match or not written or _SPACES.sub("", written[0]) != match["before"]:
        return None
    digits = match["before"]
    found = numbers.read_number(written[0], grouped=True)
    value = None if found is None else float(found)
    whole = value is not None and value.is_integer() and not _is_price(digits, value)
    return value if whole and value is not None and 0 < value <= MOST_DEVICES else None


def _is_price(digits: str, value: float) -> bool:
    """Whether a whole number is written as money is: « 1 249,00 »."""
    return value >= _MONEY and _CENTS.search(digits) is not None


def doubts_quantity(text: str) -> bool:
    """Whether a number of devices is read from a cell that may say something else.

    >>> doubts_quantity("2,00"), doubts_quantity("8 (2 cassées)"), doubts_quantity("2,0")
    (True, True, False)
    """
    odd = _CENTS.search(text.strip()) or _ASIDE.fullmatch(text.strip())
    return odd is not None and read_quantity(text) is not None


@dataclass(frozen=True, slots=True)
class ReadEnergy:
    """kWh per device and year, and whether they were converted from another unit or period."""

    kwh: float
    converted: bool = False


_ENERGY = re.compile(
    r"(?P<number>[+-]?\d[\d\s]*(?:[.,]\d+)?)\s*(?P<unit>k|m)?(?P<wh>wh)?\s*(?:e|ef)?\s*"
    r"(?:(?:/|par|per)\s*(?P<period>an|annee|year|yr|y|a|mois|month|m|jour|j|day|d|semaine|week|h))?"
)
_PER_YEAR = {"a": 1.0, "y": 1.0, "m": 12.0, "j": 365.25, "d": 365.25, "s": 52.18, "w": 52.18}


def read_energy(text: str) -> ReadEnergy | None:
    """The yearly consumption of a cell in kWh, or None: « 120 », « 120 kWh/an », « 0,3 kWh/j ».

    >>> round(read_energy("0,3 kWh/j").kwh)
    110
    """
    plain = text.lower().strip().replace("é", "e")
    match = _ENERGY.fullmatch(plain) if len(plain) <= 40 else None
    if not match or (match["unit"] and not match["wh"]):
        return None
    value = read_number(match["number"])
    period = match["period"] or "an"
    if value is None or period == "h":
        return None
    scale = {"k": 1.0, "m": 1000.0, None: 0.001 if match["wh"] else 1.0}[match["unit"]]
    kwh = value * scale * (1.0 if period == "an" else _PER_YEAR[period[0]])
    if not 0 <= kwh <= MOST_KWH:
        return None
    return ReadEnergy(kwh, scale != 1.0 or period[0] not in "ay")
