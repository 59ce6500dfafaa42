"""Where each commitment of a charter stands on a day: proven, late, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CommitmentState(StrEnum):
    """Where a commitment stands, what comes first first."""

    LATE = "late"  # due, and no proof was verified
    TO_VERIFY = "to_verify"  # not due yet; there are proofs that nobody verified
    RUNNING = "running"
    UNDATED = "undated"  # no due date: it binds to nothing yet
    PROVEN = "proven"


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A proof: an address, or a document and its date; verified by a role on a day, or not yet."""

    title: str
    link: str = ""
    dated_on: date | None = None
    verified_by: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment of a principle: how it is measured, the role that answers for it, its proofs."""

    text: str
    principle: str
    measure: str = ""
    owner: str = ""
    due_on: date | None = None
    proofs: tuple[ProofLine, ...] = ()

    @property
    def proven_on(self) -> date | None:
        """The day its first proof was verified."""
        return min((each.verified_on for each in self.proofs if each.verified_on), default=None)

    def state(self, today: date) -> CommitmentState:
        """Where it stands; the due day itself is not late."""
        if self.proven_on and self.proven_on <= today:
            return CommitmentState.PROVEN
        if self.due_on and self.due_on < today:
            return CommitmentState.LATE
        if self.proofs:
            return CommitmentState.TO_VERIFY
        return CommitmentState.RUNNING if self.due_on else CommitmentState.UNDATED


def in_order(
    commitments: Sequence[CommitmentLine], today: date
) -> list[tuple[CommitmentLine, CommitmentState]]:
    """The commitments with their states: late first, the oldest due date first."""
    ranks = list(CommitmentState)
    known = [(each, each.state(today)) for each in commitments]
    return sorted(known, key=lambda pair: (ranks.index(pair[1]), pair[0].due_on or date.max))


def changes(
    commitments: Sequence[CommitmentLine], since: date, today: date
) -> list[tuple[CommitmentState, str]]:
    """The commitments proven after ``since``, then those that became late."""
    known = [(each, each.state(today)) for each in commitments]
    dated = [(state, each.text, each.proven_on if state is CommitmentState.PROVEN else each.due_on)
             for each, state in known]  # fmt: skip
    return [(wanted, text) for wanted in (CommitmentState.PROVEN, CommitmentState.LATE)
            for state, text, day in dated
            if state is wanted and day and since < day <= today]  # fmt: skip
