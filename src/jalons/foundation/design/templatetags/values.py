"""Numbers, intervals and days in the language of the page, as filters of every template."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from jalons import wording
from jalons.foundation.design.page_language import (
    day_words,
    lang,
    moment_words,
    short_day_words,
    short_moment_words,
)
from jalons.kernel import Interval

register = template.Library()


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """A number written out, with ``decimals`` digits after the comma."""
    return wording.format_number(value, lang(), decimals)


@register.filter
def quantity(value: float | None, unit: str) -> str:
    """A value in ``unit`` with three significant figures, in the unit that suits."""
    return wording.format_quantity(value, unit, lang())


@register.filter
def interval(value: Interval | None, unit: str) -> str:
    """The range in words: “entre 118 et 187 t CO₂e”."""
    return wording.format_interval(value, unit, lang())


@register.filter
def span(value: Interval | None, unit: str) -> str:
    """The range for a table cell: “118 – 187 t CO₂e”."""
    return wording.format_span(value, unit, lang())


@register.filter
def central(value: Interval | None, unit: str) -> str:
    """The central value at the precision of its interval: “148 t CO₂e”."""
    return wording.format_central(value, unit, lang())


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """A share from 0 to 1 in percent."""
    return wording.format_percent(share, lang(), decimals)


@register.filter
def day(value: date | None) -> str:
    """A day in words: “1er mars 2026”; nothing when there is none."""
    return day_words(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day and an hour in words: “1er mars 2026, 15:05”; nothing when there is none."""
    return moment_words(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """A day for a table: “01/03/2026”; nothing when there is none."""
    return short_day_words(value) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """A day and an hour for a table: “01/03/2026 15:05”; nothing when there is none."""
    return short_moment_words(value) if value else ""
