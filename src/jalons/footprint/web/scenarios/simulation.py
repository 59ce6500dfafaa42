"""Runs the levers of a scenario on an inventory, and publishes what the stored ones spare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jalons.footprint.engine.analysis.indicators import CLIMATE, scenario_gain
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import Scenario, Trajectory
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.inventories.perimeters import perimeter_of
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.queries import LATEST
from jalons.footprint.words.scenario import effect_words
from jalons.foundation.design.page_language import lang
from jalons.kernel import Observation, Period
from jalons.kernel.contracts import observation_store


class Run(NamedTuple):
    """The effect of levers, and the years on the way when there is a target."""

    scenario: Scenario
    way: Trajectory | None


def run(
    assessed: AssessedInventory,
    levers: Sequence[str],
    *,
    target_year: int | None = None,
    percent_less: float | None = None,
) -> Run:
    """The effect of levers on an inventory as it was last computed.

    Raises ``FootprintError`` for a lever that cannot be read, or that this fleet has no use for.
    """
    study = queries.study_of(assessed)
    parsed = [parse_lever(text, study.pack) for text in levers]
    change = None if percent_less is None else -percent_less / 100
    start = assessed.extracted_on.year
    return Run(study.run(parsed), study.way(parsed, start=start, target=target_year, change=change))


def run_stored(stored: SavedScenario, assessed: AssessedInventory) -> Run:
    """The effect of a stored scenario today. Raises ``FootprintError`` when it cannot be known."""
    if not stored.levers:
        raise FootprintError("scenario_unread", text=stored.unread)
    return run(
        assessed, stored.levers, target_year=stored.target_year, percent_less=stored.percent_less
    )


def publish_gains(inventory: InventoryFile) -> None:
    """Publish the gain of each stored scenario, in place of the one before.

    Those in the trash, and those of an inventory that is not assessed, was deleted or is counted
    in a combination are withdrawn.
    """
    assessed = queries.latest_assessment(inventory)
    counts = inventory.deleted_at is None and queries.counted_in(inventory) is None
    for scenario in SavedScenario.objects.of(inventory.authority).filter(inventory=inventory):
        observation_store().withdraw(scenario.urn)
        if assessed and counts and scenario.deleted_at is None:
            observation_store().record(gains_of(scenario, assessed))


def gains_of(scenario: SavedScenario, assessed: AssessedInventory) -> tuple[Observation, ...]:
    """The gain of a stored scenario; nothing when its levers no longer fit the inventory."""
    assessment = queries.assessment_of(assessed)
    try:
        return scenario_gain(
            run(assessed, scenario.levers).scenario,
            assessment,
            perimeter=perimeter_of(assessed.inventory),
            period=assessment.period or Period.year(assessed.extracted_on.year),
            origin=scenario.urn,
        )
    except FootprintError:
        return ()


def gain_words_of(scenario: SavedScenario) -> str:
    """The figure and the range of the page of a scenario; nothing when it cannot be computed."""
    assessed = next(iter(getattr(scenario.inventory, LATEST, ())), None)
    if assessed is None:
        return ""
    try:
        change = run(assessed, scenario.levers).scenario.change(CLIMATE)
    except FootprintError:
        return ""
    return effect_words(change.difference, change.subject.unit, lang())
