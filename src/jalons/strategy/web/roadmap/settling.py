"""What a plan would do to the roadmap: which sheet each action is, what would change in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.notes.models import Note
from jalons.foundation.notes.queries import by_object
from jalons.strategy.engine.plan_reading.plan import PlanAction, ReadPlan
from jalons.strategy.engine.plan_reading.reading import parted, with_kept
from jalons.strategy.engine.plan_reading.words import plain
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    BudgetLine,
    Funding,
)
from jalons.strategy.web.roadmap.queries import Part

REFERENCES = ("axis", "parent", "linked_plans")
PUBLIC = frozenset({"number", "title", "description", "departments"})  # texts a public page shows


@dataclass(slots=True)
class Settled:
    """An action of the file beside the sheet it is. ``moved`` holds its new values by field.

    ``axis``, ``parent`` and ``linked_plans`` in ``moved`` hold keys of the file.
    """

    told: PlanAction
    sheet: Action
    new: bool
    moved: dict[str, Any] = field(default_factory=dict)
    made: list[Part] = field(default_factory=list)
    altered: list[tuple[Part, dict[str, Any]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    dates_left: bool = False

    @property
    def kind(self) -> str:
        """``new``, ``changed`` or ``same``."""
        if self.new:
            return "new"
        touched = self.moved or self.made or self.altered or self.notes
        return "changed" if touched else "same"


@dataclass(slots=True)
class Settlement:
    """A whole plan beside the roadmap; the keys of its axes and plans that are already there."""

    authority: Authority
    plan: ReadPlan
    axes: dict[str, int]
    plans: dict[str, int]
    settled: list[Settled] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many actions are new, changed and same."""
        kinds = [each.kind for each in self.settled]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "same")}


def settle(authority: Authority, plan: ReadPlan) -> Settlement:
    """What the plan would do, without doing it; a blank cell never empties a field."""
    found = Settlement(authority, plan, _axes(authority, plan), _plans(authority, plan))
    sheets = queries.actions_with(authority, *queries.PARTS, "linked_plans")
    held = list(sheets.select_related("lead_user"))
    for sheet in held:
        sheet.authority = authority  # known: not to be asked for sheet by sheet
    matches = _matches(plan.actions, held)
    emails = {user.email.lower(): user.pk for user in queries.members(authority)}
    keys = {action.key: matches[action.key].pk for action in plan.actions if action.key in matches}
    noted = any(action.notes for action in plan.actions)
    notes = by_object(authority, "action") if noted else {}
    for action in plan.actions:
        match = matches.get(action.key)
        each = Settled(action, match or Action(authority=authority), match is None)
        _move(each, found, emails, keys)
        _parts(each)
        _notes(each, notes)
        found.settled.append(each)
    return found


def _axes(authority: Authority, plan: ReadPlan) -> dict[str, int]:
    """The axes of the file that the roadmap has, by label, or by name under the same parent."""
    held = queries.axes(authority)
    by_name = {(plain(each.axis.name), each.axis.parent_id): each.axis.pk for each in held}
    by_label = {each.label: each.axis for each in held}
    wanted = {axis.key: axis for axis in plan.axes}
    found: dict[str, int] = {}

    def look(key: str) -> int | None:
        axis = wanted[key]
        parent = look(axis.parent) if axis.parent else None
        if axis.parent and parent is None:
            return None
        labelled = by_label.get(axis.key)
        # Two axes may have one name: the number in their label tells them apart.
        if labelled and (labelled.parent_id == parent or axis.name == axis.key):
            pk: int | None = labelled.pk
        else:
            pk = by_name.get((plain(axis.name), parent))
        if pk is not None:
            found[key] = pk
        return pk

    for key in wanted:
        look(key)
    return found


def _plans(authority: Authority, plan: ReadPlan) -> dict[str, int]:
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in queries.plans(authority).order_by("pk"):
        held[each.kind, plain(each.name)].append(each.pk)
    found = {}
    for told in plan.plans:
        if pks := held.get((told.kind, plain(told.name))):
            found[told.key] = pks.pop(0)
    return found


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
    each: Settled, found: Settlement, emails: Mapping[str, int], keys: Mapping[str, Any]
) -> None:
    told, sheet = each.told, each.sheet
    values = dict(told.values)
    kept = list(told.kept)
    email = str(values.pop("lead_email", ""))
    if email:
        if lead := emails.get(email.lower()):
            values["lead_user_id"] = lead
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
        if value not in (None, "", []) and getattr(sheet, name) != value:
            each.moved[name] = value
    start, end = each.moved.get("start", sheet.start), each.moved.get("end", sheet.end)
    if start and end and end < start:
        each.dates_left = True
        each.moved.pop("start", None)
        each.moved.pop("end", None)
    _references(each, found, keys)


def _references(each: Settled, found: Settlement, keys: Mapping[str, Any]) -> None:
    told, sheet = each.told, each.sheet
    axis = found.axes.get(told.axis)
    if told.axis and (axis is None or axis != sheet.axis_id):
        each.moved["axis"] = told.axis
    if told.parent and (told.parent not in keys or keys[told.parent] != sheet.parent_id):
        each.moved["parent"] = told.parent
    if told.plans:
        have = set() if each.new else {plan.pk for plan in sheet.linked_plans.all()}
        if any(found.plans.get(key) not in have for key in told.plans):
            each.moved["linked_plans"] = list(told.plans)


def _parts(each: Settled) -> None:
    """The tasks, lines of budget and fundings to make, and those to alter."""
    told, sheet, owner = each.told, each.sheet, each.sheet.authority
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
        new = ActionTask(authority=owner, action=sheet, title=said.title, rank=rank)
        values: dict[str, Any] = {"due": said.due, "done_at": said.done_at, "who": said.who}
        _part(each, tasks[plain(said.title)], new, values)
    for money in told.budget:
        key = (money.year, money.nature, money.measure)
        made = BudgetLine(authority=owner, action=sheet, year=key[0], nature=key[1],
                          measure=key[2])  # fmt: skip
        _part(each, lines[key], made, {"planned": money.planned, "actual": money.actual})
    for asked in told.fundings:
        fresh = Funding(authority=owner, action=sheet, funder=asked.funder)
        values = {"state": asked.state if asked.state != "idea" else "",
                  **{name: getattr(asked, name) for name in _FUNDING}}  # fmt: skip
        _part(each, _same_scheme(fundings[plain(asked.funder)], asked.scheme), fresh, values)


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


def _part(each: Settled, held: list[Any], new: Part, values: Mapping[str, Any]) -> None:
    wanted = {name: value for name, value in values.items() if value not in (None, "")}
    if not held:
        for name, value in wanted.items():
            setattr(new, name, value)
        each.made.append(new)
        return
    old = held.pop(0)
    moved = {name: value for name, value in wanted.items() if getattr(old, name) != value}
    if moved:
        each.altered.append((old, moved))


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
