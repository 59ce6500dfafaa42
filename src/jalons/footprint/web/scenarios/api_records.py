"""The shapes of what the API reads and answers of scenarios."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.foundation.api.endpoints import AuthorityCall, address
from jalons.foundation.api.records import (
    Record,
)

type Lever = Annotated[str, Meta(max_length=200)]


class LeversRecord(Record, frozen=True, kw_only=True):
    """Levers as the command line writes them (``keep:laptop:2``), and where they should lead."""

    levers: Annotated[list[Lever], Meta(min_length=1, max_length=40)]
    target_year: Annotated[int, Meta(ge=1990, le=2100)] | None = None
    percent_less: Annotated[float, Meta(ge=0, le=100)] | None = None


class ScenarioRequest(LeversRecord, frozen=True, kw_only=True):
    """Levers to keep under a name; the same name again replaces them."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class ScenarioRecord(LeversRecord, frozen=True, kw_only=True):
    """A scenario that was kept."""

    id: int
    name: str
    made_at: datetime
    url: str

    @classmethod
    def of(cls, call: AuthorityCall, held: SavedScenario, levers: LeversRecord) -> ScenarioRecord:
        """A scenario as answered."""
        path = "inventories/<uuid:pk>/scenarios/<int:scenario>"
        return cls(
            id=held.pk,
            name=held.name,
            made_at=held.made_at,
            levers=levers.levers,
            target_year=levers.target_year,
            percent_less=levers.percent_less,
            url=address(path, call, pk=held.inventory_id, scenario=held.pk),
        )
