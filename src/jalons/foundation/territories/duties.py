"""Which duties apply to a territory, and why, from what public data say about it.

Pure: the duties are read from ``data/duties.toml`` by whoever calls, and nothing is guessed. What
public data do not say (staff, purchases, practices) makes a duty *depend*, with the question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import ge, gt
from typing import Any

from jalons.kernel import Messages
from jalons.kernel.errors import language
from jalons.wording import format_number

PACKAGE = "jalons.foundation.territories"


class Verdict(StrEnum):
    """Whether a duty applies."""

    APPLIES = "applies"
    DEPENDS = "depends"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class DutyDate:
    """A day (or month, or year: ``2026-08``, ``2025``) and what happens then.

    ``yearly``: from then on, every year, without a fixed day.
    """

    on: str
    what: Mapping[str, str]
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Something the law asks of authorities, with its reference; texts by language (fr, en).

    ``population_over`` and ``staff_over`` are exceeded, ``purchases_from`` (euros a year) is
    reached. ``asks`` is the code of a question no public data answer. ``verified``: the page
    of ``link`` was opened on the day ``opened`` and says what the entry says; ``doubt`` is what
    remains unsure, verified or not.
    """

    id: str
    commitment: int
    name: Mapping[str, str]
    what: Mapping[str, str]
    kinds: frozenset[str]
    law: str
    source: str
    link: str
    verified: bool
    opened: date | None = None
    doubt: Mapping[str, str] = field(default_factory=dict)
    population_over: Mapping[str, int] = field(default_factory=dict)
    staff_over: int | None = None
    purchases_from: int | None = None
    asks: str = ""
    in_force: bool = True
    unclear_natures: frozenset[str] = frozenset()
    dates: tuple[DutyDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an authority; None is unknown, not zero. Purchases in euros a year."""

    kind: str
    nature: str = ""
    population: int | None = None
    population_total: int | None = None
    staff: int | None = None
    purchases: int | None = None
    overseas: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of ``messages.toml``, with its figures."""

    code: str
    params: Mapping[str, int | str] = field(default_factory=dict)

    def text(self, lang: str | None = None) -> str:
        """The sentence, numbers grouped the way of the language."""
        messages = Messages.of(PACKAGE)
        words: dict[str, str] = {}
        for name, value in self.params.items():
            if name == "kind":
                words[name] = messages.text(f"kind_{value}", lang)
            else:
                words[name] = (
                    format_number(value, lang or language()) if isinstance(value, int) else value
                )
        return messages.text(self.code, lang, **words)


@dataclass(frozen=True, slots=True)
class Finding:
    """A duty, whether it applies, and why."""

    duty: Duty
    verdict: Verdict
    reasons: tuple[Reason, ...]


def parse(text: str) -> tuple[Duty, ...]:
    """The duties written in TOML, in their order; ``KeyError`` when one is not whole."""
    return tuple(_duty(entry) for entry in tomllib.loads(text)["duty"])


def _duty(entry: Mapping[str, Any]) -> Duty:
    values = dict(entry)
    limit = values.pop("population_over", {})
    kinds = frozenset(values.pop("kinds"))
    return Duty(
        kinds=kinds,
        population_over=limit if isinstance(limit, dict) else dict.fromkeys(kinds, limit),
        unclear_natures=frozenset(values.pop("unclear_natures", ())),
        dates=tuple(DutyDate(**each) for each in values.pop("dates", ())),
        **values,
    )


def decide(duty: Duty, facts: Facts) -> Finding:
    """Whether ``duty`` applies to an authority described by ``facts``, with the reasons in words.

    One condition that fails settles it; else one that cannot be decided makes it depend.
    """
    if facts.kind not in duty.kinds:
        return Finding(duty, Verdict.NOT, (Reason("reason_not_kind", {"kind": facts.kind}),))
    checks = [
        check
        for check in (
            _population(duty, facts),
            _staff(duty, facts),
            _purchases(duty, facts),
            *_doubts(duty, facts),
        )
        if check
    ]
    for verdict in (Verdict.NOT, Verdict.DEPENDS):
        reasons = tuple(reason for found, reason in checks if found is verdict)
        if reasons:
            return Finding(duty, verdict, reasons)
    reasons = tuple(reason for _, reason in checks)
    return Finding(duty, Verdict.APPLIES, reasons or (_by_kind(duty, facts),))


def decide_all(duties: Iterable[Duty], facts: Facts) -> tuple[Finding, ...]:
    """The result of ``decide`` for each duty: those that apply first, then those that depend."""
    order = list(Verdict)
    findings = [decide(duty, facts) for duty in duties]
    return tuple(sorted(findings, key=lambda finding: order.index(finding.verdict)))


type _Check = tuple[Verdict, Reason]


def _by_kind(duty: Duty, facts: Facts) -> Reason:
    everyone = duty.kinds >= {"commune", "epci", "departement", "region"}
    return Reason("reason_everyone") if everyone else Reason("reason_kind", {"kind": facts.kind})


def _population(duty: Duty, facts: Facts) -> _Check | None:
    threshold = duty.population_over.get(facts.kind)
    if threshold is None:
        return None
    if facts.population is None:
        return Verdict.DEPENDS, Reason("reason_population_unknown", {"threshold": threshold})
    params: dict[str, int | str] = {"population": facts.population, "threshold": threshold}
    total = facts.population_total
    if total is not None and (total > threshold) != (facts.population > threshold):
        return Verdict.DEPENDS, Reason("reason_population_straddles", {**params, "total": total})
    if facts.population > threshold:
        return Verdict.APPLIES, Reason("reason_above", params)
    return Verdict.NOT, Reason("reason_below", params)


def _staff(duty: Duty, facts: Facts) -> _Check | None:
    return _figure("staff", facts.staff, duty.staff_over, gt)


def _purchases(duty: Duty, facts: Facts) -> _Check | None:
    return _figure("purchases", facts.purchases, duty.purchases_from, ge)


def _figure(
    name: str, figure: int | None, threshold: int | None, reaches: Callable[[int, int], bool]
) -> _Check | None:
    if threshold is None:
        return None
    if figure is None:
        return Verdict.DEPENDS, Reason(f"reason_{name}_unknown", {"threshold": threshold})
    params: dict[str, int | str] = {name: figure, "threshold": threshold}
    if reaches(figure, threshold):
        return Verdict.APPLIES, Reason(f"reason_{name}_above", params)
    return Verdict.NOT, Reason(f"reason_{name}_below", params)


def _doubts(duty: Duty, facts: Facts) -> Iterable[_Check]:
    if duty.asks:
        yield Verdict.DEPENDS, Reason(duty.asks)
    if facts.nature in duty.unclear_natures:
        yield Verdict.DEPENDS, Reason("reason_status_unclear")
    if facts.overseas:
        yield Verdict.DEPENDS, Reason("reason_overseas")
    if not duty.in_force:
        yield Verdict.DEPENDS, Reason("reason_not_in_force")
