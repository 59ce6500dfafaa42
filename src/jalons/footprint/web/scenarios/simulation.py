"""Runs the levers of a scenario on an inventory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import Scenario, Trajectory
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.models import SavedScenario


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
