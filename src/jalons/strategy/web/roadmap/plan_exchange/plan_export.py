"""The roadmap of an authority as a plan to write in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone

from jalons.foundation.accounts.models import Authority, Membership
from jalons.foundation.notes.models import Note
from jalons.foundation.notes.queries import by_object
from jalons.kernel import Where
from jalons.strategy.engine.plan_files.plan import (
    PlanAction,
    PlanAxis,
    PlanFunding,
    PlanLink,
    PlanMoney,
    PlanNote,
    PlanTask,
    ReadPlan,
)
from jalons.strategy.engine.roadmap.roadmap import ordered
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.models import Action, LinkedPlan
from jalons.strategy.web.roadmap.plan_exchange.plan_matching import wall_clock

VALUES = (
    "number", "title", "description", "commitments", "status", "priority", "start", "end",
    "lead_name", "elected_referent", "departments", "partners", "participation", "indicators",
    "ready_action", "documents", "confidential",
)  # fmt: skip


def current_plan(authority: Authority, *, with_confidential: bool) -> ReadPlan:
    """The whole roadmap, by queries whose number does not grow with it.

    ``with_confidential``: whether the confidential notes go along. Dated notes go with the role
    their author has here today, never a name.
    """
    axes = {each.axis.pk: each for each in queries.axes(authority)}
    plans = _plan_keys(queries.plans(authority))
    sheets = queries.actions_with(authority, *queries.PARTS, "linked_plans")
    sheets = sheets.select_related("lead_user")
    by_id = {str(sheet.pk): sheet for sheet in sheets}
    notes = by_object(authority, "action")
    members = Membership.objects.filter(authority=authority)
    roles = dict(members.values_list("user_id", "role"))
    found = []
    for line in ordered(queries.lines(authority), "number", timezone.localdate()):
        sheet = by_id[line.id]
        axis = axes.get(sheet.axis_id) if sheet.axis_id else None
        parent = str(sheet.parent_id) if sheet.parent_id else ""
        plan_action = _action(
            sheet,
            axis=axis.label if axis else "",
            parent=parent if parent in by_id else "",
            plans=tuple(plans[plan.pk].key for plan in sheet.linked_plans.all()),
            with_confidential=with_confidential,
        )
        found.append(replace(plan_action, notes=_notes(notes.get(str(sheet.urn), ()), roles)))
    return ReadPlan(
        actions=tuple(found),
        axes=tuple(
            PlanAxis(
                each.label,
                each.axis.name,
                each.axis.description,
                axes[each.axis.parent_id].label if each.axis.parent_id else "",
            )
            for each in axes.values()
        ),
        plans=tuple(plans.values()),
    )


def _plan_keys(rows: Iterable[LinkedPlan]) -> dict[int, PlanLink]:
    """The linked plans by key of the database; two of one name get a number."""
    found: dict[int, PlanLink] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row.name] += 1
        key = row.name if seen[row.name] == 1 else f"{row.name} ({seen[row.name]})"
        found[row.pk] = PlanLink(key, row.kind, row.name, row.link, row.start, row.end)
    return found


def _notes(rows: Iterable[Note], roles: Mapping[int, str]) -> tuple[PlanNote, ...]:
    return tuple(
        PlanNote(
            row.text.replace("\r\n", "\n"),
            wall_clock(row.written_at),
            roles.get(row.written_by_id or 0, ""),
        )
        for row in rows
    )


def _action(
    sheet: Action, *, axis: str, parent: str, plans: tuple[str, ...], with_confidential: bool
) -> PlanAction:
    values = {name: getattr(sheet, name) for name in VALUES}
    values["lead_email"] = sheet.lead_user.email if sheet.lead_user else ""
    if not with_confidential:
        del values["confidential"]
    return PlanAction(
        key=str(sheet.pk),
        where=Where(),
        values=values,
        axis=axis,
        parent=parent,
        plans=plans,
        tasks=tuple(PlanTask(t.title, t.due, t.done_at, t.who) for t in sheet.tasks.all()),
        budget=tuple(
            PlanMoney(b.year, b.nature, b.measure, b.planned, b.actual) for b in sheet.budget.all()
        ),
        fundings=tuple(
            PlanFunding(
                f.funder,
                f.state,
                f.asked,
                f.granted,
                f.scheme,
                f.eligible,
                f.deadline,
                f.link,
                f.follower,
            )
            for f in sheet.fundings.all()
        ),
    )
