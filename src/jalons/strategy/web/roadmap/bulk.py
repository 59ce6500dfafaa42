"""The same change on several sheets at once: told before, done, undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.actions import Person, own_values, save
from jalons.strategy.web.roadmap.measuring import record_measures
from jalons.strategy.web.roadmap.models import Action

FIELDS = ("status", "priority", "axis", "lead_user", "lead_name", "start", "end", "departments")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of several sheets does: to how many, and which it leaves alone.

    ``fields`` counts the sheets by name of the field that changes; ``before`` holds, by sheet, the
    values it had and the version it got, as JSON values.
    """

    changed: tuple[Action, ...]
    same: tuple[Action, ...]
    refused: tuple[Action, ...]
    fields: Mapping[str, int]
    before: Mapping[str, Any] = field(default_factory=dict)


def preview(*, authority: Authority, ids: Iterable[UUID], values: Mapping[str, Any]) -> Outcome:
    """What these values would do, without doing it. ``departments`` are added to those held.

    A sheet that would end before it starts is refused. Raises ``StrategyError`` as one sheet does.
    """
    return _go(authority, None, ids, values, write=False)


def change_many(
    *, authority: Authority, user: Person, ids: Iterable[UUID], values: Mapping[str, Any]
) -> Outcome:
    """Do it, all in one go; each sheet that changes has its line in the journal."""
    with transaction.atomic():
        outcome = _go(authority, user, ids, values, write=True)
        record_measures(authority)
    return outcome


def undo_many(*, authority: Authority, user: Person, before: Mapping[str, Any]) -> tuple[int, int]:
    """Give sheets their values back, except those changed since: how many of each."""
    back = left = 0
    with transaction.atomic():
        for action in queries.actions(authority).filter(pk__in=[UUID(key) for key in before]):
            held = before[str(action.pk)]
            if action.version != held["version"]:
                left += 1
                continue
            values = {name: _read(name, value) for name, value in held["values"].items()}
            _write(action, user, own_values(authority, values))
            back += 1
        record_measures(authority)
    return back, left


def _go(
    authority: Authority,
    user: Person,
    ids: Iterable[UUID],
    values: Mapping[str, Any],
    *,
    write: bool,
) -> Outcome:
    changed, same, refused = [], [], []
    fields: dict[str, int] = {}
    before: dict[str, Any] = {}
    held = own_values(authority, values)
    sheets = queries.actions(authority).select_related("axis", "lead_user")
    for action in sheets.filter(pk__in=list(ids)):
        moved = _moved(action, held)
        start, end = moved.get("start", action.start), moved.get("end", action.end)
        if start and end and end < start:
            refused.append(action)
            continue
        if not moved:
            same.append(action)
            continue
        changed.append(action)
        for name in moved:
            fields[name] = fields.get(name, 0) + 1
        if write:
            old = {name: _plain(action, name) for name in moved}
            _write(action, user, moved)
            before[str(action.pk)] = {"values": old, "version": action.version}
    return Outcome(tuple(changed), tuple(same), tuple(refused), fields, before)


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


def _write(action: Action, user: Person, values: Mapping[str, Any]) -> None:
    before = {name: wording.told(action, name) for name in values}
    for name, value in values.items():
        setattr(action, name, value)
    save(action, user)
    after = {name: wording.told(action, name) for name in values}
    old, new = wording.differences(before, after)
    record(
        request_user=user,
        authority=action.authority,
        verb=Verb.CHANGED,
        urn=action.urn,
        label=action.title,
        before=old,
        after=new,
    )


def _plain(action: Action, name: str) -> Any:
    """A value as JSON: the key of a reference, the ISO text of a day."""
    if name in {"axis", "lead_user"}:
        return getattr(action, f"{name}_id")
    value = getattr(action, name)
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    if name in {"start", "end"} and value:
        return date.fromisoformat(value)
    return value
