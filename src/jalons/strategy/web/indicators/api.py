"""Typed values and objectives for machines: read, and stored from the version that was read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import living
from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.api import store
from jalons.kernel import Period
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import actions, queries
from jalons.strategy.web.indicators.models import DeclaredValue, Objective

READ, WRITE = "strategy:read", "strategy:write"
_ALIKE = ("id", "indicator", "value", "unit", "source", "link", "comment", "state", "version")


class DeclaredRecord(Record, frozen=True, kw_only=True):
    """A declared value, in the unit of its indicator; ``state`` is draft, approved or locked."""

    id: UUID
    indicator: str
    start: date
    end: date
    value: float
    unit: str
    source: str
    link: str
    comment: str
    state: str
    version: int


class DeclaredQuery(PageQuery, frozen=True, kw_only=True):
    """Which declared values are wanted: all, or those of one indicator."""

    indicator: str | None = None


class DeclaredChange(Record, frozen=True, kw_only=True):
    """A value to store; ``version`` is that of the value it replaces, none for a new one."""

    indicator: str
    start: date
    end: date
    value: float
    unit: str = ""
    source: str = ""
    link: str = ""
    comment: str = ""
    version: int | None = None


class PointRecord(Record, frozen=True, kw_only=True):
    """A value aimed at on a day, in the unit of the indicator."""

    on: date
    value: float


class ObjectiveRecord(Record, frozen=True, kw_only=True):
    """An objective: where it starts, its points, the last one being the target."""

    indicator: str
    unit: str
    baseline: PointRecord
    points: list[PointRecord]
    decided_by: str
    version: int


class ObjectiveChange(Record, frozen=True, kw_only=True):
    """An objective to store; ``version`` is that of the one it replaces, none for a new one."""

    baseline: PointRecord
    points: list[PointRecord]
    decided_by: str = ""
    version: int | None = None


def declare(endpoints: Endpoints) -> None:
    """Add the endpoints of the figures to those of the room."""
    endpoints.get("declared-values", _("The declared values"), scope=READ)(value_list)
    endpoints.put("declared-values", _("A declared value, stored"), scope=WRITE)(value_keep)
    endpoints.get("objectives", _("The objectives"), scope=READ)(objective_list)
    path = "objectives/<str:indicator>"
    endpoints.get(path, _("The objective of an indicator"), scope=READ)(objective_read)
    endpoints.put(path, _("The objective of an indicator, stored"), scope=WRITE)(objective_keep)


def value_list(call: AuthorityCall, query: DeclaredQuery) -> Page[DeclaredRecord]:
    """By indicator, latest period first."""
    if query.indicator is not None:
        catalogue().get(query.indicator)
    return Page.of(list(queries.values(call.authority, query.indicator)), query, _value)


def value_keep(call: AuthorityCall, body: DeclaredChange) -> DeclaredRecord:
    """Stored, to approve; ``ApiError`` (``version_old``) when it changed since it was read."""
    if body.end < body.start:
        raise ApiError("body_invalid", field="end", trouble="before start")
    declared = actions.Declaration(
        body.indicator, Period(body.start, body.end), body.value, body.unit, body.source,
        body.link, body.comment,
    )  # fmt: skip
    with transaction.atomic():
        row = queries.value_of(call.authority, declared.indicator, declared.period)
        _check_version(body.version, row)
        record, values = actions.change_of(call.authority, declared, row)
        store(call, record, values)
    return _value(record)


def _check_version(expected: int | None, row: DeclaredValue | Objective | None) -> None:
    """Refuse a change that starts from another version than the present one; 0 is no version."""
    current = row.version if row else 0
    if (expected or 0) != current:
        raise ApiError("version_old", version=expected or 0, current=current)


def objective_list(call: AuthorityCall, query: PageQuery) -> Page[ObjectiveRecord]:
    """By indicator."""
    return Page.of(list(living(Objective, call.authority)), query, _objective)


def objective_read(call: AuthorityCall, indicator: str) -> ObjectiveRecord:
    """One objective."""
    row = or_404(queries.objective(call.authority, indicator))
    return _objective(row)


def objective_keep(call: AuthorityCall, indicator: str, body: ObjectiveChange) -> ObjectiveRecord:
    """Stored; refused for a course that goes back in time, or from an older version."""
    if indicator not in catalogue().indicators:
        raise Http404
    course = Course(_point(body.baseline), tuple(_point(point) for point in body.points))
    with transaction.atomic():
        row = queries.objective(call.authority, indicator)
        _check_version(body.version, row)
        record = row or Objective(authority=call.authority, indicator=indicator)
        store(call, record, actions.course_values(course, body.decided_by))
    return _objective(record)


def _point(record: PointRecord) -> Point:
    return Point(record.on, record.value)


def _value(row: DeclaredValue) -> DeclaredRecord:
    texts = {name: getattr(row, name) for name in _ALIKE}
    return DeclaredRecord(start=row.period_start, end=row.period_end, **texts)


def _objective(row: Objective) -> ObjectiveRecord:
    course, sheet = row.course, catalogue().indicators.get(row.indicator)
    return ObjectiveRecord(
        indicator=row.indicator,
        unit=sheet.unit.symbol if sheet else "",  # none for one of an older version
        baseline=PointRecord(on=course.baseline.on, value=course.baseline.value),
        points=[PointRecord(on=point.on, value=point.value) for point in course.points],
        decided_by=row.decided_by,
        version=row.version,
    )
