"""The reminders of each person: late actions, tasks due, inactive actions, values due.

People are keys; the caller sends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jalons.strategy.engine.roadmap.roadmap import CLOSED, STALE_AFTER

SOON = timedelta(days=14)
DUTY_SOON = timedelta(days=30)  # a declaration takes longer than a task
AHEAD = timedelta(days=30)  # a file for a funder takes longer to write than a task


class Reason(StrEnum):
    """The reason of a reminder, the most urgent first."""

    DUTY_LATE = "duty_late"
    FUNDING_OVERDUE = "funding_overdue"
    TASK_OVERDUE = "task_overdue"
    ACTION_LATE = "action_late"
    DUTY_SOON = "duty_soon"
    FUNDING_SOON = "funding_soon"
    TASK_SOON = "task_soon"
    ACTION_SOON = "action_soon"
    VALUE_DUE = "value_due"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class ToRemind[K: Hashable]:
    """A reminder; ``lead`` is the key of the person in charge, None without.

    ``action`` is the id of an action or of an indicator, empty for a duty.
    """

    reason: Reason
    title: str
    action: str
    day: date | None
    lead: K | None = None


@dataclass(frozen=True, slots=True)
class Watched[K: Hashable]:
    """An action as reminders read it; ``tasks`` are titles, days due, and whether they are done.

    ``files`` are the fundings to apply for: their name, and the day to file by.
    """

    action: str
    title: str
    status: str
    end: date | None
    changed: date
    lead: K | None = None
    tasks: tuple[tuple[str, date | None, bool], ...] = ()
    files: tuple[tuple[str, date], ...] = ()


def to_remind[K: Hashable](actions: Iterable[Watched[K]], today: date) -> list[ToRemind[K]]:
    """The reminders of actions, none for those done or abandoned.

    An action with another reminder has none for inactivity.
    """
    found: list[ToRemind[K]] = []
    for each in actions:
        if each.status in CLOSED:
            continue
        before = len(found)
        for title, due, done in each.tasks:
            if done or due is None or due > today + SOON:
                continue
            reason = Reason.TASK_OVERDUE if due < today else Reason.TASK_SOON
            text = f"{each.title} · {title}"
            found.append(ToRemind(reason, text, each.action, due, each.lead))
        for name, deadline in each.files:
            if deadline <= today + AHEAD:
                reason = Reason.FUNDING_OVERDUE if deadline < today else Reason.FUNDING_SOON
                text = f"{each.title} · {name}"
                found.append(ToRemind(reason, text, each.action, deadline, each.lead))
        if each.end and each.end <= today + SOON:
            reason = Reason.ACTION_LATE if each.end < today else Reason.ACTION_SOON
            found.append(ToRemind(reason, each.title, each.action, each.end, each.lead))
        if len(found) == before and today - each.changed > STALE_AFTER:
            found.append(ToRemind(Reason.STALE, each.title, each.action, each.changed, each.lead))
    return found


def receivers[K: Hashable](
    lead: K | None, *, members: Sequence[K], leads: Sequence[K], administrators: Sequence[K]
) -> tuple[K, ...]:
    """Who is reminded: the lead while a member, else the leads, else the administrators."""
    if lead is not None and lead in members:
        return (lead,)
    return tuple(leads or administrators)


def digests[K: Hashable](
    found: Iterable[ToRemind[K]],
    *,
    members: Sequence[K],
    leads: Sequence[K],
    administrators: Sequence[K],
) -> dict[K, list[ToRemind[K]]]:
    """The reminders of each person, the most urgent first."""
    by_person: dict[K, list[ToRemind[K]]] = defaultdict(list)
    for each in found:
        people = receivers(each.lead, members=members, leads=leads, administrators=administrators)
        for person in people:
            by_person[person].append(each)
    return {person: ordered(reminders) for person, reminders in by_person.items()}


def ordered[K: Hashable](found: Iterable[ToRemind[K]]) -> list[ToRemind[K]]:
    """Reminders, the most urgent first."""
    order = list(Reason)
    return sorted(
        found, key=lambda each: (order.index(each.reason), each.day or date.max, each.title)
    )
