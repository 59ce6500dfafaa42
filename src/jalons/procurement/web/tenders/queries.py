"""What is read of a tender: its criteria and bids as the engine takes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jalons.foundation.accounts.scoping import living
from jalons.procurement.engine.awards.simulation import Simulation, simulate, with_weights
from jalons.procurement.engine.awards.tender import (
    AwardCriterion,
    Bid,
    CriterionKind,
    SimulatedTender,
    VatBasis,
)
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion
from jalons.tabular.folding import fold


@dataclass(frozen=True, slots=True)
class Choices:
    """What an address tries: a formula, its parameters, other weights by rank; nothing stored."""

    formula: str = ""
    values: tuple[tuple[str, Decimal], ...] = ()
    weights: tuple[tuple[int, Decimal], ...] = ()


def criteria_of(tender: Tender) -> list[TenderCriterion]:
    """Its criteria in the order they were written."""
    return list(living(TenderCriterion, tender.authority).filter(tender=tender))


def bids_of(tender: Tender) -> list[TenderBid]:
    """Its bids in the order they were written."""
    return list(living(TenderBid, tender.authority).filter(tender=tender))


def tree(rows: list[TenderCriterion]) -> tuple[AwardCriterion, ...]:
    """The criteria of the engine: parts of one criterion under it, where its first part stands."""
    groups: dict[str, list[TenderCriterion]] = {}
    for row in rows:
        groups.setdefault(fold(row.within) or f"+{row.pk}", []).append(row)
    return tuple(map(_group, groups.values()))


def _group(rows: list[TenderCriterion]) -> AwardCriterion:
    leaves = tuple(
        AwardCriterion(row.key, row.name, CriterionKind(row.kind), row.weight.normalize() + 0)
        for row in rows
    )
    if not rows[0].within:
        return leaves[0]
    kinds = {leaf.kind for leaf in leaves}
    kind = kinds.pop() if len(kinds) == 1 else CriterionKind.TECHNICAL
    weight = sum((leaf.weight for leaf in leaves), Decimal(0))
    return AwardCriterion(f"{rows[0].key}+", rows[0].within, kind, weight, leaves)


def as_simulated(tender: Tender) -> SimulatedTender:
    """A tender as the engine takes it, sound or not."""
    criteria = tree(criteria_of(tender))
    bids = tuple(
        Bid(
            row.name,
            row.amount,
            {key: Decimal(mark) for key, mark in row.marks.items()},
            row.tax == TenderBid.Tax.INCLUDING,
            row.vat_rate,
        )
        for row in bids_of(tender)
    )
    return SimulatedTender(
        criteria,
        bids,
        scale=tender.scale,
        basis=VatBasis(tender.basis),
        uniform_rate=tender.uniform_rate,
        reason=tender.vat_reason,
        estimate=tender.estimate,
        launched_on=tender.launched_on,
    )


def simulation(tender: Tender, choices: Choices) -> Simulation:
    """The simulation an address asks for. ``ProcurementError`` says what to correct."""
    found = as_simulated(tender)
    keys = {rank: each.key for rank, each in enumerate(found.criteria)}
    weights = {keys[rank]: weight for rank, weight in choices.weights if rank in keys}
    return simulate(with_weights(found, weights), dict(choices.values))
