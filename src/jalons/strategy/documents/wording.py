"""The words of the documents: sentences of ``data/messages.toml``, days, amounts, figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.foundation.design.numbers import format_central, format_number, format_span, with_unit
from jalons.kernel import Interval, Messages
from jalons.strategy.engine.catalogue import Indicator

PACKAGE = "jalons.strategy.documents"
_PER = ("year", "person", "device")


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence of ``key``."""
    return Messages.of(PACKAGE).text(key, lang, **params)


def counted(key: str, count: int, lang: str, **params: Any) -> str:
    """The sentence of ``key`` in its singular or its plural; zero is singular in French."""
    one = count == 1 or (count == 0 and lang == "fr")
    return say(
        f"{key}.{'one' if one else 'many'}", lang, count=format_number(count, 0, lang), **params
    )


def day(on: date | None, lang: str) -> str:
    """A day in words: "24 novembre 2026"; a dash when it is not known."""
    if on is None:
        return "—"
    known = Messages.of("jalons.foundation.documents").text
    number = known("first", lang) if on.day == 1 else str(on.day)
    month = known("months", lang).split()[on.month - 1]
    return known("date", lang, day=number, month=month, year=on.year)


def amount(value: Decimal | None, measure: str, lang: str) -> str:
    """Euros or days of staff in words; said to be unknown when nobody told."""
    if value is None:
        return say("unknown", lang)
    whole = format_number(float(value), 0 if value == value.to_integral_value() else 2, lang)
    return with_unit(whole, "€") if measure == "euros" else counted_days(value, lang)


def counted_days(value: Decimal, lang: str) -> str:
    """Days of staff in words."""
    shown = format_number(float(value), None, lang)
    return say("days.one" if abs(value) < 2 else "days.many", lang, count=shown)


def unit_of(indicator: Indicator, lang: str) -> tuple[str, str]:
    """The unit a value is written in, and what it is divided by, in words."""
    unit, *per = indicator.unit.symbol.split("/")
    return unit, " ".join(say(f"per.{each}", lang) for each in per if each in _PER)


def central(value: Interval, indicator: Indicator, lang: str) -> str:
    """The central value of an indicator with its unit: "148 t CO₂e par an"."""
    unit, per = unit_of(indicator, lang)
    return f"{format_central(value, unit, lang)} {per}".strip()


def bare(value: Interval, indicator: Indicator, lang: str) -> str:
    """The central value with its unit alone: the name of its line tells the rest."""
    return format_central(value, unit_of(indicator, lang)[0], lang)


def named(indicator: Indicator, lang: str) -> str:
    """The name of an indicator, and what its values are divided by unless the name tells it."""
    name, (_unit, per) = indicator.name.to(lang), unit_of(indicator, lang)
    words = [say(f"per.{each}", lang) for each in _PER]
    told = " ".join(each for each in words if each in per and each not in name)
    return f"{name}, {told}" if told else name


def dates(start: date | None, end: date | None, lang: str) -> str:
    """Two days in words, either of which may be unknown; empty when both are."""
    if start and end:
        return say("from_to", lang, start=day(start, lang), end=day(end, lang))
    if end:
        return say("until", lang, end=day(end, lang))
    return say("from_day", lang, start=day(start, lang)) if start else ""


def span(value: Interval, indicator: Indicator, lang: str) -> str:
    """The range of a value; said to be exact when it has none."""
    if value.low == value.high:
        return say("exact", lang)
    return format_span(value, unit_of(indicator, lang)[0], lang)


def listed(names: Iterable[str], lang: str) -> str:
    """Names one after the other: "a, b et c"."""
    held = list(names)
    if len(held) < 2:
        return "".join(held)
    return f"{', '.join(held[:-1])} {say('and', lang)} {held[-1]}"


def percent(share: float, lang: str) -> str:
    """A share (0 to 1) as a whole percentage."""
    space = "\u202f" if lang == "fr" else ""
    return f"{format_number(100 * share, 0, lang)}{space}%"
