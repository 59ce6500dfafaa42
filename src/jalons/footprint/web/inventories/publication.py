"""Publishes the indicators of an inventory, and withdraws them."""

from __future__ import annotations

from jalons.footprint.engine.analysis.indicators import observations
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.dependents import publish_dependents
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.inventories.perimeters import line_after, perimeter_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Period, Urn
from jalons.kernel.contracts import observation_store


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
        for each in (inventory, *line_after(inventory)):
            publish_again(each)


def _withdraw(inventory: InventoryFile) -> None:
    """The sources of a combination speak for themselves again."""
    combined = queries.counted_in(inventory)
    if combined:
        raise FootprintError(
            "source_in_combination", name=inventory.name, combination=combined.name
        )
    _withdraw_figures(inventory)
    for source in queries.combined_inventories(inventory):
        if source.deleted_at is None:
            publish_again(source)


def _bring_back(inventory: InventoryFile) -> None:
    """A combination counts its sources in their place again."""
    sources = queries.combined_inventories(inventory)
    if any(each.deleted_at or queries.counted_in(each, besides=inventory) for each in sources):
        raise FootprintError("sources_taken")
    if latest := queries.latest_assessment(inventory):
        _publish(latest, queries.assessment_of(latest))
        for source in sources:
            _withdraw_figures(source)


def publish(assessed: AssessedInventory, assessment: Assessment) -> None:
    """Publish an assessment just computed; a combination speaks in place of its sources."""
    _publish(assessed, assessment)
    for source in queries.combined_inventories(assessed.inventory):
        _withdraw_figures(source)


def publish_again(inventory: InventoryFile) -> None:
    """Publish the indicators of an inventory as it was last computed."""
    if latest := queries.latest_assessment(inventory):
        _publish(latest, queries.assessment_of(latest))


def _withdraw_figures(inventory: InventoryFile) -> None:
    observation_store().withdraw(inventory.urn)
    publish_dependents(inventory)


def _publish(assessed: AssessedInventory, assessment: Assessment) -> None:
    """Publish the indicators, unless a combination counts the inventory."""
    inventory = assessed.inventory
    period = assessment.period or Period.year(assessed.extracted_on.year)
    known = observations(
        assessment, perimeter=perimeter_of(inventory), period=period, origin=inventory.urn
    )
    if queries.counted_in(inventory) is None:
        observation_store().withdraw(inventory.urn)
        observation_store().record(known)
    publish_dependents(inventory)
