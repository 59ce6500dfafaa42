"""Tenders of the tests: that of the reference table, and small variations."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from jalons.procurement.engine.awards.tender import (
    AwardCriterion,
    Bid,
    CriterionKind,
    SimulatedTender,
)

PRICE = AwardCriterion("p", "Prix", CriterionKind.PRICE, Decimal(50))
TECHNICAL = AwardCriterion("t", "Valeur technique", CriterionKind.TECHNICAL, Decimal(30))
GREEN = AwardCriterion("e", "Environnement", CriterionKind.ENVIRONMENT, Decimal(20))


def bid(name: str, amount: Any, *marks: Any, **more: Any) -> Bid:
    named = {key: Decimal(str(mark)) for key, mark in zip("te", marks, strict=False)}
    return Bid(name, Decimal(str(amount)), named, **more)


def reference(**more: Any) -> SimulatedTender:
    """Weights 50/30/20, A (100 k, 6, 5), B (112 k, 8, 7), C (130 k, 9, 9.5)."""
    bids = (bid("A", 100_000, 6, 5), bid("B", 112_000, 8, 7), bid("C", 130_000, 9, 9.5))
    values = {"criteria": (PRICE, TECHNICAL, GREEN), "bids": bids, "estimate": Decimal(115_000)}
    return SimulatedTender(**{**values, **more})


def priced(tender: SimulatedTender, name: str, amount: Decimal) -> SimulatedTender:
    """The tender where one bid has another amount, of the same sort."""
    bids = (replace(each, amount=amount) if each.name == name else each for each in tender.bids)
    return replace(tender, bids=tuple(bids))
