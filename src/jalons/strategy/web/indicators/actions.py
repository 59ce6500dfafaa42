"""What changes the figures of an authority: values, approval, locks, objectives, what it follows.

Every line of the journal names the indicator: its history is that of its values and its objective.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import editable_number
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import (
    Interval,
    Observation,
    Perimeter,
    Period,
    Source,
    Status,
    Unit,
)
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.grid import check_value, to_unit
from jalons.strategy.engine.sdmx import period_text
from jalons.strategy.engine.trajectory import Course, Point
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.models import (
    DeclaredValue,
    FollowedIndicator,
    Objective,
    ObjectivePoint,
)

type Person = User | AnonymousUser | None
State = DeclaredValue.State

METHOD = "declared/1"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A value to keep: for which period, in which unit it was typed, where it comes from."""

    indicator: str
    period: Period
    value: float
    unit: str = ""
    source: str = ""
    link: str = ""
    comment: str = ""


# Values -------------------------------------------------------------------------------------------


def declare(*, authority: Authority, user: Person, given: Declaration) -> DeclaredValue:
    """A new declared value, to approve, in the unit of its sheet; its indicator is followed.

    Raises ``StrategyError``: ``value_exists``, ``value_unit``, ``value_share``,
    ``indicator_unknown``.
    """
    amount = _amount(given)
    with transaction.atomic():
        if queries.value_of(authority, given.indicator, given.period):
            raise StrategyError("value_exists")
        row = DeclaredValue(
            authority=authority,
            indicator=given.indicator,
            period_start=given.period.start,
            period_end=given.period.end,
            typed_by=_member(user),
        )
        _fill(row, given, amount)
        row.save(force_insert=True)
        follow(authority=authority, user=user, indicators=[given.indicator])
        _journal(row, user, Verb.CREATED, after=_facts(row))
    return row


def change_value(*, row: DeclaredValue, user: Person, given: Declaration) -> bool:
    """Change a value; false when nothing changes. An approved one is to be approved again.

    Raises ``StrategyError``: ``value_locked``, ``value_exists``, ``value_unit``, ``value_share``.
    """
    amount = _amount(given)
    with transaction.atomic():
        row = _held(row)
        if row.state == State.LOCKED:
            raise StrategyError("value_locked")
        other = queries.value_of(row.authority, row.indicator, given.period)
        if other is not None and other.pk != row.pk:
            raise StrategyError("value_exists")
        before = _facts(row)
        row.period_start, row.period_end = given.period.start, given.period.end
        _fill(row, given, amount)
        if _facts(row) == before:
            return False
        if row.state == State.APPROVED:
            observation_store().withdraw(row.urn)
            row.state, row.approved_at, row.approved_by = State.DRAFT, None, None
        row.version += 1
        row.save()
        _journal(row, user, Verb.CHANGED, before, _facts(row))
    return True


def approve(*, rows: Iterable[DeclaredValue], user: Person) -> int:
    """Turn values into observations; how many. Those approved already are left as they are."""
    done = 0
    with transaction.atomic():
        for each in rows:
            row = _held(each)
            if row.state != State.DRAFT:
                continue
            row.state, row.approved_at = State.APPROVED, timezone.now()
            row.approved_by = _member(user)
            row.version += 1
            row.save()
            observation_store().record([observation(row)])
            _journal(
                row, user, Verb.CHANGED, after={_("state"): row.get_state_display(), **_facts(row)}
            )
            done += 1
    return done


def lock(*, row: DeclaredValue, user: Person) -> None:
    """Keep an approved value as it is. Raises ``StrategyError`` (``value_state``) for another."""
    _move(row, user, State.APPROVED, State.LOCKED)


def unlock(*, row: DeclaredValue, user: Person) -> None:
    """Let a locked value change again. Raises ``StrategyError`` (``value_state``)."""
    _move(row, user, State.LOCKED, State.APPROVED)


def _move(row: DeclaredValue, user: Person, needed: str, wanted: str) -> None:
    with transaction.atomic():
        row = _held(row)
        if row.state != needed:
            raise StrategyError("value_state", state=row.get_state_display())
        before, period = row.get_state_display(), period_text(period_of(row))
        row.state = wanted
        row.version += 1
        row.save()
        after = {_("state"): row.get_state_display(), _("period"): period}
        _journal(row, user, Verb.CHANGED, {_("state"): before, _("period"): period}, after)


def delete_value(*, row: DeclaredValue, user: Person) -> dict[str, Any]:
    """Forget a value and its observation; what it held, as JSON values, to bring it back.

    Raises ``StrategyError`` (``value_locked``).
    """
    with transaction.atomic():
        row = _held(row)
        if row.state == State.LOCKED:
            raise StrategyError("value_locked")
        if row.state == State.APPROVED:
            observation_store().withdraw(row.urn)
        kept = {
            "indicator": row.indicator,
            "start": row.period_start.isoformat(),
            "end": row.period_end.isoformat(),
            "value": row.value,
            "unit": row.unit,
            "source": row.source,
            "link": row.link,
            "comment": row.comment,
        }
        _journal(row, user, Verb.DELETED, before=_facts(row))
        row.delete()
    return kept


def bring_back(*, authority: Authority, user: Person, kept: Mapping[str, Any]) -> DeclaredValue:
    """A deleted value again, to approve. Raises ``StrategyError`` (``value_exists``)."""
    days = [date.fromisoformat(kept[name]) for name in ("start", "end")]
    texts = {name: kept[name] for name in ("unit", "source", "link", "comment")}
    given = Declaration(kept["indicator"], Period(*days), kept["value"], **texts)
    return declare(authority=authority, user=user, given=given)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of several values: how many are new, changed, the same, locked."""

    new: int = 0
    changed: int = 0
    same: int = 0
    locked: int = 0


def keep_many(*, authority: Authority, user: Person, given: Sequence[Declaration]) -> Kept:
    """Keep several values in one go, all or none; locked ones are left alone and counted.

    A source or a comment that is not told stays as it was.
    """
    count = {"new": 0, "changed": 0, "same": 0, "locked": 0}
    with transaction.atomic():
        for each in given:
            row = queries.value_of(authority, each.indicator, each.period)
            if row is None:
                declare(authority=authority, user=user, given=each)
                count["new"] += 1
            elif row.state == State.LOCKED:
                count["locked"] += 1
            else:
                whole = Declaration(
                    each.indicator, each.period, each.value, each.unit,
                    each.source or row.source, each.link or row.link, each.comment or row.comment,
                )  # fmt: skip
                moved = change_value(row=row, user=user, given=whole)
                count["changed" if moved else "same"] += 1
    return Kept(**count)


def observation(row: DeclaredValue) -> Observation:
    """The observation of an approved value: exact as typed, and said to be declared."""
    source = Source(
        title=row.source or "Valeur déclarée",
        publisher=row.authority.name,
        published=row.typed_at.date(),
        licence="unstated",
        link=row.link,
    )
    return Observation(
        indicator=row.indicator,
        value=Interval.exact(row.value),
        unit=Unit.parse(row.unit),
        period=period_of(row),
        perimeter=Perimeter(authority=row.authority.urn),
        sources=(source,),
        method=METHOD,
        status=Status.DECLARED,
        origin=row.urn,
    )


def period_of(row: DeclaredValue) -> Period:
    """The days a declared value speaks of."""
    return Period(row.period_start, row.period_end)


def _amount(given: Declaration) -> float:
    sheet = catalogue().get(given.indicator)
    amount = to_unit(given.value, given.unit, sheet)
    check_value(amount, sheet)
    return amount


def _fill(row: DeclaredValue, given: Declaration, amount: float) -> None:
    row.value, row.unit = amount, catalogue().get(given.indicator).unit.symbol
    row.source, row.link, row.comment = given.source, given.link, given.comment


def _held(row: DeclaredValue) -> DeclaredValue:
    """The row as it is stored now, held until the end of the transaction."""
    rows = DeclaredValue.objects.of(row.authority).select_related("authority")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


def _facts(row: DeclaredValue) -> dict[str, Any]:
    return {
        _("period"): period_text(period_of(row)),
        _("value"): row.value,
        _("unit"): row.unit,
        _("source"): row.source,
        _("link"): row.link,
        _("comment"): row.comment,
    }


def _member(user: Person) -> User | None:
    return user if isinstance(user, User) else None


def _journal(
    row: DeclaredValue, user: Person, verb: str, before: Any = None, after: Any = None
) -> None:
    _write(row.authority, user, verb, row.indicator, before, after)


def _write(  # noqa: PLR0913, PLR0917  the parts of a line of the journal
    authority: Authority, user: Person, verb: str, indicator: str, before: Any, after: Any
) -> None:
    record(
        request_user=user,
        authority=authority,
        verb=verb,
        urn=queries.indicator_urn(indicator),
        label=catalogue().get(indicator).name.fr,
        before=before,
        after=after,
    )


# Objectives ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective to keep: its course, in the unit of the sheet, and the decision behind it."""

    course: Course
    decided_by: str = ""


def set_objective(*, authority: Authority, user: Person, indicator: str, aim: Aim) -> bool:
    """Keep the objective of an indicator; false when nothing changes. The indicator is followed.

    Raises ``StrategyError``: ``indicator_unknown``, ``value_share``.
    """
    sheet = catalogue().get(indicator)
    for point in (aim.course.baseline, *aim.course.points):
        check_value(point.value, sheet)
    with transaction.atomic():
        rows = Objective.objects.of(authority).select_for_update()
        row = rows.filter(indicator=indicator).first()
        before = _aims(queries.course_of(row), row.decided_by) if row else None
        after = _aims(aim.course, aim.decided_by)
        if before == after:
            return False
        new = row is None
        row = row or Objective(authority=authority, indicator=indicator)
        _keep_course(row, aim, new=new)
        follow(authority=authority, user=user, indicators=[indicator])
        verb = Verb.CREATED if new else Verb.CHANGED
        _write(authority, user, verb, indicator, _aim_told(before), _aim_told(after))
    return True


def _keep_course(row: Objective, aim: Aim, *, new: bool) -> None:
    course = aim.course
    straight = len(course.points) == 1
    row.baseline_on, row.baseline = course.baseline.on, course.baseline.value
    row.trajectory = Objective.Trajectory.LINEAR if straight else Objective.Trajectory.CUSTOM
    row.decided_by = aim.decided_by
    if not new:
        row.version += 1
    row.save(force_insert=new)
    ObjectivePoint.objects.of(row.authority).filter(objective=row).delete()
    ObjectivePoint.objects.of(row.authority).bulk_create(
        ObjectivePoint(authority=row.authority, objective=row, on=point.on, value=point.value)
        for point in course.points
    )


def delete_objective(*, row: Objective, user: Person) -> dict[str, Any]:
    """Give an objective up; what it held, as JSON values, to bring it back."""
    kept = _aims(queries.course_of(row), row.decided_by)
    with transaction.atomic():
        _write(row.authority, user, Verb.DELETED, row.indicator, _aim_told(kept), None)
        row.delete()
    return {"indicator": row.indicator, **kept}


def restore_objective(*, authority: Authority, user: Person, kept: Mapping[str, Any]) -> None:
    """A deleted objective again."""
    points = [Point(date.fromisoformat(on), value) for on, value in kept["points"]]
    aim = Aim(Course(points[0], tuple(points[1:])), kept["decided_by"])
    set_objective(authority=authority, user=user, indicator=kept["indicator"], aim=aim)


def _aims(course: Course, decided_by: str) -> dict[str, Any]:
    """A course as JSON values: the baseline first, then the points."""
    points = (course.baseline, *course.points)
    return {
        "points": [[point.on.isoformat(), point.value] for point in points],
        "decided_by": decided_by,
    }


def _aim_told(aim: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if aim is None:
        return None
    points = ", ".join(f"{on} = {editable_number(value)}" for on, value in aim["points"])
    return {_("objective"): points, _("decision"): aim["decided_by"]}


# What is followed ---------------------------------------------------------------------------------


def follow(*, authority: Authority, user: Person, indicators: Iterable[str]) -> int:
    """Follow indicators; how many were not followed yet."""
    held = set(FollowedIndicator.objects.of(authority).values_list("indicator", flat=True))
    wanted = [each for each in dict.fromkeys(indicators) if each not in held]
    with transaction.atomic():
        for indicator in wanted:
            catalogue().get(indicator)
            FollowedIndicator.objects.create(authority=authority, indicator=indicator)
            _write(authority, user, Verb.CHANGED, indicator, None, {_("followed"): _("yes")})
    return len(wanted)


def unfollow(*, authority: Authority, user: Person, indicators: Iterable[str]) -> int:
    """Follow indicators no more; how many were. Their values and objectives stay."""
    rows = FollowedIndicator.objects.of(authority).filter(indicator__in=set(indicators))
    with transaction.atomic():
        gone = list(rows)
        for row in gone:
            row.delete()
            _write(authority, user, Verb.CHANGED, row.indicator, None, {_("followed"): _("no")})
    return len(gone)


def trust(*, authority: Authority, user: Person, indicator: str, sources: Sequence[str]) -> None:
    """Say which source of an indicator is trusted first, by the kinds of origin."""
    with transaction.atomic():
        follow(authority=authority, user=user, indicators=[indicator])
        row = FollowedIndicator.objects.of(authority).get(indicator=indicator)
        if row.sources == list(sources):
            return
        before, row.sources = row.sources, list(dict.fromkeys(sources))
        row.save()
        told = (
            {_("source trusted first"): each[0] if each else ""} for each in (before, row.sources)
        )
        _write(authority, user, Verb.CHANGED, indicator, *told)
