"""The fields of a sheet in words, for the journal and the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_lazy, pgettext

from jalons.foundation.design.page_language import day_words, lang
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.roadmap.models import Action

PART_LABELS = {
    "actiontask": gettext_lazy("tasks"),
    "budgetline": gettext_lazy("budget"),
    "funding": gettext_lazy("grants"),
    "note": gettext_lazy("dated notes"),
}


def label(field: str) -> str:
    return str(field_of(field).verbose_name)


def field_of(name: str) -> Field[Any, Any]:
    field = Action._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101  (only columns are requested)
    return field


def words(field: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    choices = dict(field_of(field).flatchoices)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, list):
        say = _SAY.get(field, str)
        return ", ".join(say(each) for each in value)
    return str(choices.get(value, value))


def commitment(number: int) -> str:
    """A commitment by its number and short title."""
    return f"{number} · {manifesto().commitment(number).short.to(lang())}"


def indicator(name: str) -> str:
    found = catalogue().indicators.get(name)
    return found.name.to(lang()) if found else name


def pace(value: Pace) -> tuple[str, str]:
    """The kind of mark and the word of a pace."""
    return {
        Pace.LATE: ("late", pgettext("action", "late")),
        Pace.ON_TIME: ("ok", pgettext("action", "on time")),
        Pace.NO_DATE: ("idle", pgettext("action", "no date")),
        Pace.PROPOSED: ("idle", pgettext("action", "proposed")),
        Pace.DONE: ("ok", pgettext("action", "done")),
        Pace.ABANDONED: ("idle", pgettext("action", "abandoned")),
    }[value]


def lead(action: Action) -> str:
    return str(action.lead_user) if action.lead_user else action.lead_name


_SAY: dict[str, Callable[[Any], str]] = {
    "commitments": commitment,
    "indicators": indicator,
    "documents": lambda each: str(each["name"]),
}
