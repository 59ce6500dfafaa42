"""The rate of a sample of pages: criteria respected on all pages, of those that apply to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

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
    """Shares from 0 to 1; ``mean_page``: the mean of the rates of pages.

    ``mean_page`` is None unless every criterion is decided on every page: a criterion that fails
    on one page fails for the sample, whatever the other pages are worth.
    """

    share: float
    conforming: int
    applicable: int
    mean_page: float | None = None


def sample_states(decisions: Iterable[Decision], reference: Reference) -> dict[str, State]:
    """The state of every criterion for the whole sample, in the order of the reference.

    Failing on one page is failing. Otherwise a page without a decision leaves it undecided.
    Raises ``WebAuditError`` (``rgaa_criterion_unknown``).
    """
    by_page = _by_page(decisions, reference)
    return {
        each.id: _sample([states.get(each.id, State.UNDECIDED) for states in by_page.values()])
        for each in reference.criteria
    }


def rate(decisions: Iterable[Decision], reference: Reference) -> Rate | None:
    """The rate, None while a criterion is undecided or when none applies: unknown is not zero."""
    decided = tuple(decisions)
    states = sample_states(decided, reference).values()
    conforming, applicable = _counted(states)
    if not applicable or any(state not in DECIDED for state in states):
        return None
    pages = _by_page(decided, reference).values()
    whole = all(
        page.get(criterion.id) in DECIDED for page in pages for criterion in reference.criteria
    )
    counts = [_counted(page.values()) for page in pages]
    rates = [passed / number for passed, number in counts if number]
    mean = sum(rates) / len(rates) if whole and rates else None
    return Rate(conforming / applicable, conforming, applicable, mean)


def conformance(rate: Rate | None, *, audit_valid: bool) -> Conformance:
    """Total when all criteria are respected, partial from half; none otherwise or without audit."""
    if rate is None or not audit_valid or rate.conforming * 2 < rate.applicable:
        return "none"
    return "total" if rate.conforming == rate.applicable else "partial"


def _by_page(decisions: Iterable[Decision], reference: Reference) -> Mapping[str, dict[str, State]]:
    pages: dict[str, dict[str, State]] = {}
    for each in decisions:
        states = pages.setdefault(each.page, {})
        before = states.get(reference.criterion(each.criterion).id)
        # two decisions on the same page: the worst one counts
        states[each.criterion] = each.state if before is None else _sample([before, each.state])
    return pages


def _sample(states: list[State]) -> State:
    if State.FAILING in states:
        return State.FAILING
    if not states or any(state not in DECIDED for state in states):
        return State.TO_CHECK if State.TO_CHECK in states else State.UNDECIDED
    return State.CONFORMING if State.CONFORMING in states else State.NOT_APPLICABLE


def _counted(states: Iterable[State]) -> tuple[int, int]:
    """How many criteria are respected, and how many apply."""
    listed = list(states)
    conforming = listed.count(State.CONFORMING)
    return conforming, conforming + listed.count(State.FAILING)
