"""Declared values and objectives for machines: read, and kept from the version that was read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.trajectory import Course, Point
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import actions, queries
from jalons.strategy.web.indicators.models import DeclaredValue, Objective

READ, WRITE = "strategy:read", "strategy:write"


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
    """A value to keep; ``version`` is that of the value it replaces, none for a new one."""

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
    """An objective to keep; ``version`` is that of the one it replaces, none for a new one."""

    baseline: PointRecord
    points: list[PointRecord]
    decided_by: str = ""
    version: int | None = None


def declare(endpoints: Endpoints) -> None:
    """Add the endpoints of the figures to those of the room."""
    endpoints.get("declared-values", _("The declared values"), scope=READ)(value_list)
    endpoints.put("declared-values", _("A declared value, kept"), scope=WRITE)(value_keep)
    endpoints.get("objectives", _("The objectives"), scope=READ)(objective_list)
    path = "objectives/<str:indicator>"
    endpoints.get(path, _("The objective of an indicator"), scope=READ)(objective_read)
    endpoints.put(path, _("The objective of an indicator, kept"), scope=WRITE)(objective_keep)


def value_list(call: AuthorityCall, query: DeclaredQuery) -> Page[DeclaredRecord]:
    """By indicator, latest period first."""
    if query.indicator is not None:
        catalogue().get(query.indicator)
    return Page.of(list(queries.values(call.authority, query.indicator)), query, _value)


def value_keep(call: AuthorityCall, body: DeclaredChange) -> DeclaredRecord:
    """Kept, to approve; ``ApiError`` (``version_old``) when it changed since it was read."""
    if body.end < body.start:
        raise ApiError("body_invalid", field="end", trouble="before start")
    for name, most in (("source", 300), ("link", 200), ("comment", 5_000)):
        if len(getattr(body, name)) > most:
            raise ApiError("body_invalid", field=name, trouble=f"more than {most} characters")
    if body.link and not body.link.startswith(("http://", "https://")):
        raise ApiError("body_invalid", field="link", trouble="not a web address")
    period = Period(body.start, body.end)
    given = actions.Declaration(
        body.indicator, period, body.value, body.unit, body.source, body.link, body.comment
    )
    with transaction.atomic():
        row = queries.value_of(call.authority, body.indicator, period)
        _check_version(body.version, row)
        if row is None:
            actions.declare(authority=call.authority, user=call.user, given=given)
        else:
            actions.change_value(row=row, user=call.user, given=given)
    kept = queries.value_of(call.authority, body.indicator, period)
    assert kept is not None  # noqa: S101  (just kept)
    return _value(kept)


def _check_version(asked: int | None, row: DeclaredValue | Objective | None) -> None:
    """Refuse a change that starts from another version than the present one; 0 is no version."""
    current = row.version if row else 0
    if (asked or 0) != current:
        raise ApiError("version_old", version=asked or 0, current=current)


def objective_list(call: AuthorityCall, query: PageQuery) -> Page[ObjectiveRecord]:
    """By indicator."""
    return Page.of(list(queries.objectives(call.authority)), query, _objective)


def objective_read(call: AuthorityCall, indicator: str) -> ObjectiveRecord:
    """One objective."""
    row = queries.objective(call.authority, indicator)
    if row is None:
        raise Http404
    return _objective(row)


def objective_keep(call: AuthorityCall, indicator: str, body: ObjectiveChange) -> ObjectiveRecord:
    """Kept; refused for a course that goes back in time, or from an older version."""
    if indicator not in catalogue().indicators:
        raise Http404
    course = Course(_point(body.baseline), tuple(_point(each) for each in body.points))
    if len(body.decided_by) > 300:
        raise ApiError("body_invalid", field="decided_by", trouble="more than 300 characters")
    with transaction.atomic():
        _check_version(body.version, queries.objective(call.authority, indicator))
        actions.set_objective(
            authority=call.authority,
            user=call.user,
            indicator=indicator,
            aim=actions.Aim(course, body.decided_by),
        )
    return objective_read(call, indicator)


def _point(given: PointRecord) -> Point:
    return Point(given.on, given.value)


def _value(row: DeclaredValue) -> DeclaredRecord:
    return DeclaredRecord(
        id=row.pk,
        indicator=row.indicator,
        start=row.period_start,
        end=row.period_end,
        value=row.value,
        unit=row.unit,
        source=row.source,
        link=row.link,
        comment=row.comment,
        state=row.state,
        version=row.version,
    )


def _objective(row: Objective) -> ObjectiveRecord:
    course = queries.course_of(row)
    try:
        unit = catalogue().get(row.indicator).unit.symbol
    except StrategyError:  # an indicator of an older version
        unit = ""
    return ObjectiveRecord(
        indicator=row.indicator,
        unit=unit,
        baseline=PointRecord(on=course.baseline.on, value=course.baseline.value),
        points=[PointRecord(on=each.on, value=each.value) for each in course.points],
        decided_by=row.decided_by,
        version=row.version,
    )
