"""From a diagnosis to a basket of actions, and from the basket to a dated draft."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalons.strategy.engine.diagnosis import Answer, Diagnosis, QuestionScore, facts_as_values
from jalons.strategy.engine.referential import Cost, Effort, Reach, ReadyAction

MONTHS = {Effort.DAYS: 1, Effort.WEEKS: 3, Effort.MONTHS: 9}
AT_ONCE = 3  # actions a small team runs together
_REACH = {Reach.STRONG: 0, Reach.NOTABLE: 1, Reach.SMALL: 2}
_EFFORT = {Effort.DAYS: 0, Effort.WEEKS: 1, Effort.MONTHS: 2}
_COST = {Cost.NONE: 0, Cost.LOW: 1, Cost.MEDIUM: 2, Cost.HIGH: 3}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action that answers what is not done yet.

    ``gain`` is how many points of its commitment (0 to 100) the questions it answers still hold;
    ``because`` are these questions and details; ``certain`` is false when a missing fact could rule
    it out.
    """

    action: ReadyAction
    commitment: int
    gain: float
    because: tuple[QuestionScore, ...]
    certain: bool

    @property
    def known(self) -> bool:
        """Whether somebody said that something it answers is planned or not done."""
        return any(each.answer in {Answer.PLANNED, Answer.NOT_DONE} for each in self.because)


def propose(diagnosis: Diagnosis) -> tuple[Proposal, ...]:
    """The ready-made actions worth proposing: greatest effect first, then least effort and cost.

    An action whose questions are all done, or do not concern the authority, is not proposed; one
    whose questions are all unknown comes after those that answer something said not to be done.
    """
    every = [
        (part, commitment.path.number)
        for commitment in diagnosis.commitments
        for each in commitment.questions
        for part in (each, *each.details)
    ]
    scores = {part.question.id: part for part, _number in every}
    number = {part.question.id: rank for part, rank in every}
    values = facts_as_values(diagnosis.facts)
    found = []
    for action in diagnosis.referential.actions:
        fits = action.when.holds(values) if action.when else True
        answered = [scores[each] for each in dict.fromkeys(action.answers)]
        open_ones = tuple(
            each for each in answered if each.concerned and each.answer is not Answer.DONE
        )
        if fits is False or not open_ones:
            continue
        gain = sum(each.own_points for each in open_ones)
        first = number[open_ones[0].question.id]
        found.append(Proposal(action, first, gain, open_ones, certain=fits is True))
    return tuple(sorted(found, key=_order))


def _order(proposal: Proposal) -> tuple[bool, int, int, int, float, str]:
    action = proposal.action
    return (
        not proposal.known,
        _REACH[action.reach],
        _EFFORT[action.effort],
        _COST[action.cost],
        -proposal.gain,
        action.id,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """An action with proposed dates, from the first day of a month to the last of another."""

    action: ReadyAction
    start: date
    end: date


def schedule(
    actions: Iterable[ReadyAction], *, start: date, at_once: int = AT_ONCE
) -> tuple[Draft, ...]:
    """Dates for the actions in their order, from the month after ``start``.

    ``at_once`` of them run together.
    """
    first = start.year * 12 + start.month  # the month after, counted from year 0
    free = [first] * max(1, at_once)
    heapq.heapify(free)
    drafts = []
    for action in actions:
        begins = heapq.heappop(free)
        ends = begins + MONTHS[action.effort]
        heapq.heappush(free, ends)
        drafts.append(Draft(action, _first_day(begins), _last_day(ends)))
    return tuple(drafts)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _last_day(month: int) -> date:
    return date.fromordinal(_first_day(month).toordinal() - 1)
