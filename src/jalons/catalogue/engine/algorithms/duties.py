"""Which duties of transparency a processing has, and why; what is unknown makes a duty depend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """Whether a duty applies."""

    APPLIES = "applies"
    DEPENDS = "depends"
    NOT = "not"


class Threshold(msgspec.Struct, frozen=True):
    """A figure to exceed; one that is not ``verified`` never settles anything alone."""

    fact: str
    over: int
    verified: bool


class AlgorithmDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty, its law, the facts it needs (``conditions``) and the fact that proves it is met.

    ``secrets``: a secret protected by the law may lift it.
    """

    id: str
    name: Mapping[str, str]
    what: Mapping[str, str]
    law: str
    source: str
    conditions: tuple[str, ...]
    proof: str
    secrets: bool
    limits: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a processing and of its authority; None is unknown.

    ``decides``: it takes part in decisions on named persons or organisations; ``automated``: fully;
    ``main``: many people, or effects that matter; ``mention``: the decisions carry the notice;
    ``explainable``: an explanation can be written; ``secret``: a secret is claimed.
    """

    decides: bool | None = None
    automated: bool | None = None
    main: bool | None = None
    mention: bool = False
    published: bool = False
    explainable: bool = False
    secret: bool = False
    population: int | None = None
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """The code of a sentence, with its figures."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DutyFinding:
    """A duty, whether it applies, why, and whether it is met (None when it does not apply)."""

    duty: AlgorithmDuty
    verdict: Verdict
    reasons: tuple[Reason, ...]
    met: bool | None


def decide_all(duties: Iterable[AlgorithmDuty], facts: Facts) -> tuple[DutyFinding, ...]:
    """Each duty: those not met first, then those met, those that depend, those that do not."""
    found, order = [_decide(duty, facts) for duty in duties], list(Verdict)
    return tuple(sorted(found, key=lambda each: (order.index(each.verdict), bool(each.met))))


def _decide(duty: AlgorithmDuty, facts: Facts) -> DutyFinding:
    """A condition that fails settles it; else each one that is unsure makes it depend."""
    checks = list(_checks(duty, facts))
    worst = max((verdict for verdict, _reason in checks), key=list(Verdict).index)
    reasons = tuple(reason for verdict, reason in checks if verdict is worst)
    met = bool(getattr(facts, duty.proof)) if worst is Verdict.APPLIES else None
    return DutyFinding(duty, worst, reasons, met)


def _checks(duty: AlgorithmDuty, facts: Facts) -> Iterator[tuple[Verdict, Reason]]:
    verdicts = {True: Verdict.APPLIES, None: Verdict.DEPENDS, False: Verdict.NOT}
    words = {True: "yes", None: "unknown", False: "no"}
    for name in duty.conditions:
        value = getattr(facts, name)
        yield verdicts[value], Reason(f"{name}_{words[value]}")
    for limit in duty.limits:
        yield _limited(limit, getattr(facts, limit.fact))
    if duty.secrets and facts.secret:
        yield Verdict.DEPENDS, Reason("secret")


def _limited(limit: Threshold, figure: int | None) -> tuple[Verdict, Reason]:
    """An unverified limit that is not exceeded is a doubt; once exceeded, it changes nothing."""
    if figure is None:
        return Verdict.DEPENDS, Reason(f"{limit.fact}_unknown", {"over": limit.over})
    params = {"figure": figure, "over": limit.over}
    if figure > limit.over:
        return Verdict.APPLIES, Reason(f"{limit.fact}_over", params)
    if limit.verified:
        return Verdict.NOT, Reason(f"{limit.fact}_under", params)
    return Verdict.DEPENDS, Reason(f"{limit.fact}_unsure", params)
