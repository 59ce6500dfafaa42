"""The ranking of the bids under a formula, with what each total is computed from.

One rounding rule: marks and points are exact; the total of a bid is rounded once, to four
decimals, halves up. Bids of equal rounded totals have the same rank.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jalons.procurement.engine.awards.formulas import PriceRule, price_marks
from jalons.procurement.engine.awards.prices import ComparedAmount, compared, estimate_compared
from jalons.procurement.engine.awards.tender import MONEY, WHOLE, AwardCriterion, SimulatedTender

PLACES = 4


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """What a marked criterion brings to a total: mark × weight / 100."""

    criterion: AwardCriterion
    mark: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """A bid, its total from 0 to the scale of the marks, its rank from 1; ``tied`` with others."""

    bid: str
    price: ComparedAmount
    parts: tuple[MarkedPart, ...]
    exact: Fraction
    total: Decimal
    rank: int
    tied: bool

    def points(self, criterion: AwardCriterion) -> Fraction:
        """What a criterion brings, its parts together."""
        keys = {leaf.key for leaf in criterion.leaves}
        return sum((each.points for each in self.parts if each.criterion.key in keys), Fraction(0))

    @property
    def price_mark(self) -> Fraction:
        """The mark of its amount."""
        return next(each.mark for each in self.parts if each.criterion.kind in MONEY)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The bids under a rule, the first one first; the amounts the price marks come from."""

    rule: PriceRule
    scores: tuple[Score, ...]
    estimate: Decimal | None

    @property
    def winners(self) -> tuple[str, ...]:
        """Who is first: several when they tie."""
        return tuple(each.bid for each in self.scores if each.rank == 1)

    @property
    def cheapest(self) -> Decimal:
        """The lowest amount compared, in euros."""
        return min(each.price.amount for each in self.scores)

    @property
    def dearest(self) -> Decimal:
        """The highest amount compared, in euros."""
        return max(each.price.amount for each in self.scores)

    def score(self, bid: str) -> Score:
        """The score of a bid."""
        return next(each for each in self.scores if each.bid == bid)


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """A fraction to so many decimals, halves up.

    >>> rounded(Fraction(1, 16), 3)
    Decimal('0.063')
    """
    times = 10**places
    whole = math.floor(value * times + Fraction(1, 2))
    return Decimal(whole).scaleb(-places)


def ranked(tender: SimulatedTender, rule: PriceRule) -> Ranking:
    """The bids of a sound tender (``tender.check``) under a rule, the best total first."""
    prices = [compared(tender, bid) for bid in tender.bids]
    estimate = estimate_compared(tender)
    amounts = [each.amount for each in prices]
    marks = price_marks(rule, amounts, scale=tender.scale, estimate=estimate)
    found = []
    for bid, price, price_mark in zip(tender.bids, prices, marks, strict=True):
        parts = tuple(
            _part(leaf, price_mark if leaf.kind in MONEY else Fraction(bid.marks[leaf.key]))
            for leaf in tender.leaves
        )
        exact = sum((each.points for each in parts), Fraction(0))
        found.append((bid.name, price, parts, exact, rounded(exact)))
    totals = [each[-1] for each in found]
    scores = (
        Score(*each, rank=1 + sum(total > each[-1] for total in totals),
              tied=totals.count(each[-1]) > 1)
        for each in found
    )  # fmt: skip
    return Ranking(rule, tuple(sorted(scores, key=lambda score: score.rank)), estimate)


def _part(leaf: AwardCriterion, mark: Fraction) -> MarkedPart:
    return MarkedPart(leaf, mark, mark * Fraction(leaf.weight) / Fraction(WHOLE))
