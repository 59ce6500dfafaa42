"""Computes the footprint of an inventory from its file, its corrections and its choices."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.cards import best_of, cards_of, stored_card
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.web.inventories import (
    homes,
    journal_words,
    notices,
    publication,
    queries,
)
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.models import User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Period

KIND = "footprint.assess"


def recompute(*, inventory: InventoryFile, user: Person) -> Job:
    """The job that computes an inventory again, as it is now read, corrected and decided."""
    return start_job(
        authority=inventory.authority,
        kind=KIND,
        label=_("Computing “%s”") % inventory.name,
        user=user,
        arguments={
            "authority": inventory.authority_id,
            "inventory": str(inventory.pk),
            "user": user.pk if isinstance(user, User) else None,
        },
        back_url=reverse("footprint_columns", args=[inventory.authority.slug, inventory.pk]),
    )


@job(KIND, idempotent=True)
def assess_job(
    job_progress: JobProgress, *, authority: int, inventory: str, user: int | None
) -> JobResult:
    """Read a file as confirmed, and compute its footprint."""
    job_progress(0, 2)
    found = queries.inventory_of_job(authority, inventory)
    person = User.objects.filter(pk=user).first() if user else None
    today = timezone.localdate()
    assessed = compute(inventory=found, user=person, today=today)
    while assessed.revision < queries.revision(found):  # corrected meanwhile
        assessed = compute(inventory=found, user=person, today=today)
    combined = queries.counted_in(found)
    if combined:  # what counts a source in its place follows it
        compute(inventory=combined, user=person, today=today)
    job_progress(2, 2)
    slug = found.authority.slug
    return JobResult(url=reverse("footprint_result", args=[slug, found.pk]), urn=found.urn)


def store_fields(inventory: InventoryFile, **values: Any) -> None:
    """Store computed fields of an inventory, outside its register and its journal."""
    for name, value in values.items():
        setattr(inventory, name, value)
    mine = InventoryFile.objects.of(inventory.authority).filter(pk=inventory.pk)
    store_computed(mine, **values)


def compute(*, inventory: InventoryFile, user: Person, today: date) -> AssessedInventory:
    """The footprint of an inventory with its choices and the factors of the day, stored."""
    revision = queries.revision(inventory)
    choices = _settle_home(inventory)
    lines = queries.read_lines(inventory, today=today)
    day = lines.extracted_on or today
    pack = queries.pack_chosen(inventory)
    options = Options(
        lifetime=choices.lifetime,
        mix=choices.mix if choices.mix in pack.datasets() else None,
        pue=choices.pue,
        home=choices.home,
        period=Period.year(day.year),
        staff=inventory.authority.staff or None,
        on=day,
    )
    fleet = sum_up(lines, pack, on=day)
    found = assess_fleet(fleet, pack=pack, options=options)
    first = pack.known_criteria()[:1]
    cards = cards_of(study(fleet, pack=pack, options=options, criteria=first))
    stored = BytesIO()
    lines.lines.write_parquet(stored)
    assessed = AssessedInventory(
        authority=inventory.authority,
        inventory=inventory,
        method=found.method,
        factors_version=found.factors_version,
        extracted_on=day,
        rows_read=lines.rows_read,
        own_factors=queries.chosen_file(inventory),
        makers=choices.makers,
        result=found.as_json(),
        notices=[notices.notice_json(notice) for notice in lines.notices],
        revision=revision,
        proposals=[stored_card(each) for each in best_of(cards)],
    )
    with transaction.atomic():
        assessed.lines.save("lines.parquet", ContentFile(stored.getvalue()), save=False)
        assessed.save(force_insert=True)
        store_fields(inventory, state=InventoryFile.State.ASSESSED)
        publication.publish(assessed, found)
        record(
            request_user=user,
            authority=inventory.authority,
            verb=Verb.COMPUTED,
            urn=inventory.urn,
            label=inventory.name,
            after=journal_words.computed(found),
        )
    return assessed


def _settle_home(inventory: InventoryFile) -> Choices:
    """The choices with a home, stored when the inventory was brought before there was one."""
    before = Choices.from_json(inventory.choices)
    choices = homes.settled(before, inventory.authority)
    if choices != before:
        store_fields(inventory, choices=choices.to_json())
    return choices
