"""The funded part of a roadmap: known amounts are summed, unknown ones are counted.

Money granted to an action pays for that action only: an excess never pays for another action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jalons.tabular.folding import searchable

OBTAINED = frozenset({"granted", "paid"})
WAITING = frozenset({"asked"})
AHEAD = frozenset({"idea", "to_file"})  # nothing was filed yet


@dataclass(frozen=True, slots=True)
class FundingLine:
    """Money hoped for, requested or granted for an action, in euros; None when unknown."""

    funder: str
    state: str
    requested: Decimal | None = None
    granted: Decimal | None = None

    @property
    def silent(self) -> bool:
        """Whether its state implies an amount that is unknown."""
        amount = self.granted if self.state in OBTAINED else self.requested
        return amount is None and self.state in OBTAINED | WAITING


@dataclass(frozen=True, slots=True)
class FundedAction:
    """An action as funding reads it: ``planned`` is None when no euro of it is known.

    ``partial``: some of its lines have no planned amount, so that ``planned`` is a minimum.
    """

    planned: Decimal | None
    partial: bool = False
    lines: tuple[FundingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Funded:
    """What is known of the funding of a roadmap, in euros.

    ``planned`` = ``granted`` + ``requested`` + ``missing`` over the ``known`` actions: those with
    a planned amount. ``apart`` was granted to the ``unknown`` ones, or above what one plans.
    """

    planned: Decimal
    granted: Decimal
    requested: Decimal
    missing: Decimal
    apart: Decimal
    hoped: Decimal
    known: int
    unknown: int
    partial: int
    silent: int

    @property
    def share(self) -> float | None:
        """The part granted (0 to 1) of what is planned; None while nothing planned is known."""
        return float(self.granted / self.planned) if self.planned else None


def funded(actions: Iterable[FundedAction]) -> Funded:
    """The sums of these actions: funded, requested, and still to be found."""
    every = list(actions)
    zero = Decimal()
    planned = granted = requested = apart = zero
    for each in every:
        got = _sum(line.granted for line in each.lines if line.state in OBTAINED)
        waiting = _sum(line.requested for line in each.lines if line.state in WAITING)
        budget = each.planned or zero
        paid = min(got, budget)
        planned, granted = planned + budget, granted + paid
        apart += got - paid
        requested += min(waiting, budget - paid)
    lines = [line for each in every for line in each.lines]
    known = sum(each.planned is not None for each in every)
    return Funded(
        planned=planned,
        granted=granted,
        requested=requested,
        missing=planned - granted - requested,
        apart=apart,
        hoped=_sum(line.requested for line in lines if line.state in AHEAD),
        known=known,
        unknown=len(every) - known,
        partial=sum(each.partial and each.planned is not None for each in every),
        silent=sum(line.silent for line in lines),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal())


@dataclass(slots=True)
class FunderSum:
    """The requests to a funder and its grants, in euros; ``silent`` lines have no amount."""

    funder: str
    lines: int = 0
    hoped: Decimal = field(default_factory=Decimal)
    requested: Decimal = field(default_factory=Decimal)
    granted: Decimal = field(default_factory=Decimal)
    refused: int = 0
    silent: int = 0


def by_funder(lines: Iterable[FundingLine]) -> list[FunderSum]:
    """One sum per funder, who gives most first; accents and capitals make no other funder."""
    found: dict[str, FunderSum] = {}
    for line in lines:
        name = " ".join(searchable(line.funder).split())
        total = found.setdefault(name, FunderSum(line.funder))
        total.lines += 1
        total.silent += line.silent
        total.refused += line.state == "refused"
        if line.state in OBTAINED:
            total.granted += line.granted or 0
        elif line.state in WAITING:
            total.requested += line.requested or 0
        elif line.state in AHEAD:
            total.hoped += line.requested or 0
    return sorted(
        found.values(), key=lambda each: (-each.granted, -each.requested, searchable(each.funder))
    )


def is_to_file(state: str, deadline: date | None) -> bool:
    """Whether an application must still be filed by a day."""
    return deadline is not None and state in AHEAD
