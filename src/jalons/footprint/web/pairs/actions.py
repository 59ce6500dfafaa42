"""Looks for the lines of an inventory that may be one device; applies what a person decides."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.footprint.engine.inventory.corrections import (
    CorrectedField,
    Correction,
    LineRange,
    with_parts,
)
from jalons.footprint.engine.inventory.line import Nature
from jalons.footprint.web.fleet import actions as corrections
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import InventoryFile, PossiblePairs
from jalons.footprint.web.pairs.queries import Place, SuspectPair, value_of
from jalons.footprint.words.figures import say
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel.contracts import pair_finder

KIND = "footprint.pairs"
MOST = 2_000  # pairs that are stored


def search(inventory: InventoryFile, user: Person, lang: str) -> Job:
    """The job that compares the lines of an inventory."""
    return start_job(
        authority=inventory.authority, kind=KIND, user=user, back_url=_page(inventory),
        label=_("Possible duplicates of “%s”") % inventory.name,
        arguments={"authority": inventory.authority_id, "inventory": str(inventory.pk),
                   "lang": lang},
    )  # fmt: skip


@job(KIND, idempotent=True)
def search_job(
    job_progress: JobProgress, *, authority: int, inventory: str, lang: str
) -> JobResult:
    """Compare the counted lines of one device; a row of forty screens has no double."""
    found = queries.inventory_of_job(authority, inventory)
    assessed = queries.latest_assessment(found)
    job_progress(0)
    lines = with_parts(queries.lines_of(assessed).lines).filter(
        pl.col("reason").is_null(), pl.col("nature") == Nature.DEVICE, pl.col("quantity") == 1
    ) if assessed else pl.DataFrame()  # fmt: skip
    rows = list(lines.iter_rows(named=True))
    records = [
        {"serial": row["serial"], "name": row["label"], "maker": row["manufacturer"],
         "model": row["model"], "site": row["site"] or "",
         "bought_on": row["purchased"].isoformat() if row["purchased"] else ""}
        for row in rows
    ]  # fmt: skip
    places = [[row["sheet"], row["row"], row["part"]] for row in rows]
    pairs = [[places[each.first], places[each.second], round(each.score, 3), list(each.reasons)]
             for each in pair_finder()(records, lang)[:MOST]]  # fmt: skip
    PossiblePairs.objects.of(found.authority).update_or_create(
        {"searched_at": timezone.now(), "found": pairs, "lines": len(rows),
         "authority": found.authority},
        inventory=found,
    )  # fmt: skip
    return JobResult(_page(found), found.urn)


def merge(
    inventory: InventoryFile, user: Person, pair: SuspectPair,
    *, counted: int, taken: Sequence[CorrectedField],
) -> Job | tuple[corrections.Clash, ...]:  # fmt: skip
    """Count one line of a pair, with the fields taken from the other one, which is set aside.

    These are corrections: each can be undone in the history. Clashes as ``corrections.correct``.
    """
    stays, goes = (pair.first, pair.second) if counted == 0 else (pair.second, pair.first)
    other = pair.second_line if counted == 0 else pair.first_line
    wanted = [Correction(field, value_of(other, field), (_range(stays),)) for field in taken]
    wanted.append(Correction(CorrectedField.SET_ASIDE, value=True, lines=(_range(goes),)))
    return corrections.correct(
        inventory=inventory, user=user, wanted=wanted, seen=queries.revision(inventory)
    )


def judge_apart(inventory: InventoryFile, user: Person, pair: SuspectPair | None) -> None:
    """Say that a pair is two devices; None takes all such answers back."""
    with transaction.atomic():
        rows = PossiblePairs.objects.of(inventory.authority).select_for_update()
        stored = rows.get(inventory=inventory)
        before = len(stored.apart)
        stored.apart = [*stored.apart, pair.key] if pair else []
        stored.save(update_fields=["apart"])
        record(
            request_user=user, authority=inventory.authority, verb=Verb.CHANGED,
            urn=inventory.urn, label=inventory.name,
            before={say("pairs.apart", "fr"): before},
            after={say("pairs.apart", "fr"): len(stored.apart)},
        )  # fmt: skip


def _range(place: Place) -> LineRange:
    sheet, row, part = place
    return LineRange(sheet, part, row, row)


def _page(inventory: InventoryFile) -> str:
    return reverse("footprint_pairs", args=[inventory.authority.slug, inventory.pk])
