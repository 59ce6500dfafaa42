"""What a sheet of bids changes in a tender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write
from jalons.procurement.web.tenders.models import Tender, TenderBid
from jalons.procurement.web.tenders.queries import bids_of
from jalons.tabular.folding import fold


@dataclass(frozen=True, slots=True)
class BidRow:
    """A bid of a sheet as a preview carries it: texts only, marks by the key of a criterion."""

    name: str
    amount: str
    tax: str
    vat_rate: str
    marks: Mapping[str, str]


def changes(tender: Tender, rows: list[BidRow]) -> list[tuple[TenderBid, dict[str, Any]]]:
    """The bids to write, new ones and those of the same name; a blank changes nothing."""
    known = {fold(each.name): each for each in bids_of(tender)}
    found = [(known.get(fold(row.name)) or _new(tender), row) for row in rows]
    return [(bid, _values(bid, row)) for bid, row in found]


def _new(tender: Tender) -> TenderBid:
    return TenderBid(authority=tender.authority, tender=tender)


def _values(bid: TenderBid, row: BidRow) -> dict[str, Any]:
    values = {
        "tender": bid.tender,
        "name": bid.name or row.name,
        "amount": Decimal(row.amount),
        "tax": row.tax,
        "marks": {**bid.marks, **row.marks},
    }
    return {**values, **({"vat_rate": Decimal(row.vat_rate)} if row.vat_rate else {})}


def store(tender: Tender, user: Person, rows: list[BidRow]) -> Batch | None:
    """Write the bids of a sheet as one act, that is undone at once."""
    return write(tender.authority, user, changes(tender, rows))
