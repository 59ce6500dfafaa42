"""Figures in the sentences of the room: the numbers and units of ``jalons.wording``.

``lang`` may be left out by the sentences of this engine: it is then that of the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons import wording
from jalons.kernel import Interval, Messages, Where
from jalons.kernel.errors import language

# Numbers that name something are not grouped: row 12000, year 2026.
_PLACES = frozenset({"row", "column", "year", "target", "sheet"})
_DEVICE = "device"  # the unit of what is counted one by one


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the room's ``messages.toml``."""
    return Messages.of("jalons.footprint").text(key, lang, **params)


def number(value: float, lang: str | None = None, *, digits: int = 3) -> str:
    """A number with at most ``digits`` significant digits.

    >>> number(41234.5, "en")
    '41,200'
    """
    return wording.format_significant(value, lang or language(), digits)


def alike(value: Interval, lang: str | None = None) -> dict[str, str]:
    """The three numbers of an interval rounded alike, by name.

    >>> alike(Interval(118.3, 148.2, 187.4), "en")
    {'low': '118', 'mid': '148', 'high': '187'}
    """
    shown = wording.show(value, "", lang or language())
    return {"low": shown.low, "mid": shown.mid, "high": shown.high}


def count(value: float, lang: str | None = None) -> str:
    """A number of things, in full, to the tenth.

    >>> count(25700, "en")
    '25,700'
    """
    return wording.format_number(round(value, 1), lang or language())


def measured(value: float, symbol: str, lang: str | None = None) -> str:
    """A quantity in the unit its kind is counted in: nothing behind it for devices."""
    if symbol == _DEVICE:
        return count(value, lang)
    return wording.format_amount(round(value, 1), symbol, lang or language())


def percent(share: float, lang: str | None = None) -> str:
    """A share (0 to 1) as a percentage, at least « < 1 % » when it is not nothing."""
    return wording.format_percent(share, lang or language())


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
    """A unit in words."""
    return wording.unit_words(symbol, lang or language())


def version_of(method: str) -> str:
    """The version of a method or of a pack, whose whole id is for files and for the API.

    >>> version_of("jalons-footprint/0.4")
    '0.4'
    """
    return method.rpartition("/")[2]


def named(names: Mapping[str, str], lang: str | None = None) -> str:
    """The name in the requested language, in French when it has none, or nothing."""
    return names.get(lang or language(), names.get("fr", ""))


def lowered(name: str) -> str:
    """A name inside a sentence, its first letter small.

    >>> lowered("Écrans")
    'écrans'
    """
    return name[:1].lower() + name[1:]


def placed(where: Where | None, text: str, lang: str | None = None) -> str:
    """A sentence with the file and row it speaks of in front."""
    if where is None or not where.file:
        return text
    if where.row is None:
        return f"{where.file} : {text}"
    return say("numecoeval.row", lang, file=where.file, row=where.row, text=text)
