"""What a sheet of bids changes in a tender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write
from jalons.procurement.engine.awards.tender import Bid
from jalons.procurement.web.tenders.models import Tender, TenderBid
from jalons.procurement.web.tenders.queries import bids_of
from jalons.tabular.folding import fold


def changes(tender: Tender, bids: Sequence[Bid]) -> list[tuple[TenderBid, dict[str, Any]]]:
    """The bids to write, new ones and those of the same name; a blank changes nothing."""
    known = {fold(each.name): each for each in bids_of(tender)}
    found = []
    for bid in bids:
        row = known.get(fold(bid.name)) or TenderBid(authority=tender.authority, tender=tender)
        tax = TenderBid.Tax.INCLUDING if bid.includes_vat else TenderBid.Tax.EXCLUDING
        marks = row.marks | {key: str(mark) for key, mark in bid.marks.items()}
        values = {"tender": tender, "name": row.name or bid.name, "amount": bid.amount, "tax": tax,
                  "marks": marks}  # fmt: skip
        rate = {} if bid.vat_rate is None else {"vat_rate": bid.vat_rate}
        found.append((row, values | rate))
    return found


def store(tender: Tender, user: Person, bids: Sequence[Bid]) -> Batch | None:
    """Write the bids of a sheet as one act, that is undone at once."""
    return write(tender.authority, user, changes(tender, bids))
