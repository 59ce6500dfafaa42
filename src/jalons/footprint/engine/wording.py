"""Figures in words: numbers as French or English readers write them, units, names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from jalons.kernel import Interval, Messages
from jalons.kernel.errors import language

CARRIED = 8  # figures no rounded number has more of
THIN = "\u202f"
# Numbers that name something are not grouped: row 12000, year 2026.
_PLACES = frozenset({"row", "column", "year", "target", "sheet"})
_DEVICE = "device"  # the unit of what is counted one by one


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the room's ``messages.toml``."""
    return Messages.of("jalons.footprint").text(key, lang, **params)


def number(value: float, lang: str | None = None, *, digits: int = 3) -> str:
    """A number with at most ``digits`` significant digits, thousands grouped.

    >>> number(41234.5, "en")
    '41,200'
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _localised(text, lang)


def alike(value: Interval, lang: str | None = None) -> dict[str, str]:
    """The three numbers of an interval as readers write them, rounded alike, by name.

    >>> alike(Interval(118.3, 148.2, 187.4), "en")
    {'low': '118', 'mid': '148', 'high': '187'}
    """
    found = value.rounded()
    names = ("low", "mid", "high")
    return {name: number(getattr(found, name), lang, digits=CARRIED) for name in names}


def count(value: float, lang: str | None = None) -> str:
    """A number of things, in full.

    >>> count(25700, "en")
    '25,700'
    """
    return _localised(f"{value:,.0f}" if value == round(value) else f"{value:,.1f}", lang)


def measured(value: float, symbol: str, lang: str | None = None) -> str:
    """A quantity in the unit its kind is counted in: nothing behind it for devices.

    >>> measured(1200, "GB", "en"), measured(3, "device", "en")
    ('1,200 GB', '3')
    """
    if symbol == _DEVICE:
        return count(value, lang)
    return f"{count(value, lang)} {unit(symbol, lang)}"


def percent(share: float, lang: str | None = None) -> str:
    """A share (0 to 1) as a percentage, at least « < 1 % » when it is not nothing."""
    text = "< 1" if 0 < share < 0.005 else f"{share * 100:.0f}"
    return f"{text}{THIN}%" if (lang or language()) == "fr" else f"{text}%"


def shown_params(params: Mapping[str, Any], lang: str | None = None) -> dict[str, Any]:
    """The values of a sentence as readers write them: numbers grouped, those of places as they are.

    >>> shown_params({"rows": 1323.0, "row": 1323, "pue": 1.75}, "en")
    {'rows': '1,323', 'row': 1323, 'pue': '1.75'}
    """
    return {
        name: value
        if name in _PLACES or isinstance(value, bool) or not isinstance(value, int | float)
        else count(value, lang)
        if value == round(value)
        else number(value, lang)
        for name, value in params.items()
    }


def unit(symbol: str, lang: str | None = None) -> str:
    """A unit in plain words; its symbol when no words are known for it."""
    return Messages.of("jalons.footprint").text(f"unit.{symbol}", lang, missing=symbol)


def scaled(value: Interval, symbol: str) -> tuple[Interval, str]:
    """The same interval in tonnes when kilograms of CO2 eq would be long to read."""
    if symbol == "kg CO2 eq/year" and value.mid >= 10_000:
        return value.scaled(1e-3), "t CO2 eq/year"
    return value, symbol


def version_of(method: str) -> str:
    """The version of a method or of a pack, whose whole id is for files and for the API.

    >>> version_of("jalons-footprint/0.4")
    '0.4'
    """
    return method.rpartition("/")[2]


def named(names: Mapping[str, str], lang: str | None = None) -> str:
    """The name in the language asked, in French when it has none, or nothing."""
    return names.get(lang or language(), names.get("fr", ""))


def _localised(text: str, lang: str | None) -> str:
    if (lang or language()) != "fr":
        return text
    return text.replace(",", THIN).replace(".", ",")
