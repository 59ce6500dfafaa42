"""What changes the diagnosis of an authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.actions import set_staff
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import write
from jalons.kernel import Urn
from jalons.strategy.engine.basket import schedule
from jalons.strategy.engine.diagnosis import Diagnosis
from jalons.strategy.engine.referential import ReadyAction
from jalons.strategy.engine.tracks import Track
from jalons.strategy.store import tracks
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.models import GivenAnswer, Snapshot
from jalons.strategy.web.roadmap.models import Action

type Person = User | AnonymousUser | None


def answer(
    *, authority: Authority, user: Person, said: Mapping[str, str], evidence: Mapping[str, str]
) -> int:
    """Keep answers by question; an empty one takes an answer back. How many changed."""
    with transaction.atomic():
        before = queries.given(authority)
        profile = queries.profile(authority)
        if not profile.pk:
            profile.save()
        changed = {
            question: value
            for question, value in said.items()
            if value != getattr(before.get(question), "said", "")
            or evidence.get(question, "") != getattr(before.get(question), "evidence", "")
        }
        for question, value in changed.items():
            _keep(authority, user, question, value, evidence.get(question, ""))
        if changed:
            _journal(
                authority,
                user,
                before={each: getattr(before.get(each), "said", "") for each in changed},
                after=changed,
            )
    return len(changed)


def set_facts(
    *,
    authority: Authority,
    user: User | AnonymousUser,
    staff: int | None,
    competences: list[str] | None,
) -> None:
    """Keep what personalises the questions."""
    if staff != authority.staff:
        set_staff(user=user, authority=authority, staff=staff)
    profile = queries.profile(authority)
    before, profile.competences = profile.competences, competences
    with transaction.atomic():
        profile.save()
        if before != competences:
            _journal(
                authority, user, before={"competences": before}, after={"competences": competences}
            )


def set_track(*, authority: Authority, user: Person, track: Track | None) -> str:
    """Choose the track of an authority, None for that of its facts; what was chosen before."""
    with transaction.atomic():
        profile = queries.profile(authority)
        before, profile.track = profile.track, str(track or "")
        if before == profile.track:
            return before
        profile.save()
        name = _("track")
        _journal(
            authority,
            user,
            before={name: track_name(before)},
            after={name: track_name(profile.track)},
        )
    return before


def track_name(track: str) -> str:
    """A track in words; the empty one is that of the facts."""
    names = {str(rule.track): rule.name.to(lang()) for rule in tracks()}
    return names.get(track) or _("according to the facts")


def keep_snapshot(*, authority: Authority, user: Person, name: str) -> Snapshot:
    """Keep the diagnosis as it stands, with its version, its facts and its answers."""
    diagnosis = queries.current(authority)
    given = queries.given(authority)
    kept = Snapshot(
        authority=authority,
        name=name,
        made_by=user if isinstance(user, User) else None,
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
            for question, each in given.items()
        },
        result=result_of(diagnosis),
    )
    with transaction.atomic():
        kept.save(force_insert=True)
        record(
            request_user=user,
            authority=authority,
            verb=Verb.KEPT,
            urn=kept.urn,
            label=name,
            after=kept.result,
        )
    return kept


def delete_snapshot(*, snapshot: Snapshot, user: Person) -> None:
    """Forget a kept diagnosis."""
    with transaction.atomic():
        record(
            request_user=user,
            authority=snapshot.authority,
            verb=Verb.REMOVED,
            urn=snapshot.urn,
            label=snapshot.name,
            after={"referential": snapshot.referential, "answers": snapshot.answers},
        )
        snapshot.delete()


def fill_roadmap(
    *, authority: Authority, user: Person, chosen: Iterable[ReadyAction], today: date, lang: str
) -> list[Action]:
    """Put ready-made actions on the roadmap with draft dates; those already there stay."""
    held = queries.on_roadmap(authority, queries.referential_of(authority))
    drafts = schedule([each for each in chosen if each.id not in held], start=today)
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
    write(authority, user, made)
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


def _keep(authority: Authority, user: Person, question: str, said: str, evidence: str) -> None:
    found = GivenAnswer.objects.of(authority).filter(question=question).first()
    if not said:
        if found:
            found.delete()
        return
    kept = found or GivenAnswer(authority=authority, question=question, version=0)
    kept.said, kept.evidence = said, evidence
    kept.answered_at = timezone.now()
    kept.answered_by = user if isinstance(user, User) else None
    kept.version += 1
    kept.save()


def _journal(authority: Authority, user: Person, *, before: object, after: object) -> None:
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED,
        urn=Urn("diagnosis", authority.slug),
        label="",
        before=before,
        after=after,
    )
