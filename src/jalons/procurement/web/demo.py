"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.procurement.web.agec import demo as agec
from jalons.procurement.web.clauses import demo as clauses
from jalons.procurement.web.contracts import demo as contracts
from jalons.procurement.web.products import demo as products
from jalons.procurement.web.purchases import demo as purchases
from jalons.procurement.web.tenders import demo as tenders


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if demo.is_new:
        for topic in (purchases, tenders, agec, products, clauses, contracts):
            topic.fill(demo)
