"""The questions of a commitment as a page shows them: those of the track, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField

from jalons.strategy.engine.diagnosis.referential import Question
from jalons.strategy.engine.diagnosis.scoring import CommitmentScore, QuestionScore
from jalons.strategy.web.diagnosis.forms import AnswersForm
from jalons.strategy.web.diagnosis.pages import (
    BesideWords,
    MilestoneWords,
    milestone_of,
    precise,
    why,
)

# The answer, its evidence, and what an indicator says beside it.
type Fields = tuple[BoundField, BoundField, BesideWords | None]


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """A question on the page: its fields, those of its details, and of the details left by the
    track.
    """

    fields: Fields
    details: tuple[Fields, ...]
    further: tuple[Fields, ...]
    why: str
    precise: str


type Group = tuple[MilestoneWords, tuple[QuestionFields, ...]]


def groups(
    score: CommitmentScore,
    form: AnswersForm,
    beside: Mapping[str, BesideWords],
    track: str | None,
    *,
    in_track: bool,
) -> tuple[Group, ...]:
    """By milestone, the questions of the track, or (``in_track`` false) the others."""
    found = (
        (
            milestone_of(milestone),
            tuple(
                _fields_of(question, form, beside, track)
                for question in milestone.questions
                if question.in_track is in_track
            ),
        )
        for milestone in score.milestones
    )
    return tuple((milestone, questions) for milestone, questions in found if questions)


def _fields_of(
    score: QuestionScore,
    form: AnswersForm,
    beside: Mapping[str, BesideWords],
    track: str | None,
) -> QuestionFields:
    left = [each for each in score.question.details if score.in_track and track in each.left_by]
    own = [detail for detail in score.question.details if detail not in left]
    return QuestionFields(
        fields=_fields(form, score.question, beside),
        details=tuple(_fields(form, each, beside) for each in own),
        further=tuple(_fields(form, each, beside) for each in left),
        why=why(score),
        precise=precise(score),
    )


def _fields(form: AnswersForm, question: Question, beside: Mapping[str, BesideWords]) -> Fields:
    return form[question.id], form[f"{question.id}.evidence"], beside.get(question.id)
