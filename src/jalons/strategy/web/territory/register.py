"""The register of the sheet of a territory: one record, whose pages are its own."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.foundation.accounts.models import Authority
from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Change
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.forms import FigureForm
from jalons.strategy.web.territory.measures import record_estimate
from jalons.strategy.web.territory.models import TerritorySheet


def _measure(authority: Authority, _changes: Sequence[Change]) -> None:
    record_estimate(queries.sheet_of(authority))


sheets = Register(
    TerritorySheet, "territory_sheet", FigureForm, List("confirmed_at"), after=_measure
)
