"""The footprint room for machines: inventories, results, scenarios, open factors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from jalons.footprint.engine import reading
from jalons.footprint.engine.comparison import compare
from jalons.footprint.engine.explain import explain
from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.levers import parse_lever
from jalons.footprint.engine.licences import is_private
from jalons.footprint.engine.pcrsi import as_response
from jalons.footprint.engine.results import Assessment
from jalons.footprint.store import load_pack
from jalons.footprint.web import actions, layout, queries
from jalons.footprint.web.choices import Choices
from jalons.footprint.web.models import AssessedInventory, InventoryFile, SavedScenario
from jalons.footprint.web.records import (
    AssessmentRequest,
    BreakdownQuery,
    ColumnRecord,
    ComparisonQuery,
    ComparisonRecord,
    DeviceRecord,
    FactorRecord,
    FactorsQuery,
    InventoryRecord,
    LeversRecord,
    LinesQuery,
    MixesQuery,
    MixRecord,
    ScenarioRecord,
    ScenarioRequest,
    ShareRecord,
    SheetChange,
    SheetRecord,
    Started,
    TraceRecord,
    TracesQuery,
)
from jalons.footprint.web.scenarios import LeverForm, query_of
from jalons.footprint.web.scopes import READ, WRITE, endpoints
from jalons.footprint.web.views import find
from jalons.foundation.api.api import job_record
from jalons.foundation.api.endpoints import AuthorityCall, Call
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery
from jalons.foundation.design.page_language import lang
from jalons.foundation.tasks.models import Job

LEFT_OUT = "left_out"


@endpoints.get("inventories", _("The inventories, the latest first"), scope=READ)
def inventories(call: AuthorityCall, query: PageQuery) -> Page[InventoryRecord]:
    """Those that were not deleted."""
    return Page.of(queries.inventories(call.authority), query, lambda each: _inventory(call, each))


@endpoints.post(
    "inventories",
    _("Bring an inventory file; it is read in the background"),
    scope=WRITE,
    status=202,
)
def bring(call: AuthorityCall, file: File[bytes]) -> Started:
    """The file as it is: GLPI export, CSV, spreadsheet, FusionInventory, PCR-SI…"""
    job = actions.drop_inventory(
        authority=call.authority, user=call.user, file=file, name=file.name or ""
    )
    return _started(call, find(call.authority, UUID(job.arguments["inventory"])), job)


@endpoints.get("inventories/<uuid:pk>", _("One inventory"), scope=READ)
def inventory(call: AuthorityCall, pk: UUID) -> InventoryRecord:
    """How far it is, what was chosen, why it was refused."""
    return _inventory(call, find(call.authority, pk))


@endpoints.delete("inventories/<uuid:pk>", _("Put an inventory aside, for 30 days"), scope=WRITE)
def put_aside(call: AuthorityCall, pk: UUID) -> None:
    """It can be restored within 30 days."""
    actions.delete_inventory(inventory=find(call.authority, pk), user=call.user)


@endpoints.post(
    "inventories/<uuid:pk>/restoration", _("Restore an inventory"), scope=WRITE, status=200
)
def restore(call: AuthorityCall, pk: UUID) -> InventoryRecord:
    """Undo a deletion."""
    held = queries.deleted_inventories(call.authority).select_related("authority")
    found = held.filter(pk=pk).first()
    if found is None:
        raise Http404
    actions.restore_inventory(inventory=found, user=call.user)
    return _inventory(call, found)


@endpoints.get(
    "inventories/<uuid:pk>/sheets", _("How the sheets of an inventory are read"), scope=READ
)
def sheets(call: AuthorityCall, pk: UUID) -> list[SheetRecord]:
    """What was guessed or confirmed, with a few cells of each column."""
    held = _read(call, pk)
    mapping = queries.mapping(held)
    return [_sheet(each, mapping.of(each["name"])) for each in held.layout["sheets"]]


@endpoints.post(
    "inventories/<uuid:pk>/assessment",
    _("Confirm columns and choices, and compute in the background"),
    scope=WRITE,
    status=202,
)
def assess(call: AuthorityCall, pk: UUID, body: AssessmentRequest) -> Started:
    """Everything is checked before anything is changed."""
    held = _read(call, pk)
    before = queries.mapping(held)
    changes = [_mapping(each, before) for each in body.sheets]
    choices = Choices.from_json(held.choices)
    if body.choices:
        _check_names(body)
        choices = body.choices.chosen(choices)
    for each in changes:
        actions.change_columns(inventory=held, user=call.user, sheet=each)
    who: dict[str, Any] = {"inventory": held, "user": call.user, "choices": choices}
    if held.state == InventoryFile.State.READ:
        return _started(call, held, actions.confirm_columns(mapping=queries.mapping(held), **who))
    return _started(call, held, actions.change_choices(**who))


@endpoints.get("inventories/<uuid:pk>/assessment", _("The footprint of an inventory"), scope=READ)
def assessment(call: AuthorityCall, pk: UUID) -> dict[str, Any]:
    """The same document as ``jalons footprint run --json``."""
    result: dict[str, Any] = _assessed(call, pk).result
    return result


@endpoints.get("inventories/<uuid:pk>/lines", _("The lines of an inventory"), scope=READ)
def lines(call: AuthorityCall, pk: UUID, query: LinesQuery) -> Page[dict[str, Any]]:
    """Each line counted or with its reason."""
    reason = "" if query.reason == LEFT_OUT else query.reason
    found, _counts = queries.rows(
        _assessed(call, pk), reason=reason, device=query.device, q=query.q
    )
    return Page.of(found, query, dict)


@endpoints.get(
    "inventories/<uuid:pk>/traces", _("How the figures of a device were computed"), scope=READ
)
def traces(call: AuthorityCall, pk: UUID, query: TracesQuery) -> list[TraceRecord]:
    """Formula, inputs, sources and licences; private values are masked."""
    found = queries.assessment_of(_assessed(call, pk))
    asked = (query.device, query.criterion)
    held = [each for each in found.traces if (each.device, each.criterion) == asked]
    if not held:
        raise Http404
    return [TraceRecord.of(each, explain(each, lang())) for each in held]


@endpoints.get(
    "inventories/<uuid:pk>/breakdown", _("The footprint shared out by an axis"), scope=READ
)
def breakdown(call: AuthorityCall, pk: UUID, query: BreakdownQuery) -> list[ShareRecord]:
    """By kind of device, entity, site, country, stage, tier or criterion, the heaviest first."""
    assessed = _assessed(call, pk)
    if query.criterion not in queries.assessment_of(assessed).criteria:
        raise Http404
    found = queries.shares(assessed, query.by, query.criterion)
    return [ShareRecord.of(each) for each in found]


@endpoints.get(
    "inventories/<uuid:pk>/comparison", _("What changed since another inventory"), scope=READ
)
def comparison(call: AuthorityCall, pk: UUID, query: ComparisonQuery) -> ComparisonRecord:
    """Differences on shared draws, each with its own interval."""
    before = queries.assessment_of(_assessed(call, query.before))
    return ComparisonRecord.of(compare(before, queries.assessment_of(_assessed(call, pk))))


@endpoints.get("inventories/<uuid:pk>/pcr-si", _("The footprint in the PCR-SI format"), scope=READ)
def pcr_si(call: AuthorityCall, pk: UUID) -> dict[str, Any]:
    """The response of the exchange format of Boavizta."""
    assessed = _assessed(call, pk)
    return as_response(
        queries.assessment_of(assessed),
        queries.study_of(assessed).pack,
        organization=call.authority.name,
        dataset=assessed.inventory.name,
        timestamp=assessed.made_at,
    )


@endpoints.post(
    "inventories/<uuid:pk>/simulation",
    _("Compute what levers would change, without keeping anything"),
    scope=READ,
    status=200,
)
def simulate(call: AuthorityCall, pk: UUID, body: LeversRecord) -> dict[str, Any]:
    """The same document as ``jalons footprint scenario --json``."""
    return _outcome(_assessed(call, pk), body)


@endpoints.get("inventories/<uuid:pk>/scenarios", _("The scenarios kept"), scope=READ)
def scenarios(call: AuthorityCall, pk: UUID, query: PageQuery) -> Page[ScenarioRecord]:
    """By name."""
    assessed = _assessed(call, pk)
    found = queries.assessment_of(assessed)
    held = queries.scenarios(assessed.inventory)
    return Page.of(held, query, lambda each: ScenarioRecord.of(call, each, _levers(each, found)))


@endpoints.post("inventories/<uuid:pk>/scenarios", _("Keep a scenario"), scope=WRITE)
def keep_scenario(call: AuthorityCall, pk: UUID, body: ScenarioRequest) -> ScenarioRecord:
    """The same name again replaces it."""
    assessed = _assessed(call, pk)
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
    assessed = _assessed(call, pk)
    kept = _scenario(assessed, scenario)
    return _outcome(assessed, _levers(kept, queries.assessment_of(assessed)))


@endpoints.delete(
    "inventories/<uuid:pk>/scenarios/<int:scenario>", _("Forget a scenario"), scope=WRITE
)
def forget_scenario(call: AuthorityCall, pk: UUID, scenario: int) -> None:
    """Its levers stay in the journal."""
    kept = _scenario(_assessed(call, pk), scenario)
    actions.delete_scenario(scenario=kept, user=call.user)


@endpoints.get("devices", _("The kinds of device and service"))
def devices(_call: Call) -> list[DeviceRecord]:
    """Those the open pack knows."""
    pack = load_pack()
    return [
        DeviceRecord(
            id=each.id,
            tier=each.tier,
            name=dict(each.name),
            unit=each.unit,
            assessed=pack.assesses(each.id),
        )
        for each in pack.devices.values()
    ]


@endpoints.get("factors", _("The open factors, each with its source and licence"))
def factors(_call: Call, query: FactorsQuery) -> Page[FactorRecord]:
    """Never those an authority brought, nor any whose licence forbids to show it."""
    found = [
        each
        for each in load_pack().factors.values()
        if not is_private(each.source)
        and query.device in {None, each.item}
        and query.criterion in {None, each.criterion}
    ]
    return Page.of(found, query, FactorRecord.of)


@endpoints.get("mixes", _("What electricity weighs, by country and dataset"))
def mixes(_call: Call, query: MixesQuery) -> Page[MixRecord]:
    """Every dated dataset, so that their spread shows."""
    found = [
        each
        for each in load_pack().mixes.values()
        if not is_private(each.source)
        and query.country in {None, each.country}
        and query.dataset in {None, each.dataset}
        and query.criterion in {None, each.criterion}
    ]
    return Page.of(found, query, MixRecord.of)


def _inventory(call: AuthorityCall, held: InventoryFile) -> InventoryRecord:
    refusal = layout.error_of(held.problem) if held.problem else None
    return InventoryRecord.of(call, held, refusal)


def _started(call: AuthorityCall, held: InventoryFile, job: Job) -> Started:
    return Started(inventory=_inventory(call, held), job=job_record(call, job))


def _read(call: AuthorityCall, pk: UUID) -> InventoryFile:
    """An inventory whose file was read; ``not_ready`` before."""
    held = find(call.authority, pk)
    if not held.layout:
        raise layout.error_of(held.problem) if held.problem else ApiError("not_ready")
    return held


def _assessed(call: AuthorityCall, pk: UUID) -> AssessedInventory:
    """The latest assessment of an inventory; ``not_ready`` before there is one."""
    assessed = queries.latest_assessment(find(call.authority, pk))
    if assessed is None:
        raise ApiError("not_ready")
    return assessed


def _sheet(described: dict[str, Any], mapping: reading.SheetMapping | None) -> SheetRecord:
    return SheetRecord(
        name=described["name"],
        rows=described["rows"],
        columns=[
            ColumnRecord(
                column=each["column"],
                heading=each["heading"],
                samples=[str(sample) for sample in each["samples"]],
                why=each["why"],
                proposed=each.get("proposed"),
            )
            for each in described["columns"]
        ],
        included=bool(mapping and mapping.included),
        header_row=mapping.header_row if mapping else None,
        fields={str(field): column for field, column in mapping.columns.items()} if mapping else {},
    )


def _mapping(change: SheetChange, before: reading.Mapping) -> reading.SheetMapping:
    """How a sheet must be read; ``FootprintError`` (``mapping_invalid``) for an unknown name."""
    known = before.of(change.name)
    if known is None or not change.fields.keys() <= set(reading.Field):
        raise FootprintError("mapping_invalid")
    columns = {reading.Field(name): column for name, column in change.fields.items()}
    width = len(known.headings)
    if len(set(columns.values())) < len(columns) or (
        width and max(columns.values(), default=0) >= width
    ):
        raise FootprintError("mapping_invalid")
    return replace(
        known,
        columns=columns,
        header_row=change.header_row or known.header_row,
        included=change.included,
        why={},
        proposed={},
    )


def _check_names(body: AssessmentRequest) -> None:
    """Refuse kinds, datasets and countries that do not exist, before anything is kept."""
    pack = load_pack()
    for each in body.choices.names if body.choices else ():
        if each.device and not (each.device in pack.devices and pack.assesses(each.device)):
            raise FootprintError("kind_device_unknown", device=each.device)
    mix = body.choices.mix if body.choices else None
    if mix is not None and mix not in pack.datasets():
        raise FootprintError("mix_unknown", mix=mix, known=", ".join(pack.datasets()))
    home = body.choices.home if body.choices else None
    if home is not None and home not in pack.places:
        raise FootprintError("home_unknown", home=home)


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
