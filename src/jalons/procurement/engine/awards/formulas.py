"""The price formulas: what each is, and the marks it gives.

Marks are exact fractions. Why raising one's own price never raises one's own rank under a formula
that may be proposed: the own mark never rises, and the mark of no other bid ever falls. With
``r = P / Pmin``, the mark of the proportional, n-times-best and zero-beyond formulas only falls as
``r`` grows. Who is not the cheapest raises its own ``r`` alone; who is the cheapest stays at the
top mark (``r = 1``) and lowers the ``r`` of others, until another one is the cheapest. The formula
with the estimate: ``(nR − P) / (nR − Pmin)`` with ``R = (E + Pmin) / 2``; its derivative by
``Pmin`` for another bid has the sign of ``nE/2 + (n/2 − 1)·P``, positive as soon as ``n ≥ 2``,
hence its least value. Rounding at the end is monotone, so ties and rounded totals obey too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cache

from jalons.kernel.tables import package_table
from jalons.procurement.engine.errors import ProcurementError

MOST = 1_000  # of a parameter
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class PriceFormula:
    """A price formula and its properties, from ``data/award_formulas.toml``.

    ``parameter``: ``n``, ``percent``, ``limit`` or empty. ``monotone``: raising one's own price
    never raises one's own rank. ``zero_to_dearest``: the dearest bid has 0 whatever its distance.
    ``cheapest_best``: the cheapest bid alone has the best mark. ``proposed``: the method sheet may
    offer it.
    """

    id: str
    proposed: bool
    monotone: bool
    zero_to_dearest: bool
    negative: bool
    depends_on_bids: bool
    floored: bool
    cheapest_best: bool
    needs_estimate: bool = False
    parameter: str = ""
    default: str = ""
    least: str = ""
    verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A formula with the value of its parameter, if it has one."""

    formula: PriceFormula
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceMarket:
    """What the mark of an amount is computed from: the amounts compared, estimate, parameter."""

    cheapest: Fraction
    dearest: Fraction
    mean: Fraction
    estimate: Fraction
    value: Fraction


@cache
def formulas() -> tuple[PriceFormula, ...]:
    """Every formula, those that may be proposed first."""
    known = {each.name for each in fields(PriceFormula)}
    rows = package_table("jalons.procurement", "award_formulas")["formula"]
    return tuple(PriceFormula(**{k: v for k, v in row.items() if k in known}) for row in rows)


def rule_of(identifier: str, value: Decimal | None = None) -> PriceRule:
    """The formula of that name with its parameter, or its usual one.

    Raises ``ProcurementError``: ``awards_formula``, ``awards_parameter``,
    ``awards_parameter_least``.
    """
    formula = next((each for each in formulas() if each.id == identifier), None)
    if formula is None:
        known = ", ".join(each.id for each in formulas())
        raise ProcurementError("awards_formula", name=identifier, known=known)
    if not formula.parameter:
        return PriceRule(formula)
    chosen = Decimal(formula.default) if value is None else value
    least = Decimal(formula.least)
    strict = formula.parameter != "limit"
    if not (chosen.is_finite() and least <= chosen <= MOST) or (strict and chosen == least):
        code = "awards_parameter" if strict else "awards_parameter_least"
        raise ProcurementError(code, value=chosen, least=least, most=Decimal(MOST))
    return PriceRule(formula, chosen)


def price_marks(
    rule: PriceRule, prices: Sequence[Decimal], *, scale: Decimal, estimate: Decimal | None
) -> tuple[Fraction, ...]:
    """The mark of each amount, from 0 to ``scale`` unless the formula may give less than 0.

    ``ProcurementError`` (``awards_estimate_missing``) when the formula needs an estimate.
    """
    if rule.formula.needs_estimate and estimate is None:
        raise ProcurementError("awards_estimate_missing")
    amounts = [Fraction(price) for price in prices]
    market = PriceMarket(
        min(amounts),
        max(amounts),
        sum(amounts, ZERO) / len(amounts),
        Fraction(estimate or 0),
        Fraction(rule.value or 0),
    )
    share, top = _SHARES[rule.formula.id], Fraction(scale)
    return tuple(top * share(market, amount) for amount in amounts)


def _n_times(market: PriceMarket, price: Fraction) -> Fraction:
    return (market.value * market.cheapest - price) / ((market.value - 1) * market.cheapest)


def _estimate(market: PriceMarket, price: Fraction) -> Fraction:
    limit = market.value * (market.estimate + market.cheapest) / 2
    return max(ZERO, (limit - price) / (limit - market.cheapest))


def _linear(market: PriceMarket, price: Fraction) -> Fraction:
    if market.dearest == market.cheapest:
        return ONE
    return (market.dearest - price) / (market.dearest - market.cheapest)


_SHARES: dict[str, Callable[[PriceMarket, Fraction], Fraction]] = {
    "proportional": lambda m, price: m.cheapest / price,
    "n_times": lambda m, price: max(ZERO, _n_times(m, price)),
    "zero_beyond": lambda m, price: max(ZERO, 1 - (price / m.cheapest - 1) / (m.value / 100)),
    "estimate": _estimate,
    "linear": _linear,
    "n_times_signed": _n_times,
    "estimate_cap": lambda m, price: min(ONE, m.estimate / price),
    "nearest_mean": lambda m, price: max(ZERO, 1 - abs(price - m.mean) / m.mean),
}
