"""The scenarios of an inventory, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from jalons.footprint.web.inventories.lookups import assessed_or_unready
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.actions import store_scenario
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.queries import scenarios as stored_for
from jalons.footprint.web.scenarios.simulation import Run, run, run_stored
from jalons.footprint.web.scopes import READ, WRITE, endpoints
from jalons.foundation.api.endpoints import AuthorityCall, address
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register import writer

type Lever = Annotated[str, Meta(max_length=200)]


class LeversRecord(Record, frozen=True, kw_only=True):
    """Levers as the command line writes them (``keep:laptop:2``), and where they should lead."""

    levers: Annotated[list[Lever], Meta(min_length=1, max_length=40)]
    target_year: Annotated[int, Meta(ge=1990, le=2100)] | None = None
    percent_less: Annotated[float, Meta(ge=0, le=100)] | None = None

    def arguments(self) -> dict[str, Any]:
        """The levers and their aims, as ``run`` takes them."""
        return {
            "levers": self.levers,
            "target_year": self.target_year,
            "percent_less": self.percent_less,
        }


class ScenarioRequest(LeversRecord, frozen=True, kw_only=True):
    """Levers to keep under a name; the same name again replaces them."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class ScenarioRecord(LeversRecord, frozen=True, kw_only=True):
    """A stored scenario."""

    id: int
    name: str
    made_at: datetime
    url: str

    @classmethod
    def of(cls, call: AuthorityCall, stored: SavedScenario) -> ScenarioRecord:
        path = "inventories/<uuid:pk>/scenarios/<int:scenario>"
        return cls(
            id=stored.pk,
            name=stored.name,
            made_at=stored.changed_at,
            levers=stored.levers,
            target_year=stored.target_year,
            percent_less=stored.percent_less,
            url=address(path, call, pk=stored.inventory_id, scenario=stored.pk),
        )


@endpoints.post(
    "inventories/<uuid:pk>/simulation",
    _("Compute what levers would change, without keeping anything"),
    scope=READ,
    status=200,
)
def simulate(call: AuthorityCall, pk: UUID, body: LeversRecord) -> dict[str, Any]:
    """The same document as ``jalons footprint scenario --json``."""
    return _document(run(assessed_or_unready(call, pk), **body.arguments()))


@endpoints.get("inventories/<uuid:pk>/scenarios", _("The scenarios kept"), scope=READ)
def scenarios(call: AuthorityCall, pk: UUID, query: PageQuery) -> Page[ScenarioRecord]:
    """By name."""
    found = stored_for(assessed_or_unready(call, pk).inventory)
    return Page.of(found, query, lambda each: ScenarioRecord.of(call, each))


@endpoints.post("inventories/<uuid:pk>/scenarios", _("Keep a scenario"), scope=WRITE)
def keep_scenario(call: AuthorityCall, pk: UUID, body: ScenarioRequest) -> ScenarioRecord:
    """The same name again replaces it."""
    assessed = assessed_or_unready(call, pk)
    stored, _batch = store_scenario(
        assessed=assessed, user=call.user, name=body.name, **body.arguments()
    )
    return ScenarioRecord.of(call, stored)


@endpoints.get(
    "inventories/<uuid:pk>/scenarios/<int:scenario>", _("What a kept scenario changes"), scope=READ
)
def run_scenario(call: AuthorityCall, pk: UUID, scenario: int) -> dict[str, Any]:
    """Computed now, on the latest assessment."""
    assessed = assessed_or_unready(call, pk)
    return _document(run_stored(_scenario(assessed, scenario), assessed))


@endpoints.delete(
    "inventories/<uuid:pk>/scenarios/<int:scenario>", _("Forget a scenario"), scope=WRITE
)
def forget_scenario(call: AuthorityCall, pk: UUID, scenario: int) -> None:
    """It stays in the trash for 30 days."""
    writer.delete(call.authority, call.user, [_scenario(assessed_or_unready(call, pk), scenario)])


def _scenario(assessed: AssessedInventory, pk: int) -> SavedScenario:
    return or_404(stored_for(assessed.inventory).filter(pk=pk).first())


def _document(found: Run) -> dict[str, Any]:
    way = found.way.as_json() if found.way else None
    return found.scenario.as_json() | {"way": way}
