"""Matches the actions of a file with the sheets of the roadmap, and lists the changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.notes.models import Note
from jalons.foundation.notes.queries import by_object
from jalons.foundation.register.models import Registered
from jalons.strategy.engine.plan_files.plan import PlanAction, PlanAxis, ReadPlan
from jalons.strategy.engine.plan_files.plan_reader import split_note, with_retained
from jalons.strategy.engine.plan_files.vocabulary import plain
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)
from jalons.strategy.web.roadmap.queries import Part

type Values = dict[str, Any]


@dataclass(slots=True)
class MatchedAction:
    """An action of the file and its sheet, with the new values by field.

    ``parts`` are its tasks, lines of budget and fundings to write, new or known, with their values.
    """

    plan_action: PlanAction
    sheet: Action
    new: bool
    changes: Values = field(default_factory=dict)
    parts: list[tuple[Part, Values]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    dates_left: bool = False

    @property
    def kind(self) -> str:
        if self.new:
            return "new"
        touched = self.changes or self.parts or self.notes
        return "changed" if touched else "same"


@dataclass(slots=True)
class PlanMatch:
    """A plan matched with the roadmap; its axes and linked plans by key, new or existing.

    ``aside`` are the linked plans that cannot be stored, with the reason: nothing leads to them.
    """

    authority: Authority
    plan: ReadPlan
    axes: dict[str, Axis] = field(default_factory=dict)
    plans: dict[str, LinkedPlan] = field(default_factory=dict)
    aside: list[tuple[Registered, str]] = field(default_factory=list)
    matched: list[MatchedAction] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        kinds = [each.kind for each in self.matched]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "same")}

    def pairs(self) -> Iterator[tuple[Registered, Values]]:
        """The records to write, referenced ones first: axes, plans, new sheets, others."""
        file_axes = {axis.key: axis for axis in self.plan.axes}
        for key, axis in self.axes.items():  # an axis comes after the one it stands under
            if axis.is_new:
                source = file_axes[key]
                yield axis, {"name": source.name, "description": source.description,
                             "parent": self.axes.get(source.parent), "rank": axis.rank}  # fmt: skip
        for plan in self.plans.values():
            if plan.is_new:
                yield plan, {name: getattr(plan, name) for name in _PLAN}
        for each in sorted(self.matched, key=self._depth()):
            written = each.changes.keys() - set(Action.computed)
            yield each.sheet, {name: each.changes[name] for name in each.changes if name in written}
            yield from each.parts

    def _depth(self) -> Any:
        """Sort key: new sheets before existing ones, each after its new parent."""
        new = {each.plan_action.key: each for each in self.matched if each.new}

        def depth(each: MatchedAction) -> tuple[bool, int]:
            above, here = 0, new.get(each.plan_action.parent)
            while here is not None:
                above, here = above + 1, new.get(here.plan_action.parent)
            return not each.new, above

        return depth


def match_plan(authority: Authority, plan: ReadPlan) -> PlanMatch:
    """Match a plan with the roadmap, without a change; a blank cell never empties a field."""
    plan_match = PlanMatch(authority, plan, _axes(authority, plan))
    _plans(plan_match)
    sheets = queries.actions_with(authority, *queries.PARTS, "linked_plans")
    existing = list(sheets.select_related("lead_user"))
    for sheet in existing:
        sheet.authority = authority  # known: not read again sheet by sheet
    matches = _matches(plan.actions, existing)
    emails = {user.email.lower(): user.pk for user in queries.members(authority)}
    keys = {key: matches.get(key) or Action(authority=authority)
            for key in (action.key for action in plan.actions)}  # fmt: skip
    noted = any(action.notes for action in plan.actions)
    notes = by_object(authority, "action") if noted else {}
    for action in plan.actions:
        each = MatchedAction(action, keys[action.key], action.key not in matches)
        _compare_fields(each, plan_match, emails, keys)
        _compare_parts(each)
        _new_notes(each, notes)
        plan_match.matched.append(each)
    _without_loops(plan_match)
    return plan_match


def _without_loops(plan_match: PlanMatch) -> None:
    """Drop the new parent of a sheet when it would make a loop."""
    parents: dict[UUID, UUID | None] | None = None
    for each in plan_match.matched:
        if not each.new and "parent" in each.changes:
            parents = parents or queries.action_parents(plan_match.authority)
            seen, here = {each.sheet.pk}, each.changes["parent"].pk
            while here is not None and here not in seen:
                seen.add(here)
                here = parents.get(here)
            if here is None:
                parents[each.sheet.pk] = each.changes["parent"].pk
            else:
                del each.changes["parent"]


def _axes(authority: Authority, plan: ReadPlan) -> dict[str, Axis]:
    """The axes of the file, each after the one it stands under: those the roadmap has, by label or
    by name under the same parent, and those it lacks.
    """
    existing = queries.axes(authority)
    by_name = {(plain(each.axis.name), each.axis.parent_id): each.axis for each in existing}
    by_label = {each.label: each.axis for each in existing}
    under = Counter(each.axis.parent_id for each in existing)
    wanted = {axis.key: axis for axis in plan.axes}
    found: dict[str, Axis] = {}

    def resolve(axis: PlanAxis) -> Axis:
        if axis.key in found:
            return found[axis.key]
        parent = resolve(wanted[axis.parent]) if axis.parent else None
        known = None
        if parent is None or not parent.is_new:
            above = parent.pk if parent else None
            labelled = by_label.get(axis.key)
            # Two axes may have one name: the number in their label differs.
            if labelled and (labelled.parent_id == above or axis.name == axis.key):
                known = labelled
            else:
                known = by_name.get((plain(axis.name), above))
        if known is None:
            place: Any = parent and (parent.pk or id(parent))
            under[place] += 1
            known = Axis(authority=authority, name=axis.name, rank=under[place])
        found[axis.key] = known
        return known

    for axis in plan.axes:
        resolve(axis)
    return found


_PLAN = ("kind", "name", "link", "start", "end")


def _plans(plan_match: PlanMatch) -> None:
    """The linked plans of the file: those the roadmap has by kind and name, and those it lacks."""
    existing: dict[tuple[str, str], list[LinkedPlan]] = defaultdict(list)
    for plan in queries.plans(plan_match.authority).order_by("pk"):
        existing[plan.kind, plain(plan.name)].append(plan)
    for file_plan in plan_match.plan.plans:
        if known := existing.get((file_plan.kind, plain(file_plan.name))):
            plan_match.plans[file_plan.key] = known.pop(0)
            continue
        made = LinkedPlan(
            authority=plan_match.authority, **{name: getattr(file_plan, name) for name in _PLAN}
        )
        try:
            made.validate(_PLAN)
        except ValidationError as error:
            plan_match.aside.append((made, " ".join(error.messages)))
        else:
            plan_match.plans[file_plan.key] = made


# Matching -----------------------------------------------------------------------------------------


def _matches(actions: tuple[PlanAction, ...], existing: list[Action]) -> dict[str, Action]:
    """The sheet each action is: by identifier, by number and title, by title, by number alone when
    the titles share half of their words. Each sheet answers once.
    """
    by_id = {str(sheet.pk): sheet for sheet in existing}
    by_title: dict[str, list[Action]] = defaultdict(list)
    by_number: dict[str, list[Action]] = defaultdict(list)
    for sheet in existing:
        by_title[plain(sheet.title)].append(sheet)
        if sheet.number:
            by_number[plain(sheet.number)].append(sheet)
    found: dict[str, Action] = {}
    used: set[Any] = set()

    def assign(action: PlanAction, candidates: list[Action]) -> None:
        free = [sheet for sheet in candidates if sheet.pk not in used]
        if action.key not in found and len(free) == 1:
            found[action.key] = free[0]
            used.add(free[0].pk)

    def numbered(action: PlanAction) -> list[Action]:
        return by_number[plain(str(action.values.get("number", "")))]

    for action in actions:
        assign(action, [by_id[action.key]] if action.key in by_id else [])
    for action in actions:
        same = [sheet for sheet in numbered(action) if plain(sheet.title) == plain(action.title)]
        assign(action, same)
    for action in actions:
        number = plain(str(action.values.get("number", "")))
        titled = by_title[plain(action.title)]
        assign(action, [s for s in titled if not number or plain(s.number) in {"", number}])
    for action in actions:
        assign(action, [sheet for sheet in numbered(action) if _alike(sheet.title, action.title)])
    return found


def _alike(one: str, other: str) -> bool:
    left, right = set(plain(one).split()), set(plain(other).split())
    return bool(left and right) and len(left & right) * 2 >= len(left | right)


# Values -------------------------------------------------------------------------------------------


def _compare_fields(
    row: MatchedAction, plan_match: PlanMatch, emails: Mapping[str, int], keys: Mapping[str, Action]
) -> None:
    plan_action, sheet = row.plan_action, row.sheet
    values = dict(plan_action.values)
    other_cells = list(plan_action.retained)
    email = str(values.pop("lead_email", ""))
    if email:
        if lead := emails.get(email.lower()):
            values["lead_user"] = lead
        elif not values.get("lead_name"):
            values["lead_name"] = email[:150]
        elif email != values["lead_name"]:
            other_cells.append(("Pilote (membre)", email))
    noted = str(values.get("confidential", "") or sheet.confidential)
    # Earlier exports have the cells of an earlier file at the end of the description.
    values["description"], cells = split_note(str(values.get("description", "")))
    noted = "\n\n".join(filter(None, [noted, cells])) if cells not in noted else noted
    values["confidential"] = with_retained(noted, other_cells)
    for name, value in values.items():
        now = sheet.lead_user_id if name == "lead_user" else getattr(sheet, name)
        if value not in (None, "", []) and now != value:
            row.changes[name] = value
    start, end = row.changes.get("start", sheet.start), row.changes.get("end", sheet.end)
    if start and end and end < start:
        row.dates_left = True
        row.changes.pop("start", None)
        row.changes.pop("end", None)
    _references(row, plan_match, keys)


def _references(row: MatchedAction, found: PlanMatch, keys: Mapping[str, Action]) -> None:
    plan_action, sheet = row.plan_action, row.sheet
    axis = found.axes.get(plan_action.axis)
    if axis and (axis.is_new or axis.pk != sheet.axis_id):
        row.changes["axis"] = axis
    if plan_action.parent and keys[plan_action.parent].pk != sheet.parent_id:
        row.changes["parent"] = keys[plan_action.parent]
    if plan_action.plans:
        have = [] if row.new else list(sheet.linked_plans.all())
        more = [
            plan for key in plan_action.plans if (plan := found.plans.get(key)) and plan not in have
        ]
        if more:
            row.changes["linked_plans"] = [*have, *more]


def _compare_parts(row: MatchedAction) -> None:
    """The tasks, lines of budget and fundings to write."""
    plan_action, sheet = row.plan_action, row.sheet
    tasks: dict[str, list[ActionTask]] = defaultdict(list)
    lines: dict[Any, list[BudgetLine]] = defaultdict(list)
    fundings: dict[str, list[Funding]] = defaultdict(list)
    if not row.new:
        for task in sheet.tasks.all():
            tasks[plain(task.title)].append(task)
        for line in sheet.budget.all():
            lines[line.year, line.nature, line.measure].append(line)
        for funding in sheet.fundings.all():
            fundings[plain(funding.funder)].append(funding)
    rank = sum(map(len, tasks.values()))
    for task_row in plan_action.tasks:
        rank += 1
        values: Values = {"due": task_row.due, "done_at": task_row.done_at, "who": task_row.who}
        fresh: Values = {"title": task_row.title, "rank": rank}
        _compare_part(row, tasks[plain(task_row.title)], ActionTask, fresh, values)
    for money in plan_action.budget:
        fresh = {"year": money.year, "nature": money.nature, "measure": money.measure}
        values = {"planned": money.planned, "actual": money.actual}
        _compare_part(row, lines[tuple(fresh.values())], BudgetLine, fresh, values)
    for request in plan_action.fundings:
        values = {"state": request.state if request.state != "idea" else "",
                  **{name: getattr(request, name) for name in _FUNDING}}  # fmt: skip
        same = _same_scheme(fundings[plain(request.funder)], request.scheme)
        _compare_part(row, same, Funding, {"funder": request.funder}, values)


_FUNDING = ("scheme", "asked", "granted", "eligible", "deadline", "link", "follower")


def _same_scheme(candidates: list[Funding], scheme: str) -> list[Funding]:
    """The funding of a line of the file, removed from ``candidates``: that of the same scheme,
    or one where either side names no scheme. Another scheme is another funding.
    """
    wanted = plain(scheme)
    same = [candidate for candidate in candidates if plain(candidate.scheme) == wanted]
    same = same or [candidate for candidate in candidates if not wanted or not candidate.scheme]
    if same:
        candidates.remove(same[0])
    return same[:1]


def _compare_part(
    row: MatchedAction,
    existing: list[Any],
    model: type[Part],
    fresh: Values,
    values: Mapping[str, Any],
) -> None:
    wanted = {name: value for name, value in values.items() if value not in (None, "")}
    if not existing:
        made = model(authority=row.sheet.authority, action=row.sheet)
        row.parts.append((made, fresh | wanted))
        return
    old = existing.pop(0)
    old.action = row.sheet
    moved = {name: value for name, value in wanted.items() if getattr(old, name) != value}
    if moved:
        row.parts.append((old, moved))


def _new_notes(row: MatchedAction, existing: Mapping[str, list[Note]]) -> None:
    """The notes to make: those of the file that the sheet has not, by their moment and words.

    They have no author: a file names a role, not a person.
    """
    about = str(row.sheet.urn)
    have = Counter(
        (wall_clock(note.written_at), _one_spaced(note.text)) for note in existing.get(about, ())
    )
    for file_note in row.plan_action.notes:
        naive = timezone.is_naive(file_note.made_at)
        written_at = timezone.make_aware(file_note.made_at) if naive else file_note.made_at
        same = (wall_clock(written_at), _one_spaced(file_note.text))
        if have[same]:
            have[same] -= 1
            continue
        row.notes.append(
            Note(
                authority=row.sheet.authority,
                about=about,
                text=file_note.text,
                written_at=written_at,
            )
        )


def wall_clock(moment: datetime) -> datetime:
    """A local moment to the second, without time zone, as a file writes it.

    In the hour repeated by a clock change, a file does not say which of the two it means.
    """
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0, fold=0)


def _one_spaced(text: str) -> str:
    return " ".join(text.split())
