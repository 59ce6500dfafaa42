"""What changes the inventories of an authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.footprint.engine import reading
from jalons.footprint.engine.analysis.indicators import observations
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.inventory.unknown_kinds import Kind
from jalons.footprint.web.combinations.perimeters import perimeter_of
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.inventories import homes, journal_words, layout, queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.storing import stored
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Period, Urn
from jalons.kernel.contracts import observation_store

type Person = User | AnonymousUser | None


def drop_inventory(*, authority: Authority, user: Person, file: File[bytes], name: str) -> Job:
    """Keep the file, and start reading it: the job ends on the page that confirms its columns."""
    inventory = _new(authority, file, name)
    with stored(inventory.file, inventory.name, file, authority=authority):
        _keep(inventory, user)
        return _start("footprint.read", inventory, user, _("Reading “%s”") % inventory.name)


def confirm_columns(
    *, inventory: InventoryFile, user: Person, mapping: reading.Mapping, choices: Choices
) -> Job:
    """Keep the columns and choices a person confirmed, and start computing."""
    settled = homes.settled(choices, inventory.authority).to_json()
    with transaction.atomic():
        fill(inventory, mapping=layout.plain(mapping), choices=settled)
        return recompute(inventory=inventory, user=user)


def change_columns(*, inventory: InventoryFile, user: Person, sheet: reading.SheetMapping) -> None:
    """Keep how one sheet must be read, in place of what was guessed."""
    before = queries.mapping(inventory)
    sheets = tuple(sheet if each.name == sheet.name else each for each in before.sheets)
    after = reading.Mapping(sheets)
    with transaction.atomic():
        fill(inventory, mapping=layout.plain(after))
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
    """Keep other choices, and compute again."""
    with transaction.atomic():
        keep_choices(inventory=inventory, user=user, choices=choices)
        return recompute(inventory=inventory, user=user)


def keep_choices(*, inventory: InventoryFile, user: Person, choices: Choices) -> None:
    """Keep other choices; they count from the next computation on."""
    kept = homes.settled(choices, inventory.authority).to_json()
    before, after = journal_words.choices_changed(inventory.choices, kept)
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
        fill(inventory, choices=kept)


def recompute(*, inventory: InventoryFile, user: Person) -> Job:
    """Start computing an inventory again, as it is now read, corrected and decided."""
    return _start("footprint.assess", inventory, user, _("Computing “%s”") % inventory.name)


def name_kinds(*, inventory: InventoryFile, user: Person, names: dict[Kind, str]) -> Job:
    """Keep what unknown kinds are, and compute again; an empty device forgets a name."""
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
        _keep(inventory, user)
    _read(inventory)
    fill(inventory, mapping=inventory.layout["mapping"])
    return _assess(inventory, user, today=today)


def follow_change(authority: Authority, change: Change) -> None:
    """What follows a change of an inventory: its indicators leave with it, and come back with it.

    Raises ``FootprintError``, and the act is not done: ``source_in_combination`` for a source of a
    living combination, ``sources_taken`` for a combination whose sources are counted elsewhere.
    """
    found = InventoryFile.objects.of(authority).select_related("authority", "follows")
    inventory = found.get(pk=Urn.parse(change.urn).id)
    if inventory.deleted_at is not None:
        _withdraw(inventory)
    elif "deleted_at" in change.after:
        _bring_back(inventory)
    elif change.before is not None and {"covers", "follows"} & change.after.keys():
        from jalons.footprint.web.combinations.lineage import line_after  # it needs us

        for each in (inventory, *line_after(inventory)):
            publish_again(each)


def _withdraw(inventory: InventoryFile) -> None:
    """The sources of a combination speak for themselves again."""
    combined = queries.counted_in(inventory)
    if combined:
        raise FootprintError(
            "source_in_combination", name=inventory.name, combination=combined.name
        )
    observation_store().withdraw(inventory.urn)
    publish_gains(inventory)
    for each in queries.combined_inventories(inventory):
        if each.deleted_at is None:
            publish_again(each)


def _bring_back(inventory: InventoryFile) -> None:
    """A combination counts its sources in their place again."""
    sources = queries.combined_inventories(inventory)
    if any(each.deleted_at or queries.counted_in(each, besides=inventory) for each in sources):
        raise FootprintError("sources_taken")
    if latest := queries.latest_assessment(inventory):
        _publish(latest, queries.assessment_of(latest))
        for each in sources:
            observation_store().withdraw(each.urn)
            publish_gains(each)


def compute_again(*, inventory: InventoryFile, user: Person, today: date) -> AssessedInventory:
    """Compute an inventory with its choices and the factors of the day."""
    return _assess(inventory, user, today=today)


@job("footprint.read", idempotent=True)
def read_job(job_progress: JobProgress, *, authority: int, inventory: str) -> JobResult:
    """Read a dropped file and guess its columns."""
    job_progress(0, 2)
    found = _inventory(authority, inventory)
    try:
        _read(found)
    except FootprintError as error:
        fill(found, state=InventoryFile.State.REFUSED, problem=layout.problem(error))
    job_progress(2, 2)
    page = "footprint_refused" if found.problem else "footprint_columns"
    return JobResult(url=reverse(page, args=[found.authority.slug, found.pk]), urn=found.urn)


@job("footprint.assess", idempotent=True)
def assess_job(
    job_progress: JobProgress, *, authority: int, inventory: str, user: int | None
) -> JobResult:
    """Read a file as confirmed, and compute its footprint."""
    job_progress(0, 2)
    found = _inventory(authority, inventory)
    person = User.objects.filter(pk=user).first() if user else None
    today = timezone.localdate()
    assessed = _assess(found, person, today=today)
    while assessed.revision < queries.revision(found):  # corrected meanwhile
        assessed = _assess(found, person, today=today)
    combined = queries.counted_in(found)
    if combined:  # what counts a source in its place follows it
        _assess(combined, person, today=today)
    job_progress(2, 2)
    slug = found.authority.slug
    return JobResult(url=reverse("footprint_result", args=[slug, found.pk]), urn=found.urn)


def _inventory(authority: int, inventory: str) -> InventoryFile:
    owner = Authority.objects.get(pk=authority)
    return InventoryFile.objects.of(owner).select_related("authority").get(pk=inventory)


def _start(kind: str, inventory: InventoryFile, user: Person, label: str) -> Job:
    arguments: dict[str, object] = {
        "authority": inventory.authority_id,
        "inventory": str(inventory.pk),
    }
    if kind == "footprint.assess":
        arguments["user"] = user.pk if isinstance(user, User) else None
    page = "footprint_index" if kind == "footprint.read" else "footprint_columns"
    parts = [inventory.authority.slug, *([inventory.pk] if page == "footprint_columns" else [])]
    return start_job(
        authority=inventory.authority,
        kind=kind,
        label=label,
        user=user,
        arguments=arguments,
        back_url=reverse(page, args=parts),
    )


def _new(authority: Authority, file: File[bytes], name: str) -> InventoryFile:
    """The inventory a dropped file makes, neither on the disk nor in the database yet."""
    clean = Path(name.replace("\\", "/")).name[:200] or _("inventory")
    return InventoryFile(
        authority=authority,
        name=clean,
        size=file.size,
    )


def _keep(inventory: InventoryFile, user: Person) -> None:
    values = {"name": inventory.name}
    write(inventory.authority, user, [(inventory, values)], verb=Verb.IMPORTED)


def fill(inventory: InventoryFile, **values: Any) -> None:
    """Store what the reading of its file says of an inventory."""
    for name, value in values.items():
        setattr(inventory, name, value)
    mine = InventoryFile.objects.of(inventory.authority).filter(pk=inventory.pk)
    store_computed(mine, **values)


def _read(inventory: InventoryFile) -> None:
    with inventory.file.open("rb") as stream:
        sheets = reading.read_sheets(stream.read(), inventory.name, limits=queries.limits())
    found = layout.describe(sheets)
    fill(inventory, layout=found, state=InventoryFile.State.READ, problem=None)


def _assess(inventory: InventoryFile, user: Person, *, today: date) -> AssessedInventory:
    revision = queries.revision(inventory)
    choices = _settle_home(inventory)
    lines = queries.read_lines(inventory, today=today)
    day = lines.extracted_on or today
    pack = factor_packs.pack_chosen(inventory)
    options = Options(
        lifetime=choices.lifetime,
        mix=choices.mix if choices.mix in pack.datasets() else None,
        pue=choices.pue,
        home=choices.home,
        period=Period.year(day.year),
        staff=inventory.authority.staff or None,
        on=day,
    )
    found = assess(lines, pack=pack, options=options)
    stored = BytesIO()
    lines.lines.write_parquet(stored)
    assessed = AssessedInventory(
        authority=inventory.authority,
        inventory=inventory,
        method=found.method,
        factors_version=found.factors_version,
        extracted_on=day,
        rows_read=lines.rows_read,
        own_factors=factor_packs.chosen_file(inventory),
        makers=choices.makers,
        result=found.as_json(),
        notices=[layout.notice(each) for each in lines.notices],
        revision=revision,
    )
    with transaction.atomic():
        assessed.lines.save("lines.parquet", ContentFile(stored.getvalue()), save=False)
        assessed.save(force_insert=True)
        fill(inventory, state=InventoryFile.State.ASSESSED)
        _publish(assessed, found)
        for each in queries.combined_inventories(inventory):
            observation_store().withdraw(each.urn)
            publish_gains(each)
        _journal(inventory, user, Verb.COMPUTED, after=journal_words.computed(found))
    return assessed


def _settle_home(inventory: InventoryFile) -> Choices:
    """The choices with a home, stored when the inventory was brought before there was one."""
    before = Choices.from_json(inventory.choices)
    choices = homes.settled(before, inventory.authority)
    if choices != before:
        fill(inventory, choices=choices.to_json())
    return choices


def publish_again(inventory: InventoryFile) -> None:
    """Hand over the indicators of an inventory as it was last computed."""
    if latest := queries.latest_assessment(inventory):
        _publish(latest, queries.assessment_of(latest))


def publish_gains(inventory: InventoryFile) -> None:
    """Hand over what the stored scenarios of an inventory would spare."""
    from jalons.footprint.web.scenarios import (
        gains,  # it needs what reads inventories
    )

    gains.publish_gains(inventory)


def _publish(assessed: AssessedInventory, found: Assessment) -> None:
    """Hand the indicators over, unless a combination counts it."""
    inventory = assessed.inventory
    period = found.period or Period.year(assessed.extracted_on.year)
    perimeter = perimeter_of(inventory)
    known = observations(found, perimeter=perimeter, period=period, origin=inventory.urn)
    if queries.counted_in(inventory) is None:
        observation_store().withdraw(inventory.urn)
        observation_store().record(known)
    publish_gains(inventory)


def _journal(inventory: InventoryFile, user: Person, verb: Verb, *, after: object = None) -> None:
    record(
        request_user=user,
        authority=inventory.authority,
        verb=verb,
        urn=inventory.urn,
        label=inventory.name,
        after=after,
    )
