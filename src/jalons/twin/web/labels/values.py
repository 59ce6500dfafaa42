"""Values, instants and identifiers in the language of the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from jalons.broker.engine.names import last_word
from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang, moment_words, number_words
from jalons.wording import with_unit


def short(iri: str) -> str:
    """The last word of an expanded name."""
    return last_word(iri)


def number_of(identifier: str) -> str:
    """The end of an identifier, without its type.

    >>> number_of("urn:ngsi-ld:AirQualityObserved:demo-01")
    'demo-01'
    """
    return identifier.rpartition(":")[2] or identifier


def moment(stamp: int | None) -> str:
    """A day and an hour in words, from microseconds since 1970."""
    if stamp is None:
        return "–"
    return moment_words(datetime.fromtimestamp(stamp / 1_000_000, UTC))


def amount(value: Any, unit: str = "") -> str:
    """A value with its unit, at most 200 characters."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return with_unit(number_words(round(value, 2)), symbol(unit), lang())
    if isinstance(value, dict) and "coordinates" in value:
        return _("a place")
    return str(value)[:200]
