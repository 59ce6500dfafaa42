"""The register of scenarios: their list, what they are called, what follows a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.inventories import dependents
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scenarios import queries
from jalons.footprint.web.scenarios.levers import lever_words
from jalons.footprint.web.scenarios.models import SavedScenario
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Change
from jalons.foundation.register.raw import words_of
from jalons.kernel import Urn


class ScenarioForm(RecordForm[SavedScenario]):
    """The name and the aims of a scenario; its levers are changed in the workshop."""

    class Meta:
        model = SavedScenario
        fields = ("name", "target_year", "percent_less")


def levers(scenario: SavedScenario) -> str:
    return " · ".join(lever_words(lever) for lever in scenario.levers) or scenario.unread


def gain(scenario: SavedScenario) -> str:
    """What a scenario changes today, in words; nothing when that is not known."""
    from jalons.footprint.web.scenarios import simulation  # it computes: loaded where lists are

    return simulation.gain_words_of(scenario)


def year(scenario: SavedScenario) -> str:
    return str(scenario.target_year or "")


def headline(rows: QuerySet[SavedScenario]) -> str:
    """How many scenarios there are, in a sentence."""
    count = rows.count()
    if not count:
        return gettext("No scenario saved yet.")
    return ngettext("%(count)s scenario saved.", "%(count)s scenarios saved.", count) % {
        "count": count
    }


def publish_gains(inventory: InventoryFile) -> None:
    """Publish the gains of the scenarios of an inventory again."""
    from jalons.footprint.web.scenarios import simulation  # it computes: loaded for a change only

    simulation.publish_gains(inventory)


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish the gains of the inventories concerned again."""
    keys = [Urn.parse(change.urn).id for change in changes]
    found = SavedScenario.objects.of(authority).filter(pk__in=keys)
    for inventory in {each.inventory for each in found.select_related("inventory__authority")}:
        publish_gains(inventory)


scenarios = Register(
    SavedScenario,
    "footprint_scenario",
    ScenarioForm,
    List(
        "name",
        "inventory",
        Column(_("Gain in a year"), gain),
        Column(_("Year aimed at"), year, sort="target_year"),
        search=("name",),
        sort="name",
        headline=headline,
        file=(
            "name",
            "inventory",
            Column(_("Levers"), levers),
            Column(_("Gain in a year"), gain),
            "target_year",
            "percent_less",
        ),
    ),
    delete=Role.CONTRIBUTOR,
    rows=queries.every_scenario,
    after=publish,
    templates="footprint/scenarios",
)
dependents.declare(publish_gains)
declare({"scenario": replace(words_of(SavedScenario), value_of=lever_words)})
