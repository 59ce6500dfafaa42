"""A plan brought from a file: written in one go, told in the journal, taken back if need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.quotas import admit
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.notes import actions as noting
from jalons.foundation.register.writer import delete
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Urn
from jalons.strategy.engine.plan_reading.plan import PlanChoices, ReadPlan
from jalons.strategy.engine.plan_reading.reading import parted, read_plan
from jalons.strategy.engine.plan_reading.sheets import read_plan_sheets
from jalons.strategy.engine.plan_reading.words import plain
from jalons.strategy.store import catalogue
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.actions import Person
from jalons.strategy.web.roadmap.import_trail import parts_told
from jalons.strategy.web.roadmap.measuring import record_measures
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
    PlanImport,
)
from jalons.strategy.web.roadmap.queries import Part
from jalons.strategy.web.roadmap.settling import PUBLIC, Settled, Settlement, settle

PARTS: Mapping[str, type[ActionTask | BudgetLine | Funding]] = {
    "task": ActionTask,
    "budget": BudgetLine,
    "funding": Funding,
}
_NOTE = "remark"  # as outcomes of earlier versions name them
_BATCH = 500


def read(content: bytes, name: str, choices: PlanChoices | None = None) -> ReadPlan:
    """The plan a file holds, read with the names of our catalogue. ``StrategyError`` explains."""
    names = {
        plain(text): each.id
        for each in catalogue().indicators.values()
        for text in (each.id, each.name.fr, each.name.en)
    }
    return read_plan(read_plan_sheets(content, name), choices, indicators=names)


def choices_of(kept: PlanImport) -> PlanChoices:
    """What a person decided about a file."""
    return PlanChoices(kept.columns, kept.statuses)


def drop(*, authority: Authority, user: Person, name: str, content: bytes) -> PlanImport:
    """Keep a file for its preview.

    Raises ``StrategyError`` when it cannot be read, ``AccountsError`` when there is no room.
    """
    read(content, name)
    with transaction.atomic():
        admit(authority=authority, size=len(content))
        return PlanImport.objects.create(
            authority=authority,
            name=name[:200],
            content=content,
            dropped_by=user if isinstance(user, User) else None,
        )


def forget_old(*, authority: Authority, before: datetime) -> int:
    """Let go of files dropped before a day; how many. What an import did stays told and undoable.

    A file nobody imported goes with its preview.
    """
    old = PlanImport.objects.of(authority).filter(dropped_at__lt=before)
    drafts, _models = old.filter(applied_at=None).delete()
    return drafts + old.exclude(content=b"").update(content=b"", preview=None, preview_of="")


# Writing ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Done:
    """What an import did, as JSON values: enough to undo it."""

    created: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    axes: list[int] = field(default_factory=list)
    plans: list[int] = field(default_factory=list)
    parts: dict[str, list[int]] = field(default_factory=dict)
    altered: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Its values, ready to be kept."""
        return {name: getattr(self, name) for name in self.__slots__}


def write(*, authority: Authority, user: Person, plan: ReadPlan) -> tuple[Settlement, Done]:
    """Put a plan on the roadmap, all or nothing; what it did.

    What the file does not tell stays as it is, and nothing is deleted.
    """
    done = Done()
    with transaction.atomic():
        found = settle(authority, plan)
        axes = _make_axes(found, user, done)
        plans = _make_plans(found, user, done)
        keys = {each.told.key: each.sheet for each in found.settled}
        fresh = [each for each in found.settled if each.new]
        for each in fresh:
            _fill(each, axes, keys)
            save_stamp(each.sheet, user)
        Action.objects.of(authority).bulk_create([each.sheet for each in fresh], batch_size=_BATCH)
        for each in found.settled:
            if each.new:
                _tell_new(each, user)
                done.created[str(each.sheet.pk)] = _mark(each.sheet)
            elif each.kind == "changed":
                _change(each, user, axes, keys, done)
        _link_plans(found, plans)
        _write_parts(found, done)
        record_measures(authority)
    return found, done


def _mark(sheet: Action) -> dict[str, Any]:
    """How an import left a sheet: its parts and its fields are as then while this is the same."""
    return {"version": sheet.version, "at": sheet.changed_at.isoformat()}


def _is_as_left(sheet: Action, mark: Mapping[str, Any]) -> bool:
    return all(mark[name] == value for name, value in _mark(sheet).items())


def save_stamp(sheet: Action, user: Person) -> None:
    """Say who made a sheet, and when."""
    sheet.changed_at = sheet.created_at = timezone.now()
    sheet.changed_by = user if isinstance(user, User) else None


def _save(sheet: Action, user: Person) -> None:
    """Write a sheet, one version on."""
    sheet.changed_at = timezone.now()
    sheet.changed_by = user if isinstance(user, User) else None
    sheet.version += 1
    sheet.save()


def _make_axes(found: Settlement, user: Person, done: Done) -> dict[str, int]:
    """The axis of each key, those that lacked made under their parents."""
    axes = dict(found.axes)
    told = {axis.key: axis for axis in found.plan.axes}
    ranks: dict[int | None, int] = {}

    def make(key: str) -> int:
        if key in axes:
            return axes[key]
        axis = told[key]
        parent = make(axis.parent) if axis.parent else None
        if parent not in ranks:
            ranks[parent] = living(Axis, found.authority).filter(parent=parent).count()
        ranks[parent] += 1
        made = Axis.objects.create(
            authority=found.authority,
            name=axis.name,
            description=axis.description,
            parent_id=parent,
            rank=ranks[parent],
        )
        record(request_user=user, authority=found.authority, verb=Verb.CREATED, urn=made.urn,
               label=made.name)  # fmt: skip
        done.axes.append(made.pk)
        axes[key] = made.pk
        return made.pk

    for key in told:
        make(key)
    return axes


def _make_plans(found: Settlement, user: Person, done: Done) -> dict[str, int]:
    plans = dict(found.plans)
    for told in found.plan.plans:
        if told.key not in plans:
            made = LinkedPlan.objects.create(
                authority=found.authority, kind=told.kind, name=told.name, link=told.link,
                start=told.start, end=told.end,
            )  # fmt: skip
            record(request_user=user, authority=found.authority, verb=Verb.CREATED, urn=made.urn,
                   label=made.name)  # fmt: skip
            done.plans.append(made.pk)
            plans[told.key] = made.pk
    return plans


def _fill(each: Settled, axes: Mapping[str, int], keys: Mapping[str, Action]) -> None:
    """Put the new values on a sheet; public texts that the file wrote wait for a reading."""
    if PUBLIC & each.moved.keys():
        each.sheet.unread = True
    for name, value in each.moved.items():
        if name == "axis":
            each.sheet.axis_id = axes[value]
        elif name == "parent":
            each.sheet.parent_id = keys[value].pk
        elif name != "linked_plans":
            setattr(each.sheet, name, value)


def _tell_new(each: Settled, user: Person) -> None:
    after = {}
    for name in each.moved:
        field_name = name.removesuffix("_id")
        if field_name not in {"title", "description", "confidential", *_REFERENCES}:
            after[wording.label(field_name)] = wording.words(field_name, getattr(each.sheet, name))
    after |= parts_told(each)[1]
    record(
        request_user=user,
        authority=each.sheet.authority,
        verb=Verb.CREATED,
        urn=each.sheet.urn,
        label=each.sheet.title,
        after={name: told for name, told in after.items() if told},
    )


_REFERENCES = frozenset({"axis", "parent", "lead_user", "linked_plans"})


def _change(
    each: Settled, user: Person, axes: Mapping[str, int], keys: Mapping[str, Action], done: Done
) -> None:
    sheet = each.sheet
    if "parent" in each.moved and _loops(sheet, keys[each.moved["parent"]]):
        del each.moved["parent"]  # the roadmap already holds them the other way round
    names = [name.removesuffix("_id") for name in each.moved if name != "linked_plans"]
    columns = [Action._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    values = {column: _json(getattr(sheet, column)) for column in columns}
    before = {name: wording.told(sheet, name) for name in names}
    plans = wording.told(sheet, "linked_plans")
    if "linked_plans" in each.moved:
        values["linked_plans"] = [plan.pk for plan in sheet.linked_plans.all()]
    _fill(each, axes, keys)
    _save(sheet, user)
    after = {name: wording.told(sheet, name) for name in names}
    if "confidential" in before:
        before["confidential"] = ""  # told as changed, never shown
    old, new = wording.differences(before, after)
    if "linked_plans" in each.moved:
        name = wording.label("linked_plans")
        old[name], new[name] = plans, ", ".join(filter(None, [plans, *each.moved["linked_plans"]]))
    parts_before, parts_after = parts_told(each)
    record(request_user=user, authority=sheet.authority, verb=Verb.CHANGED, urn=sheet.urn,
           label=sheet.title, before=old | parts_before, after=new | parts_after)  # fmt: skip
    done.changed[str(sheet.pk)] = {**_mark(sheet), "values": values}


def _loops(child: Action, parent: Action) -> bool:
    parents = queries.action_parents(child.authority)
    seen: set[UUID] = {child.pk}
    here: UUID | None = parent.pk
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _link_plans(found: Settlement, plans: Mapping[str, int]) -> None:
    through = Action.linked_plans.through
    rows = [
        through(action_id=each.sheet.pk, linkedplan_id=pk)
        for each in found.settled
        for pk in dict.fromkeys(plans[key] for key in each.moved.get("linked_plans", ()))
    ]
    through.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def _write_parts(found: Settlement, done: Done) -> None:
    every = [part for each in found.settled for part in each.made]
    for kind, model in PARTS.items():
        made = [part for part in every if isinstance(part, model)]
        model.objects.of(found.authority).bulk_create(made, batch_size=_BATCH)  # type: ignore[arg-type]
        done.parts[kind] = [part.pk for part in made]
        done.altered[kind] = {}
    notes = [note for each in found.settled for note in each.notes]
    noting.add_many(authority=found.authority, notes=notes)
    done.parts[_NOTE] = [note.pk for note in notes]
    for each in found.settled:
        for part, moved in each.altered:
            done.altered[_kind(part)][str(part.pk)] = {
                name: _json(getattr(part, name)) for name in moved
            }
            for name, value in moved.items():
                setattr(part, name, value)
            part.version += 1
            part.save(update_fields=[*moved, "version"])


def _kind(part: Part) -> str:
    return next(kind for kind, model in PARTS.items() if isinstance(part, model))


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


# Jobs and undoing ---------------------------------------------------------------------------------


@job("strategy.import_plan", idempotent=True)
def import_job(
    job_progress: JobProgress, *, authority: int, plan_import: str, user: int | None
) -> JobResult:
    """Put a dropped plan on the roadmap; running it again does nothing more."""
    job_progress(0, 2)
    owner = Authority.objects.get(pk=authority)
    kept = PlanImport.objects.of(owner).get(pk=plan_import)
    person = User.objects.filter(pk=user).first() if user else None
    if kept.applied_at is None:
        apply(kept=kept, user=person)
    job_progress(2, 2)
    return JobResult(url=reverse("roadmap_import_done", args=[owner.slug, kept.pk]), urn=kept.urn)


def apply(*, kept: PlanImport, user: Person) -> PlanImport:
    """Import a dropped file as decided, and keep what undoing needs."""
    plan = read(bytes(kept.content), kept.name, choices_of(kept))
    with transaction.atomic():
        found, done = write(authority=kept.authority, user=user, plan=plan)
        kept.applied_at = timezone.now()
        kept.outcome, kept.counts = done.to_json(), found.counts()
        kept.preview, kept.preview_of = None, ""
        kept.save()
        record(request_user=user, authority=kept.authority, verb=Verb.IMPORTED, urn=kept.urn,
               label=kept.name, after=kept.counts)  # fmt: skip
    return kept


def undo(*, kept: PlanImport, user: Person) -> tuple[int, int]:
    """Take an import back: how many sheets, and how many were left because changed since.

    A sheet somebody worked on since, tasks and budget included, keeps all the import gave it.
    Sheets it made go among the deleted ones; axes and plans it made go when nothing uses them.
    """
    authority, told = kept.authority, kept.outcome
    now = timezone.now()
    back = left = 0
    with transaction.atomic():
        held = {str(sheet.pk): sheet for sheet in queries.actions(authority)}
        intact = set()
        removable = _removable(held, told["created"])
        delete(authority, user, [held[pk] for pk in told["created"] if pk in removable])
        back += len(removable)
        left += len(held.keys() & told["created"].keys() - removable)
        for pk, before in told["changed"].items():
            if pk in held and _is_as_left(held[pk], before):
                _give_back(held[pk], before["values"], user)
                intact.add(pk)
                back += 1
            elif pk in held:
                left += 1
        _undo_parts(authority, told, intact, now)
        _undo_holders(authority, user, told)
        kept.undone_at = now
        kept.save(update_fields=["undone_at"])
        record(request_user=user, authority=authority, verb=Verb.RESTORED, urn=kept.urn,
               label=kept.name, after={"back": back, "left": left})  # fmt: skip
        record_measures(authority)
    return back, left


def _removable(held: Mapping[str, Action], marks: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The sheets an import made that are as it left them, and hold no sheet that stays."""
    found = {pk for pk, mark in marks.items() if pk in held and _is_as_left(held[pk], mark)}
    while True:
        parents = {str(sheet.parent_id) for pk, sheet in held.items() if pk not in found}
        if not found & parents:
            return found
        found -= parents


def _tell(sheet: Action, user: Person, verb: Verb) -> None:
    record(request_user=user, authority=sheet.authority, verb=verb, urn=sheet.urn,
           label=sheet.title)  # fmt: skip


def _give_back(sheet: Action, values: Mapping[str, Any], user: Person) -> None:
    names = {name: value for name, value in values.items() if name != "linked_plans"}
    axes, parents = queries.axis_parents(sheet.authority), queries.action_parents(sheet.authority)
    for name, value in names.items():
        column: models.Field[Any, Any] = Action._meta.get_field(name.removesuffix("_id"))  # type: ignore[assignment]
        restored = column.to_python(value) if value is not None else None
        if name == "description":  # of before cells of files went to the confidential note
            restored = parted(str(restored))[0]
        if (name == "axis_id" and restored not in axes) or (
            name == "parent_id" and restored not in parents
        ):
            restored = None
        setattr(sheet, name, restored)
    if "linked_plans" in values:
        held = queries.plans(sheet.authority).filter(pk__in=values["linked_plans"])
        sheet.linked_plans.set(held)
    _save(sheet, user)
    _tell(sheet, user, Verb.RESTORED)


def _undo_parts(
    authority: Authority, told: Mapping[str, Any], intact: set[str], now: datetime
) -> None:
    """Take back the parts added to sheets that are otherwise as the import left them."""
    for kind, model in PARTS.items():
        held = living(model, authority)
        held.filter(pk__in=told["parts"][kind], action_id__in=intact).delete()
        for part in held.filter(pk__in=told["altered"][kind], action_id__in=intact):
            for name, value in told["altered"][kind][str(part.pk)].items():
                column: Any = model._meta.get_field(name)
                setattr(part, name, column.to_python(value) if value is not None else None)
            part.version += 1
            part.save()
    about = [Urn("action", pk) for pk in intact]
    notes = told["parts"].get(_NOTE, [])  # an import of before brought none
    noting.delete_many(authority=authority, keys=notes, about=about, now=now)


def _undo_holders(authority: Authority, user: Person, told: Mapping[str, Any]) -> None:
    used = queries.actions(authority)
    for pk in reversed(told["axes"]):
        axis = living(Axis, authority).filter(pk=pk).first()
        if axis and not axis.children.filter(deleted_at=None) and not used.filter(axis=axis):
            delete(authority, user, [axis])
    plans = queries.plans(authority).filter(pk__in=told["plans"])
    delete(authority, user, [plan for plan in plans if not used.filter(linked_plans=plan)])
