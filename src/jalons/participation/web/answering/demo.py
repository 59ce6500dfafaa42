"""Answers of the demonstration: by every channel, some with a name in them, some in a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.kernel.tables import package_table
from jalons.participation.web.answering import queries
from jalons.participation.web.answering.actions import close, parts_of
from jalons.participation.web.consultations.models import AnswerPart, Consultation, Question

STEPS = (11, 13, 17, 19, 23)  # by which answers draw in the shares of options: always the same


def fill(demo: Demonstration) -> None:
    """Answers to each consultation of the demonstration that is there, then the closings."""
    monday = demo.today - timedelta(days=demo.today.weekday())
    for row in package_table("jalons.participation", "answers_demo")["consultations"]:
        rows = living(Consultation, demo.authority).select_related("authority__territory")
        found = rows.filter(title=row["title"]).first()
        if found is None:
            continue
        parts = _parts(found, row)
        for at, part in enumerate(parts):
            part.week = monday + timedelta(days=row["weeks"][at % len(row["weeks"])])
        AnswerPart.objects.create_all(parts)
        if found.state != Consultation.State.OPEN:
            close(lambda *_args: None, authority=demo.authority.pk, consultation=str(found.pk))


def _parts(found: Consultation, row: Mapping[str, Any]) -> list[AnswerPart]:
    questions = queries.questions_of(found)
    read, parts = queries.as_read(found, questions), []
    texts = {title: list(words) for title, words in row["texts"].items()}
    channels = [each for each, count in row["channels"].items() for _ in range(count)]
    for at in range(row["answers"]):
        answers = {}
        for question in questions:
            if shares := row["shares"].get(question.title):
                answers[str(question.pk)] = _drawn(question, shares, at)
            elif (left := texts.get(question.title)) and at % 2 == 0:
                answers[str(question.pk)] = left.pop(0)
        stored = {key: value for key, value in answers.items() if value}
        parts += parts_of(found, read, stored, channels[at * 7 % len(channels)], "")
    return parts


def _drawn(question: Question, shares: list[int], at: int) -> Any:
    """An answer by the shares of options; one person in ten says nothing of who they are."""
    if question.about_you and at % 10 == 0:
        return None
    pool = [option for option, count in enumerate(shares, 1) for _ in range(count)]
    steps = [STEPS[(question.order + each) % len(STEPS)] for each in range(3)]
    drawn = list(dict.fromkeys(pool[(at + 1) * step % len(pool)] for step in steps))
    if question.kind == Question.Kind.SCALE:
        return drawn[0]
    if question.kind == Question.Kind.SEVERAL:
        drawn.sort()
    keys = [str(each) for each in drawn]
    return keys if question.kind in {question.Kind.SEVERAL, question.Kind.RANK} else keys[0]
