"""Whether a certificate is accepted, refused or incomplete, with each reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jalons.reuse.engine.wiping.facts import (
    Certificate,
    Checked,
    Completion,
    Hidden,
    Level,
    Medium,
    Method,
    Verification,
)
from jalons.reuse.engine.wiping.rules import Rule, is_of, level_needed, required, rules, table

_EMPTY: frozenset[Any] = frozenset({"", None})
_UNUSUAL_SERIALS = frozenset("x0?-*. ")


class State(StrEnum):
    """What a certificate is worth."""

    ACCEPTED = "accepted"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"


class Weight(StrEnum):
    """What a reason does to the verdict; a caution changes nothing of it."""

    REFUSES = "refuses"
    MISSING = "missing"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a verdict: its sentences are ``wipe.<code>`` and ``wipe.<code>.hint``."""

    code: str
    weight: Weight
    params: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict, the level reached, the one needed (None: destination unknown), the reasons."""

    state: State
    level: Level
    needed: Level | None
    reasons: tuple[Reason, ...]
    rule: Rule | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the drive is wiped well enough for where it goes."""
        return self.state is State.ACCEPTED


def judge(certificate: Certificate) -> Verdict:
    """The verdict on a certificate.

    Refused by one reason that refuses, incomplete by one missing fact, accepted otherwise: what is
    unknown is never taken as good.
    """
    rule = rules().get((certificate.medium, certificate.method))
    found = [*_work(certificate), *_missing(certificate), *_conditions(certificate, rule)]
    level = _level(rule, found)
    needed = level_needed(certificate.destination)
    found += _levels(certificate, rule, needed)
    found += _cautions(certificate, rule)
    weights = {each.weight for each in found}
    state = State.ACCEPTED
    if Weight.REFUSES in weights:
        state = State.REFUSED
    elif Weight.MISSING in weights:
        state = State.INCOMPLETE
    order = list(Weight)
    reasons = sorted(found, key=lambda each: order.index(each.weight))
    return Verdict(state, level, needed, tuple(reasons), rule)


def is_usable(serial: str) -> bool:
    """Whether a serial number names a drive: not empty, unknown, masked or a filler."""
    text = serial.strip().lower()
    return text not in table()["fillers"] and not set(text) <= _UNUSUAL_SERIALS


def _work(facts: Certificate) -> Iterator[Reason]:
    """What went wrong in the work itself."""
    if facts.method is Method.ONLY_READS:
        yield _refusal("only_reads", method=facts.method_name)
    if facts.completion in {Completion.INTERRUPTED, Completion.FAILED}:
        yield _refusal(facts.completion.value)
    if facts.errors:
        yield _refusal("errors", count=facts.errors)
    if facts.unwiped:
        yield _refusal("unwiped", bytes=facts.unwiped)
    if facts.verified is Checked.NO:
        yield _refusal("verification_failed")
    if facts.started_on and facts.ended_on and facts.ended_on < facts.started_on:
        yield _refusal("dates")


def _missing(facts: Certificate) -> Iterator[Reason]:
    """The facts that nobody gave."""
    for name in required(facts.method):
        value = getattr(facts, name)
        text = value.strip() if isinstance(value, str) else value
        if text in _EMPTY or (name == "serial" and not is_usable(facts.serial)):
            yield Reason("field", Weight.MISSING, {"field": name})
    logical = not is_of("physical", facts.method)
    if logical and facts.verification is Verification.NONE:
        yield Reason("not_verified", Weight.MISSING)
    if is_of("hidden", facts.medium) and is_of("hidden_methods", facts.method):
        if facts.hidden is Hidden.PRESENT:
            yield _refusal("hidden_present")
        elif facts.hidden is Hidden.UNKNOWN:
            yield Reason("hidden_unknown", Weight.MISSING)


def _conditions(facts: Certificate, rule: Rule | None) -> Iterator[Reason]:
    """The conditions of a method that are not met, or that nobody checked."""
    for name in rule.conditions if rule else ():
        answer = getattr(facts, name, None)
        if answer is Checked.UNKNOWN:
            yield Reason(f"{name}_unknown", Weight.MISSING)
        elif answer is Checked.NO:
            yield _refusal(f"{name}_no")


def _level(rule: Rule | None, found: list[Reason]) -> Level:
    """The level reached: none while something is missing, or refuses the work."""
    return rule.level if rule is not None and not found else Level.NONE


def _levels(facts: Certificate, rule: Rule | None, needed: Level | None) -> Iterator[Reason]:
    """What the level is worth: nothing at all, less than claimed, less than needed."""
    if rule is None and facts.method not in {Method.UNKNOWN, Method.ONLY_READS}:
        if facts.medium is not Medium.UNKNOWN:
            yield _refusal("no_effect", medium=facts.medium.value, method=facts.method.value)
        return
    if rule is not None and facts.claimed is not None and facts.claimed > rule.level:
        yield _refusal("claim", claimed=facts.claimed.name.lower(), level=rule.level.name.lower())
    if rule is not None and needed is not None and rule.level < needed:
        values = {"level": rule.level.name.lower(), "needed": needed.name.lower()}
        yield _refusal("level_low", **values)


def _cautions(facts: Certificate, rule: Rule | None) -> Iterator[Reason]:
    """What a reader should know, which changes nothing of the verdict."""
    if rule is not None and not rule.source.verified:
        yield Reason("rule_unverified", Weight.CAUTION, {"source": rule.source.cite()})
    for name in ("fragments", "field_strength"):
        if rule is not None and name in rule.conditions:
            yield Reason(name, Weight.CAUTION)
    if facts.medium is Medium.SSD and facts.method is Method.OVERWRITE:
        yield Reason("flash_overwrite", Weight.CAUTION)
    for name in sorted(facts.inferred):
        yield Reason("inferred", Weight.CAUTION, {"field": name})


def _refusal(code: str, **params: Any) -> Reason:
    return Reason(code, Weight.REFUSES, params)
