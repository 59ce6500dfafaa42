"""Stores a dropped file, its columns and its choices, and starts the jobs that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.footprint.engine import reading
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.inventory.unknown_kinds import Kind
from jalons.footprint.web.intake import layout
from jalons.footprint.web.inventories import computation, homes, journal_words, notices, queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.computation import store_fields
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.uploads import stored
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

KIND = "footprint.read"


def drop_inventory(*, authority: Authority, user: Person, file: File[bytes], name: str) -> Job:
    """The job that reads the file stored; it ends on the page that confirms its columns."""
    inventory = _new(authority, file, name)
    with stored(inventory.file, inventory.name, file, authority=authority):
        _write(inventory, user)
        return start_job(
            authority=authority,
            kind=KIND,
            label=_("Reading “%s”") % inventory.name,
            user=user,
            arguments={"authority": authority.pk, "inventory": str(inventory.pk)},
            back_url=reverse("footprint_index", args=[authority.slug]),
        )


def confirm_columns(
    *, inventory: InventoryFile, user: Person, mapping: reading.Mapping, choices: Choices
) -> Job:
    """Store the columns and choices a person confirmed; the job that computes them."""
    settled = homes.settled(choices, inventory.authority).to_json()
    with transaction.atomic():
        store_fields(inventory, mapping=layout.plain(mapping), choices=settled)
        return computation.recompute(inventory=inventory, user=user)


def change_columns(*, inventory: InventoryFile, user: Person, sheet: reading.SheetMapping) -> None:
    """Store how one sheet is read, in place of the guess."""
    before = queries.mapping(inventory)
    sheets = tuple(sheet if each.name == sheet.name else each for each in before.sheets)
    after = reading.Mapping(sheets)
    with transaction.atomic():
        store_fields(inventory, mapping=layout.plain(after))
        record(
            request_user=user,
            authority=inventory.authority,
            verb=Verb.CHANGED,
            urn=inventory.urn,
            label=inventory.name,
            before={"columns": layout.plain(before)},
            after={"columns": inventory.mapping},
        )


def change_choices(*, inventory: InventoryFile, user: Person, choices: Choices) -> Job:
    """Store other choices; the job that computes with them."""
    with transaction.atomic():
        store_choices(inventory=inventory, user=user, choices=choices)
        return computation.recompute(inventory=inventory, user=user)


def store_choices(*, inventory: InventoryFile, user: Person, choices: Choices) -> None:
    """Store other choices, which count from the next computation on."""
    stored_choices = homes.settled(choices, inventory.authority).to_json()
    before, after = journal_words.choices_changed(inventory.choices, stored_choices)
    with transaction.atomic():
        record(
            request_user=user,
            authority=inventory.authority,
            verb=Verb.CHANGED,
            urn=inventory.urn,
            label=inventory.name,
            before=before,
            after=after,
        )
        store_fields(inventory, choices=stored_choices)


def name_kinds(*, inventory: InventoryFile, user: Person, names: dict[Kind, str]) -> Job:
    """Store what unknown kinds are; the job that computes again. An empty device forgets a name."""
    choices = Choices.from_json(inventory.choices)
    merged = {kind: device for kind, device in (choices.names | names).items() if device}
    return change_choices(inventory=inventory, user=user, choices=replace(choices, names=merged))


def import_inventory(
    *, authority: Authority, user: Person, name: str, content: bytes, today: date
) -> AssessedInventory:
    """Drop, read and assess in one go with the guessed columns, for the demonstration."""
    file = ContentFile(content)
    inventory = _new(authority, file, name)
    with stored(inventory.file, inventory.name, file, authority=authority):
        _write(inventory, user)
    _read(inventory)
    store_fields(inventory, mapping=inventory.layout["mapping"])
    return computation.compute(inventory=inventory, user=user, today=today)


@job(KIND, idempotent=True)
def read_job(job_progress: JobProgress, *, authority: int, inventory: str) -> JobResult:
    """Read a dropped file and guess its columns."""
    job_progress(0, 2)
    found = queries.inventory_of_job(authority, inventory)
    try:
        _read(found)
    except FootprintError as error:
        store_fields(found, state=InventoryFile.State.REFUSED, problem=notices.problem_json(error))
    job_progress(2, 2)
    page = "footprint_refused" if found.problem else "footprint_columns"
    return JobResult(url=reverse(page, args=[found.authority.slug, found.pk]), urn=found.urn)


def _new(authority: Authority, file: File[bytes], name: str) -> InventoryFile:
    """The inventory a dropped file makes, neither on the disk nor in the database yet."""
    clean = Path(name.replace("\\", "/")).name[:200] or _("inventory")
    return InventoryFile(
        authority=authority,
        name=clean,
        size=file.size,
    )


def _write(inventory: InventoryFile, user: Person) -> None:
    values = {"name": inventory.name}
    write(inventory.authority, user, [(inventory, values)], verb=Verb.IMPORTED)


def _read(inventory: InventoryFile) -> None:
    with inventory.file.open("rb") as stream:
        sheets = reading.read_sheets(stream.read(), inventory.name, limits=queries.limits())
    found = layout.describe(sheets)
    store_fields(inventory, layout=found, state=InventoryFile.State.READ, problem=None)
