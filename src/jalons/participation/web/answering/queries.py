"""Consultations that take answers, and what an answer to them must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.participation.engine.consultations import questions as engine
from jalons.participation.engine.consultations.codes import hash_of
from jalons.participation.web.answering.places import squares_of
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Proposal,
    Question,
)

GRACE = timedelta(minutes=10)  # what was being written when a consultation closed is still taken
CLOSED, CODE = "closed", "code"  # purposes of hashes, beside questions, ideas and supports


def shown(authority: Authority) -> QuerySet[Consultation]:
    """The consultations that everybody may see: all but drafts."""
    found = living(Consultation, authority).exclude(state=Consultation.State.DRAFT)
    return found.select_related("authority__territory")


def questions_of(consultation: Consultation) -> list[Question]:
    """The questions of a consultation in their order, those about the person last."""
    found = living(Question, consultation.authority).filter(consultation=consultation)
    return sorted(found, key=lambda each: each.about_you)


def as_read(consultation: Consultation, questions: list[Question]) -> list[engine.Question]:
    """The questions as the engine reads answers to them: places are in the territory."""
    has_place = any(each.kind == Question.Kind.PLACE for each in questions)
    squares = squares_of(consultation.authority) if has_place else None
    area = squares.area if squares else None
    return [replace(each.as_read, area=area) for each in questions]


def takes(consultation: Consultation, channel: str, now: datetime) -> bool:
    """Whether an answer may be stored now.

    What came on paper, by telephone, at the desk or in a meeting is entered until somebody closes
    the consultation; what is imported, whenever.
    """
    if channel == Channel.IMPORTED:
        return True
    if consultation.takes_answers(timezone.localdate(now)) or is_late(consultation, now):
        return True
    return channel != Channel.ONLINE and consultation.state == Consultation.State.OPEN


def is_late(consultation: Consultation, now: datetime) -> bool:
    """Whether a consultation ended so little ago that an answer is still taken."""
    if consultation.state == Consultation.State.OPEN:
        ended = consultation.closes_on and consultation.closes_on < timezone.localdate(now)
        before = timezone.localdate(now - GRACE)
        return bool(ended) and consultation.takes_answers(before)
    if consultation.state != Consultation.State.CLOSED:
        return False
    changes = Change.objects.of(consultation.authority).filter(urn=str(consultation.urn))
    closed = changes.filter(after__state=Consultation.State.CLOSED).order_by("-pk")
    moment = closed.values_list("batch__at", flat=True).first()
    return moment is not None and now - moment <= GRACE


def answered(consultation: Consultation, receipt: str) -> QuerySet[AnswerPart]:
    """The parts of an answer that its receipt finds again; none once receipts are erased."""
    parts = AnswerPart.objects.of(consultation.authority).filter(consultation=consultation)
    if not consultation.secret or not receipt:
        return parts.none()
    questions = Question.objects.of(consultation.authority).filter(consultation=consultation)
    purposes = [CLOSED, *map(str, questions.values_list("pk", flat=True))]
    secret = bytes(consultation.secret)
    return parts.filter(receipt__in=[hash_of(receipt, secret, each) for each in purposes])


def ideas(consultation: Consultation) -> QuerySet[Proposal]:
    """The ideas that everybody may read, the most supported first."""
    found = living(Proposal, consultation.authority).filter(consultation=consultation)
    return found.filter(state=Proposal.State.SHOWN).order_by("-supports", "title")


def is_same(consultation: Consultation, receipt: str, answers: Mapping[str, Any]) -> bool:
    """Whether what is stored under a receipt is these very answers, sent twice."""
    found: dict[str, Any] = {}
    for part in answered(consultation, receipt):
        own = {str(part.question_id): part.text} if part.text else part.values
        found |= own
    return bool(found) and found == dict(answers)
