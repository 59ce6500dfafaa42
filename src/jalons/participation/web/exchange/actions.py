"""Brings a file of answers, stores it once a person said what its columns are, takes it back."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User, at_work
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, delete, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.kernel.contracts import column_checks
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange import planning
from jalons.participation.engine.exchange.columns import AnswerTable, Role
from jalons.participation.web.answering.actions import flags_of, noted
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Proposal,
    Question,
    this_week,
)
from jalons.participation.web.exchange import queries
from jalons.participation.web.exchange.models import AnswerImport

KIND = "participation.import"
RETAINED = timedelta(days=30)
_BATCH = 500
_SURE = 0.5  # of the cells of a column
_DIRECT = frozenset({"nir", "iban", "email", "phone", "person_name", "first_name", "last_name",
                     "address"})  # fmt: skip
_COMMENTS = "decidim_comments"


def bring(
    user: Person, consultation: Consultation, name: str, content: bytes, note: str = ""
) -> AnswerImport:
    """A file read, without its personal columns, to be checked; the file is not stored.

    Raises ``TableError`` and ``ParticipationError`` for what cannot be read, ``exchange_closed``.
    """
    from jalons.participation.capture.answers import read_answers  # in the computing process

    _refuse_over(consultation)
    table = read_answers(content, name, _plugged_checks)
    found, decisions = planning.proposals_of(table)
    if consultation.state != Consultation.State.DRAFT:
        decisions = {place: choice for place, choice in decisions.items() if choice in set(Role)}
    report = {
        "rows": table.rows, "found": msgspec.to_builtins(found), "dropped": dict(table.dropped),
        "technical": list(table.technical), "skipped": dict(table.skipped),
        "unread": list(table.unread), "remarks": list(table.remarks),
    }  # fmt: skip
    made = AnswerImport(authority=consultation.authority, consultation=consultation)
    with transaction.atomic():
        write(made.authority, user, [(made, {"name": name[:200], "note": note})])
        store_computed(_row(made), table=msgspec.to_builtins(table), format=table.format,
                       report=report)  # fmt: skip
        made.refresh_from_db()
        try:
            decide(made, decisions)
        except ParticipationError as error:
            problem = {"code": error.code, **error.params}
            store_computed(_row(made), decisions=decisions, report={**report, "problem": problem})
    return made


def _refuse_over(consultation: Consultation) -> None:
    if queries.is_over(consultation):
        raise ParticipationError("exchange_closed")


def _row(found: AnswerImport) -> Any:
    return AnswerImport.objects.of(found.authority).filter(pk=found.pk)


def _plugged_checks(headings: Sequence[str], rows: Any) -> Iterator[int]:
    """The columns another room takes for personal, when it is there to say it."""
    try:
        checks = column_checks()
    except JalonsError:
        return
    for each in checks(headings, rows, lang()):
        if each.personal and each.kind in _DIRECT and each.share >= _SURE:
            yield each.place


def _decided(
    found: AnswerImport, table: AnswerTable, decisions: Mapping[str, str]
) -> planning.Decided:
    """What was chosen, if the consultation takes it: its questions are final once it is open."""
    known = queries.known_questions(found.consultation)
    chosen = planning.decided(table, decisions, known)
    is_draft = found.consultation.state == Consultation.State.DRAFT
    if not is_draft and any(each.is_new for each in chosen.targets):
        raise ParticipationError("exchange_opened")
    if chosen.makes_ideas and not found.consultation.proposals_open:
        raise ParticipationError("exchange_ideas", title=found.consultation.title)
    return chosen


def decide(found: AnswerImport, decisions: Mapping[str, str]) -> planning.Plan:
    """Store what each column is, and what storing the file would then do.

    Raises ``ParticipationError``: those of ``planning.decided`` and ``plan_of``,
    ``exchange_opened``, ``exchange_ideas``, ``exchange_gone``.
    """
    table = queries.table_of(found)
    plan = planning.plan_of(table, _decided(found, table, decisions))
    report = {name: value for name, value in found.report.items() if name != "problem"}
    report["plan"] = msgspec.to_builtins(plan)
    store_computed(_row(found), decisions=dict(decisions), report=report)
    found.decisions, found.report = dict(decisions), report
    return plan


def start(found: AnswerImport, user: Person) -> Job:
    """The job that stores the answers."""
    return start_job(
        authority=found.authority, kind=KIND, user=user,
        label=_("Import of %(name)s") % {"name": found.name},
        arguments={"authority": found.authority_id, "found": str(found.pk),
                   "user": user.pk if isinstance(user, User) else None},
        back_url=reverse("answer_import", args=[found.authority.slug, found.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def import_job(
    job_progress: JobProgress, *, authority: int, found: str, user: int | None
) -> JobResult:
    """Store the answers of a file, once."""
    owner = Authority.objects.get(pk=authority)
    person = User.objects.filter(pk=user).first() if user else None
    job_progress(0, 1)
    with transaction.atomic():
        rows = living(AnswerImport, owner).select_related("consultation", "authority")
        one = rows.select_for_update(of=("self",)).get(pk=UUID(found))
        if one.state == AnswerImport.State.TO_CHECK:
            store(one, person)
    job_progress(1, 1)
    return JobResult(url=reverse("answer_import", args=[owner.slug, one.pk]), urn=one.urn)


@transaction.atomic
def store(found: AnswerImport, user: Person) -> None:
    """Store the answers of a file as one act; every text waits to be read by a person."""
    found.consultation.refresh_from_db()
    _refuse_over(found.consultation)
    table = queries.table_of(found)
    chosen = _decided(found, table, found.decisions)
    if "plan" not in found.report or "problem" in found.report:
        decide(found, found.decisions)  # which says why it cannot be stored
    if chosen.makes_ideas:
        made: dict[str, Any] = {"ideas": _store_ideas(found, planning.read_rows(table, chosen))}
    else:
        questions = _new_questions(found, user, chosen)
        parts = list(_parts(found, table, chosen, questions))
        random.SystemRandom().shuffle(parts)  # no order says which belong together
        for group in batched(parts, _BATCH):
            AnswerPart.objects.create_all(list(group))
        new = [each.question.key for each in chosen.targets if each.is_new]
        made = {"questions": [str(questions[key].pk) for key in new],
                "parts": [str(each.pk) for each in parts]}  # fmt: skip
    plan = found.report["plan"]
    questions_read = [{**each, "samples": []} for each in plan["questions"]]
    report = {**found.report, "plan": {**plan, "questions": questions_read}}
    store_computed(_row(found), state=AnswerImport.State.STORED, made=made, table={},
                   report=report, imported_on=timezone.localdate())  # fmt: skip


def _new_questions(
    found: AnswerImport, user: Person, chosen: planning.Decided
) -> dict[str, Question]:
    """The stored question of each target, by the key of the engine."""
    stored = living(Question, found.authority).filter(consultation=found.consultation)
    by_key = {str(each.pk): each for each in stored}
    last = max((each.order for each in by_key.values()), default=0)
    changes = []
    for rank, target in enumerate((each for each in chosen.targets if each.is_new), last + 1):
        made, new = Question(authority=found.authority), target.question
        by_key[new.key] = made
        changes.append((made, {
            "consultation": found.consultation, "order": rank, "kind": new.kind.value,
            "title": new.title, "options": "\n".join(new.options.values()),
            "about_you": target.about_you, "scale": new.scale,
        }))  # fmt: skip
    write(found.authority, user, changes, label=found.name, verb=Verb.IMPORTED)
    return by_key


def _parts(
    found: AnswerImport, table: AnswerTable, chosen: planning.Decided,
    questions: Mapping[str, Question],
) -> Iterator[AnswerPart]:  # fmt: skip
    """The parts of the answers: what is closed together, each text apart; nothing joins them."""

    def part(week: Any, **values: Any) -> AnswerPart:
        return AnswerPart(authority=found.authority, consultation=found.consultation,
                          channel=Channel.IMPORTED, week=week or this_week(), **values)  # fmt: skip

    for row in planning.read_rows(table, chosen):
        if row.values or (row.texts and table.format != _COMMENTS):
            values = {str(questions[key].pk): answer for key, answer in row.values.items()}
            yield part(row.week, values=values)
        for key, text in row.texts.items():
            yield part(row.week, question=questions[key], text=text, flags=flags_of(text),
                       values=noted(text))  # fmt: skip


def _store_ideas(found: AnswerImport, rows: Iterator[planning.ReadRow]) -> list[str]:
    """The keys of the ideas of a file: they wait to be read, with the count of their supports.

    As any idea of residents they are not in the journal, which can never be erased.
    """
    made = [
        Proposal(
            authority=found.authority, consultation=found.consultation, channel=Channel.IMPORTED,
            title=idea.texts[Role.IDEA], text=idea.texts[Role.IDEA_TEXT],
            week=idea.week or this_week(), supports=idea.supports,
        )
        for idea in rows
    ]  # fmt: skip
    for group in batched(made, _BATCH):
        for idea in group:
            idea.clean_fields(exclude={"authority", "consultation"})
        found.consultation.proposals.bulk_create(group)
    return [str(each.pk) for each in made]


@transaction.atomic
def take_back(found: AnswerImport, user: Person) -> int:
    """Remove what a file brought, read since or not; how many texts, answers and ideas.

    A question it made stays once the consultation is open, or when others answered it since.
    Raises ``ParticipationError`` (``exchange_closed``) once the consultation is over.
    """
    found.consultation.refresh_from_db()
    _refuse_over(found.consultation)
    rows = _row(found).filter(state=AnswerImport.State.STORED)
    made = rows.values_list("made", flat=True).first() or {}
    authority, removed = found.authority, 0
    parts = AnswerPart.objects.of(authority).filter(consultation=found.consultation)
    for group in batched(made.get("parts", ()), _BATCH):
        gone = parts.filter(pk__in=group)
        removed += gone.count()
        gone.delete()
    is_draft = found.consultation.state == Consultation.State.DRAFT
    keys = [each for each in made.get("questions", ()) if is_draft
            and not parts.filter(Q(question=each) | Q(values__has_key=each)).exists()]  # fmt: skip
    for group in batched(made.get("ideas", ()), _BATCH):
        removed += Proposal.erase(Proposal.objects.of(authority).filter(pk__in=group))
    if questions := list(living(Question, authority).filter(pk__in=keys)):
        delete(authority, user, questions)
    store_computed(rows, state=AnswerImport.State.UNDONE, made={})
    return removed


def forget(*, now: datetime) -> None:
    """Once a day: erase old contents, and what would find the answers of a closed one again."""
    old = Q(state=AnswerImport.State.TO_CHECK, created_at__lt=now - RETAINED) & ~Q(table={})
    over = Q(consultation__state__in=queries.OVER) & ~Q(made={})
    due = owns(AnswerImport, old | over, trash=True)
    for authority in Authority.objects.filter(at_work(), due):
        rows = AnswerImport.objects.of(authority)
        store_computed(rows.filter(old), table={}, report={})
        store_computed(rows.filter(over), made={})
