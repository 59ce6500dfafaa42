"""From answers to a score that explains itself.

Each commitment shares 100 points among its milestones, then among their questions, by weight. A
question that does not concern the authority gives its points to its siblings; a milestone left
without question gives them to the others. A question that the track of the authority leaves for
later takes no part in the score, whatever its answer: like one that does not concern it. Half of a
question with details stands on its own answer, half on its details. What is unknown stays unknown:
it is neither done nor not done, and no answer ever gives fewer points done than silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.diagnosis.latest_values import LatestValue
from jalons.strategy.engine.diagnosis.referential import (
    CommitmentPath,
    Effect,
    Facts,
    Milestone,
    Question,
    Referential,
    Rule,
)
from jalons.strategy.engine.diagnosis.tracks import facts_as_values

POINTS = 100.0  # of each commitment
OWN_SHARE = 0.5  # of a question with details that concern the authority; they share the rest


class Scoring(StrEnum):
    """The rule that turns answers into points; scores of two rules do not compare.

    Under the former rule a detail without answer took the answer of its question, so that silence
    could give more points than an answer. It still evaluates the diagnoses stored under it.
    """

    SILENCE_AS_QUESTION = "jalons-diagnosis/1"
    SILENCE_UNKNOWN = "jalons-diagnosis/2"


class Answer(StrEnum):
    """The answer of an authority to a question; not answering is the absence of an answer."""

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
    """The weight of a question, or a detail, in its commitment, and why.

    ``points`` (0 to 100) are divided by ``shares``; ``received`` of them come from siblings
    that do not concern the authority. ``fired`` are the rules that apply, ``undecided`` those that
    a missing fact leaves open. ``latest`` is what is measured beside the answer. What the track
    leaves for later (``in_track`` false) counts like what does not concern: not at all.
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
    details: tuple[QuestionScore, ...] = ()
    latest: LatestValue | None = None
    in_track: bool = True

    @property
    def own_points(self) -> float:
        """The points its own answer gives."""
        return self.points - sum(detail.points for detail in self.details)

    @property
    def says_done(self) -> bool | None:
        """Whether the measure means done; None without measure, or when both are possible."""
        measured = self.question.measured
        return self.latest.says_done(measured) if self.latest and measured else None

    @property
    def beyond(self) -> bool:
        """Whether only the track leaves it out: it would concern the authority on another."""
        away = any(rule.effect is Effect.NOT_CONCERNED for rule in self.fired)
        return not self.in_track and not away and self.answer is not Answer.NOT_CONCERNED

    @property
    def contradicted(self) -> bool:
        """Whether the measure contradicts the answer."""
        if not (self.concerned or self.beyond):
            return False
        if self.answer is Answer.DONE:
            return self.says_done is False
        return self.answer in {Answer.PLANNED, Answer.NOT_DONE} and self.says_done is True

    @property
    def silent(self) -> tuple[QuestionScore, ...]:
        """The details without answer, among those that concern the authority."""
        return tuple(each for each in self.details if each.concerned and each.answer is None)


class Progress(StrEnum):
    """Where an authority is with a milestone; contradicted: its answers reach it, a measure not."""

    REACHED = "reached"
    CONTRADICTED = "contradicted"
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
    """A milestone: reached when its questions, and the details it requires, are done.

    Those that do not concern the authority are left out.
    """

    milestone: Milestone
    progress: Progress
    points: float
    questions: tuple[QuestionScore, ...]

    @property
    def claims(self) -> tuple[QuestionScore, ...]:
        """What its title rests on: its questions, and the details it requires."""
        return tuple(_claims(self.milestone, self.questions))


@dataclass(frozen=True, slots=True)
class CommitmentScore:
    """A commitment: its shares, None when nothing in it concerns the authority."""

    path: CommitmentPath
    shares: Shares | None
    milestones: tuple[MilestoneScore, ...]

    @property
    def questions(self) -> tuple[QuestionScore, ...]:
        """Its questions of level 1, in order."""
        return tuple(question for milestone in self.milestones for question in milestone.questions)

    @property
    def contradictions(self) -> tuple[QuestionScore, ...]:
        """The questions and details whose answer a measure contradicts, in order."""
        every = (part for question in self.questions for part in (question, *question.details))
        return tuple(each for each in every if each.contradicted)

    @property
    def milestone(self) -> MilestoneScore | None:
        """The first milestone not yet reached; None when all are, or none concerns."""
        ahead = (Progress.CONTRADICTED, Progress.UNDER_WAY, Progress.AHEAD)
        return next((each for each in self.milestones if each.progress in ahead), None)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the answers of an authority give under one version of the referential."""

    referential: Referential
    facts: Facts
    commitments: tuple[CommitmentScore, ...]
    shares: Shares
    scoring: Scoring

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

    def to_answer(self) -> tuple[QuestionScore, ...]:
        """The questions the track includes, without those that do not concern the authority."""
        return tuple(
            each for each in self.questions()
            if each.in_track and (each.concerned or each.answer is not None)
        )  # fmt: skip

    def reached(self) -> int:
        """How many milestones are passed: all that the track of the authority asks is done."""
        return sum(milestone.progress.passed for milestone in self._milestones())

    def against(self) -> int:
        """How many milestones a measure contradicts."""
        return sum(milestone.progress is Progress.CONTRADICTED for milestone in self._milestones())

    def _milestones(self) -> Iterator[MilestoneScore]:
        return (milestone for commitment in self.commitments for milestone in commitment.milestones)

    def contradictions(self) -> tuple[QuestionScore, ...]:
        """The questions and details whose answer a measure contradicts, in order."""
        return tuple(part for commitment in self.commitments for part in commitment.contradictions)


def diagnose(
    referential: Referential,
    answers: Mapping[str, Answer],
    facts: Facts | None = None,
    *,
    values: Mapping[str, LatestValue] | None = None,
    scoring: Scoring = Scoring.SILENCE_UNKNOWN,
) -> Diagnosis:
    """The scores of ``answers`` (by question id), each with its reasons.

    ``values``, by indicator, stand beside the answers and change no point.

    Raises ``StrategyError`` ``question_unknown`` for an answer to no question of this version.
    """
    case = _Case(answers, facts or Facts(), values or {}, scoring)
    known = {question.id for question in referential.questions()}
    for question_id in answers:
        if question_id not in known:
            raise StrategyError(
                "question_unknown", question=question_id, version=referential.reference
            )
    commitments = tuple(_commitment(path, case) for path in referential.commitments)
    concerned = [
        (score.path.weight, score.shares) for score in commitments if score.shares is not None
    ]
    shares = _mean(concerned) or _UNANSWERED
    return Diagnosis(referential, case.facts, commitments, shares, scoring)


@dataclass(frozen=True, slots=True)
class _Case:
    """What an authority answers, what is known and measured of it, and the rule of the points."""

    answers: Mapping[str, Answer]
    facts: Facts
    values: Mapping[str, LatestValue]
    scoring: Scoring


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
    details: tuple[_Weighed, ...]
    latest: LatestValue | None
    in_track: bool


def _commitment(path: CommitmentPath, case: _Case) -> CommitmentScore:
    weighed = {
        milestone.id: [_weigh(question, case) for question in milestone.questions]
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
            scoring=case.scoring,
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
    milestone: Milestone, group: list[_Weighed], *, points: float, whole: float, scoring: Scoring
) -> MilestoneScore:
    """Share the points of a milestone among the questions that concern the authority."""
    base = sum(each.weight for each in group if each.concerned)
    scores = []
    for each in group:
        mine = points * each.weight / base if each.concerned and base else 0.0
        alone = POINTS * each.weight / whole if each.concerned and whole else 0.0
        scores.append(_score(each, mine, received=mine - alone))
    return MilestoneScore(milestone, _progress(milestone, scores, scoring), points, tuple(scores))


def _score(
    each: _Weighed, points: float, *, received: float = 0.0, under: bool = True
) -> QuestionScore:
    """A question with its points; its details share those its own answer does not give."""
    concerned = each.concerned and under
    base = sum(detail.weight for detail in each.details if detail.concerned)
    rest = points * (1 - OWN_SHARE)
    return QuestionScore(
        question=each.question,
        answer=each.answer,
        concerned=concerned,
        weight=each.weight,
        points=points,
        received=received,
        shares=each.shares,
        fired=each.fired,
        undecided=each.undecided,
        details=tuple(
            _score(detail, rest * detail.weight / base if detail.concerned else 0.0,
                   under=concerned)
            for detail in each.details
        ),
        latest=each.latest,
        in_track=each.in_track,
    )  # fmt: skip


def _progress(milestone: Milestone, scores: list[QuestionScore], scoring: Scoring) -> Progress:
    concerned = [score for score in scores if score.concerned]
    if not concerned:
        left = any(not score.in_track for score in scores)
        return Progress.BEYOND if left else Progress.NOT_CONCERNED
    claims = list(_claims(milestone, scores))
    if scoring is Scoring.SILENCE_AS_QUESTION:
        reached = all(each.shares.done == 1 for each in concerned)
    else:
        reached = all(claim.answer is Answer.DONE for claim in claims if claim.concerned)
    if reached:
        if any(claim.contradicted for claim in claims):
            return Progress.CONTRADICTED
        left = any(claim.beyond and claim.answer is not Answer.DONE for claim in claims)
        return Progress.ESSENTIAL if left else Progress.REACHED
    if any(each.shares.done or each.shares.planned for each in concerned):
        return Progress.UNDER_WAY
    return Progress.AHEAD


def _claims(milestone: Milestone, scores: Iterable[QuestionScore]) -> Iterator[QuestionScore]:
    """The questions of a milestone and the details it requires, those beyond the track too."""
    wanted = milestone.requires
    for score in scores:
        if score.concerned or score.beyond:
            yield score
            for detail in score.details:
                claimed = detail.concerned or detail.beyond  # a title claims it on every track
                if claimed and (wanted is None or detail.question.id in wanted):
                    yield detail


def _weigh(question: Question, case: _Case, silence: Shares | None = None) -> _Weighed:
    """The weight of a question after its rules, and its shares.

    ``silence`` is the shares of a missing answer: unknown, or those of the question (former rule).
    """
    fired, undecided = _rules(question, case.facts)
    answer = case.answers.get(question.id)
    away = any(rule.effect is Effect.NOT_CONCERNED for rule in fired)
    weight = question.weight
    for rule in fired:
        weight *= rule.factor if rule.effect is Effect.WEIGHT else 1
    own = _SHARES.get(answer, _UNANSWERED) if answer else silence or _UNANSWERED
    follows = case.scoring is Scoring.SILENCE_AS_QUESTION
    details = tuple(_weigh(detail, case, own if follows else None) for detail in question.details)
    in_track = case.facts.track not in question.left_by
    return _Weighed(
        question=question,
        answer=answer,
        concerned=in_track and not away and answer is not Answer.NOT_CONCERNED and weight > 0,
        weight=weight,
        shares=_shares(own, answer, details, case.scoring),
        fired=fired,
        undecided=undecided,
        details=details,
        latest=case.values.get(question.measured.indicator) if question.measured else None,
        in_track=in_track,
    )


def _rules(question: Question, facts: Facts) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    values = facts_as_values(facts)
    verdicts = [(rule, rule.when.evaluate(values)) for rule in question.rules]
    fired = tuple(rule for rule, verdict in verdicts if verdict)
    return fired, tuple(rule for rule, verdict in verdicts if verdict is None)


def _shares(
    own: Shares, answer: Answer | None, details: tuple[_Weighed, ...], scoring: Scoring
) -> Shares:
    """The shares of a question: half its own answer, half its details that concern the authority.

    Under the former rule details count once one is answered, and alone without an own answer.
    """
    refined = _mean((detail.weight, detail.shares) for detail in details if detail.concerned)
    if refined is None:
        return own
    if scoring is Scoring.SILENCE_AS_QUESTION:
        if all(detail.answer in {None, Answer.NOT_CONCERNED} for detail in details):
            return own
        if answer is None:
            return refined
    return _mean([(OWN_SHARE, own), (1 - OWN_SHARE, refined)]) or own


def _mean(parts: Iterable[tuple[float, Shares]]) -> Shares | None:
    """The mean of shares by weight; None without weight."""
    every = list(parts)
    total = sum(weight for weight, _shares in every)
    if total <= 0:
        return None
    return Shares(
        done=sum(weight * shares.done for weight, shares in every) / total,
        planned=sum(weight * shares.planned for weight, shares in every) / total,
        not_done=sum(weight * shares.not_done for weight, shares in every) / total,
        unknown=sum(weight * shares.unknown for weight, shares in every) / total,
    )
