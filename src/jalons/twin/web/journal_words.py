"""The words of the twin in the journal."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jalons.foundation.journal.words import ObjectWords, declare
from jalons.foundation.register.raw import words_of
from jalons.twin.web.alerts.mails import ALERTS
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.dashboards.models import Dashboard
from jalons.twin.web.labels import words
from jalons.twin.web.whatif.models import WhatIf

from .policies.wording import AUDIENCES, BASES, FIELDS

COUNTS = {
    "kept": _("values kept"),
    "refused": _("refused"),
    "duplicates": _("already known"),
    "late": _("late observations"),
    "aside": _("set aside"),
    "entities_made": _("entities made"),
    "entities_changed": _("entities changed"),
    "entities_erased": _("entities erased"),
}
_NAME = pgettext_lazy("journal", "name")


def _attribute(name: str) -> str:
    return words.attribute((), name).label


def _thing(text: str) -> str:
    """The label of a type or entity named by an IRI or a URN; any other text as it is."""
    if text.startswith(("urn:ngsi-ld:", "urn:jalons:")):
        parts = text.split(":")
        return words.kind(parts[2] if text.startswith("urn:ngsi-ld:") else parts[-1]).label
    return words.kind(text).label if text.startswith(("http://", "https://")) else text


def _caller(text: str) -> str:
    return gettext("the pages") if text == "pages" else text


declare(
    {
        "twin": ObjectWords(
            _("twin"),
            {"caller": _("by"), "requests": _("requests"), "entities": _("sensors read")},
            value_of=_caller,
        ),
        "twin_sheet": ObjectWords(
            _("sheet of a type"),
            {**FIELDS, "personal": _("personal data")},
            {**BASES, **AUDIENCES},
            frozenset({"hidden", "past", "type"}),
            value_of=_thing,
        ),
        "twin_entity": ObjectWords(
            _("sensor or place"), {"observedAt": _("observed on")}, name_of=_attribute,
            value_of=_thing,
        ),
        "twin_dashboard": replace(
            words_of(Dashboard),
            names={"title": _("title"), "document": _("content"), **words_of(Dashboard).names},
        ),
        "twin_source": ObjectWords(
            _("source of data"),
            {"name": _NAME, "way": _("way"), "place": _("address"), "type": _("type"),
             "enabled": _("running"), "token_for": _("token for")},
            {"push": _("it sends"), "pull": _("it is read"), "*": _("any device")},
            value_of=_thing,
        ),
        "twin_file": ObjectWords(_("file brought"), COUNTS),
        "twin_letter": ObjectWords(
            _("refused message"),
            {**COUNTS, "length": _("length"), "letters": _("messages"), "reason": _("reason")},
        ),
        "twin_case": replace(words_of(TwinCase, CaseResult), value_of=_thing),
        "what_if": replace(words_of(WhatIf), unsaid=frozenset({"snapshot"})),
        "alert_rule": replace(words_of(AlertRule), value_of=_thing),
        "alert": ObjectWords(_("alert")),
        **ALERTS.journal_words,
    }
)  # fmt: skip
