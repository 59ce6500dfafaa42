"""Inventories, their lines and their assessments, read or computed again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings
from django.db.models import Max, QuerySet

from jalons.footprint.engine import reading
from jalons.footprint.engine.analysis.breakdown import Dimension, Share, break_down
from jalons.footprint.engine.analysis.cards import LeverCard, cards_of
from jalons.footprint.engine.analysis.decomposition import YearOfFleet
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.scenarios import Study, study
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import METHOD, Assessment, LifetimeRule
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import lines_with_reasons, sum_up
from jalons.footprint.engine.inventory.corrections import (
    CorrectedField,
    Correction,
    LineRange,
    with_corrections,
)
from jalons.footprint.engine.inventory.hosted import with_hosted
from jalons.footprint.engine.inventory.line import Inventory, Notice, in_schema
from jalons.footprint.engine.inventory.services import with_services, without_services
from jalons.footprint.engine.inventory.unknown_kinds import with_names
from jalons.footprint.engine.merging.decisions import PairDecisions
from jalons.footprint.engine.merging.pairs import Proposal, left_out, propose, together
from jalons.footprint.store import load_host
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import notices
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import (
    AssessedInventory,
    Combination,
    CombinedSource,
    InventoryFile,
    StoredCorrection,
)
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval, Period


def inventories(authority: Authority) -> QuerySet[InventoryFile]:
    """The inventories of an authority that were not deleted, the latest dropped first."""
    return living(InventoryFile, authority).select_related("authority", "follows")


def inventory_of_job(authority: int, inventory: str) -> InventoryFile:
    owner = Authority.objects.get(pk=authority)
    return InventoryFile.objects.of(owner).select_related("authority").get(pk=inventory)


def mapping(inventory: InventoryFile) -> reading.Mapping:
    content = inventory.mapping or inventory.layout["mapping"]
    return reading.Mapping.from_json(json.dumps(content))


def limits() -> reading.Limits:
    """The size limits of a dropped file on this instance."""
    return replace(reading.DEFAULT_LIMITS, bytes=settings.OPTIONS["UPLOAD_MAX_MB"] * 2**20)


def read_lines(inventory: InventoryFile, *, today: date) -> Inventory:
    """The lines of an inventory: read as confirmed, corrected, without the duplicates decided."""
    combined = combination_of(inventory)
    choices = Choices.from_json(inventory.choices)
    if combined is None:
        with inventory.file.open("rb") as stream:
            sheets = reading.read_sheets(stream.read(), inventory.name, limits=limits())
        found = reading.read_inventory(sheets, mapping=mapping(inventory), today=today)
    else:
        sources = source_assessments(combined).items()
        placed = {name: _where_it_was(each, choices.home) for name, each in sources}
        found = together({name: without_services(each) for name, each in placed.items()})
    named = with_names(replace(found, lines=in_schema(found.lines)), choices.names)
    decided = reading.with_choices(
        with_corrections(named, [correction_of(each) for each in corrections(inventory)]),
        counted_statuses=choices.counted,
        exclude_duplicates=choices.exclude_duplicates,
        count_consumables=choices.count_consumables,
        exclude_absurd_dates=choices.exclude_absurd_dates,
    )
    if combined is not None:
        decided = left_out(decided, verdicts_of(combined).merged(proposals(combined)))
    return with_hosted(with_services(decided, choices.services), choices.hosted, load_host())


def _where_it_was(assessed: AssessedInventory, home: str | None) -> Inventory:
    """The lines of a source; devices without a country stay at the home stated for it, when the
    whole has another.
    """
    found, own = lines_of(assessed), options_of(assessed).home
    if own is None or own == home:
        return found
    return replace(found, lines=found.lines.with_columns(pl.col("country").fill_null(own)))


def corrections(inventory: InventoryFile) -> QuerySet[StoredCorrection]:
    """The corrections of an inventory in force, the first made first."""
    found = StoredCorrection.objects.of(inventory.authority).filter(inventory=inventory)
    return found.filter(undone_at=None)


def correction_of(stored: StoredCorrection) -> Correction:
    """The correction of a row, as the engine reads it."""
    ranges = tuple(LineRange(*line) for line in stored.lines)
    return Correction(CorrectedField(stored.field), stored.value, ranges)


def revision(inventory: InventoryFile) -> int:
    """How many corrections were made and undone in an inventory so far."""
    corrections = StoredCorrection.objects.of(inventory.authority).filter(inventory=inventory)
    last = corrections.aggregate(made=Max("revision"), undone=Max("undone_revision"))
    return max(last["made"] or 0, last["undone"] or 0)


def combination_of(inventory: InventoryFile) -> Combination | None:
    """How an inventory is made of others, when it is."""
    return Combination.objects.of(inventory.authority).filter(inventory=inventory).first()


def counted_in(
    inventory: InventoryFile, *, besides: InventoryFile | None = None
) -> InventoryFile | None:
    """The combination that counts an inventory in its place, if any, ``besides`` aside."""
    living = CombinedSource.objects.of(inventory.authority).filter(
        inventory=inventory,
        combination__inventory__deleted_at=None,
        combination__inventory__state=InventoryFile.State.ASSESSED,
    )
    if besides is not None:
        living = living.exclude(combination__inventory=besides)
    found = living.select_related("combination__inventory").first()
    return found.combination.inventory if found else None


def combined_inventories(inventory: InventoryFile) -> list[InventoryFile]:
    """The inventories a combination is made of, the trusted one first; none for another one."""
    return [each.inventory for each in _parts(inventory).select_related("inventory__authority")]


def _parts(inventory: InventoryFile) -> QuerySet[CombinedSource]:
    mine = CombinedSource.objects.of(inventory.authority)
    return mine.filter(combination__inventory=inventory)


def source_assessments(combination: Combination) -> dict[str, AssessedInventory]:
    """The latest assessment of each source of a combination by name, the trusted one first."""
    sources = CombinedSource.objects.of(combination.authority).filter(combination=combination)
    latest = {
        each.name: latest_assessment(each.inventory) for each in sources.select_related("inventory")
    }
    return {name: each for name, each in latest.items() if each}


def sources_of(combination: Combination) -> dict[str, Inventory]:
    """The lines of each source of a combination, as they were last computed."""
    return {name: lines_of(each) for name, each in source_assessments(combination).items()}


def verdicts_of(combination: Combination) -> PairDecisions:
    """The verdicts on the pairs proposed."""
    return PairDecisions.from_json(combination.verdicts)


def proposals(combination: Combination) -> tuple[Proposal, ...]:
    """The pairs of lines that may be one device, likeliest first."""
    return _proposals(
        tuple(
            (name, _AssessmentKey(each)) for name, each in source_assessments(combination).items()
        )
    )


@lru_cache(maxsize=4)
def _proposals(sources: tuple[tuple[str, _AssessmentKey], ...]) -> tuple[Proposal, ...]:
    return propose({name: lines_of(key.assessed) for name, key in sources})


def chosen_file(inventory: InventoryFile) -> OwnFactorFile | None:
    """The file of factors chosen for an inventory, if it is still there."""
    chosen = Choices.from_json(inventory.choices).own_factors
    found = factor_packs.own_files(inventory.authority).filter(state=OwnFactorFile.State.CHECKED)
    return found.filter(pk=chosen).first() if chosen else None


def pack_chosen(inventory: InventoryFile) -> Pack:
    return factor_packs.pack_with(
        chosen_file(inventory), makers=Choices.from_json(inventory.choices).makers
    )


def pack_of(assessed: AssessedInventory) -> Pack:
    """The factors an assessment was made with."""
    return factor_packs.pack_with(assessed.own_factors, makers=assessed.makers)


def latest_assessment(inventory: InventoryFile) -> AssessedInventory | None:
    return (
        AssessedInventory.objects.of(inventory.authority)
        .filter(inventory=inventory)
        .select_related("inventory", "inventory__authority", "own_factors")
        .first()
    )


def lines_of(assessed: AssessedInventory) -> Inventory:
    """The lines an assessment was computed from."""
    with assessed.lines.open("rb") as stream:
        lines = pl.read_parquet(BytesIO(stream.read()))
    read = assessed.extracted_on, assessed.rows_read
    return Inventory(in_schema(lines), notices_of(assessed), *read)


def notices_of(assessed: AssessedInventory) -> tuple[Notice, ...]:
    """What the reader of the file said, without reading its lines again."""
    return tuple(map(notices.notice_of, assessed.notices))


def assessment_of(assessed: AssessedInventory) -> Assessment:
    """The assessment with its draws and traces, computed again from its lines and options.

    The same lines, options, method and factors give the same figures: ``changed_since`` is true
    when the method or the factors are no longer those of the assessment.
    """
    return _assessment(_AssessmentKey(assessed))


def changed_since(assessed: AssessedInventory, assessment: Assessment) -> bool:
    """Whether the product now computes otherwise than on the day of this assessment."""
    then = (assessed.method, assessed.factors_version)
    return then != (assessment.method, assessment.factors_version)


@dataclass(frozen=True, slots=True)
class _AssessmentKey:
    """An assessed inventory as a cache key: only the factors of its authority may change."""

    assessed: AssessedInventory

    @property
    def _key(self) -> tuple[object, ...]:
        own = self.assessed.own_factors
        return self.assessed.pk, own and (own.pk, own.changed_at)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _AssessmentKey) and self._key == other._key


def options_of(assessed: AssessedInventory) -> Options:
    options = assessed.result["options"]
    return Options(
        lifetime=LifetimeRule(options["lifetime"]),
        period=Period.year(assessed.extracted_on.year),
        seed=options["seed"],
        draws=options["draws"],
        staff=options["staff"],
        mix=options["mix"] if options["mix"] in pack_of(assessed).datasets() else None,
        pue=options["pue"],
        home=options["home"] if options.get("home_stated") else None,
        on=assessed.extracted_on,
    )


@lru_cache(maxsize=8)
def _assessment(key: _AssessmentKey) -> Assessment:
    pack = pack_of(key.assessed)
    return assess(lines_of(key.assessed), pack=pack, options=options_of(key.assessed))


@lru_cache(maxsize=4)
def _study(key: _AssessmentKey) -> Study:
    pack, options = pack_of(key.assessed), options_of(key.assessed)
    fleet = sum_up(lines_of(key.assessed), pack, on=options.on)
    return study(fleet, pack=pack, options=options)


def shares(assessed: AssessedInventory, dimension: Dimension, criterion: str) -> tuple[Share, ...]:
    """The footprint of an inventory shared out by an axis, the heaviest part first."""
    pack = pack_of(assessed)
    lines = lines_with_reasons(lines_of(assessed), pack).filter(pl.col("reason").is_null())
    assessment = assessment_of(assessed)
    return break_down(assessment, dimension, criterion, pack=pack, lines=lines)


def stored_impact(assessed: AssessedInventory) -> Interval:
    """The yearly climate impact stored with an assessment, in kg CO2 eq."""
    total = next(
        each
        for each in assessed.result["impacts"]
        if (each["criterion"], each["stage"]) == (CLIMATE, Stage.TOTAL)
    )
    return Interval(total["p5"], total["p50"], total["p95"])


def study_of(assessed: AssessedInventory) -> Study:
    """The fleet of an inventory, ready for scenarios with the choices it was assessed with."""
    return _study(_AssessmentKey(assessed))


@lru_cache(maxsize=32)
def _lever_cards(key: _AssessmentKey) -> tuple[LeverCard, ...]:
    return cards_of(_study(key))


def lever_cards(assessed: AssessedInventory) -> tuple[LeverCard, ...]:
    """The levers an inventory has a use for, each with its effect alone."""
    return _lever_cards(_AssessmentKey(assessed))


def year_before(assessed: AssessedInventory) -> AssessedInventory | None:
    """The latest assessment of another inventory of the same authority, of an earlier year."""
    living_files = InventoryFile.objects.of(assessed.authority).filter(
        deleted_at=None, state=InventoryFile.State.ASSESSED
    )
    return (
        AssessedInventory.objects.of(assessed.authority)
        .filter(extracted_on__year__lt=assessed.extracted_on.year, inventory__in=living_files)
        .exclude(inventory=assessed.inventory)
        .order_by("-extracted_on", "-made_at")
        .first()
    )


def year_of(assessed: AssessedInventory) -> YearOfFleet:
    """The fleet of an assessment with the choices of its day, and the factors of today.

    Factors of the past are not stored: ``method`` names both versions when they changed since.
    """
    pack, options = pack_of(assessed), options_of(assessed)
    fleet = sum_up(lines_of(assessed), pack, on=options.on)
    then = (assessed.method, assessed.factors_version)
    method = METHOD if then == (METHOD, pack.version) else "/".join(then)
    return YearOfFleet(fleet, pack, options, method)


def comparable(inventory: InventoryFile) -> list[InventoryFile]:
    """The other assessed inventories of the same authority, but those this one is made of."""
    assessed = inventories(inventory.authority).filter(state=InventoryFile.State.ASSESSED)
    return list(
        assessed.exclude(pk=inventory.pk).exclude(pk__in=_parts(inventory).values("inventory"))
    )


def totals(authority: Authority, pks: list[UUID]) -> dict[UUID, AssessedInventory]:
    """The latest assessment of each inventory of a page, by inventory."""
    found = AssessedInventory.objects.of(authority).filter(inventory__in=pks)
    return {each.inventory_id: each for each in reversed(found)}


def rows(
    assessed: AssessedInventory,
    *,
    reason: str = "",
    device: str = "",
    q: str = "",
    places: Sequence[str] = (),
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The lines of a file that match, as dictionaries, and how many rows each reason has.

    ``reason`` is a ``Reason``, ``counted``, or empty for every line left out; ``q`` is searched
    in the label, type, model and serial number. ``places`` ("sheet:row"): these alone.
    """
    lines = lines_with_reasons(lines_of(assessed), pack_of(assessed))
    tallied = lines.group_by("reason").agg(pl.struct("sheet", "row").n_unique().alias("rows"))
    counts = {row["reason"] or "counted": row["rows"] for row in tallied.iter_rows(named=True)}
    if places:
        place = pl.concat_str(pl.col("sheet").fill_null(""), "row", separator=":")
        lines = lines.filter(place.is_in(list(places)))
    elif reason == "counted":
        lines = lines.filter(pl.col("reason").is_null())
    elif reason:
        lines = lines.filter(pl.col("reason") == reason)
    elif not device:
        lines = lines.filter(pl.col("reason").is_not_null())
    if device:
        lines = lines.filter(pl.col("device") == device)
    if q:
        texts = [pl.col(name) for name in ("label", "type_text", "model", "serial")]
        lines = lines.filter(
            pl.any_horizontal(
                each.str.to_lowercase().str.contains(q.lower(), literal=True) for each in texts
            )
        )
    return lines.to_dicts(), counts
