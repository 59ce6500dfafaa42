"""One cell at a time: the date, number, energy or place a text means, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from jalons.footprint.engine.reading.reference import table
from jalons.footprint.engine.reading.words import fold

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
MOST_DEVICES = 1_000_000
MOST_KWH = 1_000_000.0

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s].*)?", re.ASCII)
_SLASHED = re.compile(
    r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})(?:[,\s].*)?", re.ASCII
)
_EIGHT = re.compile(r"\d{8}", re.ASCII)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:[.,]0+)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2})", re.ASCII)
_SPELT = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([a-z]+) (?:(\d{1,2}) )?(\d{4}|\d{2})", re.ASCII
)
_ABOUT = re.compile(
    r"(?:courant|fin|debut|mi|vers|environ|annee|en|circa|ca|t[1-4]|[1-4]t|s[12]|rentree) (?:de )?"
    r"((?:19|20)\d\d)",
    re.ASCII,
)
_EXCEL_EPOCH = date(1899, 12, 30)


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
    if match := _ISO.fullmatch(text):
        return _day(*match.groups())
    if match := _SLASHED.fullmatch(text):
        first, second, year = match.groups()
        return _day(year, first, second) if month_first else _day(year, second, first)
    return _read_digits(text) if text[0].isdecimal() and len(text) < 20 else _read_spelt(text)


def _read_digits(text: str) -> ReadDate | None:
    if _EIGHT.fullmatch(text):
        found = _day(text[:4], text[4:6], text[6:]) or _day(text[4:], text[2:4], text[:2])
    elif match := _YEAR.fullmatch(text):
        found = _day(match[1], 7, 1, precise=False)
    elif match := _SERIAL.fullmatch(text):
        found = _day_of_serial(int(match[1]))
    elif match := _MONTH_YEAR.fullmatch(text):
        found = _day(match[2] or match[3], match[1] or match[4], 15, precise=False)
    else:
        found = _read_spelt(text)
    return found


def date_order(text: str) -> int:
    """1 when a slashed date must start with its day, -1 with its month, 0 when it does not tell.

    >>> date_order("25/12/2020"), date_order("12/25/2020"), date_order("01/02/2020")
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


def _read_spelt(text: str) -> ReadDate | None:
    plain = fold(text)
    if about := _ABOUT.fullmatch(plain):
        return _day(about[1], 7, 1, precise=False)
    match = _SPELT.fullmatch(plain)
    if not match or match[2] not in MONTHS:
        return None
    day = match[1] or match[3]
    return _day(match[4], MONTHS[match[2]], day or 15, precise=day is not None)


def _day(
    year: str | int, month: str | int, day: str | int, *, precise: bool = True
) -> ReadDate | None:
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        return None
    try:
        return ReadDate(date(number, int(month), int(day)), precise)
    except ValueError:
        return None


def _day_of_serial(serial: int) -> ReadDate | None:
    day = _EXCEL_EPOCH + timedelta(days=serial)
    return ReadDate(day) if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


_SPACES = re.compile(r"[\s'’]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})+", re.ASCII)
_UNIT = r"(?:unites?|u|pcs?|pieces?|ex|exemplaires?|postes?|appareils?|machines?|items?)"
_COUNTED = re.compile(rf"[x×]?(?P<before>[^a-z×]+?){_UNIT}?[x×]?\.?", re.IGNORECASE)


_CENTS = re.compile(r"\d[.,]00$")
_MONEY = 100  # from there, a number with cents is a price
_ASIDE = re.compile(r"(\d{1,5})\s*\([^()]*[^\W\d][^()]*\)")


def read_number(text: str) -> float | None:
    """The number a cell means, or None; spaces part thousands, a comma or a point the decimals.

    >>> read_number("1 200,5")
    1200.5
    """
    compact = _SPACES.sub("", text)
    if len(compact) > 40 or not _NUMBER.fullmatch(compact):
        return None
    return float(compact.replace(",", "."))


def read_quantity(text: str) -> float | None:
    """How many devices a cell tells: more than 0, at most a million; None when it is absurd.

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
    match = _COUNTED.fullmatch(compact.lower().replace("é", "e"))
    if not match:
        return None
    digits = match["before"]
    if _THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[.,]", "", digits)
    value = read_number(digits)
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
    """The yearly consumption a cell tells in kWh, or None: « 120 », « 120 kWh/an », « 0,3 kWh/j ».

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
