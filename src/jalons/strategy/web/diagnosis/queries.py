"""What an authority answered, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.strategy.engine.diagnosis import Answer, Diagnosis, QuestionScore, diagnose
from jalons.strategy.engine.referential import Facts, Referential
from jalons.strategy.engine.succession import Succession, succession
from jalons.strategy.store import newer_version, referential, referential_versions
from jalons.strategy.web import queries
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot
from jalons.strategy.web.roadmap.models import Action


def profile(authority: Authority) -> Profile:
    """The profile of an authority; a fresh one, not saved, while nobody said anything."""
    found = Profile.objects.of(authority).first()
    return found or Profile(authority=authority, referential=referential_versions()[-1])


def facts_of(authority: Authority) -> Facts:
    """What is known of an authority: its territory, its staff, its competences."""
    territory = authority.territory
    held = profile(authority).competences
    return Facts(
        kind=territory.kind if territory else None,
        nature=territory.nature if territory else None,
        population=territory.population if territory else None,
        staff=authority.staff,
        competences=None if held is None else frozenset(held),
        overseas=territory.is_overseas_collectivity if territory else None,
    )


def referential_of(authority: Authority) -> Referential:
    """The version of the referential the answers of an authority belong to."""
    return referential(profile(authority).referential)


def given(authority: Authority) -> dict[str, GivenAnswer]:
    """The answers of an authority, by question."""
    return {each.question: each for each in GivenAnswer.objects.of(authority)}


def answers_of(given: Mapping[str, GivenAnswer], source: Referential) -> dict[str, Answer]:
    """The answers to questions of this version, without those of others."""
    known = {question.id for question in source.questions()}
    return {name: Answer(each.said) for name, each in given.items() if name in known}


def current(authority: Authority) -> Diagnosis:
    """The diagnosis of an authority as its answers stand."""
    source = referential_of(authority)
    return diagnose(source, answers_of(given(authority), source), facts_of(authority))


def snapshots(authority: Authority) -> QuerySet[Snapshot]:
    """The diagnoses an authority kept, latest first."""
    return Snapshot.objects.of(authority)


def snapshot(authority: Authority, pk: UUID) -> Snapshot | None:
    """A diagnosis an authority kept, None when it is not its own."""
    return snapshots(authority).filter(pk=pk).first()


def kept_diagnosis(kept: Snapshot) -> Diagnosis:
    """A kept diagnosis, evaluated again under its own version of the referential."""
    facts = dict(kept.facts)
    held = facts.get("competences")
    facts["competences"] = None if held is None else frozenset(held)
    answers = {name: Answer(each["said"]) for name, each in kept.answers.items()}
    return diagnose(referential(version_of(kept)), answers, Facts(**facts))


def version_of(kept: Snapshot) -> str:
    """The version of the referential a kept diagnosis was answered with: ``1.0.0``."""
    return kept.referential.partition("/")[2]


def waiting_succession(authority: Authority) -> Succession | None:
    """What the answers become under the latest version, None when they are of it already."""
    old = referential_of(authority)
    latest = newer_version(old.version)
    if latest is None:
        return None
    return succession(answers_of(given(authority), old), old=old, new=referential(latest))


def can_go_back(kept: Snapshot) -> bool:
    """Whether a kept diagnosis is of an earlier version than the present answers."""
    version = version_of(kept)
    return (
        version in referential_versions()
        and newer_version(version) is not None
        and version != profile(kept.authority).referential
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What an indicator already measured says beside an answer: done, or not, and the figure."""

    indicator: str
    says_done: bool
    differs: bool


def beside(authority: Authority, scores: tuple[QuestionScore, ...]) -> dict[str, Beside]:
    """By question, what the latest observation says beside what people answered."""
    latest = queries.latest(authority)
    found = {}
    for score in scores:
        measured = score.question.measured
        observation = latest.get(measured.indicator) if measured else None
        if measured is None or observation is None:
            continue
        says = measured.done_when.holds({"value": observation.value.mid}) is True
        differs = score.answer is not None and says is not (score.answer is Answer.DONE)
        found[score.question.id] = Beside(measured.indicator, says, differs)
    return found


def ready_on_roadmap(authority: Authority) -> frozenset[str]:
    """The ready-made actions that the roadmap of an authority has already."""
    taken = Action.objects.of(authority).filter(deleted_at=None).exclude(ready_action="")
    return frozenset(taken.values_list("ready_action", flat=True))


def plain_facts(facts: Facts) -> dict[str, Any]:
    """The facts as JSON values."""
    held = facts.competences
    return asdict(facts) | {"competences": None if held is None else sorted(held)}
