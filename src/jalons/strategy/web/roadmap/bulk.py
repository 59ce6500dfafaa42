"""The same change on several sheets at once: told before, done, undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.actions import Person, own_values
from jalons.strategy.web.roadmap.models import Action

FIELDS = ("status", "priority", "axis", "lead_user", "lead_name", "start", "end", "departments")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of several sheets does: the values each takes, and which it leaves alone."""

    changed: tuple[tuple[Action, Mapping[str, Any]], ...]
    same: tuple[Action, ...]
    refused: tuple[Action, ...]

    @property
    def fields(self) -> Mapping[str, int]:
        """How many sheets change, by name of the field."""
        return Counter(name for _sheet, values in self.changed for name in values)


def preview(*, authority: Authority, ids: Iterable[UUID], values: Mapping[str, Any]) -> Outcome:
    """What these values would do, without doing it. ``departments`` are added to those held.

    A sheet that would end before it starts is refused. Raises ``StrategyError`` as one sheet does.
    """
    changed, same, refused = [], [], []
    held = own_values(authority, values)
    sheets = queries.actions(authority).select_related("axis", "lead_user")
    for action in sheets.filter(pk__in=list(ids)):
        moved = _moved(action, held)
        start, end = moved.get("start", action.start), moved.get("end", action.end)
        if start and end and end < start:
            refused.append(action)
        elif moved:
            changed.append((action, moved))
        else:
            same.append(action)
    return Outcome(tuple(changed), tuple(same), tuple(refused))


def change_many(
    *, authority: Authority, user: Person, ids: Iterable[UUID], values: Mapping[str, Any]
) -> Batch | None:
    """The act that did it, all in one go; each sheet that changes has its line in the journal."""
    outcome = preview(authority=authority, ids=ids, values=values)
    return write(authority, user, outcome.changed)


def _moved(action: Action, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from those of a sheet."""
    found = {}
    for name, value in values.items():
        wanted = value
        if name == "departments":
            wanted = [
                *action.departments,
                *(each for each in value if each not in action.departments),
            ]
        if getattr(action, name) != wanted:
            found[name] = wanted
    return found
