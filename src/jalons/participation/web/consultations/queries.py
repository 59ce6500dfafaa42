"""What is read of consultations: questions, findings, counts that show nobody, codes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from typing import Any

from django.db.models import (
    CharField,
    Count,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.publishing.queries import open_page
from jalons.kernel.suppression import LEAST, TOTAL, ShownTable, table_of
from jalons.participation.engine.consultations import questions as engine
from jalons.participation.engine.consultations.counting import Counted, by_channel, counted
from jalons.participation.engine.consultations.plainness import (
    Draft,
    DraftQuestion,
    Finding,
    check,
)
from jalons.participation.engine.consultations.standing import Standing, standing
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Code,
    CodeBatch,
    Consultation,
    Proposal,
    Question,
)
from jalons.wording import semicolon

State = Consultation.State


def consultations(authority: Authority) -> QuerySet[Consultation]:
    """The living ones, with how many answers each has."""
    closed = AnswerPart.objects.of(authority).filter(consultation=OuterRef("pk"), question=None)
    count = closed.order_by().values("consultation").annotate(n=Count("pk")).values("n")
    answers = Coalesce(Subquery(count, IntegerField()), 0)
    return living(Consultation, authority).select_related("authority").annotate(answers=answers)


def questions_of(consultation: Consultation) -> list[Question]:
    """Its living questions in their order, those that say who answers last."""
    rows = living(Question, consultation.authority).filter(consultation=consultation)
    return list(rows.order_by("about_you", "order", "created_at"))


def open_now(authority: Authority) -> QuerySet[Consultation]:
    """Those that take answers today, the first to close first."""
    today = timezone.localdate()
    rows = living(Consultation, authority).filter(state=State.OPEN)
    rows = rows.filter(Q(opens_on=None) | Q(opens_on__lte=today))
    rows = rows.filter(Q(closes_on=None) | Q(closes_on__gte=today))
    return rows.select_related("authority").order_by("closes_on", "title")


def proposals(authority: Authority) -> QuerySet[Proposal]:
    return living(Proposal, authority).select_related("consultation", "authority")


def batches(authority: Authority) -> QuerySet[CodeBatch]:
    """The living batches, with how many of their codes exist and were used."""
    rows = living(CodeBatch, authority).select_related("consultation", "authority")
    made = Code.objects.of(authority).filter(batch=OuterRef("pk")).order_by()
    used = made.filter(used=True)
    return rows.annotate(made=_count_of(made), used=_count_of(used))


def _count_of(rows: QuerySet[Code]) -> Coalesce:
    return Coalesce(Subquery(rows.values("batch").annotate(n=Count("pk")).values("n")), 0)


# Before opening -----------------------------------------------------------------------------------


def findings(consultation: Consultation) -> tuple[Finding, ...]:
    """What its words call for before it opens, as they are now."""
    needs = consultation.access == Consultation.Access.CODES
    codes = Code.objects.of(consultation.authority).filter(batch__consultation=consultation)
    return check(Draft(
        consultation.title, consultation.purpose, consultation.promise, consultation.elsewhere,
        consultation.closes_on,
        tuple(DraftQuestion(each.as_read, each.help, each.about_you)
              for each in questions_of(consultation)),
        codes.count() if needs else None, open_page(consultation.authority.slug) is not None,
    ), timezone.localdate())  # fmt: skip


def unread(consultation: Consultation, found: Iterable[Finding]) -> list[Finding]:
    """The remarks that nobody confirmed having read as they are."""
    read = set(consultation.readiness.get("read", ()))
    return [each for each in found if not each.blocking and each.key not in read]


# Counts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participation:
    """How many answers came, by channel and by week: None is hidden."""

    total: int | None
    channels: dict[str, int | None]
    weeks: ShownTable
    standing: Standing

    @property
    def hides(self) -> bool:
        """Whether a count is hidden."""
        return self.weeks.hides or None in self.channels.values()


def participation(consultation: Consultation) -> Participation:
    """How many answers a consultation has; nothing of what they say."""
    rows = _closed(consultation).values_list("channel", "week").annotate(n=Count("*"))
    channels, weeks = Counter[str](), Counter[str]()
    for channel, week, count in rows:
        channels[channel] += count
        weeks[week.isoformat()] += count
    shown = dict(by_channel(Channel.values, channels))
    total = shown.pop(TOTAL)
    by_week = table_of({(week, TOTAL): count for week, count in weeks.items()}, sorted(weeks))
    if total is None or by_week.is_withheld:  # the other would give the whole away
        total, shown = None, dict.fromkeys(shown)
        by_week = replace(by_week, cells=dict.fromkeys(by_week.cells))
    about = any(each.about_you for each in questions_of(consultation))
    batches = living(CodeBatch, consultation.authority).filter(consultation=consultation)
    codes = batches.aggregate(n=Sum("count"))["n"] or 0
    stands = standing(total, shown, codes=codes, asks_about_you=about)
    return Participation(total, shown, by_week, stands)


def counts(consultation: Consultation) -> list[tuple[Question, Counted]]:
    """What answers come to, by question; none before it is closed.

    Before, two readings would show what somebody answered between them.
    """
    if not consultation.is_over:
        return []
    mark = _closed(consultation).aggregate(n=Count("*"), first=Min(Cast("pk", CharField())))
    known = closed_counts(consultation, mark["n"], mark["first"])
    texts = consultation.parts.exclude(question=None).exclude(state=AnswerPart.State.HIDDEN)
    read = dict(texts.order_by().values_list("question").annotate(n=Count("*")))
    return [
        (each, known.get(each.pk) or counted(each.as_read, repeat("", read.get(each.pk, 0))))
        for each in questions_of(consultation)
    ]


@lru_cache(maxsize=64)
def closed_counts(consultation: Consultation, _count: int, _first: str) -> dict[Any, Counted]:
    """The counts of closed questions, read once for the parts that are there."""
    return {
        each.pk: counted(each.as_read, _answers(consultation, each.as_read))
        for each in questions_of(consultation)
        if each.kind not in {engine.Kind.TEXT, engine.Kind.PLACE}
    }


def _closed(consultation: Consultation) -> QuerySet[AnswerPart]:
    return consultation.parts.filter(question=None).order_by()


def _answers(consultation: Consultation, question: engine.Question) -> Iterator[Any]:
    """The answers to a closed question, those that are alike read together."""
    value = KeyTextTransform(question.key, "values")
    groups = _closed(consultation).annotate(value=value).values_list("value").annotate(n=Count("*"))
    for text, count in groups:
        if text is not None:
            yield from repeat(_answer(question, text), count)


def _answer(question: engine.Question, text: str) -> Any:
    if question.kind in {engine.Kind.SEVERAL, engine.Kind.RANK}:
        return json.loads(text)
    return int(text) if question.kind is engine.Kind.SCALE else text


def few(count: int) -> int | None:
    """A count as outputs say it: None when it is small, zero is not."""
    return None if 0 < count < LEAST else count


def few_words(count: int) -> str | int:
    """A count in a list, a small one hidden."""
    shown = few(count)
    return pgettext("count", "hidden") if shown is None else shown


# Words --------------------------------------------------------------------------------------------


def headline(rows: QuerySet[Any]) -> str:
    """How many are open and until when; what waits for an answer of the authority."""
    known = list(rows.order_by().values_list("state", "closes_on"))
    if not known:
        return _("No opinion was requested yet.")
    states, parts = Counter(state for state, _day in known), []
    if count := states[State.OPEN]:
        first = min((day for state, day in known if day and state == State.OPEN), default=None)
        text = ngettext("%(count)s consultation is open", "%(count)s consultations are open", count)
        until = _(", the first until %(day)s") if count > 1 else _(", until %(day)s")
        ends = until % {"day": day_words(first)} if first else ""
        parts.append(text % {"count": count} + ends)
    if count := states[State.CLOSED]:
        text = ngettext("%(count)s waits for your answer", "%(count)s wait for your answer", count)
        parts.append(text % {"count": count})
    if not parts:
        count = len(known)
        text = ngettext("%(count)s consultation, none open", "%(count)s consultations, none open",
                        count)  # fmt: skip
        parts.append(text % {"count": count})
    return semicolon(lang()).join(parts) + "."
