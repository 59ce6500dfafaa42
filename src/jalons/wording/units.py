"""Units: one vocabulary of signs and words, and the step in which a value is best read.

A unit is a symbol of the kernel: ``kg CO2 eq/device/year``.
"""

from __future__ import annotations

from jalons.kernel import Interval, Messages, Unit
from jalons.kernel.interval import place_of

from .lists import join_words
from .numbers import (
    WORDS,
    Number,
    format_at,
    format_exact,
    format_number,
    percent_sign,
    round_significant,
)
from .plurals import is_one
from .signs import NO_BREAK, UNKNOWN

# unit → the steps its values may be written in, from small to large; factors are the kernel's
_LADDERS: dict[str, tuple[str, ...]] = {
    "kg CO2 eq": ("g CO2 eq", "kg CO2 eq", "t CO2 eq"),
    "kWh": ("Wh", "kWh", "MWh", "GWh"),
    "kg": ("g", "kg", "t"),
    "m": ("m", "km"),
    "L": ("L", "m3"),
    "GB": ("MB", "GB", "TB"),
    "EUR": ("EUR", "MEUR"),
    "kg Sb eq": ("mg Sb eq", "g Sb eq", "kg Sb eq"),
    "W": ("W", "kW"),
}
_LADDER_OF = {unit: base for base, steps in _LADDERS.items() for unit in steps} | {"kEUR": "EUR"}
_SIGNS = {"1": "", "EUR": "€", "kEUR": "k€", "MEUR": "M€"}
_FRENCH_SIGNS = {"MB": "Mo", "GB": "Go", "TB": "To"}
_COUNTED = frozenset(("person", "device", "year", "day", "point", "h", "ream", "message", "unit"))
_LONG_FROM = 10_000.0  # kilograms of CO2 eq: from here a sentence counts in tonnes


def sign_of(unit: str, lang: str) -> str:
    """How a unit without quotient is written: ``kg CO₂e``, ``m²``, ``€``; nothing for a number.

    >>> sign_of("GB", "fr"), sign_of("kg Sb eq", "en"), sign_of("t CO2 eq", "fr")
    ('Go', 'kg Sb eq', 't CO₂e')
    """
    if unit in _SIGNS:
        return _SIGNS[unit]
    text = unit.replace("CO2 eq", "CO₂e").replace("m2", "m²").replace("m3", "m³")
    if lang != "fr":
        return text
    return _FRENCH_SIGNS.get(text, text.replace(" eq", " éq."))


def unit_words(unit: str, lang: str, count: Number = 2) -> str:
    """A unit in words, as it stands after ``count``: "kWh par an", "ans", "tonnes de CO₂e".

    >>> unit_words("kg CO2 eq/device/year", "en"), unit_words("year", "fr", 1)
    ('kg CO₂e per device per year', 'an')
    """
    head, *per = unit.split("/")
    long = Messages.of(WORDS).text(f"unit_long.{head}", lang, missing="", count=count)
    words = long or (_counted(head, count, lang) if head in _COUNTED else sign_of(head, lang))
    return f"{words} {per_words(per, lang)}".strip()


def per_words(units: list[str], lang: str) -> str:
    """What a figure is divided by, in words: "par an et par agent".

    >>> per_words(["year", "person"], "en")
    'per year per staff member'
    """
    words = Messages.of(WORDS)
    found = [
        words.text(f"per.{each}", lang, missing="")
        or words.text("per_unit", lang, unit=_step(each, 1, lang))
        for each in units
    ]
    return join_words(found, lang) if lang == "fr" else " ".join(found)


def scale_of(unit: str, magnitude: float, lang: str) -> tuple[float, str]:
    """The factor that divides a value in ``unit``, and the unit it is then written with.

    The step is the largest one in which ``magnitude`` is at least 1. Units without a ladder stay
    as they are, and so do quotients; counted things agree in number.
    """
    head, bar, tail = unit.partition("/")
    if head in _COUNTED:
        return 1.0, unit_words(unit, lang, magnitude)
    if head not in _LADDER_OF:
        return 1.0, sign_of(unit, lang)
    base = _LADDER_OF[head]
    inside = _factor(head, base)
    if bar:
        return 1 / inside, f"{sign_of(base, lang)}/{_step(tail, 1, lang)}"
    size = abs(magnitude) * inside
    ladder = [(_factor(step, base), step) for step in _LADDERS[base]]
    factor, written = ladder[0]
    for step, label in ladder:
        if step <= size or (step <= 1.0 and size == 0):
            factor, written = step, label
    return factor / inside, sign_of(written, lang)


def in_tonnes(value: Interval, unit: str) -> tuple[Interval, str]:
    """The same interval in tonnes when kilograms of CO2 eq a year would be long to read."""
    if unit == "kg CO2 eq/year" and value.mid >= _LONG_FROM:
        return value.scaled(1e-3), "t CO2 eq/year"
    return value, unit


def with_unit(number: str, unit: str, lang: str) -> str:
    """A number and the sign of its unit, tied by a space that does not break."""
    if unit == "%":
        return percent_sign(number, lang)
    return f"{number}{NO_BREAK}{unit.replace(' ', NO_BREAK)}" if unit else number


def format_amount(value: Number | None, unit: str, lang: str) -> str:
    """An amount as it was declared, with its unit: ``12,50 €``, ``1,5 jour``; in full.

    >>> format_amount(3, "day", "en").replace(NO_BREAK, " ")
    '3 days'
    """
    if value is None:
        return UNKNOWN
    if unit == "EUR":
        return with_unit(format_exact(value, lang), sign_of(unit, lang), lang)
    return with_words(format_number(value, lang), unit_words(unit, lang, value))


def with_words(number: str, words: str) -> str:
    """A number and a unit in words: only the first one is tied to it.

    >>> with_words("12", "kWh par an").replace(NO_BREAK, "_")
    '12_kWh par an'
    """
    return f"{number}{NO_BREAK}{words}" if words else number


def format_quantity(value: float | None, unit: str, lang: str, digits: int = 3) -> str:
    """``value`` in ``unit`` with at most ``digits`` significant figures, in the unit that suits.

    >>> format_quantity(148_237, "kg CO2 eq", "fr").replace(NO_BREAK, " ")
    '148 t CO₂e'
    """
    if value is None:
        return UNKNOWN
    factor, written = scale_of(unit, round_significant(value, digits), lang)
    scaled = round_significant(value, digits) / factor
    return with_unit(format_at(scaled, place_of(scaled, digits), lang), written, lang)


def _factor(unit: str, base: str) -> float:
    return Unit.parse(unit).factor / Unit.parse(base).factor


def _step(unit: str, magnitude: Number, lang: str) -> str:
    """The sign of a unit, or its word when it is counted."""
    return _counted(unit, magnitude, lang) if unit in _COUNTED else sign_of(unit, lang)


def _counted(unit: str, count: Number, lang: str) -> str:
    number = "one" if is_one(count, lang) else "many"
    return Messages.of(WORDS).text(f"unit.{unit}.{number}", lang)
