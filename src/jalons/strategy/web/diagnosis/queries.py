"""Queries on the diagnosis: facts, answers, scores, saved diagnoses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.territories.queries import duties_of
from jalons.kernel import Interval, Observation, Period, Status
from jalons.strategy.engine.catalogue import LegalBasis
from jalons.strategy.engine.diagnosis.basket import Proposal, propose
from jalons.strategy.engine.diagnosis.dues import dues
from jalons.strategy.engine.diagnosis.latest_values import LatestValue, latest_values
from jalons.strategy.engine.diagnosis.path import Moved, moved
from jalons.strategy.engine.diagnosis.referential import Facts, Referential
from jalons.strategy.engine.diagnosis.scoring import (
    Answer,
    Diagnosis,
    QuestionScore,
    Scoring,
    diagnose,
)
from jalons.strategy.engine.diagnosis.succession import Succession, succession
from jalons.strategy.engine.diagnosis.tracks import placed
from jalons.strategy.store import (
    catalogue,
    competences,
    newer_version,
    referential,
    referential_versions,
    tracks,
)
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot
from jalons.strategy.web.observations import queries
from jalons.strategy.web.roadmap.models import Action


def profile(authority: Authority) -> Profile:
    """The profile of an authority; a new one, not stored, when there is none."""
    found = living(Profile, authority).first()
    return found or Profile(authority=authority, referential=referential_versions()[-1])


def facts_of(authority: Authority) -> Facts:
    """What is known of an authority: its territory, its staff, its competences, its track."""
    territory = authority.territory
    own = profile(authority)
    competence_codes = own.competences
    facts = Facts(
        kind=territory.kind if territory else None,
        nature=territory.nature if territory else None,
        population=territory.population if territory else None,
        staff=authority.staff,
        competences=None if competence_codes is None else frozenset(competence_codes),
        overseas=territory.is_overseas_collectivity if territory else None,
        track=own.track or None,
    )
    return placed(facts, tracks())


def inferred_competences(authority: Authority, facts: Facts) -> dict[str, LegalBasis]:
    """The competences the law gives an authority of that kind, for a person to confirm."""
    territory = authority.territory
    region = territory.region.code if territory and territory.region else None
    return competences().inferred(facts, region)


def referential_of(authority: Authority) -> Referential:
    """The version of the referential the answers of an authority belong to."""
    return referential(profile(authority).referential)


def answers(authority: Authority) -> dict[str, GivenAnswer]:
    return {each.question: each for each in living(GivenAnswer, authority)}


def answers_of(stored: Mapping[str, GivenAnswer], source: Referential) -> dict[str, Answer]:
    """The answers to questions of this version, without those of others."""
    known = {question.id for question in source.questions()}
    return {name: Answer(each.said) for name, each in stored.items() if name in known}


def current(authority: Authority, latest: Mapping[str, Observation] | None = None) -> Diagnosis:
    """The diagnosis of an authority as its answers stand, with what is measured beside them.

    ``latest`` are the observations it is read with; those of today unless they are provided.
    """
    source = referential_of(authority)
    if latest is None:
        latest = queries.latest(authority, source.indicators())
    known = answers_of(answers(authority), source)
    beside = latest_values(latest, catalogue())
    return diagnose(source, known, facts_of(authority), values=beside)


def basket(authority: Authority, diagnosis: Diagnosis) -> tuple[Proposal, ...]:
    """The actions proposed, what the law asks of this territory first."""
    territory = authority.territory
    findings = duties_of(territory, staff=authority.staff) if territory else ()
    return propose(diagnosis, dues(findings, timezone.localdate()))


def on_roadmap(authority: Authority, source: Referential) -> set[str]:
    """The ready-made actions on the roadmap, with those of earlier versions they replace."""
    rows = living(Action, authority).exclude(ready_action="")
    return source.current_ids(set(rows.values_list("ready_action", flat=True)))


def snapshots(authority: Authority) -> QuerySet[Snapshot]:
    """The saved diagnoses of an authority, latest first."""
    return living(Snapshot, authority)


def snapshot(authority: Authority, pk: UUID) -> Snapshot | None:
    """A saved diagnosis, None when it is not one of the authority."""
    return snapshots(authority).filter(pk=pk).first()


def saved_diagnosis(saved: Snapshot, scoring: Scoring | None = None) -> Diagnosis:
    """A saved diagnosis, evaluated again under its own version of the referential.

    The rule of its points is its own too, unless ``scoring`` names another.
    """
    facts = dict(saved.facts)
    codes = facts.get("competences")
    facts["competences"] = None if codes is None else frozenset(codes)
    stored = {name: Answer(each["said"]) for name, each in saved.answers.items()}
    return diagnose(
        referential(version_of(saved)),
        stored,
        Facts(**facts),
        values={each["indicator"]: _latest_value(each) for each in saved.result.get("values", ())},
        scoring=scoring or scoring_of(saved),
    )


def scoring_of(saved: Snapshot) -> Scoring:
    """The rule of the points of a saved diagnosis: the former one when it names none."""
    return Scoring(saved.result.get("scoring", Scoring.SILENCE_AS_QUESTION))


def since(saved: Snapshot, now: Diagnosis) -> tuple[Moved, ...]:
    """How each commitment changed since a saved diagnosis, both counted by the rule of ``now``.

    Nothing when their questions are of two versions.
    """
    return moved(saved_diagnosis(saved, now.scoring), now)


def plain_values(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """What is measured beside the answers as JSON values."""
    found = {
        part.latest.indicator: part.latest
        for each in diagnosis.questions()
        for part in (each, *each.details)
        if part.latest
    }
    return [
        {
            "indicator": name,
            "value": [each.value.low, each.value.mid, each.value.high],
            "period": [each.period.start.isoformat(), each.period.end.isoformat()],
            "status": str(each.status),
        }
        for name, each in sorted(found.items())
    ]


def _latest_value(stored: Mapping[str, Any]) -> LatestValue:
    start, end = (date.fromisoformat(each) for each in stored["period"])
    value, status = Interval(*stored["value"]), Status(stored["status"])
    return LatestValue(stored["indicator"], value, Period(start, end), status)


def version_of(saved: Snapshot) -> str:
    """The version of the referential a saved diagnosis was answered with: ``1.0.0``."""
    return saved.referential.partition("/")[2]


def waiting_succession(authority: Authority) -> Succession | None:
    """What the answers become under the latest version, None when they already are of it."""
    old = referential_of(authority)
    latest = newer_version(old.version)
    if latest is None:
        return None
    return succession(answers_of(answers(authority), old), old=old, new=referential(latest))


def can_go_back(saved: Snapshot) -> bool:
    """Whether a saved diagnosis is of an earlier version than the present answers."""
    version = version_of(saved)
    return (
        version in referential_versions()
        and newer_version(version) is not None
        and version != profile(saved.authority).referential
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What an indicator already measured says beside an answer: done, not yet, or None: either."""

    indicator: str
    says_done: bool | None
    differs: bool


def beside(scores: Iterable[QuestionScore]) -> dict[str, Beside]:
    """By question and detail, what the latest observation says beside what people answered."""
    found = {}
    for score in scores:
        for part in (score, *score.details):
            if part.latest:
                says = part.says_done
                differs = part.answer is not None and says is (part.answer is not Answer.DONE)
                found[part.question.id] = Beside(part.latest.indicator, says, differs)
    return found


def plain_facts(facts: Facts) -> dict[str, Any]:
    codes = facts.competences
    return asdict(facts) | {"competences": None if codes is None else sorted(codes)}
