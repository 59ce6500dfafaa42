"""What changes around the sheets: tasks, budget, fundings, axes, linked plans.

What is deleted is given back as a :class:`Lost`, whose values make it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap import check_parent
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.actions import Person, touch
from jalons.strategy.web.roadmap.measuring import record_measures
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)

KINDS: dict[str, type[ActionTask | BudgetLine | Funding | Axis | LinkedPlan]] = {
    "task": ActionTask,
    "budget": BudgetLine,
    "funding": Funding,
    "axis": Axis,
    "plan": LinkedPlan,
}


@dataclass(frozen=True, slots=True)
class Lost:
    """What was deleted, as JSON values: its kind, its fields, the actions that pointed at it."""

    kind: str
    label: str
    values: Mapping[str, Any]
    actions: tuple[str, ...] = ()


# What follows a sheet -----------------------------------------------------------------------------


def keep_part(
    *,
    action: Action,
    user: Person,
    part: ActionTask | BudgetLine | Funding,
    values: Mapping[str, Any],
) -> None:
    """Keep a task, a line of budget or a funding of a sheet, new or changed."""
    new = part.pk is None
    before = {} if new else _worded(part, values)
    for name, value in values.items():
        setattr(part, name, value)
    after = _worded(part, values)
    if before == after:
        return
    moved = [name for name in after if after[name] != before.get(name, "")]
    if new and isinstance(part, ActionTask):
        part.rank = action.tasks.count() + 1
    with transaction.atomic():
        part.save()
        old, now = ({name: side.get(name, "") for name in moved} for side in (before, after))
        _about(action, user, part, old, now)


def set_done(*, task: ActionTask, user: Person, done_at: date | None) -> None:
    """Say a task is done on a day, or no longer (None)."""
    before, task.done_at = task.done_at, done_at
    name = str(ActionTask._meta.get_field("done_at").verbose_name)
    with transaction.atomic():
        task.save(update_fields=["done_at"])
        _about(task.action, user, task, {name: _said(before)}, {name: _said(done_at)})


def delete_part(*, part: ActionTask | BudgetLine | Funding, user: Person) -> Lost:
    """Take a part off its sheet."""
    action, lost = part.action, _lost(part)
    with transaction.atomic():
        part.delete()
        _about(action, user, part, {lost.label: _text(part)}, {lost.label: None})
    return lost


def _about(action: Action, user: Person, part: Any, before: Any, after: Any) -> None:
    """The line of the journal about a sheet whose part changed, and its measures."""
    record(
        request_user=user,
        authority=action.authority,
        verb=Verb.CHANGED,
        urn=action.urn,
        label=f"{action.title} · {part}",
        before=before,
        after=after,
    )
    touch(action=action, user=user)
    record_measures(action.authority)


def _worded(part: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return worded(part, {name: getattr(part, name) for name in names})


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


def _text(part: models.Model) -> str:
    return str(part)


# Axes and plans -----------------------------------------------------------------------------------


def keep_axis(*, axis: Axis, user: Person, values: Mapping[str, Any]) -> None:
    """Keep an axis, new (last of its level) or changed. Raises ``StrategyError`` (``axis_cycle``).

    ``parent`` is the key of an axis of the authority, or None.
    """
    new = axis.pk is None
    parents = queries.axis_parents(axis.authority)
    parent = values["parent"]
    if parent is not None and parent not in parents:
        raise StrategyError("not_of_authority", field="axe", value=str(parent))
    if not new:
        check_parent("axis_cycle", child=axis.pk, parent=parent, parents=parents, title=axis.name)
    before = {"name": axis.name, "parent": str(axis.parent or "")}
    moved = new or axis.parent_id != parent
    axis.name, axis.description, axis.parent_id = values["name"], values["description"], parent
    if moved:
        axis.rank = Axis.objects.of(axis.authority).filter(parent=parent).count() + 1
    with transaction.atomic():
        axis.save()
        record(
            request_user=user,
            authority=axis.authority,
            verb=Verb.CREATED if new else Verb.CHANGED,
            urn=axis.urn,
            label=axis.name,
            before=None if new else before,
            after={"name": axis.name, "parent": str(axis.parent or "")},
        )


def move_axis(*, axis: Axis, user: Person, up: bool) -> None:
    """Put an axis before the one above it, or after the one below."""
    level = list(Axis.objects.of(axis.authority).filter(parent=axis.parent_id))
    here = [each.pk for each in level].index(axis.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(level):
        return
    level[here], level[there] = level[there], level[here]
    with transaction.atomic():
        for rank, each in enumerate(level, start=1):
            if each.rank != rank:
                each.rank = rank
                each.save(update_fields=["rank"])
        record(
            request_user=user,
            authority=axis.authority,
            verb=Verb.CHANGED,
            urn=axis.urn,
            label=axis.name,
            before={"rank": here + 1},
            after={"rank": there + 1},
        )


def delete_axis(*, axis: Axis, user: Person) -> Lost:
    """Delete an axis: its actions stay, without axis. ``StrategyError`` (``axis_holds_axes``)."""
    if axis.children.exists():
        raise StrategyError("axis_holds_axes", title=axis.name)
    return _delete(axis, user, [str(pk) for pk in axis.actions.values_list("pk", flat=True)])


def keep_plan(*, plan: LinkedPlan, user: Person, values: Mapping[str, Any]) -> None:
    """Keep another plan of the authority, new or changed."""
    new = plan.pk is None
    before = {} if new else _worded(plan, values)
    for name, value in values.items():
        setattr(plan, name, value)
    with transaction.atomic():
        plan.save()
        record(
            request_user=user,
            authority=plan.authority,
            verb=Verb.CREATED if new else Verb.CHANGED,
            urn=plan.urn,
            label=plan.name,
            before=before or None,
            after=_worded(plan, values),
        )


def delete_plan(*, plan: LinkedPlan, user: Person) -> Lost:
    """Forget another plan: the actions that serve it stay."""
    return _delete(plan, user, [str(pk) for pk in plan.actions.values_list("pk", flat=True)])


def _delete(held: Axis | LinkedPlan, user: Person, actions: list[str]) -> Lost:
    lost = _lost(held, tuple(actions))
    with transaction.atomic():
        record(
            request_user=user,
            authority=held.authority,
            verb=Verb.DELETED,
            urn=held.urn,
            label=str(held),
        )
        held.delete()
    return lost


# Undo ---------------------------------------------------------------------------------------------


def _lost(held: Any, actions: tuple[str, ...] = ()) -> Lost:
    kind = next(name for name, model in KINDS.items() if isinstance(held, model))
    values = {}
    for each in held._meta.concrete_fields:
        value = getattr(held, each.attname)
        if each.attname in {"id", "authority_id"}:
            continue
        if isinstance(value, date):
            value = value.isoformat()
        plain = value is None or isinstance(value, bool | int | str)
        values[each.attname] = value if plain else str(value)
    return Lost(kind, str(held), values, actions)


def bring_back(*, authority: Authority, user: Person, lost: Lost) -> None:
    """Make again what was deleted. ``StrategyError`` (``action_gone``): its sheet is no more."""
    model = KINDS[lost.kind]
    values = dict(lost.values)
    sheet = None
    if "action_id" in values:
        sheet = queries.actions(authority).filter(pk=values["action_id"]).first()
        if sheet is None:
            raise StrategyError("action_gone")
    if values.get("parent_id") not in {None, *queries.axis_parents(authority)}:
        values["parent_id"] = None  # the axis it stood under was deleted since
    for each in model._meta.concrete_fields:
        if values.get(each.attname) is not None:
            values[each.attname] = each.to_python(values[each.attname])
    with transaction.atomic():
        held = model(authority=authority, **values)
        held.save(force_insert=True)
        if sheet is not None:
            _about(sheet, user, held, {lost.label: None}, {lost.label: _text(held)})
        if isinstance(held, Axis):
            queries.actions(authority).filter(pk__in=lost.actions, axis=None).update(axis=held)
        if isinstance(held, LinkedPlan):
            held.actions.set(queries.actions(authority).filter(pk__in=lost.actions))
        if isinstance(held, Axis | LinkedPlan):
            record(
                request_user=user,
                authority=authority,
                verb=Verb.RESTORED,
                urn=held.urn,
                label=str(held),
            )
