"""The words of the documents: sentences of ``data/messages.toml``, days, amounts, figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jalons.kernel import Interval, Messages
from jalons.strategy.engine.catalogue import Indicator
from jalons.wording import (
    agree,
    format_amount,
    format_central,
    format_number,
    format_span,
    per_words,
)

PACKAGE = "jalons.strategy.documents"
_PER = ("year", "person", "device")


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence of ``key``."""
    return Messages.of(PACKAGE).text(key, lang, **params)


def counted(key: str, count: int, lang: str, **params: Any) -> str:
    """The sentence of ``key`` in its singular or its plural."""
    number = agree(count, "one", "many", lang)
    return say(f"{key}.{number}", lang, count=format_number(count, lang), **params)


def amount(value: Decimal | None, measure: str, lang: str) -> str:
    """Euros or days of staff in words; “unknown” for None."""
    if value is None:
        return say("unknown", lang)
    return format_amount(value, "EUR" if measure == "euros" else "day", lang)


def unit_of(indicator: Indicator, lang: str) -> tuple[str, str]:
    """The unit a value is written in, and what it is divided by, in words."""
    unit, *per = indicator.unit.symbol.split("/")
    return unit, " ".join(per_words([each], lang) for each in per if each in _PER)


def central(value: Interval, indicator: Indicator, lang: str) -> str:
    """The central value of an indicator with its unit: "148 t CO₂e par an"."""
    unit, per = unit_of(indicator, lang)
    return f"{format_central(value, unit, lang)} {per}".strip()


def bare(value: Interval, indicator: Indicator, lang: str) -> str:
    """The central value with its unit alone, under the full name of its line."""
    return format_central(value, unit_of(indicator, lang)[0], lang)


def named(indicator: Indicator, lang: str) -> str:
    """The name of an indicator, with what its values are divided by unless the name has it."""
    name, (_unit, per) = indicator.name.to(lang), unit_of(indicator, lang)
    words = [per_words([each], lang) for each in _PER]
    per_what = " ".join(each for each in words if each in per and each not in name)
    return f"{name}, {per_what}" if per_what else name


def span(value: Interval, indicator: Indicator, lang: str) -> str:
    """The range of a value in words; “exact” without range."""
    if value.low == value.high:
        return say("exact", lang)
    return format_span(value, unit_of(indicator, lang)[0], lang)
