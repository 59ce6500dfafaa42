"""From a diagnosis to a basket of actions, and from the basket to a dated draft."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jalons.strategy.engine.diagnosis.dues import Due, Law
from jalons.strategy.engine.diagnosis.referential import (
    Cost,
    Effort,
    Example,
    Facts,
    Reach,
    ReadyAction,
)
from jalons.strategy.engine.diagnosis.scoring import Answer, Diagnosis, QuestionScore
from jalons.strategy.engine.diagnosis.tracks import TrackRule, facts_as_values, placed

MONTHS = {Effort.DAYS: 1, Effort.WEEKS: 3, Effort.MONTHS: 9}
AT_ONCE = 3  # actions a small team runs together
_REACH = {Reach.STRONG: 0, Reach.NOTABLE: 1, Reach.SMALL: 2}
_EFFORT = {Effort.DAYS: 0, Effort.WEEKS: 1, Effort.MONTHS: 2}
_COST = {Cost.NONE: 0, Cost.LOW: 1, Cost.MEDIUM: 2, Cost.HIGH: 3}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action for questions not done yet, in the version of the authority's track.

    ``gain`` is the points of its commitment (0 to 100) left in the questions it answers;
    ``because`` are these questions and details; ``certain`` is false when a missing fact could rule
    it out; ``law`` is what the duties it answers are to the authority, None when it answers none.
    """

    action: ReadyAction
    commitment: int
    gain: float
    because: tuple[QuestionScore, ...]
    certain: bool
    law: Law | None = None

    @property
    def known(self) -> bool:
        """Whether a question it answers is answered as planned or not done."""
        return any(each.answer in {Answer.PLANNED, Answer.NOT_DONE} for each in self.because)


def propose(diagnosis: Diagnosis, due: Mapping[str, Due] | None = None) -> tuple[Proposal, ...]:
    """The ready-made actions worth proposing: those of the law first, then effect against effort.

    ``due`` are the duties by id, as they are to the authority. Inside what the law asks now, what
    it will ask and the rest: what is said not to be done before what is only unknown, then the
    greatest effect, then the least effort and cost. An action whose questions are all done, are
    beyond the track, or do not concern the authority, is not proposed.
    """
    every = [
        (part, commitment.path.number)
        for commitment in diagnosis.commitments
        for question in commitment.questions
        for part in (question, *question.details)
    ]
    scores = {part.question.id: part for part, _number in every}
    further = {  # what the track leaves of a question it asks may be what the law asks
        part.question.id
        for question in diagnosis.questions()
        for part in question.details
        if part.beyond and question.concerned
    }
    number = {part.question.id: rank for part, rank in every}
    values = facts_as_values(diagnosis.facts)
    found = []
    for action in diagnosis.referential.actions:
        fits = action.when.evaluate(values) if action.when else True
        answered = [scores[each] for each in dict.fromkeys(action.answers)]
        open_ones = tuple(
            each
            for each in answered
            if each.answer is not Answer.DONE and (each.concerned or each.question.id in further)
        )
        if fits is False or not open_ones:
            continue
        gain = sum(each.own_points for each in open_ones)
        first = number[open_ones[0].question.id]
        sized = action.sized(diagnosis.facts.track)
        law = _law(action, open_ones, due or {})
        found.append(Proposal(sized, first, gain, open_ones, fits is True, law))
    return tuple(sorted(found, key=_order))


def _law(
    action: ReadyAction, open_ones: Iterable[QuestionScore], due: Mapping[str, Due]
) -> Law | None:
    """The strongest of the duties an action answers.

    One that depends on what the authority does is settled by its own answer: not done, or planned.
    """
    answered = any(
        each.question.id in action.answers and each.answer in {Answer.NOT_DONE, Answer.PLANNED}
        for each in open_ones
    )
    answered_duties = [due[duty] for duty in action.duties if duty in due]
    found = [Law.DEPENDS if duty.asks and not answered else duty.law for duty in answered_duties]
    return min(found, key=list(Law).index, default=None)


def _order(proposal: Proposal) -> tuple[int, bool, int, int, int, float, str]:
    action = proposal.action
    return (
        0 if proposal.law is Law.NOW else 1 if proposal.law is Law.LATER else 2,
        not proposal.known,
        _REACH[action.reach],
        _EFFORT[action.effort],
        _COST[action.cost],
        -proposal.gain,
        action.id,
    )


def examples_for(
    action: ReadyAction, facts: Facts, rules: tuple[TrackRule, ...], siren: str = ""
) -> tuple[Example, ...]:
    """The practices of other authorities of the same kind and track.

    A practice without authority (a shared library) is shown to all.
    """
    return tuple(
        example
        for example in action.examples
        if example.by is None
        or (
            example.by.siren != siren
            and example.by.facts.kind == facts.kind
            and placed(example.by.facts, rules).track == facts.track
        )
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
