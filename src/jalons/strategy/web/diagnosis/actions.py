"""Actions on the diagnosis: answers, facts, track, snapshots, ready-made actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.actions import set_staff
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.strategy.engine.diagnosis.basket import schedule
from jalons.strategy.engine.diagnosis.referential import ReadyAction
from jalons.strategy.engine.diagnosis.scoring import Diagnosis
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.models import GivenAnswer, Snapshot
from jalons.strategy.web.roadmap.models import Action

type Person = User | AnonymousUser | None


def answer(
    *,
    authority: Authority,
    user: Person,
    said: Mapping[str, str],
    evidence: Mapping[str, str],
    known: Mapping[str, GivenAnswer] | None = None,
) -> Batch | None:
    """Store answers by question, an empty one deletes; the batch that can be undone.

    ``known`` are the answers as they were read: ``StaleError`` or ``ValidationError`` when somebody
    changed one of them since.
    """
    before = queries.answers(authority) if known is None else known
    wanted = {
        question: {"said": value, "evidence": evidence.get(question, "")} if value else None
        for question, value in said.items()
    }
    changes = list(changed(authority, before, wanted))
    with transaction.atomic():
        profile = queries.profile(authority)
        if profile.is_new:
            writer.write(authority, user, [(profile, {})])
        batch = writer.write(authority, user, changes)
        person = user if isinstance(user, User) else None
        rows = GivenAnswer.objects.of(authority).filter(pk__in=[each.pk for each, _ in changes])
        writer.store_computed(rows, answered_at=timezone.now(), answered_by=person)
    return batch


def changed(
    authority: Authority,
    before: Mapping[str, GivenAnswer],
    wanted: Mapping[str, Mapping[str, Any] | None],
) -> Iterator[tuple[GivenAnswer, Mapping[str, Any]]]:
    """The answers to write, with their values, to reach ``wanted`` by question; None deletes."""
    for question, values in wanted.items():
        found = before.get(question)
        if values is None and found is not None:
            yield found, {"deleted_at": timezone.now()}
        elif values is not None and any(
            getattr(found, name, None) != value for name, value in values.items()
        ):
            made = found or GivenAnswer(authority=authority, question=question)
            yield made, values


def set_facts(
    *,
    authority: Authority,
    user: User | AnonymousUser,
    staff: int | None,
    competences: list[str] | None,
) -> None:
    if staff != authority.staff:
        set_staff(user=user, authority=authority, staff=staff)
    values = {"competences": competences}
    writer.write(authority, user, [(queries.profile(authority), values)])


def new_snapshot(authority: Authority) -> Snapshot:
    """The diagnosis as it stands, with its version, its facts and its answers; not stored."""
    diagnosis = queries.current(authority)
    return Snapshot(
        authority=authority,
        referential=diagnosis.referential.reference,
        facts=queries.plain_facts(diagnosis.facts),
        answers={
            question: {
                "said": each.said,
                "evidence": each.evidence,
                "link": each.link,
                "at": each.answered_at.isoformat(),
                "by": each.answered_by_id,
            }
            for question, each in queries.answers(authority).items()
        },
        result=result_of(diagnosis),
    )


def store_snapshot(*, authority: Authority, user: Person, name: str) -> Snapshot:
    made = new_snapshot(authority)
    writer.write(authority, user, [(made, {"name": name})])
    return made


def fill_roadmap(
    *, authority: Authority, user: Person, chosen: Iterable[ReadyAction], today: date, lang: str
) -> list[Action]:
    """Add ready-made actions to the roadmap with draft dates; those already there are skipped."""
    present = queries.on_roadmap(authority, queries.referential_of(authority))
    drafts = schedule([each for each in chosen if each.id not in present], start=today)
    made = []
    for draft in drafts:
        ready = draft.action
        steps = [f"{rank}. {step.to(lang)}" for rank, step in enumerate(ready.steps, start=1)]
        values = {
            "title": ready.title.to(lang),
            "description": "\n".join([ready.summary.to(lang), "", *steps]),
            "commitments": list(ready.commitments),
            "start": draft.start,
            "end": draft.end,
            "indicators": list(ready.indicators),
        }
        made.append((Action(authority=authority, ready_action=ready.id), values))
    writer.write(authority, user, made)
    return [action for action, _values in made]


def result_of(diagnosis: Diagnosis) -> dict[str, object]:
    """The scores of a diagnosis as JSON values, and their rule: shares from 0 to 1."""
    return {
        "scoring": str(diagnosis.scoring),
        "values": queries.plain_values(diagnosis),
        "completeness": diagnosis.completeness,
        "shares": asdict(diagnosis.shares),
        "commitments": {
            str(each.path.number): {
                "shares": asdict(each.shares) if each.shares else None,
                "milestones": {
                    milestone.milestone.id: str(milestone.progress) for milestone in each.milestones
                },
            }
            for each in diagnosis.commitments
        },
    }
