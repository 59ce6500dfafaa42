"""The tender of the demonstration: three bids that three formulas rank in three ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion

CRITERIA = (("Prix", "price", 50), ("Valeur technique", "technical", 30),
            ("Environnement", "environment", 20))  # fmt: skip
BIDS = (("Armor Postes", 100_000, ("6", "5")), ("Bureautique Océane", 112_000, ("8", "7")),
        ("Cyclo-Informatique", 130_000, ("9", "9.5")))  # fmt: skip


def fill(demo: Demonstration) -> None:
    """A tender in preparation, with made-up bids to try its formula."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    tender = Tender(authority=authority)
    values = {
        "name": "Postes de travail reconditionnés",
        "estimate": Decimal(115_000),
        "launched_on": demo.story.day(date(2026, 12, 1)),
        "closing_on": demo.story.day(date(2026, 12, 31)),
    }
    write(authority, user, [(tender, values)])
    criteria = [TenderCriterion(authority=authority, tender=tender) for _row in CRITERIA]
    for row, (name, kind, weight) in zip(criteria, CRITERIA, strict=True):
        found = {"tender": tender, "name": name, "kind": kind, "weight": Decimal(weight)}
        write(authority, user, [(row, found)])
    for name, amount, marks in BIDS:
        keys = {row.key: mark for row, mark in zip(criteria[1:], marks, strict=True)}
        bid = TenderBid(authority=authority, tender=tender)
        found = {"tender": tender, "name": name, "amount": Decimal(amount), "marks": keys}
        write(authority, user, [(bid, found)])
