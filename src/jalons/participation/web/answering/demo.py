"""Answers of the demonstration: by every channel, some with a name in them, some in a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.kernel.tables import package_table
from jalons.participation.web.answering import queries
from jalons.participation.web.answering.actions import close, parts_of
from jalons.participation.web.consultations.models import AnswerPart, Consultation, Question

SEED = 21


def fill(demo: Demonstration) -> None:
    """Answers to each consultation of the demonstration that is there, then the closings."""
    for row in package_table("jalons.participation", "answers_demo")["consultations"]:
        rows = living(Consultation, demo.authority).select_related("authority__territory")
        found = rows.filter(title=row["title"]).first()
        if found is None:
            continue
        parts = _parts(found, row, Random(SEED))  # noqa: S311  (the same story each time)
        monday = demo.today - timedelta(days=demo.today.weekday())
        for at, part in enumerate(parts):
            part.week = monday + timedelta(days=row["weeks"][at % len(row["weeks"])])
        AnswerPart.objects.create_all(parts)
        if found.state != Consultation.State.OPEN:
            close(_silent, authority=demo.authority.pk, consultation=str(found.pk))


def _silent(done: int, total: int | None = None, message: str = "") -> None:
    """Nobody watches the closings of a demonstration."""


def _parts(found: Consultation, row: Mapping[str, Any], chance: Random) -> list[AnswerPart]:
    questions = queries.questions_of(found)
    read = queries.as_read(found, questions)
    texts = {title: list(words) for title, words in row["texts"].items()}
    channels = [each for each, count in row["channels"].items() for _ in range(count)]
    chance.shuffle(channels)
    parts = []
    for at in range(row["answers"]):
        answers = {}
        for question in questions:
            if weights := row["shares"].get(question.title):
                answers[str(question.pk)] = _drawn(question, weights, chance)
            elif (left := texts.get(question.title)) and at % 2 == 0:
                answers[str(question.pk)] = left.pop(0)
        parts += parts_of(found, read, {key: value for key, value in answers.items() if value},
                          channels[at], "")  # fmt: skip
    return parts


def _drawn(question: Question, weights: list[int], chance: Random) -> Any:
    """An answer by its weights; one person in ten says nothing of who they are."""
    if question.about_you and chance.random() < 0.1:
        return None
    kinds, options = Question.Kind, list(question.offered)
    if question.kind == kinds.SCALE:
        return chance.choices(range(1, len(weights) + 1), weights)[0]
    if question.kind not in {kinds.SEVERAL, kinds.RANK}:
        return chance.choices(options, weights)[0]
    drawn = dict.fromkeys(chance.choices(options, weights, k=3))
    return [each for each in options if each in drawn] if question.kind == kinds.SEVERAL else [
        *drawn
    ]  # fmt: skip
