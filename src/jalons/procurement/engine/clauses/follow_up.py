"""What is checked during a contract, and when; how far the checks are."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from jalons.procurement.engine.clauses.catalogue import Clause

SOON = timedelta(days=60)
State = Literal["to_do", "done", "not_met"]
STATES = get_args(State)


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """A clause to check by a day, None when it is not known; ``number`` counts its checks."""

    clause: Clause
    number: int
    due: date | None


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """How many checks there are, by state; ``soon`` are to do by ``until``, late ones aside."""

    total: int
    done: int
    not_met: int
    late: int
    soon: int
    until: date | None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan(
    clauses: Sequence[Clause], notified: date | None, months: int | None, delivery: date | None
) -> tuple[PlannedCheck, ...]:
    """The checks of a contract notified on a day for so many months, the undated last.

    The proof of a bid is to be filed by the notification; no check is later than the end.
    """
    rows = [
        PlannedCheck(clause, number, day)
        for clause in clauses
        for number, day in enumerate(_days(clause, notified, months, delivery) or [None], 1)
    ]
    return tuple(sorted(rows, key=lambda each: (each.due is None, each.due or date.min)))


def _days(
    clause: Clause, notified: date | None, months: int | None, delivery: date | None
) -> list[date | None]:
    if clause.control == "delivery":
        return [delivery]
    if notified is None or (months is None and clause.control != "bid"):
        return []
    last = months or 0
    after = {"bid": 0, "month": min(clause.months, last)}.get(clause.control, last)
    years = range(12, last + 1, 12) if clause.control == "yearly" else ()
    return [months_after(notified, each) for each in years or (after,)]


def progress(checks: Iterable[tuple[str, date]], today: date) -> CheckProgress:
    """How far checks are on a day: late when they are to do and their day is past."""
    rows = list(checks)
    states = [state for state, _due in rows]
    due = [day for state, day in rows if state == "to_do"]
    soon = [day for day in due if today <= day <= today + SOON]
    late = sum(day < today for day in due)
    return CheckProgress(len(rows), states.count("done"), states.count("not_met"), late, len(soon),
                    max(soon, default=None))  # fmt: skip
