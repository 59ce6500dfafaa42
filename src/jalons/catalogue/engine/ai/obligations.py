"""The class of an AI system under Regulation (EU) 2024/1689, and the duties of an authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from jalons.catalogue.engine.ai.questions import NONE, Answers, Words, questions
from jalons.kernel.tables import package_table

HIGH_FROM = date(2027, 12, 2)  # annex III, as the amending regulation moved it
NARROW = frozenset({"procedural", "improves", "patterns", "preparatory"})
_NEEDED = ("prohibited", "area", "product_safety", "transparency")


class AIDuty(msgspec.Struct, frozen=True):
    """A duty: its article, the facts that bring it, since when, what to do, what proves it."""

    id: str
    article: str
    when: tuple[str, ...]
    since: date = msgspec.field(name="from")
    title: Words
    action: Words
    verified: bool
    date_verified: bool = True
    unsettled: bool = False
    proof: tuple[str, ...] = ()
    doubt: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class AIClass:
    """A class (prohibited, high, transparency, minimal, unknown) and why.

    ``reasons`` are pairs of a key of ``ai_duties.toml`` and the choices it names; ``facts`` what
    brings duties.
    """

    kind: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class SystemDuty:
    """A duty of a system; ``state`` is met, to_do, to_check (nothing here proves it), or later."""

    duty: AIDuty
    state: str


@cache
def duties() -> Sequence[AIDuty]:
    """Every duty of the table."""
    found = package_table("jalons.catalogue", "ai_duties")["duty"]
    return msgspec.convert(found, tuple[AIDuty, ...])


def classed(answers: Answers, role: str = "deployer", started: date | None = None) -> AIClass:
    """The class of a system; what nobody answered makes it unknown, unless it is high already."""
    said: dict[str, list[str]] = {
        name: [each for each in answers.get(name) or [] if each != NONE]
        for name in ("prohibited", "area", "transparency")
    }
    reasons: list[tuple[str, tuple[str, ...]]] = []
    if said["prohibited"]:
        reasons.append(("prohibited", tuple(said["prohibited"])))
    product = answers.get("product_safety") == "yes"
    if product:
        reasons.append(("product", ()))
    accessory = _accessory(answers)
    if area := tuple(said["area"]):
        reasons.append(("accessory" if accessory else "area", area))
        if answers.get("profiling") == "yes":
            reasons.append(("profiling", ()))
        elif not accessory and answers.get("narrow_task") in NARROW:
            reasons.append(("unjustified", ()))
    if said["transparency"]:
        reasons.append(("transparency", tuple(said["transparency"])))
    high = bool(area) and not accessory
    unanswered = tuple(name for name in _NEEDED if not answers.get(name))
    kind = ("prohibited" if said["prohibited"] else "high" if high or product else "unknown"
            if unanswered else "transparency" if said["transparency"] else "minimal")  # fmt: skip
    if unanswered:
        reasons.append(("unanswered", unanswered))
    elif kind == "minimal" and not area:
        reasons.append(("nothing", ()))
    facts = {"every", *said["transparency"], *(["product"] if product else [])}
    facts |= {"prohibited"} if said["prohibited"] else set()
    if high:
        facts |= {f"high_{role}"} | ({"fria"} if set(area) != {"infrastructure"} else set())
        facts |= {"high_individual"} if answers.get("individual") == "yes" else set()
        facts |= {"high_old"} if started and started < HIGH_FROM else set()
    return AIClass(kind, tuple(reasons), frozenset(facts))


def _accessory(answers: Answers) -> bool:
    """Whether article 6(3) lets a system of annex III out of the high-risk class."""
    return (
        answers.get("narrow_task") in NARROW
        and bool(str(answers.get("narrow_why") or "").strip())
        and answers.get("profiling") == "no"
    )


def due(found: AIClass, answers: Answers, today: date) -> list[SystemDuty]:
    """The duties that a system brings, by date, with what the card proves of them."""
    wanted = [each for each in duties() if found.facts.intersection(each.when)]
    return [SystemDuty(each, _state(each, answers, today))
            for each in sorted(wanted, key=lambda each: each.since)]  # fmt: skip


def _state(duty: AIDuty, answers: Answers, today: date) -> str:
    negative = {"no", "to_do"}
    if duty.proof and all(answers.get(key) and answers[key] not in negative for key in duty.proof):
        short = duty.id == "logs" and float(answers["logs_months"]) < 6
        return "to_do" if short else "met"
    if duty.since > today:
        return "later"
    return "to_do" if duty.proof or duty.id == "stop" else "to_check"


def choice_words(ids: Sequence[str], lang: str) -> str:
    """The labels of choices or questions of the class, in words."""
    known: dict[str, Any] = {}
    for each in questions("screening"):
        known |= {choice.id: choice for choice in each.choices} | {each.id: each.label}
    return ", ".join(known[each].text(lang) for each in ids if each in known)
