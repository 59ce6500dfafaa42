"""The words and the numbers of the heat of server rooms, in French or English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons import wording
from jalons.kernel import Interval, Messages
from jalons.kernel.errors import language
from jalons.twin.engine.heat.assumptions import Assumption

MWH = "MWh"
NOTHING = f"0{wording.NO_BREAK}{MWH}"


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence of ``heat.<key>`` in the messages of the room."""
    return Messages.of("jalons.twin").text(f"heat.{key}", lang, **params)


def named(names: Mapping[str, str], lang: str) -> str:
    """The name in the language asked, in French when it has none, or nothing."""
    return names.get(lang or language(), names.get("fr", ""))


def number(value: float, lang: str) -> str:
    """A number with at most three significant figures."""
    return wording.format_significant(value, lang)


def energy(value: Interval | None, lang: str) -> str:
    """About how many MWh, the central value: a dash when unknown."""
    if value is not None and value.mid == 0:
        return NOTHING
    return wording.format_central(value, MWH, lang)


def energy_span(value: Interval | None, lang: str) -> str:
    """From how many to how many MWh."""
    if value is not None and value.high == 0:
        return NOTHING
    return wording.format_span(value, MWH, lang)


def energy_range(value: Interval | None, lang: str) -> str:
    """Between how many and how many MWh, in words."""
    return wording.format_interval(value, MWH, lang)


def degrees(value: Interval | float, lang: str) -> str:
    """A temperature: its central value in °C."""
    mid = value.mid if isinstance(value, Interval) else value
    return wording.with_unit(wording.format_number(round(mid, 1), lang), "°C", lang)


def metres(value: float | None, lang: str) -> str:
    """A distance in metres, rounded to ten of them beyond a hundred."""
    if value is None:
        return say("unknown", lang)
    rounded = round(value, -1) if value >= 100 else round(value)
    return wording.with_unit(wording.format_number(rounded, lang, 0), "m", lang)


def assumed(each: Assumption, lang: str) -> str:
    """The value of an assumption with its bounds and its unit: ``0,6 (0,4 – 0,8)``."""
    unit = "" if each.unit == "1" else each.unit
    mid = wording.with_unit(number(each.value.mid, lang), unit, lang)
    if each.value.low == each.value.high:
        return mid
    low, high = number(each.value.low, lang), number(each.value.high, lang)
    return f"{mid} ({low}{wording.NO_BREAK}–{wording.NO_BREAK}{high})"
