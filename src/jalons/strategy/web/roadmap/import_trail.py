"""What the journal says of the tasks, money and notes an import wrote on a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from jalons.foundation.design.page_language import day_words
from jalons.foundation.notes.models import Note
from jalons.foundation.notes.words import added, note_name
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.queries import Part
from jalons.strategy.web.roadmap.settling import Settled

_SHOWN = {
    "actiontask": ("due", "done_at", "who"),
    "budgetline": ("measure", "planned", "actual"),
    "funding": ("scheme", "state", "deadline", "eligible", "asked", "granted"),
}


def worded(part: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the fields of a part in words, by the names of the fields."""
    found = {}
    for name, value in values.items():
        field = part._meta.get_field(name)
        choices = dict(getattr(field, "flatchoices", ()))
        found[str(getattr(field, "verbose_name", name))] = _said(choices.get(value, value))
    return found


def _said(value: Any) -> Any:
    """A value as the journal keeps it: a day in words, nothing as an empty text."""
    if isinstance(value, date):
        return day_words(value)
    return "" if value is None else value if isinstance(value, int | Decimal) else str(value)


def part_label(part: Part | Note) -> str:
    """What a part is, in words."""
    return str(wording.PART_LABELS[str(part._meta.model_name)])


def parts_told(each: Settled) -> tuple[dict[str, str], dict[str, str]]:
    """The parts of a sheet before and after an import, by what they are; read before it writes."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    made: dict[str, list[str]] = defaultdict(list)
    for part in each.made:
        values = {name: getattr(part, name) for name in _SHOWN[str(part._meta.model_name)]}
        made[part_label(part)].append(_line(part, worded(part, values)))
    for part, moved in each.altered:
        name = f"{part_label(part)} · {part}"
        held = {column: getattr(part, column) for column in moved}
        before[name] = _facts(worded(part, held))
        after[name] = _facts(worded(part, moved))
    after |= {note_name(note): added() for note in each.notes}
    return before, after | {name: " ; ".join(lines) for name, lines in made.items()}


def _line(part: Part, values: dict[str, object]) -> str:
    told = _facts(values)
    return f"{part} ({told})" if told else str(part)


def _facts(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value not in ("", None))
