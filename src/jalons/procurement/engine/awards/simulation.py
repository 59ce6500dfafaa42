"""A tender under every formula: rankings, winners, alerts, what may be proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jalons.procurement.engine.awards.alerts import Alert, AlertLevel, rule_alerts, tender_alerts
from jalons.procurement.engine.awards.formulas import PriceRule, formulas, rule_of
from jalons.procurement.engine.awards.prices import estimate_compared
from jalons.procurement.engine.awards.ranking import Ranking, ranked
from jalons.procurement.engine.awards.tender import AwardCriterion, SimulatedTender, check
from jalons.procurement.engine.errors import ProcurementError


@dataclass(frozen=True, slots=True)
class Simulation:
    """The rankings of a tender, one per formula, and what is to be known.

    ``left_out``: the formulas that need an estimate, when there is none on the same basis.
    """

    tender: SimulatedTender
    rankings: tuple[Ranking, ...]
    left_out: tuple[str, ...]
    alerts: tuple[Alert, ...]

    def ranking(self, formula: str) -> Ranking:
        """The ranking under a formula. ``ProcurementError`` (``awards_estimate_missing``)."""
        found = next((each for each in self.rankings if each.rule.formula.id == formula), None)
        if found is None:
            rule_of(formula)
            raise ProcurementError("awards_estimate_missing")
        return found

    @property
    def winners(self) -> dict[tuple[str, ...], list[str]]:
        """Who is first, and under which formulas."""
        found: dict[tuple[str, ...], list[str]] = {}
        for each in self.rankings:
            found.setdefault(tuple(sorted(each.winners)), []).append(each.rule.formula.id)
        return found

    def alerts_of(self, formula: str) -> tuple[Alert, ...]:
        """What is to be known under a formula, what is true under any first."""
        return tuple(each for each in self.alerts if each.formula in {"", formula})

    def refusals(self, formula: str) -> tuple[Alert, ...]:
        """The red alerts that forbid a method sheet with this formula."""
        return tuple(each for each in self.alerts_of(formula) if each.level is AlertLevel.RED)

    def may_propose(self, formula: str) -> bool:
        """Whether the method sheet may offer this formula."""
        return self.ranking(formula).rule.formula.proposed and not self.refusals(formula)


def simulate(
    tender: SimulatedTender, values: Mapping[str, Decimal] | None = None, only: Sequence[str] = ()
) -> Simulation:
    """A tender under every formula, or ``only`` some; ``values`` gives parameters by formula.

    Raises ``ProcurementError`` as ``tender.check`` and ``formulas.rule_of`` do.
    """
    check(tender)
    rules = _rules(values or {}, only)
    estimate = estimate_compared(tender)
    usable = [each for each in rules if estimate is not None or not each.formula.needs_estimate]
    rankings = tuple(ranked(tender, each) for each in usable)
    alerts = list(tender_alerts(tender))
    for each in rankings:
        alerts += rule_alerts(tender, each)
    left = tuple(each.formula.id for each in rules if each not in usable)
    return Simulation(tender, rankings, left, tuple(alerts))


def _rules(values: Mapping[str, Decimal], only: Sequence[str]) -> list[PriceRule]:
    names = [each.id for each in formulas()]
    wanted = only or names
    for name in {*wanted, *values} - set(names):
        rule_of(name)
    return [rule_of(name, values.get(name)) for name in names if name in wanted]


def with_weights(tender: SimulatedTender, weights: Mapping[str, Decimal]) -> SimulatedTender:
    """The tender with other weights by the key of a criterion; parts follow in proportion.

    Parts are exact to a thousandth, the last one takes the rest; ``check`` refuses a wrong total.
    """
    return replace(tender, criteria=tuple(_weighted(each, weights) for each in tender.criteria))


def _weighted(criterion: AwardCriterion, weights: Mapping[str, Decimal]) -> AwardCriterion:
    wanted = weights.get(criterion.key)
    if wanted is None or wanted == criterion.weight:
        return criterion
    if not criterion.parts:
        return replace(criterion, weight=wanted)
    *most, last = criterion.parts
    shared = [
        replace(part, weight=(part.weight * wanted / criterion.weight).quantize(Decimal("0.001")))
        for part in most
    ]
    rest = wanted - sum((part.weight for part in shared), Decimal(0))
    return replace(criterion, weight=wanted, parts=(*shared, replace(last, weight=rest)))
