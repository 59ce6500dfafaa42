"""The texts and numbers about the heat of server rooms, in French or English."""

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
    """The text of ``heat.<key>`` in the messages of the room."""
    return Messages.of("jalons.twin").text(f"heat.{key}", lang, **params)


def named(names: Mapping[str, str], lang: str) -> str:
    """The name in a language, or in French, or nothing."""
    return names.get(lang or language(), names.get("fr", ""))


def number(value: float, lang: str) -> str:
    """A number with at most three significant figures."""
    return wording.format_significant(value, lang)


def energy(value: Interval | None, lang: str) -> str:
    """The central value in MWh; a dash when unknown."""
    if value is not None and value.mid == 0:
        return NOTHING
    return wording.format_central(value, MWH, lang)


def energy_span(value: Interval | None, lang: str) -> str:
    """The interval in MWh, for a table."""
    if value is not None and value.high == 0:
        return NOTHING
    return wording.format_span(value, MWH, lang)


def energy_range(value: Interval | None, lang: str) -> str:
    """The interval in MWh, in words."""
    return wording.format_interval(value, MWH, lang)


def degrees(value: Interval | float, lang: str) -> str:
    """A temperature: its central value in °C."""
    mid = value.mid if isinstance(value, Interval) else value
    return wording.with_unit(wording.format_number(round(mid, 1), lang), "°C", lang)


def metres(value: float | None, lang: str) -> str:
    """A distance in metres, rounded to tens above a hundred."""
    if value is None:
        return say("unknown", lang)
    rounded = round(value, -1) if value >= 100 else round(value)
    return wording.with_unit(wording.format_number(rounded, lang, 0), "m", lang)


def assumption_value(assumption: Assumption, lang: str) -> str:
    """The value of an assumption with its bounds and its unit: ``0,6 (0,4 – 0,8)``."""
    unit = "" if assumption.unit == "1" else assumption.unit
    mid = wording.with_unit(number(assumption.value.mid, lang), unit, lang)
    if assumption.value.low == assumption.value.high:
        return mid
    low, high = number(assumption.value.low, lang), number(assumption.value.high, lang)
    return f"{mid} ({low}{wording.NO_BREAK}–{wording.NO_BREAK}{high})"
