"""Consultations for machines: their questions, and counts that show nobody; never a text."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.design.lookups import or_404
from jalons.participation.engine.consultations.counting import Counted
from jalons.participation.web.consultations import queries
from jalons.participation.web.consultations.models import Consultation, Question
from jalons.participation.web.scopes import READ, endpoints


class ConsultationRecord(Record, frozen=True, kw_only=True):
    """A consultation. ``answers`` is null before it is closed, and while it is a small number."""

    id: UUID
    title: str
    purpose: str
    promise: str
    service: str
    access: str
    state: str
    opens_on: date | None
    closes_on: date | None
    answered_on: date | None
    answers: int | None


class OptionCount(Record, frozen=True, kw_only=True):
    """An answer offered, or a step of a scale, and how many gave it; null when it is hidden."""

    key: str
    label: str
    count: int | None


class QuestionCounts(Record, frozen=True, kw_only=True):
    """A question with its counts; ``mean`` is that of a scale."""

    title: str
    kind: str
    answered: int | None
    options: list[OptionCount]
    mean: float | None


class ConsultationCounts(ConsultationRecord, frozen=True, kw_only=True):
    """The same with counts by channel and by question, once closed; never representative."""

    channels: dict[str, int | None]
    representative: bool
    questions: list[QuestionCounts]


def _fields(found: Consultation) -> dict[str, Any]:
    names = ConsultationRecord.__struct_fields__
    return {name: getattr(found, name) for name in names if name not in {"id", "answers"}}


def _record(found: Consultation) -> ConsultationRecord:
    count = queries.few(found.answers) if found.is_over else None  # type: ignore[attr-defined]
    return ConsultationRecord(id=found.pk, answers=count, **_fields(found))


@endpoints.get("consultations", _("The consultations of residents"), scope=READ)
def consultations(call: AuthorityCall, query: PageQuery) -> Page[ConsultationRecord]:
    """Those that opened, by their closing date."""
    rows = queries.consultations(call.authority).exclude(state=Consultation.State.DRAFT)
    return Page.of(rows.order_by("closes_on", "pk"), query, _record)


@endpoints.get("consultations/<uuid:pk>", _("A consultation, with its counts"), scope=READ)
def consultation(call: AuthorityCall, pk: UUID) -> ConsultationCounts:
    """Its questions; their counts once it is closed."""
    rows = queries.consultations(call.authority).exclude(state=Consultation.State.DRAFT)
    found = or_404(rows.filter(pk=pk).first())
    came = queries.participation(found) if found.is_over else None
    return ConsultationCounts(
        id=found.pk, answers=came.total if came else None, representative=False,
        channels=came.channels if came else {}, questions=_questions(found), **_fields(found),
    )  # fmt: skip


def _questions(found: Consultation) -> list[QuestionCounts]:
    known = {each.pk: counted for each, counted in queries.counts(found)}
    return [_question(each, known.get(each.pk)) for each in queries.questions_of(found)]


def _question(each: Question, counted: Counted | None) -> QuestionCounts:
    counts = counted.counts if counted else dict.fromkeys(each.offered)
    return QuestionCounts(
        title=each.title, kind=each.kind, answered=counted.answered if counted else None,
        mean=counted.means.get("") if counted else None,
        options=[OptionCount(key=key, label=each.offered.get(key, key), count=count)
                 for key, count in counts.items()],
    )  # fmt: skip
