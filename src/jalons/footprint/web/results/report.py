"""The yearly chapter of an inventory, with its year before and its scenarios."""

from __future__ import annotations

from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.chapter.beside import HostedTotal
from jalons.footprint.chapter.changes import PreviousYear
from jalons.footprint.engine.analysis.decomposition import Decomposition, decompose
from jalons.footprint.engine.analysis.scenarios import Scenario
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.hosted.queries import as_service, services_of, weighed
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.ratios.queries import ratios_of
from jalons.footprint.web.scenarios.queries import scenarios
from jalons.footprint.web.scenarios.simulation import run
from jalons.foundation.documents.tree import Document


def document(assessed: AssessedInventory, lang: str) -> Document:
    """The chapter: the latest inventory of an earlier year beside it, and the scenarios stored."""
    inventory = assessed.inventory
    earlier = queries.year_before(assessed)
    runnable, stale = _scenarios(assessed)
    return yearly_chapter(
        Material(
            authority=inventory.authority.name,
            inventory=inventory.name,
            day=assessed.made_at.date(),
            found=queries.assessment_of(assessed),
            pack=queries.pack_of(assessed),
            notices=queries.notices_of(assessed),
            before=_changes(earlier, assessed) if earlier else None,
            scenarios=runnable,
            stale=stale,
            ratios=ratios_of(assessed),
            hosting=_hosting(assessed),
        ),
        lang,
    )


def _hosting(assessed: AssessedInventory) -> HostedTotal | None:
    """The hosted services the total counts, else those of the list of today."""
    counted = Choices.from_json(assessed.inventory.choices).hosted
    services = counted or tuple(map(as_service, services_of(assessed.authority)))
    values, total = weighed(assessed, services)
    found = sorted(zip(services, values, strict=True), key=lambda pair: -pair[1].mid)
    named = tuple((each.name, value) for each, value in found)
    return HostedTotal(named, total, counted=bool(counted)) if total else None


def _changes(before: AssessedInventory, after: AssessedInventory) -> PreviousYear:
    outcome: Decomposition | FootprintError
    try:
        outcome = decompose(queries.year_of(before), queries.year_of(after))
    except FootprintError as error:
        outcome = error
    return PreviousYear(str(before.extracted_on.year), str(after.extracted_on.year), outcome)


def _scenarios(
    assessed: AssessedInventory,
) -> tuple[tuple[tuple[str, Scenario], ...], tuple[str, ...]]:
    """The scenarios stored, run again; the names of those that no longer can be."""
    found, stale = [], []
    for scenario in scenarios(assessed.inventory):
        try:
            found.append((scenario.name, run(assessed, scenario.levers).scenario))
        except FootprintError:
            stale.append(scenario.name)
    return tuple(found), tuple(stale)
