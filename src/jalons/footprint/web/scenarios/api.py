"""The scenarios of an inventory, for machines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from jalons.footprint.engine.levers import parse_lever
from jalons.footprint.engine.results import Assessment
from jalons.footprint.web.inventories import actions, queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.results.api import assessed_or_unready
from jalons.footprint.web.scenarios.api_records import LeversRecord, ScenarioRecord, ScenarioRequest
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.views import LeverForm, query_of
from jalons.footprint.web.scopes import READ, WRITE, endpoints
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery


@endpoints.post(
    "inventories/<uuid:pk>/simulation",
    _("Compute what levers would change, without keeping anything"),
    scope=READ,
    status=200,
)
def simulate(call: AuthorityCall, pk: UUID, body: LeversRecord) -> dict[str, Any]:
    """The same document as ``jalons footprint scenario --json``."""
    return _outcome(assessed_or_unready(call, pk), body)


@endpoints.get("inventories/<uuid:pk>/scenarios", _("The scenarios kept"), scope=READ)
def scenarios(call: AuthorityCall, pk: UUID, query: PageQuery) -> Page[ScenarioRecord]:
    """By name."""
    assessed = assessed_or_unready(call, pk)
    found = queries.assessment_of(assessed)
    held = queries.scenarios(assessed.inventory)
    return Page.of(held, query, lambda each: ScenarioRecord.of(call, each, _levers(each, found)))


@endpoints.post("inventories/<uuid:pk>/scenarios", _("Keep a scenario"), scope=WRITE)
def keep_scenario(call: AuthorityCall, pk: UUID, body: ScenarioRequest) -> ScenarioRecord:
    """The same name again replaces it."""
    assessed = assessed_or_unready(call, pk)
    _outcome(assessed, body)  # what cannot be computed is not kept
    query = query_of(body.levers, target=body.target_year, objective=body.percent_less)
    kept = actions.keep_scenario(
        inventory=assessed.inventory, user=call.user, name=body.name, query=query
    )
    return ScenarioRecord.of(call, kept, _levers(kept, queries.assessment_of(assessed)))


@endpoints.get(
    "inventories/<uuid:pk>/scenarios/<int:scenario>", _("What a kept scenario changes"), scope=READ
)
def run_scenario(call: AuthorityCall, pk: UUID, scenario: int) -> dict[str, Any]:
    """Computed now, on the latest assessment."""
    assessed = assessed_or_unready(call, pk)
    kept = _scenario(assessed, scenario)
    return _outcome(assessed, _levers(kept, queries.assessment_of(assessed)))


@endpoints.delete(
    "inventories/<uuid:pk>/scenarios/<int:scenario>", _("Forget a scenario"), scope=WRITE
)
def forget_scenario(call: AuthorityCall, pk: UUID, scenario: int) -> None:
    """Its levers stay in the journal."""
    kept = _scenario(assessed_or_unready(call, pk), scenario)
    actions.delete_scenario(scenario=kept, user=call.user)


def _scenario(assessed: AssessedInventory, pk: int) -> SavedScenario:
    kept = queries.scenarios(assessed.inventory).filter(pk=pk).first()
    if kept is None:
        raise Http404
    return kept


def _levers(kept: SavedScenario, found: Assessment) -> LeversRecord:
    """The levers of a kept scenario, as the command line writes them."""
    form = LeverForm(QueryDict(kept.levers), found=found)
    form.is_valid()
    given = form.cleaned_data
    return LeversRecord(
        levers=form.levers() if not form.errors else [],
        target_year=given.get("target"),
        percent_less=given.get("objective"),
    )


def _outcome(assessed: AssessedInventory, asked: LeversRecord) -> dict[str, Any]:
    study = queries.study_of(assessed)
    levers = [parse_lever(text, study.pack) for text in asked.levers]
    scenario = study.run(levers)
    change = None if asked.percent_less is None else -asked.percent_less / 100
    way = study.way(
        levers, start=assessed.extracted_on.year, target=asked.target_year, change=change
    )
    return scenario.as_json() | {"way": way.as_json() if way else None}
