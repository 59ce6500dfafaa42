"""The catalogue the fictional town reads, and the data of its twin."""

from __future__ import annotations

from jalons.catalogue.web.exchange.live import describe
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.kernel.contracts import live_datasets

SOURCE = {
    "name": "Données ouvertes du pays voisin",
    "url": "https://donnees.agglomeration.exemple.invalid/catalogue.ttl",
    "kind": HarvestSource.Kind.DCAT,
}


def fill(demo: Demonstration) -> None:
    """A catalogue to read by hand, and the open data of the twin as drafts."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    write(authority, user, [(HarvestSource(authority=authority), SOURCE)])
    try:
        found = live_datasets()(authority.urn)
    except JalonsError:  # an instance without a twin
        return
    describe(authority, user, found)
