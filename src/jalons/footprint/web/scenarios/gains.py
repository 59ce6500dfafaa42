"""What the kept scenarios of an inventory would spare, handed over as indicators."""

from __future__ import annotations

from django.http import QueryDict

from jalons.footprint.engine.indicators import scenario_gain
from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.levers import parse_lever
from jalons.footprint.web.combinations.perimeters import perimeter_of
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.views import LeverForm
from jalons.kernel import Observation, Period
from jalons.kernel.contracts import observation_store


def publish_gains(inventory: InventoryFile) -> None:
    """Hand over the gain of each kept scenario, in place of what it was worth before.

    Those of an inventory that is not assessed, was deleted or is counted in a combination are
    withdrawn.
    """
    assessed = queries.latest_assessment(inventory)
    told = inventory.deleted_at is None and queries.counted_in(inventory) is None
    for scenario in queries.scenarios(inventory):
        observation_store().withdraw(scenario.urn)
        if assessed and told:
            observation_store().record(gains_of(scenario, assessed))


def gains_of(scenario: SavedScenario, assessed: AssessedInventory) -> tuple[Observation, ...]:
    """The gain of a kept scenario; nothing when its levers no longer fit the inventory."""
    found = queries.assessment_of(assessed)
    form = LeverForm(QueryDict(scenario.levers), found=found)
    if not form.is_valid() or not form.levers():
        return ()
    try:
        levers = [parse_lever(text, factor_packs.pack_of(assessed)) for text in form.levers()]
        outcome = queries.study_of(assessed).run(levers)
        return scenario_gain(
            outcome,
            found,
            perimeter=perimeter_of(assessed.inventory),
            period=found.period or Period.year(assessed.extracted_on.year),
            origin=scenario.urn,
        )
    except FootprintError:
        return ()
