"""Stores scenarios."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.footprint.web.scenarios.queries import scenarios
from jalons.footprint.web.scenarios.simulation import run
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, write


def store_scenario(  # noqa: PLR0913  (each one said by name)
    *,
    assessed: AssessedInventory,
    user: Person,
    name: str,
    levers: Sequence[str],
    target_year: int | None = None,
    percent_less: float | None = None,
) -> tuple[SavedScenario, Batch | None]:
    """The scenario of that name with these levers, and the act; the same name again replaces them.

    Raises ``FootprintError`` for levers that cannot be computed: they are not stored.
    """
    aims = {"target_year": target_year, "percent_less": percent_less}
    run(assessed, levers, target_year=target_year, percent_less=percent_less)
    inventory = assessed.inventory
    stored = scenarios(inventory).filter(name=name).first() or SavedScenario(
        authority=inventory.authority, inventory=inventory
    )
    values = {"name": name, "levers": list(levers), "unread": "", **aims}
    return stored, write(inventory.authority, user, [(stored, values)])
