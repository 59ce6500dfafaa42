"""A tender as it is simulated: criteria with their weights, bids with their marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jalons.procurement.engine.errors import ProcurementError
from jalons.tabular.folding import fold

WHOLE = Decimal(100)


class CriterionKind(StrEnum):
    """What a criterion measures."""

    PRICE = "price"
    LIFE_CYCLE_COST = "life_cycle_cost"
    TECHNICAL = "technical"
    SOCIAL = "social"
    ENVIRONMENT = "environment"


MONEY = frozenset({CriterionKind.PRICE, CriterionKind.LIFE_CYCLE_COST})


class VatBasis(StrEnum):
    """The amounts compared: without tax, with the tax of the bid, with one rate for all."""

    EXCLUDING = "excluding"
    INCLUDING = "including"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class AwardCriterion:
    """A criterion, or a part of one: ``weight`` is in points of 100 over the whole tender."""

    key: str
    name: str
    kind: CriterionKind
    weight: Decimal
    parts: tuple[AwardCriterion, ...] = ()

    @property
    def leaves(self) -> tuple[AwardCriterion, ...]:
        """What is marked: its parts, or itself without any."""
        return tuple(leaf for part in self.parts for leaf in part.leaves) or (self,)


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid: its amount in euros, with or without tax, and its marks by the key of a criterion.

    ``vat_rate`` is in percent, None when it is unknown.
    """

    name: str
    amount: Decimal
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    includes_vat: bool = False
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SimulatedTender:
    """What is simulated. Marks go from 0 to ``scale``, and so do totals.

    ``estimate`` is that of the buyer, in euros without tax. ``reason`` says why amounts are
    compared otherwise than without tax; ``uniform_rate`` is in percent. ``launched_on`` None means
    that the law of today applies.
    """

    criteria: tuple[AwardCriterion, ...]
    bids: tuple[Bid, ...]
    scale: Decimal = Decimal(10)
    basis: VatBasis = VatBasis.EXCLUDING
    uniform_rate: Decimal | None = None
    reason: str = ""
    estimate: Decimal | None = None
    launched_on: date | None = None

    @property
    def leaves(self) -> tuple[AwardCriterion, ...]:
        """The criteria that are marked, the price among them."""
        return tuple(leaf for each in self.criteria for leaf in each.leaves)

    @property
    def money(self) -> AwardCriterion:
        """The criterion whose mark comes from the amounts."""
        return next(leaf for leaf in self.leaves if leaf.kind in MONEY)


def check(tender: SimulatedTender) -> None:
    """Refuse a tender that cannot be simulated: ``ProcurementError`` says what to correct.

    Codes: ``awards_criteria_none``, ``awards_weight``, ``awards_weights``, ``awards_parts``,
    ``awards_money``, ``awards_bids_none``, ``awards_names``, ``awards_amount``, ``awards_scale``,
    ``awards_mark``, ``awards_marks_missing``, ``awards_reason``, ``awards_uniform_rate``,
    ``awards_estimate``.
    """
    check_criteria(tender.criteria)
    if not tender.bids:
        raise ProcurementError("awards_bids_none")
    check_names("bids", (each.name for each in tender.bids))
    if tender.scale <= 0:
        raise ProcurementError("awards_scale", scale=tender.scale)
    if tender.estimate is not None and tender.estimate <= 0:
        raise ProcurementError("awards_estimate", amount=tender.estimate)
    if tender.basis is not VatBasis.EXCLUDING and not tender.reason.strip():
        raise ProcurementError("awards_reason", field="vat_reason")
    if tender.basis is VatBasis.UNIFORM and (
        tender.uniform_rate is None or tender.uniform_rate < 0
    ):
        raise ProcurementError("awards_uniform_rate", field="uniform_rate")
    _check_bids(tender)


def check_criteria(criteria: tuple[AwardCriterion, ...]) -> None:
    """Refuse criteria that do not share 100 points, or without exactly one amount to compare."""
    if not criteria:
        raise ProcurementError("awards_criteria_none")
    leaves = [leaf for each in criteria for leaf in each.leaves]
    check_names("criteria", (each.name for each in criteria))
    for each in criteria:
        _check_parts(each)
    for leaf in leaves:
        if not leaf.weight.is_finite() or leaf.weight <= 0:
            raise ProcurementError("awards_weight", name=leaf.name, weight=leaf.weight)
    total = sum((leaf.weight for leaf in leaves), Decimal(0))
    if total != WHOLE:
        raise ProcurementError("awards_weights", total=total, gap=abs(WHOLE - total))
    if (count := sum(leaf.kind in MONEY for leaf in leaves)) != 1:
        raise ProcurementError("awards_money", count=count)


def _check_parts(criterion: AwardCriterion) -> None:
    """Refuse parts, at any depth, that do not share the weight of their criterion."""
    parts, weight = criterion.parts, criterion.weight
    check_names("criteria", (part.name for part in parts))
    shared = sum((part.weight for part in parts), Decimal(0))
    if parts and shared != weight:
        raise ProcurementError("awards_parts", name=criterion.name, weight=weight, parts=shared)
    for part in parts:
        _check_parts(part)


def check_names(what: str, names: Iterable[str]) -> None:
    """Refuse two ``bids`` or ``criteria`` of one name, whatever its accents and capitals."""
    counts = Counter(fold(name) for name in names)
    if twice := [name for name, count in counts.items() if count > 1 or not name]:
        raise ProcurementError(f"awards_names_{what}", name=twice[0])


def _check_bids(tender: SimulatedTender) -> None:
    marked = [leaf for leaf in tender.leaves if leaf.kind not in MONEY]
    missing = []
    for bid in tender.bids:
        if not bid.amount.is_finite() or bid.amount <= 0:
            raise ProcurementError("awards_amount", name=bid.name, amount=bid.amount)
        for leaf in marked:
            mark = bid.marks.get(leaf.key)
            if mark is None:
                missing.append(f"{bid.name} ({leaf.name})")
            elif not (mark.is_finite() and 0 <= mark <= tender.scale):
                raise ProcurementError(
                    "awards_mark", bid=bid.name, name=leaf.name, mark=mark, scale=tender.scale
                )
    if missing:
        raise ProcurementError("awards_marks_missing", count=len(missing), names=", ".join(missing))
