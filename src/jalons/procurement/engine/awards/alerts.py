"""What is irregular or fragile in a tender or in its formula, with the cases that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jalons.procurement.engine.awards.law import applies
from jalons.procurement.engine.awards.ranking import Ranking
from jalons.procurement.engine.awards.tender import AwardCriterion, CriterionKind, SimulatedTender

FEW = 2  # bids, at which a formula that compares them is unstable
FLAT_N = Decimal(7)  # n at which the formula is that of the case of 2014
TESTED_PERCENT = Decimal(50)  # zero beyond, as a court accepted it
ENVIRONMENT = "environment_criterion"


class AlertLevel(StrEnum):
    """Red forbids the method sheet, amber is to be known."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something irregular or fragile: a code of ``messages.toml``, its cases, what it is about.

    ``formula`` is empty for what is true under any formula.
    """

    code: str
    level: AlertLevel
    formula: str = ""
    cases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    value: Decimal | None = None


def tender_alerts(tender: SimulatedTender) -> tuple[Alert, ...]:
    """What the criteria and the marks show, under any formula."""
    found = list(criteria_alerts(tender))
    if len(tender.bids) > 1:
        found += _without_effect(tender)
    return tuple(found)


def criteria_alerts(tender: SimulatedTender) -> Iterator[Alert]:
    """What the criteria alone show, before any bid: price alone, environment missing."""
    kinds = [each.kind for top in tender.criteria for each in _all(top)]
    if not kinds or not applies(ENVIRONMENT, tender.launched_on):
        return
    if set(kinds) == {CriterionKind.PRICE}:
        yield Alert("price_alone", AlertLevel.RED, cases=(ENVIRONMENT,))
    elif CriterionKind.ENVIRONMENT in kinds:
        return
    elif CriterionKind.LIFE_CYCLE_COST in kinds:
        yield Alert("cost_environment", AlertLevel.AMBER, cases=(ENVIRONMENT,))
    else:
        yield Alert("environment_missing", AlertLevel.RED, cases=(ENVIRONMENT,))


def rule_alerts(tender: SimulatedTender, ranking: Ranking) -> tuple[Alert, ...]:
    """What a formula does, by itself and to these bids."""
    rule = ranking.rule
    found = [*_of_formula(ranking), *_of_parameter(ranking), *_of_marks(ranking)]
    if rule.formula.depends_on_bids and len(tender.bids) <= FEW:
        found.append(
            Alert("few_bids", AlertLevel.AMBER, rule.formula.id, value=Decimal(len(tender.bids)))
        )
    return tuple(found)


def _of_formula(ranking: Ranking) -> Iterator[Alert]:
    formula = ranking.rule.formula
    if formula.zero_to_dearest:
        at_zero = tuple(s.bid for s in ranking.scores if s.price_mark == 0)  # none at one price
        gap = (ranking.dearest - ranking.cheapest) / ranking.cheapest * 100
        yield Alert("dearest_zero", AlertLevel.RED, formula.id, ("ce_405787",), at_zero,
                    gap if at_zero else None)  # fmt: skip
    if formula.negative:
        below = tuple(s.bid for s in ranking.scores if s.price_mark < 0)
        yield Alert("negative_marks", AlertLevel.RED, formula.id, ("ce_362532",), below)
    if not formula.cheapest_best:
        yield Alert("cheapest_not_best", AlertLevel.RED, formula.id, ("ce_370789", "ce_373362"))


def _of_parameter(ranking: Ranking) -> Iterator[Alert]:
    """A slope so flat that prices do not count, or so steep that no case covers it."""
    formula, value = ranking.rule.formula, ranking.rule.value
    if value is None:
        return
    if formula.parameter == "n" and not formula.needs_estimate and value >= FLAT_N:
        yield Alert("flat_prices", AlertLevel.RED, formula.id, ("ce_373362",), value=value)
    percent = value if formula.parameter == "percent" else (value - 1) * 100
    if formula.floored and not formula.needs_estimate and percent < TESTED_PERCENT:
        yield Alert("steep_prices", AlertLevel.AMBER, formula.id, ("caa_15bx04151",), value=percent)


def _of_marks(ranking: Ranking) -> Iterator[Alert]:
    """Bids of different prices that a floor marks alike."""
    formula = ranking.rule.formula
    if not formula.floored:
        return
    at_zero = [s for s in ranking.scores if s.price_mark == 0]
    if len({s.price.amount for s in at_zero}) < FEW:
        return
    names = tuple(s.bid for s in at_zero)
    others = [s for s in ranking.scores if s.price_mark != 0]
    if len({s.price.amount for s in others}) == 1:
        yield Alert("all_or_nothing", AlertLevel.RED, formula.id, ("ce_405787", "ce_373362"), names)
    else:
        yield Alert("floor_reached", AlertLevel.AMBER, formula.id, ("caa_15bx04151",), names)


def _without_effect(tender: SimulatedTender) -> Iterator[Alert]:
    """The marked criteria on which all bids have the same marks."""
    for leaf in tender.leaves:
        marks = {bid.marks.get(leaf.key) for bid in tender.bids}
        if leaf is not tender.money and len(marks) == 1:
            yield Alert("neutralised", AlertLevel.AMBER, cases=("ce_373362",), names=(leaf.name,),
                        value=leaf.weight)  # fmt: skip


def _all(criterion: AwardCriterion) -> Iterator[AwardCriterion]:
    yield criterion
    for part in criterion.parts:
        yield from _all(part)
