"""The states of an alert: open, acknowledged, closed, and what was observed meanwhile.

People change the state; the machine only records what it observes: the value is normal again, no
longer normal, or unknown. It never closes an alert unless a person requested it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from jalons.kernel.errors import JalonsError

from .rule_evaluation import Finding

State = Literal["open", "acknowledged", "closed"]
STATES: tuple[State, ...] = ("open", "acknowledged", "closed")
Doubt = Literal[
    "", "deleted", "left", "absent", "unreadable", "unit", "few_points", "no_spread", "no_sheet",
    "query",
]  # fmt: skip
DOUBTS: tuple[Doubt, ...] = (
    "deleted", "left", "absent", "unreadable", "unit", "few_points", "no_spread", "no_sheet",
    "query",
)  # fmt: skip
StepKind = Literal[
    "opened", "acknowledged", "closed", "reopened", "note", "normal", "again", "unknown", "known"
]
STEPS: tuple[StepKind, ...] = (
    "opened", "acknowledged", "closed", "reopened", "note", "normal", "again", "unknown", "known",
)  # fmt: skip


class AlertError(JalonsError):
    """An action on an alert or on a rule that is not possible."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True)
class Course:
    """Where an alert stands: state, last breach, since when it is normal, why it is in doubt.

    ``judged`` is the instant of the last value evaluated; ``doubt`` is the reason why nobody knows
    whether the breach goes on, empty when it is known.
    """

    state: State
    seen: int
    normal: int | None = None
    judged: int | None = None
    doubt: Doubt = ""

    @property
    def watched(self) -> bool:
        """Whether new values of the entity still belong to this alert.

        An alert closed before the value was normal again stays watched until it is: otherwise the
        next round would open another one for the same fact.
        """
        return self.state != "closed" or self.normal is None


@dataclass(frozen=True, slots=True)
class Followed:
    """An alert after a round, and the steps to record, in order."""

    course: Course
    steps: tuple[StepKind, ...] = ()


def acknowledged(course: Course) -> Course:
    """The alert once somebody takes care of it; ``AlertError`` unless it was open."""
    if course.state != "open":
        raise AlertError("alert_not_open")
    return replace(course, state="acknowledged")


def closed(course: Course) -> Course:
    """The alert once closed; raises ``AlertError`` when it already is."""
    if course.state == "closed":
        raise AlertError("alert_already_closed")
    return replace(course, state="closed")


def reopened(course: Course) -> Course:
    """The alert open again; raises ``AlertError`` when it is not closed."""
    if course.state != "closed":
        raise AlertError("alert_not_closed")
    return replace(course, state="open")


def followed(course: Course, finding: Finding, *, now: int, closes: bool = False) -> Followed:
    """The alert after a finding on its entity; ``closes``: back to normal closes it.

    A value older than the last one evaluated is ignored, unless that one was dated in the future:
    device clocks go backwards, and messages arrive late.
    """
    if finding.verdict == "unknown":
        return lost(course, finding.reason)
    late = finding.at is not None and course.judged is not None and finding.at < course.judged
    if late and course.judged is not None and course.judged <= now:
        return Followed(course)
    steps: list[StepKind] = []
    if course.doubt:
        steps.append("known")
    judged = finding.at if finding.at is not None else course.judged
    after = replace(course, doubt="", judged=judged)
    if finding.verdict == "breach":
        if course.normal is not None:
            steps.append("again")
        after = replace(after, seen=max(course.seen, now), normal=None)
    elif finding.verdict == "normal" and course.normal is None:
        steps.append("normal")
        after = replace(after, normal=max(course.seen, now))
    if closes and "normal" in steps and after.state != "closed":
        steps.append("closed")
        after = replace(after, state="closed")
    return Followed(after, tuple(steps))


def lost(course: Course, reason: str) -> Followed:
    """The alert when its value is unknown: in doubt, never back to normal."""
    doubt: Doubt = next((known for known in DOUBTS if known == reason), "unreadable")
    if course.doubt == doubt:
        return Followed(course)
    return Followed(replace(course, doubt=doubt), ("unknown",))
