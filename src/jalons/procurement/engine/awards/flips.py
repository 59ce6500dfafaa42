"""What changes the winner: a weight, a price, a dummy bid; what each criterion really weighs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from jalons.procurement.engine.awards.formulas import price_marks
from jalons.procurement.engine.awards.prices import CENT, compared
from jalons.procurement.engine.awards.ranking import Ranking, ranked, rounded
from jalons.procurement.engine.awards.tender import (
    MONEY,
    WHOLE,
    AwardCriterion,
    Bid,
    SimulatedTender,
)

DEAR, CHEAP = 3, Decimal("0.5")
"""A dummy bid costs three times the dearest one, or half of the cheapest one."""
_FARTHEST = 100  # times the dearest amount, beyond which a winner is not looked for


@dataclass(frozen=True, slots=True)
class Crossing:
    """A weight, in points of 100, beyond which other bids are first."""

    weight: Fraction
    winners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeightFlip:
    """How far the weight of a criterion may go before the winner changes.

    The other criteria share the rest in their present proportions. None: the winner stays down to
    0, or up to 100.
    """

    criterion: AwardCriterion
    lower: Crossing | None
    higher: Crossing | None

    @property
    def nearest(self) -> Crossing | None:
        """The smallest change that changes the winner."""
        found = [each for each in (self.lower, self.higher) if each is not None]
        return min(found, key=self._far, default=None)

    def _far(self, crossing: Crossing) -> Fraction:
        return abs(crossing.weight - Fraction(self.criterion.weight))


@dataclass(frozen=True, slots=True)
class PriceFlip:
    """The amount at which a bid becomes, or stops being, alone in the first place.

    Amounts in euros, as the bid declares them. ``wins``: a loser wins at ``at`` or less; else a
    winner is no longer alone at ``at`` or more. None: at no amount.
    """

    bid: str
    now: Decimal
    at: Decimal | None
    wins: bool


@dataclass(frozen=True, slots=True)
class DummyBid:
    """What a bid without any mark changes among the real ones: who is first before and after."""

    is_dear: bool
    amount: Decimal
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether another real bid is first."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class EffectiveWeight:
    """What a criterion does: the spread of its points between bids, and its share of all spreads.

    ``share`` is from 0 to 1, None when no criterion separates the bids.
    """

    criterion: AwardCriterion
    spread: Fraction
    share: Fraction | None


def weight_flips(tender: SimulatedTender, ranking: Ranking) -> tuple[WeightFlip, ...]:
    """For each criterion, the weights at which the one winner changes; none when bids tie first.

    Exact: totals are straight lines in a weight. Totals are not rounded here.
    """
    if len(ranking.winners) != 1 or len(tender.criteria) == 1:
        return ()
    return tuple(_weight_flip(each, ranking) for each in tender.criteria)


def _weight_flip(criterion: AwardCriterion, ranking: Ranking) -> WeightFlip:
    weight = Fraction(criterion.weight)
    lines = {}  # total at a weight w of the criterion: own * w + rest * (100 - w)
    for score in ranking.scores:
        own = score.points(criterion)
        lines[score.bid] = (own / weight, (score.exact - own) / (Fraction(WHOLE) - weight))
    winner = lines.pop(ranking.winners[0])
    crossings: dict[Fraction, None] = {}
    for line in lines.values():
        own, rest = winner[0] - line[0], winner[1] - line[1]
        if own != rest:
            crossings[rest * Fraction(WHOLE) / (rest - own)] = None
    within = [each for each in crossings if 0 <= each <= Fraction(WHOLE)]
    lower = max((each for each in within if each < weight), default=None)
    higher = min((each for each in within if each > weight), default=None)
    return WeightFlip(criterion, _crossing(lines, winner, lower, -1),
                      _crossing(lines, winner, higher, 1))  # fmt: skip


def _crossing(
    lines: dict[str, tuple[Fraction, Fraction]],
    winner: tuple[Fraction, Fraction],
    at: Fraction | None,
    way: int,
) -> Crossing | None:
    """The rivals that meet the winner there, and pass it beyond."""
    if at is None or not 0 < at < Fraction(WHOLE):
        return None  # at the very end nobody passes: they only tie

    def slope(line: tuple[Fraction, Fraction]) -> Fraction:
        return (line[0] - line[1]) * way

    def total(line: tuple[Fraction, Fraction]) -> Fraction:
        return line[0] * at + line[1] * (Fraction(WHOLE) - at)

    met = [name for name, line in lines.items() if total(line) == total(winner)]
    steepest = max(slope(lines[name]) for name in met)
    return Crossing(at, tuple(name for name in met if slope(lines[name]) == steepest))


def price_flips(tender: SimulatedTender, ranking: Ranking) -> tuple[PriceFlip, ...]:
    """For each bid, the amount at which it wins or loses, to the cent; none if not monotone.

    Found by halving, which a formula allows when raising a price never raises a rank.
    """
    if not ranking.rule.formula.monotone or len(tender.bids) == 1:
        return ()
    return tuple(_price_flip(tender, ranking, bid) for bid in tender.bids)


def _price_flip(tender: SimulatedTender, ranking: Ranking, bid: Bid) -> PriceFlip:
    alone = _Alone(tender, ranking, bid)
    now = int(bid.amount / CENT)
    wins = ranking.winners != (bid.name,)
    low, high = (1, now) if wins else (now, _FARTHEST * int(ranking.dearest / CENT))
    if alone.at(high) or not alone.at(low):
        return PriceFlip(bid.name, bid.amount, None, wins)
    at = _last(alone.at, low, high) + (0 if wins else 1)
    return PriceFlip(bid.name, bid.amount, at * CENT, wins)


class _Alone:
    """Whether a bid is alone in the first place at other amounts, all else unchanged."""

    def __init__(self, tender: SimulatedTender, ranking: Ranking, bid: Bid) -> None:
        self._tender, self._ranking, self._bid = tender, ranking, bid
        self._share = Fraction(tender.money.weight) / Fraction(WHOLE)
        scores = [ranking.score(bid.name), *(s for s in ranking.scores if s.bid != bid.name)]
        self._others = [score.price.amount for score in scores[1:]]
        self._rest = [score.exact - score.price_mark * self._share for score in scores]

    def at(self, cents: int) -> bool:
        """Whether it is when it costs so many cents, as it declares them."""
        own = compared(self._tender, replace(self._bid, amount=cents * CENT)).amount
        marks = price_marks(
            self._ranking.rule,
            [own, *self._others],
            scale=self._tender.scale,
            estimate=self._ranking.estimate,
        )
        pairs = zip(marks, self._rest, strict=True)
        first, *others = (rounded(mark * self._share + rest) for mark, rest in pairs)
        return all(first > other for other in others)


def _last(is_true: Callable[[int], bool], low: int, high: int) -> int:
    """The last number from ``low``, where it is true, before ``high``, where it is not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_true(middle) else (low, middle)
    return low


def dummy_bids(tender: SimulatedTender, ranking: Ranking) -> tuple[DummyBid, ...]:
    """Who is first among the real bids once a very dear or a very cheap dummy bid comes."""
    amounts = ((True, ranking.dearest * DEAR), (False, max(CENT, ranking.cheapest * CHEAP)))
    return tuple(_with_dummy(tender, ranking, amount, dear) for dear, amount in amounts)


def _with_dummy(tender: SimulatedTender, ranking: Ranking, amount: Decimal, dear: bool) -> DummyBid:  # noqa: FBT001
    name = "·".join(each.name for each in tender.bids) + "·"  # no bid has it
    nothing = {leaf.key: Decimal(0) for leaf in tender.leaves if leaf.kind not in MONEY}
    first = ranking.score(tender.bids[0].name).price
    own = amount * (first.declared / first.amount)  # as the first bid declares its own
    bid = replace(tender.bids[0], name=name, amount=own, marks=nothing)
    found = ranked(replace(tender, bids=(*tender.bids, bid)), ranking.rule)
    real = [each for each in found.scores if each.bid != name]
    best = max(each.total for each in real)
    after = tuple(each.bid for each in real if each.total == best)
    return DummyBid(dear, amount, tuple(sorted(ranking.winners)), tuple(sorted(after)))


def effective_weights(tender: SimulatedTender, ranking: Ranking) -> tuple[EffectiveWeight, ...]:
    """What each criterion does between these bids: spread of its marks × its weight."""
    spreads = []
    for criterion in tender.criteria:
        points = [score.points(criterion) for score in ranking.scores]
        spreads.append((criterion, max(points) - min(points)))
    whole = sum((spread for _criterion, spread in spreads), Fraction(0))
    return tuple(
        EffectiveWeight(criterion, spread, spread / whole if whole else None)
        for criterion, spread in spreads
    )
