"""What part of a roadmap is funded: only what is known is added up, and what is not is counted.

Money granted to an action pays for that action alone: what it brings above the budget of one is
not taken for money of another.
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
    """Money hoped, asked or granted for an action, in euros; None where nobody said."""

    funder: str
    state: str
    asked: Decimal | None = None
    granted: Decimal | None = None

    @property
    def silent(self) -> bool:
        """Whether its state promises an amount that nobody told."""
        amount = self.granted if self.state in OBTAINED else self.asked
        return amount is None and self.state in OBTAINED | WAITING


@dataclass(frozen=True, slots=True)
class FundedAction:
    """An action as funding reads it: ``planned`` is None when no euro of it is known.

    ``partial``: some of its lines tell no planned amount, so that ``planned`` is a minimum.
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
    """What part of these actions is funded, asked for, and still to be found."""
    held = list(actions)
    zero = Decimal()
    planned = granted = requested = apart = zero
    for each in held:
        got = _sum(line.granted for line in each.lines if line.state in OBTAINED)
        asked = _sum(line.asked for line in each.lines if line.state in WAITING)
        budget = each.planned or zero
        paid = min(got, budget)
        planned, granted = planned + budget, granted + paid
        apart += got - paid
        requested += min(asked, budget - paid)
    every = [line for each in held for line in each.lines]
    known = sum(each.planned is not None for each in held)
    return Funded(
        planned=planned,
        granted=granted,
        requested=requested,
        missing=planned - granted - requested,
        apart=apart,
        hoped=_sum(line.asked for line in every if line.state in AHEAD),
        known=known,
        unknown=len(held) - known,
        partial=sum(each.partial and each.planned is not None for each in held),
        silent=sum(line.silent for line in every),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), Decimal())


@dataclass(slots=True)
class FunderSum:
    """What a funder was asked and gave, in euros; ``silent`` lines tell no amount."""

    funder: str
    lines: int = 0
    hoped: Decimal = field(default_factory=Decimal)
    asked: Decimal = field(default_factory=Decimal)
    granted: Decimal = field(default_factory=Decimal)
    refused: int = 0
    silent: int = 0


def by_funder(lines: Iterable[FundingLine]) -> list[FunderSum]:
    """One sum per funder, who gives most first; accents and capitals make no other funder."""
    found: dict[str, FunderSum] = {}
    for each in lines:
        name = " ".join(searchable(each.funder).split())
        held = found.setdefault(name, FunderSum(each.funder))
        held.lines += 1
        held.silent += each.silent
        held.refused += each.state == "refused"
        if each.state in OBTAINED:
            held.granted += each.granted or 0
        elif each.state in WAITING:
            held.asked += each.asked or 0
        elif each.state in AHEAD:
            held.hoped += each.asked or 0
    return sorted(
        found.values(), key=lambda each: (-each.granted, -each.asked, searchable(each.funder))
    )


def is_to_file(state: str, deadline: date | None) -> bool:
    """Whether a file has still to be sent by a day."""
    return deadline is not None and state in AHEAD
