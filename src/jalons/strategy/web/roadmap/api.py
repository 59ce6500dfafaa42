"""The actions of the roadmap for machines: read, created, changed with their version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, UnsetType

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.errors import StaleError
from jalons.strategy.engine.roadmap.roadmap import Filter, Line, ordered
from jalons.strategy.web.roadmap import actions, queries, wording
from jalons.strategy.web.roadmap.models import Action, ActionTask

READ, WRITE = "strategy:read", "strategy:write"


class DocumentRecord(Record, frozen=True, kw_only=True):
    """A document of an action: its name and its address."""

    name: str
    link: str


class ActionRecord(Record, frozen=True, kw_only=True):
    """An action or sub-action; confidential notes stay inside. ``pace`` is late, on_time, no_date,
    proposed (nobody accepted it yet), done or abandoned; ``version`` goes with a change.
    """

    id: UUID
    number: str
    title: str
    description: str
    axis: str | None
    parent: UUID | None
    commitments: list[int]
    status: str
    pace: str
    stale: bool
    priority: str
    start: date | None
    end: date | None
    lead: str
    elected_referent: str
    departments: list[str]
    partners: list[str]
    participation: str
    indicators: list[str]
    linked_plans: list[str]
    documents: list[DocumentRecord]
    tasks_done: int
    tasks: int
    version: int
    changed_at: datetime


class ActionsQuery(PageQuery, frozen=True, kw_only=True):
    """Which actions are wanted, and in which order (``-end`` for the latest first)."""

    text: str = ""
    commitment: int | None = None
    status: str = ""
    priority: str = ""
    lead: str = ""
    department: str = ""
    pace: str = ""
    sort: str = "number"


class NewAction(Record, frozen=True, kw_only=True):
    """An action to create: a title is enough."""

    title: str
    number: str = ""
    description: str = ""
    parent: UUID | None = None
    commitments: list[int] = []
    status: str = "proposed"
    priority: str = "medium"
    start: date | None = None
    end: date | None = None
    lead_name: str = ""
    elected_referent: str = ""
    departments: list[str] = []
    partners: list[str] = []
    participation: str = "none"
    indicators: list[str] = []


class ActionChange(Record, frozen=True, kw_only=True):
    """What changes of an action, from the version that was read; what is not sent stays."""

    version: int
    title: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    parent: UUID | UnsetType | None = UNSET
    commitments: list[int] | UnsetType = UNSET
    status: str | UnsetType = UNSET
    priority: str | UnsetType = UNSET
    start: date | UnsetType | None = UNSET
    end: date | UnsetType | None = UNSET
    lead_name: str | UnsetType = UNSET
    elected_referent: str | UnsetType = UNSET
    departments: list[str] | UnsetType = UNSET
    partners: list[str] | UnsetType = UNSET
    participation: str | UnsetType = UNSET
    indicators: list[str] | UnsetType = UNSET


def declare(endpoints: Endpoints) -> None:
    """Add the endpoints of the roadmap to those of the room."""
    endpoints.get("actions", _("The actions of the roadmap"), scope=READ)(action_list)
    endpoints.post("actions", _("A new action"), scope=WRITE)(action_create)
    endpoints.get("actions/<uuid:pk>", _("One action of the roadmap"), scope=READ)(action_read)
    endpoints.patch("actions/<uuid:pk>", _("A change of an action"), scope=WRITE)(action_change)


def action_list(call: AuthorityCall, query: ActionsQuery) -> Page[ActionRecord]:
    """Filtered and sorted as in the table of the roadmap."""
    today = timezone.localdate()
    wanted = Filter(
        text=query.text,
        commitment=query.commitment,
        status=query.status,
        priority=query.priority,
        lead=query.lead,
        department=query.department,
        pace=query.pace,
    )
    wanted_lines = [line for line in queries.lines(call.authority) if wanted.keeps(line, today)]
    found = ordered(wanted_lines, query.sort, today)
    start = (query.page - 1) * query.per_page
    shown = found[start : start + query.per_page]
    rows = queries.actions(call.authority).select_related("axis", "lead_user")
    rows = rows.prefetch_related("linked_plans").filter(pk__in=[line.id for line in shown])
    sheets = {str(row.pk): row for row in rows}
    return Page.of(found, query, lambda line: _record(sheets[line.id], line, today))


def action_read(call: AuthorityCall, pk: UUID) -> ActionRecord:
    """One action."""
    return _answer(_sheet(call, pk))


def action_create(call: AuthorityCall, body: NewAction) -> ActionRecord:
    """Created as in its form; ``StrategyError`` says what is refused."""
    values = msgspec.structs.asdict(body)
    _check_title(body.title)
    made = actions.create_action(authority=call.authority, user=call.user, values=values)
    return _answer(_sheet(call, made.pk))


def action_change(call: AuthorityCall, pk: UUID, body: ActionChange) -> ActionRecord:
    """Changed if ``version`` is the present one; ``ApiError`` (``version_old``) else."""
    fields = msgspec.structs.asdict(body)
    values = {name: value for name, value in fields.items() if value is not UNSET}
    del values["version"]
    if "title" in values:
        _check_title(values["title"])
    action = _sheet(call, pk)
    if body.version != action.version:
        raise ApiError("version_old", version=body.version, current=action.version)
    try:
        actions.change_action(action=action, user=call.user, values=values)
    except StaleError as error:  # stored since the comparison
        current = _sheet(call, pk).version
        raise ApiError("version_old", version=body.version, current=current) from error
    return _answer(_sheet(call, pk))


def _check_title(title: str) -> None:
    if not title.strip():
        raise ApiError("body_invalid", field="title", trouble="empty")


def _sheet(call: AuthorityCall, pk: UUID) -> Action:
    return or_404(queries.action(call.authority, pk))


def _answer(action: Action) -> ActionRecord:
    line = queries.line_of(action, queries.parts_of(ActionTask, action))
    return _record(action, line, timezone.localdate())


def _record(action: Action, line: Line, today: date) -> ActionRecord:
    done, total = line.progress
    plain: dict[str, Any] = {
        name: getattr(action, name)
        for name in (
            "id", "number", "title", "description", "commitments", "status", "priority", "start",
            "end", "elected_referent", "departments", "partners", "participation", "indicators",
            "version", "changed_at",
        )
    }  # fmt: skip
    return ActionRecord(
        **plain,
        axis=action.axis.name if action.axis else None,
        parent=action.parent_id,
        pace=line.pace(today).value,
        stale=line.stale(today),
        lead=wording.lead(action),
        linked_plans=[plan.name for plan in action.linked_plans.all()],
        documents=[DocumentRecord(**document) for document in action.documents],
        tasks_done=done,
        tasks=total,
    )
