"""The words of the sheets and of the values, in the language of the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.names import last_word
from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang, moment_words, number_words
from jalons.wording import with_unit

AUDIENCES = {
    "open": gettext_lazy("Everybody"),
    "partners": gettext_lazy("Partners with a token"),
    "internal": gettext_lazy("The authority alone"),
}
BASES = {
    "not_personal": gettext_lazy("No personal data: none is needed"),
    "public_task": gettext_lazy("Task in the public interest (GDPR, article 6(1)(e))"),
    "legal_obligation": gettext_lazy("Legal obligation (GDPR, article 6(1)(c))"),
    "consent": gettext_lazy("Consent (GDPR, article 6(1)(a))"),
    "contract": gettext_lazy("Contract (GDPR, article 6(1)(b))"),
    "vital": gettext_lazy("Vital interests (GDPR, article 6(1)(d))"),
}
FIELDS = {
    "type": gettext_lazy("Type"),
    "name": gettext_lazy("Name in plain words"),
    "purpose": gettext_lazy("What for"),
    "legal_basis": gettext_lazy("Legal basis"),
    "owner": gettext_lazy("Who answers for it"),
    "retention_days": gettext_lazy("Days kept"),
    "audience": gettext_lazy("Who may see the data"),
    "position_metres": gettext_lazy("Precision of positions, in metres"),
    "time_seconds": gettext_lazy("Precision of times, in seconds"),
}
REASONS = {
    "missing": gettext_lazy("This is missing."),
    "contradicts": gettext_lazy(
        "Personal data need a legal basis of the GDPR; other data need none."
    ),
    "personal_open": gettext_lazy("Personal data are never open to everybody."),
    "range": gettext_lazy("This is out of range."),
}


def short(iri: str) -> str:
    """The last word of an expanded name."""
    return last_word(iri)


def number_of(identifier: str) -> str:
    """What an entity is called by its maker: the end of its identifier, without its type.

    >>> number_of("urn:ngsi-ld:AirQualityObserved:demo-01")
    'demo-01'
    """
    return identifier.rpartition(":")[2] or identifier


def moment(stamp: int | None) -> str:
    """A day and an hour, from microseconds since 1970."""
    if stamp is None:
        return "–"
    return moment_words(datetime.fromtimestamp(stamp / 1_000_000, UTC))


def amount(value: Any, unit: str = "") -> str:
    """A value with its unit, short."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return with_unit(number_words(round(value, 2)), symbol(unit), lang())
    if isinstance(value, dict) and "coordinates" in value:
        return _("a place")
    return str(value)[:200]


def precision(metres: int, seconds: int) -> str:
    """How precisely a type is shown outside the authority."""
    parts = []
    if metres:
        parts.append(_("position within %(metres)s m") % {"metres": number_words(metres)})
    if seconds:
        parts.append(
            _("time within %(minutes)s min") % {"minutes": number_words(max(1, seconds // 60))}
        )
    return ", ".join(parts) or _("as measured")
