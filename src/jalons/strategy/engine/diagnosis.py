"""From answers to a score that explains itself.

Each commitment shares 100 points among its milestones, then among their questions, by weight. A
question that does not concern the authority gives its points to its siblings; a milestone left
without question gives them to the others. A question that the track of the authority leaves for
later takes no part in the score, whatever its answer: like one that does not concern it. What is
unknown stays unknown: it is neither done nor not done, and it lowers the completeness, not the
score of what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.referential import (
    CommitmentPath,
    Effect,
    Facts,
    Milestone,
    Question,
    Referential,
    Rule,
)
from jalons.strategy.engine.tracks import facts_as_values

POINTS = 100.0  # of each commitment
OWN_SHARE = 0.5  # of a question whose details are answered; the details share the rest


class Answer(StrEnum):
    """What an authority says of a question; not answering is the absence of an answer."""

    DONE = "done"
    PLANNED = "planned"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    NOT_CONCERNED = "not_concerned"


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a whole, from 0 to 1, summing to 1."""

    done: float
    planned: float
    not_done: float
    unknown: float

    @property
    def known(self) -> float:
        """The part that is known."""
        return self.done + self.planned + self.not_done


_SHARES = {
    Answer.DONE: Shares(1, 0, 0, 0),
    Answer.PLANNED: Shares(0, 1, 0, 0),
    Answer.NOT_DONE: Shares(0, 0, 1, 0),
    Answer.UNKNOWN: Shares(0, 0, 0, 1),
}
_UNANSWERED = _SHARES[Answer.UNKNOWN]


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """What a question weighs in its commitment, and why.

    ``points`` (0 to 100) are shared as ``shares`` tells; ``received`` of them come from siblings
    that do not concern the authority. ``fired`` are the rules that held, ``undecided`` those that
    a missing fact leaves open. ``detailed`` tells that details changed the shares. What the track
    leaves for later (``in_track`` false) counts like what does not concern: not at all. ``whole``
    is false when something of it that the track leaves is not done.
    """

    question: Question
    answer: Answer | None
    concerned: bool
    weight: float
    points: float
    received: float
    shares: Shares
    fired: tuple[Rule, ...]
    undecided: tuple[Rule, ...]
    detailed: bool
    in_track: bool = True
    whole: bool = True


class Progress(StrEnum):
    """Where an authority is with a milestone."""

    REACHED = "reached"
    ESSENTIAL = "essential"  # all its track asks is done; what the track leaves is not, or unsaid
    UNDER_WAY = "under_way"
    AHEAD = "ahead"
    NOT_CONCERNED = "not_concerned"
    BEYOND = "beyond"  # the track of the authority leaves it for later

    @property
    def passed(self) -> bool:
        """Whether all that the track of the authority asks of it is done."""
        return self in {Progress.REACHED, Progress.ESSENTIAL}


@dataclass(frozen=True, slots=True)
class MilestoneScore:
    """A milestone: reached when all that concerns the authority in it is done."""

    milestone: Milestone
    progress: Progress
    points: float
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class CommitmentScore:
    """A commitment: its shares, None when nothing in it concerns the authority."""

    path: CommitmentPath
    shares: Shares | None
    milestones: tuple[MilestoneScore, ...]

    @property
    def questions(self) -> tuple[QuestionScore, ...]:
        """Its questions of level 1, in order."""
        return tuple(each for milestone in self.milestones for each in milestone.questions)

    @property
    def milestone(self) -> MilestoneScore | None:
        """The first milestone not yet reached; None when all are, or none concerns."""
        ahead = (Progress.UNDER_WAY, Progress.AHEAD)
        return next((each for each in self.milestones if each.progress in ahead), None)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the answers of an authority give under one version of the referential."""

    referential: Referential
    facts: Facts
    commitments: tuple[CommitmentScore, ...]
    shares: Shares

    @property
    def completeness(self) -> float:
        """The part of the points that is known, from 0 to 1."""
        return self.shares.known

    def commitment(self, number: int) -> CommitmentScore:
        """The score of a commitment; ``StrategyError`` (``commitment_unknown``) if none."""
        for score in self.commitments:
            if score.path.number == number:
                return score
        raise StrategyError("commitment_unknown", number=number)

    def questions(self) -> tuple[QuestionScore, ...]:
        """Every question of level 1, in order."""
        return tuple(each for commitment in self.commitments for each in commitment.questions)


def diagnose(
    referential: Referential, answers: Mapping[str, Answer], facts: Facts | None = None
) -> Diagnosis:
    """The scores of ``answers`` (by question id), each with its reasons.

    Raises ``StrategyError`` ``question_unknown`` for an answer to no question of this version.
    """
    facts = facts or Facts()
    known = {question.id for question in referential.questions()}
    for question_id in answers:
        if question_id not in known:
            raise StrategyError(
                "question_unknown", question=question_id, version=referential.reference
            )
    commitments = tuple(_commitment(path, answers, facts) for path in referential.commitments)
    concerned = [
        (score.path.weight, score.shares) for score in commitments if score.shares is not None
    ]
    return Diagnosis(referential, facts, commitments, _mean(concerned) or _UNANSWERED)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A question before its points are known."""

    question: Question
    answer: Answer | None
    concerned: bool
    weight: float
    shares: Shares
    fired: tuple[Rule, ...]
    undecided: tuple[Rule, ...]
    detailed: bool
    in_track: bool
    whole: bool


def _commitment(
    path: CommitmentPath, answers: Mapping[str, Answer], facts: Facts
) -> CommitmentScore:
    weighed = {
        milestone.id: [_weigh(question, answers, facts) for question in milestone.questions]
        for milestone in path.milestones
    }
    totals = {
        name: sum(each.weight for each in group) if any(each.concerned for each in group) else 0.0
        for name, group in weighed.items()
    }
    whole = sum(sum(each.weight for each in group) for group in weighed.values())
    total = sum(totals.values())
    milestones = tuple(
        _milestone(
            milestone,
            weighed[milestone.id],
            points=POINTS * totals[milestone.id] / total if total else 0.0,
            whole=whole,
        )
        for milestone in path.milestones
    )
    shares = _mean(
        (each.points, each.shares)
        for milestone in milestones
        for each in milestone.questions
        if each.concerned
    )
    return CommitmentScore(path, shares, milestones)


def _milestone(
    milestone: Milestone, group: list[_Weighed], *, points: float, whole: float
) -> MilestoneScore:
    """Share the points of a milestone among the questions that concern the authority."""
    base = sum(each.weight for each in group if each.concerned)
    scores = []
    for each in group:
        mine = points * each.weight / base if each.concerned and base else 0.0
        alone = POINTS * each.weight / whole if each.concerned and whole else 0.0
        scores.append(
            QuestionScore(
                question=each.question,
                answer=each.answer,
                concerned=each.concerned,
                weight=each.weight,
                points=mine,
                received=mine - alone,
                shares=each.shares,
                fired=each.fired,
                undecided=each.undecided,
                detailed=each.detailed,
                in_track=each.in_track,
                whole=each.whole,
            )
        )
    return MilestoneScore(milestone, _progress(scores), points, tuple(scores))


def _progress(scores: list[QuestionScore]) -> Progress:
    concerned = [each.shares for each in scores if each.concerned]
    if not concerned:
        left = any(not each.in_track for each in scores)
        return Progress.BEYOND if left else Progress.NOT_CONCERNED
    if all(shares.done == 1 for shares in concerned):
        return Progress.REACHED if all(each.whole for each in scores) else Progress.ESSENTIAL
    if any(shares.done or shares.planned for shares in concerned):
        return Progress.UNDER_WAY
    return Progress.AHEAD


def _weigh(question: Question, answers: Mapping[str, Answer], facts: Facts) -> _Weighed:
    """The weight of a question after its rules, and what its answers say."""
    fired, undecided = _rules(question, facts)
    answer = answers.get(question.id)
    away = any(rule.effect is Effect.NOT_CONCERNED for rule in fired)
    weight = question.weight
    for rule in fired:
        weight *= rule.factor if rule.effect is Effect.WEIGHT else 1
    shares, detailed = _shares(question, answers, facts)
    in_track = facts.track not in question.left_by
    whole = _whole(question, answers, facts)
    concerned = in_track and not away and answer is not Answer.NOT_CONCERNED and weight > 0
    return _Weighed(
        question, answer, concerned, weight, shares, fired, undecided, detailed, in_track, whole
    )


def _whole(question: Question, answers: Mapping[str, Answer], facts: Facts) -> bool:
    """Whether what the track leaves of a question is done, or does not concern the authority."""
    settled = {Answer.DONE, Answer.NOT_CONCERNED}
    left = [each for each in (question, *question.details) if facts.track in each.left_by]
    return all(
        answers.get(each.id) in settled
        or any(rule.effect is Effect.NOT_CONCERNED for rule in _rules(each, facts)[0])
        for each in left
    )


def _rules(question: Question, facts: Facts) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    values = facts_as_values(facts)
    verdicts = [(rule, rule.when.holds(values)) for rule in question.rules]
    fired = tuple(rule for rule, holds in verdicts if holds)
    return fired, tuple(rule for rule, holds in verdicts if holds is None)


def _shares(question: Question, answers: Mapping[str, Answer], facts: Facts) -> tuple[Shares, bool]:
    """The shares of a question, and whether its details took part.

    A detail without answer says what its question says; details that do not concern the authority
    leave their place to the others.
    """
    own = answers.get(question.id)
    held = _SHARES.get(own, _UNANSWERED) if own else _UNANSWERED
    concerned = []
    for detail in question.details:
        each = _weigh(detail, answers, facts)
        if each.concerned:
            concerned.append((each.weight, held if each.answer is None else each.shares))
    answered = any(
        detail.id in answers and answers[detail.id] is not Answer.NOT_CONCERNED
        for detail in question.details
    )
    refined = _mean(concerned)
    if not answered or refined is None:
        return held, False
    if own is None:
        return refined, True
    return _mean([(OWN_SHARE, held), (1 - OWN_SHARE, refined)]) or held, True


def _mean(parts: Iterable[tuple[float, Shares]]) -> Shares | None:
    """The mean of shares by weight; None without weight."""
    held = list(parts)
    total = sum(weight for weight, _shares in held)
    if total <= 0:
        return None
    return Shares(
        done=sum(weight * shares.done for weight, shares in held) / total,
        planned=sum(weight * shares.planned for weight, shares in held) / total,
        not_done=sum(weight * shares.not_done for weight, shares in held) / total,
        unknown=sum(weight * shares.unknown for weight, shares in held) / total,
    )
