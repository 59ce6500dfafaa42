"""The course of an alert: open, acknowledged, closed, and what the world does meanwhile.

People move an alert from state to state; the machine only notes what it sees: that the value is
normal again, that it is not any more, that nobody can tell. It never closes an alert a person has
not asked it to.
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
    """Something asked of an alert or of a rule that cannot be done."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True)
class Course:
    """Where an alert is: its state, when it was last seen, since when it is normal, what is unsure.

    ``judged`` is the instant of the value last judged; ``doubt`` says why nobody can tell whether
    it still holds, empty when it is known.
    """

    state: State
    seen: int
    normal: int | None = None
    judged: int | None = None
    doubt: Doubt = ""

    @property
    def watched(self) -> bool:
        """Whether what happens to the entity still belongs to this alert.

        One closed while the value was not normal yet goes on being watched until it is: otherwise
        the next round would open another for the same fact.
        """
        return self.state != "closed" or self.normal is None


@dataclass(frozen=True, slots=True)
class Followed:
    """An alert after a round, and the steps to note, in order."""

    course: Course
    steps: tuple[StepKind, ...] = ()


def acknowledged(course: Course) -> Course:
    """The alert somebody takes care of; raises ``AlertError`` when it is closed or already so."""
    if course.state != "open":
        raise AlertError("alert_not_open")
    return replace(course, state="acknowledged")


def closed(course: Course) -> Course:
    """The alert closed; raises ``AlertError`` when it already is."""
    if course.state == "closed":
        raise AlertError("alert_already_closed")
    return replace(course, state="closed")


def reopened(course: Course) -> Course:
    """The alert open again; raises ``AlertError`` when it is not closed."""
    if course.state != "closed":
        raise AlertError("alert_not_closed")
    return replace(course, state="open")


def followed(course: Course, finding: Finding, *, now: int, closes: bool = False) -> Followed:
    """The alert after a finding on its entity; ``closes``: turning normal closes it.

    A value older than the last judged is no news, unless the last was dated in the future: clocks
    of devices go backwards, and messages come late.
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
    """The alert of which nobody can tell any more whether it holds; no back to normal is made."""
    doubt: Doubt = next((each for each in DOUBTS if each == reason), "unreadable")
    if course.doubt == doubt:
        return Followed(course)
    return Followed(replace(course, doubt=doubt), ("unknown",))
