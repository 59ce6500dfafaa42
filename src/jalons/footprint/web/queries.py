"""What is known of the inventories of an authority."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from jalons.footprint.engine import reading
from jalons.footprint.engine.assessment import Options, assess
from jalons.footprint.engine.breakdown import Dimension, Share, break_down
from jalons.footprint.engine.fleet import judged, sum_up
from jalons.footprint.engine.indicators import CLIMATE
from jalons.footprint.engine.inventory import Inventory
from jalons.footprint.engine.naming import with_names
from jalons.footprint.engine.results import Assessment, LifetimeRule
from jalons.footprint.engine.scenarios import Study, study
from jalons.footprint.store import load_pack
from jalons.footprint.web import layout
from jalons.footprint.web.choices import Choices
from jalons.footprint.web.models import AssessedInventory, InventoryFile, SavedScenario
from jalons.foundation.accounts.models import Authority
from jalons.kernel import Period


def inventories(authority: Authority) -> QuerySet[InventoryFile]:
    """The inventories of an authority that were not deleted, the latest dropped first."""
    return InventoryFile.objects.of(authority).filter(deleted_at=None)


def deleted_inventories(authority: Authority) -> QuerySet[InventoryFile]:
    """The inventories that can still be restored."""
    return InventoryFile.objects.of(authority).exclude(deleted_at=None).order_by("-deleted_at")


def mapping(inventory: InventoryFile) -> reading.Mapping:
    """How its sheets are read: as confirmed, or as guessed until then."""
    content = inventory.mapping or inventory.layout["mapping"]
    return reading.Mapping.from_json(json.dumps(content))


def limits() -> reading.Limits:
    """What a dropped file may weigh on this instance."""
    return replace(reading.DEFAULT_LIMITS, bytes=settings.OPTIONS["UPLOAD_MAX_MB"] * 2**20)


def read_lines(inventory: InventoryFile, *, today: date) -> Inventory:
    """The lines of a file, read as the person confirmed and decided as they chose."""
    with inventory.file.open("rb") as stream:
        sheets = reading.read_sheets(stream.read(), inventory.name, limits=limits())
    found = reading.read_inventory(sheets, mapping=mapping(inventory), today=today)
    choices = Choices.from_json(inventory.choices)
    return reading.with_choices(
        with_names(found, choices.names),
        counted_statuses=choices.counted,
        exclude_duplicates=choices.exclude_duplicates,
    )


def latest_assessment(inventory: InventoryFile) -> AssessedInventory | None:
    """The last computation of an inventory, if any."""
    return (
        AssessedInventory.objects.of(inventory.authority)
        .filter(inventory=inventory)
        .select_related("inventory", "inventory__authority")
        .first()
    )


def lines_of(assessed: AssessedInventory) -> Inventory:
    """The lines an assessment was computed from."""
    with assessed.lines.open("rb") as stream:
        lines = pl.read_parquet(BytesIO(stream.read()))
    notices = tuple(layout.notice_of(each) for each in assessed.notices)
    return Inventory(lines, notices, assessed.extracted_on, assessed.rows_read)


def assessment_of(assessed: AssessedInventory) -> Assessment:
    """The assessment with its draws and traces, computed again from its lines and options.

    The same lines, options, method and factors give the same figures: ``changed_since`` tells when
    method or factors are no longer those of the day.
    """
    return _assessment(_Kept(assessed))


def changed_since(assessed: AssessedInventory, found: Assessment) -> bool:
    """Whether the product now computes otherwise than on the day of this assessment."""
    then = (assessed.method, assessed.factors_version)
    return then != (found.method, found.factors_version)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An assessed inventory as a cache key: rows of that table never change."""

    assessed: AssessedInventory

    def __hash__(self) -> int:
        return hash(self.assessed.pk)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.assessed.pk == other.assessed.pk


def _options(assessed: AssessedInventory) -> Options:
    """The choices an assessment was made with."""
    options = assessed.result["options"]
    return Options(
        lifetime=LifetimeRule(options["lifetime"]),
        period=Period.year(assessed.extracted_on.year),
        seed=options["seed"],
        draws=options["draws"],
        staff=options["staff"],
        mix=options["mix"] if options["mix"] in load_pack().datasets() else None,
        pue=options["pue"],
        on=assessed.extracted_on,
    )


@lru_cache(maxsize=8)
def _assessment(kept: _Kept) -> Assessment:
    pack = load_pack()
    return assess(lines_of(kept.assessed), pack=pack, options=_options(kept.assessed))


@lru_cache(maxsize=4)
def _study(kept: _Kept) -> Study:
    pack, options = load_pack(), _options(kept.assessed)
    fleet = sum_up(lines_of(kept.assessed), pack, on=options.on, home=options.home)
    return study(fleet, pack=pack, options=options)


def shares(assessed: AssessedInventory, dimension: Dimension) -> tuple[Share, ...]:
    """The parts of the places of an inventory, the heaviest first."""
    lines = judged(lines_of(assessed), load_pack()).filter(pl.col("reason").is_null())
    return break_down(assessment_of(assessed), lines, dimension, CLIMATE)


def study_of(assessed: AssessedInventory) -> Study:
    """The fleet of an inventory, ready for scenarios with the choices it was assessed with."""
    return _study(_Kept(assessed))


def scenarios(inventory: InventoryFile) -> QuerySet[SavedScenario]:
    """The scenarios kept for an inventory, by name."""
    return SavedScenario.objects.of(inventory.authority).filter(inventory=inventory)


def comparable(inventory: InventoryFile) -> list[InventoryFile]:
    """The other assessed inventories of the same authority."""
    assessed = inventories(inventory.authority).filter(state=InventoryFile.State.ASSESSED)
    return list(assessed.exclude(pk=inventory.pk))


def totals(authority: Authority, pks: list[UUID]) -> dict[UUID, AssessedInventory]:
    """The latest assessment of each inventory of a page, by inventory."""
    found = AssessedInventory.objects.of(authority).filter(inventory__in=pks)
    return {each.inventory_id: each for each in reversed(found)}


def rows(
    assessed: AssessedInventory, *, reason: str = "", device: str = "", q: str = ""
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The lines of a file that match, as dictionaries, and how many rows each reason has.

    ``reason`` is a ``Reason``, ``counted``, or empty for every line left out; ``q`` is looked for
    in the label, type, model and serial number.
    """
    lines = judged(lines_of(assessed), load_pack())
    tallied = lines.group_by("reason").agg(pl.struct("sheet", "row").n_unique().alias("rows"))
    counts = {row["reason"] or "counted": row["rows"] for row in tallied.iter_rows(named=True)}
    if reason == "counted":
        lines = lines.filter(pl.col("reason").is_null())
    elif reason:
        lines = lines.filter(pl.col("reason") == reason)
    elif not device:
        lines = lines.filter(pl.col("reason").is_not_null())
    if device:
        lines = lines.filter(pl.col("device") == device)
    if q:
        places = [pl.col(name) for name in ("label", "type_text", "model", "serial")]
        lines = lines.filter(
            pl.any_horizontal(
                place.str.to_lowercase().str.contains(q.lower(), literal=True) for place in places
            )
        )
    return lines.to_dicts(), counts
