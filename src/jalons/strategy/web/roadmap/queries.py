"""Queries on the roadmap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Entry
from jalons.foundation.journal.queries import history
from jalons.foundation.territories.models import Territory
from jalons.strategy.engine.roadmap.funding import AHEAD, FundedAction, FundingLine
from jalons.strategy.engine.roadmap.roadmap import (
    CLOSED,
    Amount,
    Line,
    Step,
    axis_labels,
    flattened,
)
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
    ProposedAction,
)

type Part = ActionTask | BudgetLine | Funding

PARTS: dict[str, type[Part]] = {"tasks": ActionTask, "budget": BudgetLine, "fundings": Funding}
_READ = (
    "id", "title", "number", "status", "priority", "axis_id", "parent_id", "commitments", "start",
    "end", "lead_name", "lead_user__name", "lead_user__email", "departments", "partners",
    "description", "changed_at",
)  # fmt: skip


def actions(authority: Authority) -> QuerySet[Action]:
    return living(Action, authority)


def actions_with(authority: Authority, *names: str) -> QuerySet[Action]:
    """The actions with their relations ``names`` (linked plans, ``PARTS``), trash excluded."""
    found = [
        Prefetch(name, queryset=living(PARTS[name], authority)) if name in PARTS else name
        for name in names
    ]
    return actions(authority).prefetch_related(*found)


def action(authority: Authority, pk: UUID) -> Action | None:
    """A sheet of an authority, None when it has none of that name or deleted it."""
    found = actions(authority).select_related("axis", "parent", "lead_user", "changed_by")
    return found.filter(pk=pk).first()


def made_from(authority: Authority, origin: str) -> Action | None:
    """The action made from the draft of a page, if any."""
    return actions(authority).filter(origin=origin).first() if origin else None


def deleted(authority: Authority) -> QuerySet[Action]:
    """The deleted sheets, latest first."""
    return Action.objects.of(authority).exclude(deleted_at=None).order_by("-deleted_at")


def parts_of[M: Part](model: type[M], sheet: Action) -> QuerySet[M]:
    """The tasks, lines of budget or fundings of one action, the trash aside."""
    return living(model, sheet.authority).filter(action=sheet)


def parts[M: Part](model: type[M], authority: Authority) -> QuerySet[M]:
    """The tasks, lines of budget or fundings of the actions, the trash aside.

    The authority filters the actions too: otherwise PostgreSQL reads those of everybody.
    """
    rows = living(model, authority)
    return rows.filter(action__authority=authority, action__deleted_at=None)


def tasks(authority: Authority) -> QuerySet[ActionTask]:
    return parts(ActionTask, authority)


def lines(authority: Authority) -> list[Line]:
    """Every action as a list reads it, in two queries whatever their number."""
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for owner, due, done_at in (
        tasks(authority).order_by().values_list("action_id", "due", "done_at")
    ):
        steps[owner].append(Step(due, done_at))
    rows = actions(authority).order_by().values(*_READ)
    return [_line(row, tuple(steps.get(row["id"], ()))) for row in rows]


def _line(row: dict[str, Any], steps: tuple[Step, ...]) -> Line:
    return Line(
        id=str(row["id"]),
        title=row["title"],
        number=row["number"],
        status=row["status"],
        priority=row["priority"],
        axis=row["axis_id"],
        parent=str(row["parent_id"]) if row["parent_id"] else None,
        commitments=tuple(row["commitments"]),
        start=row["start"],
        end=row["end"],
        lead=row["lead_user__name"] or row["lead_user__email"] or row["lead_name"],
        departments=tuple(row["departments"]),
        words=" ".join([row["description"], *row["partners"]]),
        changed=timezone.localtime(row["changed_at"]).date(),
        steps=steps,
    )


def fundings(authority: Authority) -> QuerySet[Funding]:
    return parts(Funding, authority)


def to_file(authority: Authority) -> QuerySet[Funding]:
    """The fundings of open actions to file before a day, by day: late ones first."""
    due = fundings(authority).filter(state__in=AHEAD, deadline__isnull=False)
    due = due.exclude(action__status__in=CLOSED).select_related("action")
    return due.order_by("deadline", "funder", "pk")


def funded_actions(authority: Authority) -> list[FundedAction]:
    """The accepted actions, with their budget and fundings, in three queries.

    Proposed and abandoned actions are not to be funded.
    """
    mine = actions(authority).exclude(status__in=(Action.Status.PROPOSED, Action.Status.ABANDONED))
    euros: dict[UUID, list[Decimal | None]] = defaultdict(list)
    rows = living(BudgetLine, authority).filter(action__in=mine, measure="euros").order_by()
    for action, planned in rows.values_list("action_id", "planned"):
        euros[action].append(planned)
    requested: dict[UUID, list[FundingLine]] = defaultdict(list)
    for each in living(Funding, authority).filter(action__in=mine):
        requested[each.action_id].append(
            FundingLine(each.funder, each.state, each.asked, each.granted)
        )
    found = []
    for pk in mine.order_by().values_list("pk", flat=True):
        known = [each for each in euros[pk] if each is not None]
        found.append(
            FundedAction(
                sum(known, Decimal()) if known else None,
                partial=len(known) < len(euros[pk]),
                lines=tuple(requested[pk]),
            )
        )
    return found


# Axes and plans -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AxisInTree:
    """An axis with its depth from 0, its number of order, “2.1”, and a label no other axis has."""

    axis: Axis
    depth: int
    place: str
    label: str


def axes(authority: Authority) -> list[AxisInTree]:
    by_key = {axis.pk: axis for axis in living(Axis, authority)}
    places, counters = [], [0]
    tree = flattened({pk: axis.parent_id for pk, axis in by_key.items()})
    for _, depth in tree:
        counters = [*counters, 0][: depth + 1]
        counters[depth] += 1
        places.append(".".join(map(str, counters)))
    labels = axis_labels(zip(places, (by_key[pk].name for pk, _ in tree), strict=True))
    return [
        AxisInTree(by_key[pk], depth, place, label)
        for (pk, depth), place, label in zip(tree, places, labels, strict=True)
    ]


def axis_parents(authority: Authority) -> dict[int, int | None]:
    return dict(living(Axis, authority).values_list("pk", "parent_id"))


def action_parents(authority: Authority) -> dict[UUID, UUID | None]:
    return dict(Action.objects.of(authority).order_by().values_list("pk", "parent_id"))


def plans(authority: Authority) -> QuerySet[LinkedPlan]:
    return living(LinkedPlan, authority)


def served(authority: Authority) -> dict[int, list[str]]:
    """By linked plan, the ids of the actions that serve it."""
    found: dict[int, list[str]] = defaultdict(list)
    pairs = actions(authority).filter(linked_plans__isnull=False).order_by()
    for plan, pk in pairs.values_list("linked_plans__pk", "pk"):
        found[plan].append(str(pk))
    return dict(found)


# Proposed by the intermunicipal body --------------------------------------------------------------


def proposals(authority: Authority) -> QuerySet[ProposedAction]:
    """What was proposed to a commune, latest first."""
    return ProposedAction.objects.of(authority).select_related("sender")


def proposals_to_answer(authority: Authority) -> int:
    """How many proposals wait for an answer; 0 without a query when it is not a commune."""
    territory = authority.territory
    if territory is None or territory.kind != Territory.Kind.COMMUNE:
        return 0
    return proposals(authority).filter(state=ProposedAction.State.WAITING).count()


# People -------------------------------------------------------------------------------------------


def members(authority: Authority) -> QuerySet[User]:
    """The people who may lead an action: the members of the authority."""
    return User.objects.filter(memberships__authority=authority, is_active=True).order_by(
        "name", "email"
    )


# What follows a sheet -----------------------------------------------------------------------------


def amounts(authority: Authority) -> list[Amount]:
    """Every line of budget of the actions, in one query."""
    return _amounts(parts(BudgetLine, authority))


def amounts_of(sheet: Action) -> list[Amount]:
    return _amounts(parts_of(BudgetLine, sheet))


def _amounts(rows: QuerySet[BudgetLine]) -> list[Amount]:
    names = ("year", "nature", "measure", "planned", "actual", "action__axis_id")
    return [Amount(*row) for row in rows.values_list(*names)]


def changes(sheet: Action) -> QuerySet[Entry]:
    """What the journal says of a sheet, latest first."""
    return history(authority=sheet.authority, urn=sheet.urn)


def line_of(sheet: Action, tasks: Iterable[ActionTask]) -> Line:
    """One sheet as a list reads it."""
    return Line(
        id=str(sheet.pk),
        title=sheet.title,
        number=sheet.number,
        status=sheet.status,
        start=sheet.start,
        end=sheet.end,
        changed=timezone.localtime(sheet.changed_at).date(),
        steps=tuple(Step(task.due, task.done_at) for task in tasks),
    )
