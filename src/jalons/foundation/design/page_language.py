"""The language of the page, and numbers, days and moments written in it.

The words are those of ``jalons.wording``; here stands only what a page knows: its language and its
time zone.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import localize
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

from jalons import wording
from jalons.kernel import JalonsError, Period
from jalons.wording import Number


def lang() -> str:
    """The language of the page, ``fr`` or ``en``."""
    return (get_language() or "fr")[:2]


def number_words(value: Number | None, decimals: int | None = None) -> str:
    """A number written out, a dash when it is unknown."""
    return wording.format_number(value, lang(), decimals)


def day_words(day: date | None) -> str:
    """A day in words, in local time; a dash when it is not known."""
    return wording.format_day(_local(day), lang())


def short_day_words(day: date | None) -> str:
    """A day for a table, in local time; a dash when it is not known."""
    return wording.format_short_day(_local(day), lang())


def moment_words(moment: datetime | None) -> str:
    """A day and an hour in words, in local time; a dash when they are not known."""
    return wording.format_moment(_local(moment), lang())


def short_moment_words(moment: datetime | None) -> str:
    """A day and an hour for a table, in local time; a dash when they are not known."""
    return wording.format_short_moment(_local(moment), lang())


def period_words(period: Period) -> str:
    """A period in words: a year, a day, or from a day to another."""
    return wording.format_period(period, lang())


def per_words(units: list[str]) -> str:
    """What a figure is divided by, in words: "per year per staff member"."""
    return wording.per_words(units, lang())


def editable_number(value: Number) -> str:
    """A number as a form of the page shows it, to be changed."""
    return wording.format_editable(value, lang())


def error_words(error: JalonsError) -> str:
    """What is wrong and how to put it right."""
    return " ".join(part for part in (error.message(lang()), error.hint(lang())) if part)


def localized(value: object, *, use_l10n: bool | None = None) -> object:
    """What ``{{ value }}`` writes: as Django, but for the sign of numbers below zero."""
    written: object = localize(value, use_l10n=use_l10n)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if use_l10n is False or not is_number:
        return written
    return wording.with_minus(str(written))


def _local[T: (date, datetime, date | None, datetime | None)](moment: T) -> T:
    if isinstance(moment, datetime) and is_aware(moment):
        return localtime(moment)
    return moment
