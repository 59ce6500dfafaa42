"""Numbers as people read them, never more precise than what is known.

Thousands are set apart by a narrow no-break space in French and a comma in English; the minus is
the mathematical sign. One rounding rule: to the nearest, and to the even digit when the value is
exactly halfway, as Python rounds.
"""

from __future__ import annotations

import math
from decimal import Decimal

from jalons.kernel import Messages
from jalons.kernel.errors import is_one
from jalons.kernel.interval import place_of

from .signs import MINUS, NARROW, NO_BREAK, UNKNOWN

type Number = float | Decimal

WORDS = "jalons.wording"
_MOST_DECIMALS = 6


def decimal_mark(lang: str) -> str:
    """The sign between the whole part and the decimals."""
    return "," if lang == "fr" else "."


def thousands_mark(lang: str) -> str:
    """The sign between groups of three digits."""
    return NARROW if lang == "fr" else ","


def format_number(value: Number | None, lang: str, decimals: int | None = None) -> str:
    """``value`` written out: ``2 180``, ``4,1``; a dash when it is unknown.

    ``decimals`` fixes the digits after the comma; by default whole numbers have none and others
    have what they carry, up to six.

    >>> format_number(2180, "en"), format_number(4.125, "fr", 1), format_number(None, "fr")
    ('2,180', '4,1', '—')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    exact = Decimal(value) if isinstance(value, int) else value  # no detour by a float
    places = _MOST_DECIMALS if decimals is None else decimals
    whole, _, fraction = f"{exact:,.{places}f}".removeprefix("-").partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    written = whole.replace(",", thousands_mark(lang))
    if fraction:
        written += decimal_mark(lang) + fraction
    return (MINUS if value < 0 and _is_seen(written) else "") + written


def format_significant(value: Number | None, lang: str, digits: int = 3) -> str:
    """``value`` with at most ``digits`` significant figures, whatever its size.

    >>> format_significant(41_234.5, "en"), format_significant(0.051_94, "fr")
    ('41,200', '0,0519')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return format_at(float(value), place_of(float(value), digits), lang)


def format_at(value: float, place: int, lang: str) -> str:
    """``value`` rounded to a multiple of ``10 ** place``, without a tail of zeros."""
    text = format_number(round_to(value, place), lang, max(0, -place))
    mark = decimal_mark(lang)
    return text.rstrip("0").rstrip(mark) if mark in text else text


def format_exact(value: Number | None, lang: str) -> str:
    """An amount: whole, or with two decimals as money has them.

    >>> format_exact(12.5, "fr"), format_exact(12.0, "fr")
    ('12,50', '12')
    """
    whole = value is not None and math.isfinite(value) and value == int(value)
    return format_number(value, lang, 0 if whole else 2)


def format_editable(value: Number, lang: str) -> str:
    """A number as a form shows it: nothing rounded, no group, the mark of the language.

    >>> format_editable(1234.5, "fr"), format_editable(12.0, "en")
    ('1234,5', '12')
    """
    text = str(value).removesuffix(".0")
    return text if "e" in text else text.replace(".", decimal_mark(lang))


def with_minus(number: str) -> str:
    """A number written by other code, with our minus; zero has none.

    >>> with_minus("-2.5"), with_minus("-0.00")
    ('−2.5', '0.00')
    """
    return number.replace("-", MINUS if _is_seen(number) else "", 1)


def signed(number: str) -> str:
    """A written number with a plus when it is above zero.

    >>> signed("2,5"), signed("0")
    ('+2,5', '0')
    """
    return f"+{number}" if _is_seen(number) and not number.startswith(MINUS) else number


def round_to(value: float, place: int) -> float:
    """``value`` rounded to a multiple of ``10 ** place``."""
    return round(value, -place)


def round_significant(value: float, digits: int = 3) -> float:
    """``value`` with ``digits`` significant figures.

    >>> round_significant(148_237), round_significant(0.051_94, 2)
    (148000, 0.052)
    """
    return round_to(value, place_of(value, digits))


def percent_sign(number: str, lang: str) -> str:
    """A number already in words, and its percent sign.

    >>> percent_sign("54", "en")
    '54%'
    """
    return f"{number}{NARROW if lang == 'fr' else ''}%"


def format_percent(share: Number | None, lang: str, decimals: int = 0) -> str:
    """A share from 0 to 1, written ``54 %``; what would round to nothing reads ``< 1 %``."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    part = float(share)
    if decimals == 0 and 0 < abs(part) <= 0.005:  # 0.5 rounds to the even 0
        small = percent_sign("1" if part > 0 else f"{MINUS}1", lang)
        return f"{'<' if part > 0 else '>'}{NO_BREAK}{small}"
    return percent_sign(format_number(part * 100, lang, decimals), lang)


def format_part(share: Number | None, lang: str) -> str:
    """A part of a whole: as :func:`format_percent`, and ``> 99 %`` for what is nearly all."""
    if share is not None and 0.995 <= float(share) < 1:
        return f">{NO_BREAK}{percent_sign('99', lang)}"
    return format_percent(share, lang)


def format_points(difference: float, lang: str) -> str:
    """A change between two shares (0 to 1), signed, in points: ``+7 points``, ``−1,8 point``."""
    points = round(difference * 100, 1)
    text = format_number(points, lang, 0 if points == int(points) else 1)
    words = Messages.of(WORDS).text(f"point.{'one' if is_one(points, lang) else 'many'}", lang)
    return f"{signed(text)}{NO_BREAK}{words}"


def _is_seen(number: str) -> bool:
    """Whether a written number is not zero."""
    return any(digit in number for digit in "123456789")
