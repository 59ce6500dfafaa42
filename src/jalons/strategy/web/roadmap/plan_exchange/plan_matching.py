"""What a plan would do to the roadmap: which sheet each action is, what would change in it."""

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
from jalons.strategy.engine.plan_reading.plan import PlanAction, PlanAxis, ReadPlan
from jalons.strategy.engine.plan_reading.reading import parted, with_kept
from jalons.strategy.engine.plan_reading.words import plain
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
class Settled:
    """An action of the file beside the sheet it is, with its new values by field.

    ``parts`` are its tasks, lines of budget and fundings to write, new or known, with their values.
    """

    told: PlanAction
    sheet: Action
    new: bool
    moved: Values = field(default_factory=dict)
    parts: list[tuple[Part, Values]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    dates_left: bool = False

    @property
    def kind(self) -> str:
        """``new``, ``changed`` or ``same``."""
        if self.new:
            return "new"
        touched = self.moved or self.parts or self.notes
        return "changed" if touched else "same"


@dataclass(slots=True)
class Settlement:
    """A whole plan beside the roadmap; its axes and linked plans by key, new or known.

    ``aside`` are the linked plans that cannot be stored, with the reason: nothing leads to them.
    """

    authority: Authority
    plan: ReadPlan
    axes: dict[str, Axis] = field(default_factory=dict)
    plans: dict[str, LinkedPlan] = field(default_factory=dict)
    aside: list[tuple[Registered, str]] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many actions are new, changed and same."""
        kinds = [each.kind for each in self.settled]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "same")}

    def pairs(self) -> Iterator[tuple[Registered, Values]]:
        """What to write, each after what it leads to: axes, plans, new sheets, the others."""
        told = {axis.key: axis for axis in self.plan.axes}
        for key, axis in self.axes.items():  # an axis comes after the one it stands under
            if axis.is_new:
                said = told[key]
                yield axis, {"name": said.name, "description": said.description,
                             "parent": self.axes.get(said.parent), "rank": axis.rank}  # fmt: skip
        for plan in self.plans.values():
            if plan.is_new:
                yield plan, {name: getattr(plan, name) for name in _PLAN}
        for each in sorted(self.settled, key=self._depth()):
            written = each.moved.keys() - set(Action.computed)
            yield each.sheet, {name: each.moved[name] for name in each.moved if name in written}
            yield from each.parts

    def _depth(self) -> Any:
        """New sheets come before known ones, each after the new one it stands under."""
        new = {each.told.key: each for each in self.settled if each.new}

        def depth(each: Settled) -> tuple[bool, int]:
            above, here = 0, new.get(each.told.parent)
            while here is not None:
                above, here = above + 1, new.get(here.told.parent)
            return not each.new, above

        return depth


def settle(authority: Authority, plan: ReadPlan) -> Settlement:
    """What the plan would do, without doing it; a blank cell never empties a field."""
    found = Settlement(authority, plan, _axes(authority, plan))
    _plans(found)
    sheets = queries.actions_with(authority, *queries.PARTS, "linked_plans")
    held = list(sheets.select_related("lead_user"))
    for sheet in held:
        sheet.authority = authority  # known: not to be asked for sheet by sheet
    matches = _matches(plan.actions, held)
    emails = {user.email.lower(): user.pk for user in queries.members(authority)}
    keys = {key: matches.get(key) or Action(authority=authority)
            for key in (action.key for action in plan.actions)}  # fmt: skip
    noted = any(action.notes for action in plan.actions)
    notes = by_object(authority, "action") if noted else {}
    for action in plan.actions:
        each = Settled(action, keys[action.key], action.key not in matches)
        _move(each, found, emails, keys)
        _parts(each)
        _notes(each, notes)
        found.settled.append(each)
    _without_loops(found)
    return found


def _without_loops(found: Settlement) -> None:
    """Leave the parent of a sheet that the roadmap already has the other way round."""
    parents: dict[UUID, UUID | None] | None = None
    for each in found.settled:
        if not each.new and "parent" in each.moved:
            parents = parents or queries.action_parents(found.authority)
            seen, here = {each.sheet.pk}, each.moved["parent"].pk
            while here is not None and here not in seen:
                seen.add(here)
                here = parents.get(here)
            if here is None:
                parents[each.sheet.pk] = each.moved["parent"].pk
            else:
                del each.moved["parent"]


def _axes(authority: Authority, plan: ReadPlan) -> dict[str, Axis]:
    """The axes of the file, each after the one it stands under: those the roadmap has, by label or
    by name under the same parent, and those it lacks.
    """
    held = queries.axes(authority)
    by_name = {(plain(each.axis.name), each.axis.parent_id): each.axis for each in held}
    by_label = {each.label: each.axis for each in held}
    under = Counter(each.axis.parent_id for each in held)
    wanted = {axis.key: axis for axis in plan.axes}
    found: dict[str, Axis] = {}

    def look(axis: PlanAxis) -> Axis:
        if axis.key in found:
            return found[axis.key]
        parent = look(wanted[axis.parent]) if axis.parent else None
        known = None
        if parent is None or not parent.is_new:
            above = parent.pk if parent else None
            labelled = by_label.get(axis.key)
            # Two axes may have one name: the number in their label tells them apart.
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
        look(axis)
    return found


_PLAN = ("kind", "name", "link", "start", "end")


def _plans(found: Settlement) -> None:
    """The linked plans of the file: those the roadmap has by kind and name, and those it lacks."""
    held: dict[tuple[str, str], list[LinkedPlan]] = defaultdict(list)
    for each in queries.plans(found.authority).order_by("pk"):
        held[each.kind, plain(each.name)].append(each)
    for told in found.plan.plans:
        if known := held.get((told.kind, plain(told.name))):
            found.plans[told.key] = known.pop(0)
            continue
        made = LinkedPlan(
            authority=found.authority, **{name: getattr(told, name) for name in _PLAN}
        )
        try:
            made.validate(_PLAN)
        except ValidationError as error:
            found.aside.append((made, " ".join(error.messages)))
        else:
            found.plans[told.key] = made


# Matching -----------------------------------------------------------------------------------------


def _matches(actions: tuple[PlanAction, ...], held: list[Action]) -> dict[str, Action]:
    """The sheet each action is: by identifier, by number and title, by title, by number alone when
    the titles share half of their words. Each sheet answers once.
    """
    by_id = {str(sheet.pk): sheet for sheet in held}
    by_title: dict[str, list[Action]] = defaultdict(list)
    by_number: dict[str, list[Action]] = defaultdict(list)
    for sheet in held:
        by_title[plain(sheet.title)].append(sheet)
        if sheet.number:
            by_number[plain(sheet.number)].append(sheet)
    found: dict[str, Action] = {}
    used: set[Any] = set()

    def take(action: PlanAction, candidates: list[Action]) -> None:
        free = [sheet for sheet in candidates if sheet.pk not in used]
        if action.key not in found and len(free) == 1:
            found[action.key] = free[0]
            used.add(free[0].pk)

    def numbered(action: PlanAction) -> list[Action]:
        return by_number[plain(str(action.values.get("number", "")))]

    for action in actions:
        take(action, [by_id[action.key]] if action.key in by_id else [])
    for action in actions:
        same = [sheet for sheet in numbered(action) if plain(sheet.title) == plain(action.title)]
        take(action, same)
    for action in actions:
        number = plain(str(action.values.get("number", "")))
        titled = by_title[plain(action.title)]
        take(action, [s for s in titled if not number or plain(s.number) in {"", number}])
    for action in actions:
        take(action, [sheet for sheet in numbered(action) if _alike(sheet.title, action.title)])
    return found


def _alike(one: str, other: str) -> bool:
    left, right = set(plain(one).split()), set(plain(other).split())
    return bool(left and right) and len(left & right) * 2 >= len(left | right)


# Values -------------------------------------------------------------------------------------------


def _move(
    each: Settled, found: Settlement, emails: Mapping[str, int], keys: Mapping[str, Action]
) -> None:
    told, sheet = each.told, each.sheet
    values = dict(told.values)
    kept = list(told.kept)
    email = str(values.pop("lead_email", ""))
    if email:
        if lead := emails.get(email.lower()):
            values["lead_user"] = lead
        elif not values.get("lead_name"):
            values["lead_name"] = email[:150]
        elif email != values["lead_name"]:
            kept.append(("Pilote (membre)", email))
    noted = str(values.get("confidential", "") or sheet.confidential)
    # Exports of before hold the cells of an earlier file at the end of the description.
    values["description"], cells = parted(str(values.get("description", "")))
    noted = "\n\n".join(filter(None, [noted, cells])) if cells not in noted else noted
    values["confidential"] = with_kept(noted, kept)
    for name, value in values.items():
        now = sheet.lead_user_id if name == "lead_user" else getattr(sheet, name)
        if value not in (None, "", []) and now != value:
            each.moved[name] = value
    start, end = each.moved.get("start", sheet.start), each.moved.get("end", sheet.end)
    if start and end and end < start:
        each.dates_left = True
        each.moved.pop("start", None)
        each.moved.pop("end", None)
    _references(each, found, keys)


def _references(each: Settled, found: Settlement, keys: Mapping[str, Action]) -> None:
    told, sheet = each.told, each.sheet
    axis = found.axes.get(told.axis)
    if axis and (axis.is_new or axis.pk != sheet.axis_id):
        each.moved["axis"] = axis
    if told.parent and keys[told.parent].pk != sheet.parent_id:
        each.moved["parent"] = keys[told.parent]
    if told.plans:
        have = [] if each.new else list(sheet.linked_plans.all())
        more = [plan for key in told.plans if (plan := found.plans.get(key)) and plan not in have]
        if more:
            each.moved["linked_plans"] = [*have, *more]


def _parts(each: Settled) -> None:
    """The tasks, lines of budget and fundings to write."""
    told, sheet = each.told, each.sheet
    tasks: dict[str, list[ActionTask]] = defaultdict(list)
    lines: dict[Any, list[BudgetLine]] = defaultdict(list)
    fundings: dict[str, list[Funding]] = defaultdict(list)
    if not each.new:
        for task in sheet.tasks.all():
            tasks[plain(task.title)].append(task)
        for line in sheet.budget.all():
            lines[line.year, line.nature, line.measure].append(line)
        for funding in sheet.fundings.all():
            fundings[plain(funding.funder)].append(funding)
    rank = sum(map(len, tasks.values()))
    for said in told.tasks:
        rank += 1
        values: Values = {"due": said.due, "done_at": said.done_at, "who": said.who}
        fresh: Values = {"title": said.title, "rank": rank}
        _part(each, tasks[plain(said.title)], ActionTask, fresh, values)
    for money in told.budget:
        fresh = {"year": money.year, "nature": money.nature, "measure": money.measure}
        values = {"planned": money.planned, "actual": money.actual}
        _part(each, lines[tuple(fresh.values())], BudgetLine, fresh, values)
    for asked in told.fundings:
        values = {"state": asked.state if asked.state != "idea" else "",
                  **{name: getattr(asked, name) for name in _FUNDING}}  # fmt: skip
        same = _same_scheme(fundings[plain(asked.funder)], asked.scheme)
        _part(each, same, Funding, {"funder": asked.funder}, values)


_FUNDING = ("scheme", "asked", "granted", "eligible", "deadline", "link", "follower")


def _same_scheme(held: list[Funding], scheme: str) -> list[Funding]:
    """The funding of a funder that a line of a file is, taken out of ``held``: that of the scheme,
    or one where either side names none. Another scheme is another funding.
    """
    told = plain(scheme)
    same = [each for each in held if plain(each.scheme) == told]
    same = same or [each for each in held if not told or not each.scheme]
    if same:
        held.remove(same[0])
    return same[:1]


def _part(
    each: Settled, held: list[Any], model: type[Part], fresh: Values, values: Mapping[str, Any]
) -> None:
    wanted = {name: value for name, value in values.items() if value not in (None, "")}
    if not held:
        made = model(authority=each.sheet.authority, action=each.sheet)
        each.parts.append((made, fresh | wanted))
        return
    old = held.pop(0)
    old.action = each.sheet
    moved = {name: value for name, value in wanted.items() if getattr(old, name) != value}
    if moved:
        each.parts.append((old, moved))


def _notes(each: Settled, held: Mapping[str, list[Note]]) -> None:
    """The notes to make: those of the file that the sheet has not, by their moment and words.

    They have no author: a file tells a role, and a role is nobody.
    """
    about = str(each.sheet.urn)
    have = Counter((wall_clock(note.written_at), _said(note.text)) for note in held.get(about, ()))
    for told in each.told.notes:
        naive = timezone.is_naive(told.made_at)
        written_at = timezone.make_aware(told.made_at) if naive else told.made_at
        same = (wall_clock(written_at), _said(told.text))
        if have[same]:
            have[same] -= 1
            continue
        each.notes.append(
            Note(authority=each.sheet.authority, about=about, text=told.text, written_at=written_at)
        )


def wall_clock(moment: datetime) -> datetime:
    """A moment to the second by the clock of the place, as a file writes it.

    A file cannot say which of the two is meant in the hour that a change of clock repeats.
    """
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0, fold=0)


def _said(text: str) -> str:
    return " ".join(text.split())
