"""The rate of a sample of pages: criteria respected on all pages, of those that apply to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.mapping import DECIDED, State
from jalons.webaudit.engine.rgaa.reference import Reference

type Conformance = Literal["total", "partial", "none"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The state of a criterion on a page of the sample."""

    criterion: str
    page: str
    state: State


@dataclass(frozen=True, slots=True)
class Rate:
    """Shares from 0 to 1; ``mean_page`` is the mean of the rates of pages.

    ``mean_page`` is None unless every criterion is decided on every page. Raises
    ``WebAuditError`` (``rgaa_rate_incoherent``).
    """

    share: float
    conforming: int
    applicable: int
    mean_page: float | None = None

    def __post_init__(self) -> None:
        if abs(self.share * self.applicable - self.conforming) > 1e-6 or self.share > 1:
            raise WebAuditError("rgaa_rate_incoherent", of=self.applicable, passed=self.conforming)


def sample_states(decisions: Iterable[Decision], reference: Reference) -> dict[str, State]:
    """The state of every criterion for the whole sample, in the order of the reference.

    Failing on one page is failing. Otherwise a page without a decision leaves it undecided.
    Raises ``WebAuditError`` (``rgaa_criterion_unknown``).
    """
    pages = _pages(decisions, reference).values()
    return {
        number: _worst([page.get(number, State.UNDECIDED) for page in pages])
        for number in reference.by_id
    }


def rate(decisions: Iterable[Decision], reference: Reference) -> Rate | None:
    """The rate, None while a criterion is undecided or when none applies: unknown is not zero."""
    decided = tuple(decisions)
    states = sample_states(decided, reference)
    conforming, applicable = _counted(states.values())
    if not applicable or not DECIDED.issuperset(states.values()):
        return None
    pages = _pages(decided, reference).values()
    whole = all(page.get(number) in DECIDED for page in pages for number in states)
    rates = [passed / of for passed, of in (_counted(page.values()) for page in pages) if of]
    mean = sum(rates) / len(rates) if whole else None
    return Rate(conforming / applicable, conforming, applicable, mean)


def conformance(rate: Rate | None, *, audit_valid: bool) -> Conformance:
    """Total when all criteria are respected, partial from half; none otherwise or without audit."""
    if rate is None or not audit_valid or rate.conforming * 2 < rate.applicable:
        return "none"
    return "total" if rate.conforming == rate.applicable else "partial"


def _pages(decisions: Iterable[Decision], reference: Reference) -> dict[str, dict[str, State]]:
    """The states of each page; of two decisions on one page, the worst."""
    pages: dict[str, dict[str, State]] = {}
    for decision in decisions:
        states = pages.setdefault(decision.page, {})
        number = reference.criterion(decision.criterion).id
        states[number] = _worst([states.get(number, decision.state), decision.state])
    return pages


def _worst(states: list[State]) -> State:
    order = (State.FAILING, State.TO_CHECK, State.UNDECIDED, State.CONFORMING)
    return next((s for s in order if s in states), State.NOT_APPLICABLE if states else order[2])


def _counted(states: Iterable[State]) -> tuple[int, int]:
    """How many criteria are respected, and how many apply."""
    listed = list(states)
    conforming = listed.count(State.CONFORMING)
    return conforming, conforming + listed.count(State.FAILING)
