"""Actions on figures: values, approval, objectives, followed indicators.

Records are written by the register; what is followed is a choice, written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write
from jalons.kernel import Period
from jalons.strategy.engine.indicators.grid import check_value, to_unit
from jalons.strategy.engine.indicators.trajectory import Course
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators import queries
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator, Objective

State = DeclaredValue.State


@dataclass(frozen=True, slots=True)
class Declaration:
    """A value to store: for which period, in which unit it was typed, where it comes from."""

    indicator: str
    period: Period
    value: float
    unit: str = ""
    source: str = ""
    link: str = ""
    comment: str = ""


def facts_of(declared: Declaration) -> dict[str, Any]:
    """The fields of a value, in the unit of its sheet.

    Raises ``StrategyError``: ``indicator_unknown``, ``value_unit``, ``value_share``.
    """
    sheet = catalogue().get(declared.indicator)
    amount = to_unit(declared.value, declared.unit, sheet)
    check_value(amount, sheet)
    return {
        "indicator": sheet.id,
        "period_start": declared.period.start,
        "period_end": declared.period.end,
        "value": amount,
        "unit": sheet.unit.symbol,
        "source": declared.source,
        "link": declared.link,
        "comment": declared.comment,
    }


def change_of(
    authority: Authority, declared: Declaration, row: DeclaredValue | None
) -> tuple[DeclaredValue, dict[str, Any]]:
    """The record and the fields to write for a value: a new record when there is no ``row``."""
    row = row or DeclaredValue(authority=authority)
    return row, row.rewritten(facts_of(declared))


def declare(*, authority: Authority, user: Person, declared: Declaration) -> DeclaredValue:
    """The value of a period as it was typed, new or changed, to approve.

    Raises what ``facts_of`` and the writer raise.
    """
    row, values = change_of(
        authority, declared, queries.value_of(authority, declared.indicator, declared.period)
    )
    write(authority, user, [(row, values)])
    return row


def approve(*, rows: Iterable[DeclaredValue], user: Person) -> Batch | None:
    """Approve values, which become observations; the batch that can be undone, None without any."""
    waiting = [row for row in rows if row.state == State.DRAFT]
    if not waiting:
        return None
    text = ngettext("%(count)s typed value", "%(count)s typed values", len(waiting))
    changes = [(row, {"state": State.APPROVED}) for row in waiting]
    return write(waiting[0].authority, user, changes, label=text % {"count": len(waiting)})


def course_values(course: Course, decided_by: str) -> dict[str, Any]:
    *steps, target = course.points
    return {
        "baseline_on": course.baseline.on,
        "baseline": course.baseline.value,
        "target_on": target.on,
        "target": target.value,
        "steps": [[point.on.isoformat(), point.value] for point in steps],
        "decided_by": decided_by,
    }


def set_objective(
    *, authority: Authority, user: Person, indicator: str, course: Course, decided_by: str = ""
) -> Batch | None:
    """Store the objective of an indicator; the batch that can be undone, None without a change."""
    row = queries.objective(authority, indicator) or Objective(
        authority=authority, indicator=indicator
    )
    return write(authority, user, [(row, course_values(course, decided_by))])


# What is followed ---------------------------------------------------------------------------------


def follow(*, authority: Authority, user: Person, indicators: Iterable[str]) -> int:
    """Follow indicators; the number of new ones."""
    known = set(FollowedIndicator.objects.of(authority).values_list("indicator", flat=True))
    wanted = [each for each in dict.fromkeys(indicators) if each not in known]
    with transaction.atomic():
        for indicator in wanted:
            catalogue().get(indicator)
            FollowedIndicator.objects.create(authority=authority, indicator=indicator)
            _journal(authority, user, indicator, {_("followed"): _("yes")})
    return len(wanted)


def unfollow(*, authority: Authority, user: Person, indicators: Iterable[str]) -> int:
    """Stop following indicators; the number stopped. Their values and objectives stay."""
    rows = FollowedIndicator.objects.of(authority).filter(indicator__in=set(indicators))
    with transaction.atomic():
        gone = list(rows)
        rows.delete()
        for row in gone:
            _journal(authority, user, row.indicator, {_("followed"): _("no")})
    return len(gone)


def trust(*, authority: Authority, user: Person, indicator: str, sources: Sequence[str]) -> None:
    """Store which source of an indicator is trusted first, by the kinds of origin."""
    wanted = list(dict.fromkeys(sources))
    with transaction.atomic():
        follow(authority=authority, user=user, indicators=[indicator])
        rows = FollowedIndicator.objects.of(authority).filter(indicator=indicator)
        before = rows.get().sources
        if before == wanted:
            return
        rows.update(sources=wanted)
        first = [{_("source trusted first"): each[0] if each else ""} for each in (before, wanted)]
        _journal(authority, user, indicator, first[1], before=first[0])


def _journal(
    authority: Authority,
    user: Person,
    indicator: str,
    after: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> None:
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED,
        urn=queries.indicator_urn(indicator),
        label=catalogue().get(indicator).name.fr,
        before=before,
        after=after,
    )
