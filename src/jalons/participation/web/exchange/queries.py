"""Reads imports, and what a closed consultation may show."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from django.db.models import Count, Model, QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.participation.documents.open_data import archive_of
from jalons.participation.engine.consultations.counting import by_channel, counted
from jalons.participation.engine.consultations.questions import Question as EngineQuestion
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange.columns import AnswerTable
from jalons.participation.engine.exchange.exporting import (
    OpenConsultation,
    OpenIdea,
    OpenQuestion,
    document_of,
)
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.exchange.models import AnswerImport

BIG = ("table", "made")  # columns that no list reads
OVER = frozenset({Consultation.State.CLOSED, Consultation.State.ANSWERED})


def imports(authority: Model) -> QuerySet[AnswerImport]:
    """The files brought, without their content."""
    rows = living(AnswerImport, authority).select_related("consultation", "authority")
    return rows.defer(*BIG)


def receiving(authority: Authority) -> QuerySet[Consultation]:
    """The consultations that may receive a file: those that are not over."""
    return living(Consultation, authority).exclude(state__in=OVER)


def table_of(found: AnswerImport) -> AnswerTable:
    """The clean content of a file; ``ParticipationError`` (``exchange_gone``) once erased."""
    rows = AnswerImport.objects.of(found.authority).filter(pk=found.pk)
    stored = rows.values_list("table", flat=True).first()
    if not stored:
        raise ParticipationError("exchange_gone")
    return msgspec.convert(stored, AnswerTable)


def known_questions(consultation: Consultation) -> dict[str, EngineQuestion]:
    """The questions of a consultation as the engine reads them, by their key."""
    rows = living(Question, consultation.authority).filter(consultation=consultation)
    return {str(each.pk): each.as_read for each in rows}


def is_over(consultation: Consultation) -> bool:
    """Whether a consultation is closed, answered or not."""
    return consultation.state in OVER


def open_document(consultation: Consultation) -> dict[str, Any]:
    """What a closed consultation shows to everybody, as plain values.

    Raises ``ParticipationError`` (``exchange_not_closed``).
    """
    if not is_over(consultation):
        raise ParticipationError("exchange_not_closed")
    authority = consultation.authority
    parts = AnswerPart.objects.of(authority).filter(consultation=consultation)
    closed = parts.filter(question=None).exclude(state=AnswerPart.State.HIDDEN)
    answers: defaultdict[str, list[Any]] = defaultdict(list)
    for values in closed.values_list("values", flat=True).iterator():
        for key, answer in values.items():
            answers[key].append(answer)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    answered: defaultdict[str, int] = defaultdict(int)
    apart = parts.exclude(question=None).exclude(state=AnswerPart.State.HIDDEN)
    for key, state, flags, text in apart.values_list("question", "state", "flags", "text"):
        answered[str(key)] += 1
        if state == AnswerPart.State.READ and not flags and text:
            texts[str(key)].append(text)
    channels = closed.order_by().values_list("channel").annotate(count=Count("pk"))
    return document_of(OpenConsultation(
        consultation.title, consultation.purpose, consultation.promise, authority.name,
        consultation.opens_on, consultation.closes_on,
        by_channel(list(Channel), dict(channels)),
        [
            OpenQuestion(
                each.as_read, each.about_you,
                counted(each.as_read, [*answers[str(each.pk)], *[""] * answered[str(each.pk)]]),
                texts[str(each.pk)],
            )
            for each in living(Question, authority).filter(consultation=consultation)
        ],
        [
            OpenIdea(each.title, each.text, each.supports)
            for each in living(Proposal, authority).filter(
                consultation=consultation, state=Proposal.State.SHOWN
            )
        ],
    ))  # fmt: skip


def export_of(consultation: Consultation) -> bytes:
    """The archive of open data of a closed consultation; raises as ``open_document``."""
    return archive_of(open_document(consultation))
