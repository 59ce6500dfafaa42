"""Ranges in words: the three numbers of an interval are rounded alike and share one unit."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Interval, Messages
from jalons.kernel.interval import place_of

from .numbers import WORDS, format_at
from .signs import NO_BREAK, UNKNOWN
from .units import scale_of, with_unit

_CARRIED = 8  # figures no rounded number has more of


@dataclass(frozen=True, slots=True)
class WrittenInterval:
    """An interval ready to be read: its three numbers rounded alike, and the unit they share."""

    low: str
    mid: str
    high: str
    unit: str


def format_rounded(value: float, lang: str) -> str:
    """A number of an interval that was rounded already (``Interval.rounded``), as it is."""
    return format_at(value, place_of(value, _CARRIED), lang)


def show(interval: Interval, unit: str, lang: str) -> WrittenInterval:
    """The three numbers of an interval, rounded alike (``Interval.rounded``).

    30 120 – 56 800 kg reads 30 – 57 t.
    """
    largest = max(abs(interval.low), abs(interval.mid), abs(interval.high))
    factor, written = scale_of(unit, interval.mid or largest, lang)
    found = interval.scaled(1 / factor).rounded()
    low, mid, high = (format_rounded(each, lang) for each in (found.low, found.mid, found.high))
    return WrittenInterval(low, mid, high, written)


def format_interval(interval: Interval | None, unit: str, lang: str) -> str:
    """The range in words: ``entre 118 et 187 t CO₂e``; ``environ 148 t`` when both ends agree."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    words = Messages.of(WORDS)
    if interval.low == interval.high:
        return with_unit(shown.mid, shown.unit, lang)
    if shown.low == shown.high:
        return words.text("about", lang, value=with_unit(shown.mid, shown.unit, lang))
    return words.text("between", lang, low=shown.low, high=with_unit(shown.high, shown.unit, lang))


def format_span(interval: Interval | None, unit: str, lang: str) -> str:
    """The range for a table cell: ``118 – 187 t CO₂e``; a word stands between negative bounds."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    if shown.low == shown.high:
        return with_unit(shown.mid, shown.unit, lang)
    dash = "–" if interval.low >= 0 else Messages.of(WORDS).text("to", lang)
    return with_unit(f"{shown.low}{NO_BREAK}{dash}{NO_BREAK}{shown.high}", shown.unit, lang)


def format_central(interval: Interval | None, unit: str, lang: str) -> str:
    """The central value, at the precision of its interval: ``148 t CO₂e``."""
    if interval is None:
        return UNKNOWN
    shown = show(interval, unit, lang)
    return with_unit(shown.mid, shown.unit, lang)
