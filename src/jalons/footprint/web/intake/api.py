"""The footprint room for machines: inventories, results, scenarios, open factors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from jalons.footprint.engine import reading
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.store import load_pack
from jalons.footprint.web.intake import actions
from jalons.footprint.web.inventories import notices, queries
from jalons.footprint.web.inventories.api_records import (
    AssessmentRequest,
    ColumnRecord,
    InventoryRecord,
    SheetChange,
    SheetRecord,
    Started,
)
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scopes import READ, WRITE, endpoints
from jalons.foundation.api.api import job_record
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register import writer
from jalons.foundation.tasks.models import Job


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
    writer.delete(call.authority, call.user, [find(call.authority, pk)])


@endpoints.post(
    "inventories/<uuid:pk>/restoration", _("Restore an inventory"), scope=WRITE, status=200
)
def restore(call: AuthorityCall, pk: UUID) -> InventoryRecord:
    """Undo a deletion."""
    deleted = InventoryFile.objects.of(call.authority).filter(deleted_at__isnull=False)
    found = or_404(deleted.filter(pk=pk).first())
    writer.restore(call.authority, call.user, found)
    return _inventory(call, find(call.authority, pk))


@endpoints.get(
    "inventories/<uuid:pk>/sheets", _("How the sheets of an inventory are read"), scope=READ
)
def sheets(call: AuthorityCall, pk: UUID) -> list[SheetRecord]:
    """What was guessed or confirmed, with a few cells of each column."""
    inventory = _read(call, pk)
    mapping = queries.mapping(inventory)
    return [_sheet(each, mapping.of(each["name"])) for each in inventory.layout["sheets"]]


@endpoints.post(
    "inventories/<uuid:pk>/assessment",
    _("Confirm columns and choices, and compute in the background"),
    scope=WRITE,
    status=202,
)
def assess(call: AuthorityCall, pk: UUID, body: AssessmentRequest) -> Started:
    """Everything is checked before anything is changed."""
    inventory = _read(call, pk)
    before = queries.mapping(inventory)
    changes = [_mapping(sheet, before) for sheet in body.sheets]
    choices = Choices.from_json(inventory.choices)
    if body.choices:
        _check_names(body)
        choices = body.choices.chosen(choices)
    for change in changes:
        actions.change_columns(inventory=inventory, user=call.user, sheet=change)
    who: dict[str, Any] = {"inventory": inventory, "user": call.user, "choices": choices}
    if inventory.state == InventoryFile.State.READ:
        return _started(
            call, inventory, actions.confirm_columns(mapping=queries.mapping(inventory), **who)
        )
    return _started(call, inventory, actions.change_choices(**who))


def _inventory(call: AuthorityCall, inventory: InventoryFile) -> InventoryRecord:
    refusal = notices.error_of(inventory.problem) if inventory.problem else None
    return InventoryRecord.of(call, inventory, refusal)


def _started(call: AuthorityCall, inventory: InventoryFile, job: Job) -> Started:
    return Started(inventory=_inventory(call, inventory), job=job_record(call, job))


def _read(call: AuthorityCall, pk: UUID) -> InventoryFile:
    """An inventory whose file was read; ``not_ready`` before."""
    inventory = find(call.authority, pk)
    if not inventory.layout:
        raise notices.error_of(inventory.problem) if inventory.problem else ApiError("not_ready")
    return inventory


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
    """Refuse kinds, datasets and countries that do not exist, before anything is stored."""
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
