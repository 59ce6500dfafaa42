"""Numbers as people read them: French by default, never more precise than what is known.

Pure functions: a value in, a string out. Thousands are set apart by a narrow no-break space, a
number and its unit never part at the end of a line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jalons.kernel import Interval, Messages
from jalons.kernel.interval import place_of

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "\u2014"
_DECIMAL = {"fr": ",", "en": "."}
_TIGHT = ("%",)  # signs French sets with a narrow space

# unit of the kernel → (factor to that unit, how it is written), from small to large
_LADDERS: dict[str, tuple[tuple[float, str], ...]] = {
    "kg CO2 eq": ((1e-3, "g CO₂e"), (1.0, "kg CO₂e"), (1e3, "t CO₂e")),
    "kWh": ((1e-3, "Wh"), (1.0, "kWh"), (1e3, "MWh"), (1e6, "GWh")),
    "kg": ((1e-3, "g"), (1.0, "kg"), (1e3, "t")),
    "m": ((1.0, "m"), (1e3, "km")),
    "L": ((1.0, "L"), (1e3, "m³")),
    "GB": ((1e-3, "Mo"), (1.0, "Go"), (1e3, "To")),
    "EUR": ((1.0, "€"), (1e6, "M€")),
    "kg Sb eq": ((1e-6, "mg Sb éq."), (1e-3, "g Sb éq."), (1.0, "kg Sb éq.")),
    "W": ((1.0, "W"), (1e3, "kW")),
}
_SAME: dict[str, tuple[str, float]] = {  # unit → (unit of its ladder, factor)
    "g CO2 eq": ("kg CO2 eq", 1e-3),
    "t CO2 eq": ("kg CO2 eq", 1e3),
    "Wh": ("kWh", 1e-3),
    "MWh": ("kWh", 1e3),
    "g": ("kg", 1e-3),
    "t": ("kg", 1e3),
    "km": ("m", 1e3),
    "m3": ("L", 1e3),
    "TB": ("GB", 1e3),
    "kEUR": ("EUR", 1e3),
    "g Sb eq": ("kg Sb eq", 1e-3),
    "kW": ("W", 1e3),
}
_CARRIED = 8  # figures no rounded number has more of
_WORDS = ("person", "device", "year", "day", "point", "h", "ream", "message")


@dataclass(frozen=True, slots=True)
class Shown:
    """An interval ready to be read: its three numbers rounded alike, and the unit they share."""

    low: str
    mid: str
    high: str
    unit: str


def format_number(value: float | None, decimals: int | None = None, lang: str = "fr") -> str:
    """``value`` written out: ``2 180``, ``4,1``; a dash when it is unknown.

    ``decimals`` fixes the digits after the comma; by default whole numbers have none and others
    keep what they carry, up to six.

    >>> format_number(2180).replace(NARROW, " "), format_number(4.125, 1)
    ('2 180', '4,1')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = f"{abs(value):,.{6 if decimals is None else decimals}f}"
    whole, _, fraction = text.partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    written = whole.replace(",", NARROW) + (_DECIMAL.get(lang, ".") + fraction if fraction else "")
    negative = value < 0 and any(digit in written for digit in "123456789")
    return (MINUS if negative else "") + written


def round_to(value: float, place: int) -> float:
    """``value`` rounded to a multiple of ``10 ** place``."""
    return round(value, -place)


def round_significant(value: float, digits: int = 3) -> float:
    """``value`` with ``digits`` significant figures.

    >>> round_significant(148_237), round_significant(0.051_94, 2)
    (148000, 0.052)
    """
    return round_to(value, place_of(value, digits))


def scale_of(unit: str, magnitude: float, lang: str = "fr") -> tuple[float, str]:
    """The factor that divides a value in ``unit``, and the unit it is then written with.

    The step is the largest one in which ``magnitude`` is at least 1. Units without a ladder are
    kept as they are; counted things agree in number.
    """
    base, head = _SAME.get(unit.partition("/")[0], (unit.partition("/")[0], 1.0))
    tail = unit[len(unit.partition("/")[0]) :]
    ladder = _LADDERS.get(base)
    if ladder is None:
        return 1.0, _word(unit, magnitude, lang)
    inside = abs(magnitude) * head
    factor, written = ladder[0]
    for step, label in ladder:
        if step <= inside or (step <= 1.0 and inside == 0):
            factor, written = step, label
    if "/" in unit:
        factor, written = next((s, label) for s, label in ladder if s == 1.0)
    per = _word(tail[1:], 1, lang) if tail else ""
    return factor / head, f"{written}/{per}" if per else written


def _word(unit: str, magnitude: float, lang: str) -> str:
    """The name of a unit that is counted or has only one way to be written."""
    if unit in {"", "1"}:
        return ""
    if unit in _WORDS:
        number = "many" if abs(magnitude) >= 2 else "one"
        return Messages.of("jalons.foundation.design").text(f"unit.{unit}.{number}", lang)
    return unit.replace(" eq", " éq.").replace("m2", "m²").replace("m3", "m³")


def with_unit(number: str, unit: str) -> str:
    """A number and its unit, tied by a space that does not break."""
    if not unit:
        return number
    space = NARROW if unit in _TIGHT else NO_BREAK
    return number + space + unit.replace(" ", NO_BREAK)


def format_quantity(value: float | None, unit: str, digits: int = 3, lang: str = "fr") -> str:
    """``value`` in ``unit`` with at most ``digits`` significant figures, in the unit that suits.

    >>> format_quantity(148_237, "kg CO2 eq").replace(NO_BREAK, " ")
    '148 t CO₂e'
    """
    if value is None:
        return UNKNOWN
    rounded = round_significant(value, digits)
    factor, written = scale_of(unit, rounded, lang)
    place = place_of(rounded / factor, digits)
    number = _at_place(rounded / factor, place, lang)
    return with_unit(number, written)


def _at_place(value: float, place: int, lang: str) -> str:
    """``value`` rounded at ``place``, without a tail of zeros after the comma."""
    text = format_number(round_to(value, place), max(0, -place), lang)
    mark = _DECIMAL.get(lang, ".")
    return text.rstrip("0").rstrip(mark) if mark in text else text


def show(interval: Interval, unit: str, lang: str = "fr") -> Shown:
    """The three numbers of an interval, rounded alike (``Interval.rounded``).

    30 120 – 56 800 kg reads 30 – 57 t.
    """
    largest = max(abs(interval.low), abs(interval.mid), abs(interval.high))
    factor, written = scale_of(unit, interval.mid or largest, lang)
    found = interval.scaled(1 / factor).rounded()
    low, mid, high = (
        _at_place(value, place_of(value, _CARRIED), lang)
        for value in (found.low, found.mid, found.high)
    )
    return Shown(low, mid, high, written)


def format_interval(interval: Interval | None, unit: str, lang: str = "fr") -> str:
    """The range in words: ``entre 118 et 187 t CO₂e``; ``environ 148 t`` when both ends agree."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    words = Messages.of("jalons.foundation.design")
    if interval.low == interval.high:
        return with_unit(shown.mid, shown.unit)
    if shown.low == shown.high:
        return words.text("about", lang, value=with_unit(shown.mid, shown.unit))
    return words.text("between", lang, low=shown.low, high=with_unit(shown.high, shown.unit))


def format_span(interval: Interval | None, unit: str, lang: str = "fr") -> str:
    """The range for a table cell: ``118 – 187 t CO₂e``; a word stands between negative bounds."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    if shown.low == shown.high:
        return with_unit(shown.mid, shown.unit)
    dash = "–" if interval.low >= 0 else Messages.of("jalons.foundation.design").text("to", lang)
    return with_unit(f"{shown.low}{NO_BREAK}{dash}{NO_BREAK}{shown.high}", shown.unit)


def format_central(interval: Interval | None, unit: str, lang: str = "fr") -> str:
    """The central value, at the precision of its interval: ``148 t CO₂e``."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    return with_unit(shown.mid, shown.unit)


def format_points(difference: float, lang: str = "fr") -> str:
    """A change between two shares (0 to 1), signed, in points: ``+7 points``, ``−1,8 point``."""
    points = round(difference * 100, 1)
    text = format_number(points, 0 if points == int(points) else 1, lang)
    code = "point" if abs(points) < 2 else "points"
    words = Messages.of("jalons.foundation.design")
    return with_unit(f"+{text}" if points > 0 else text, words.text(code, lang))


def format_percent(share: float | None, decimals: int = 0, lang: str = "fr") -> str:
    """A share from 0 to 1, written ``54 %``; less than half a percent reads ``< 1 %``."""
    if share is None:
        return UNKNOWN
    if decimals == 0 and 0 < abs(share) < 0.005:
        return f"<{NO_BREAK}1{NARROW}%"
    return f"{format_number(share * 100, decimals, lang)}{NARROW}%"
