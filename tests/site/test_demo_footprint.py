"""What the demonstration tells of its equipment: each page of the room has something to show."""

import pytest
from django.utils import timezone

from jalons.footprint.web.demo.work import USES, USES_BEFORE, WHOLE
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import (
    Combination,
    InventoryFile,
    OwnFactorFile,
    SavedScenario,
    StoredCorrection,
)
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.tasks.models import Job
from jalons.site import demo
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def first_inventory():
    return f"Inventaire {Story.at(timezone.localdate()).years[0]}.xlsx"


@pytest.fixture
def authority(territories):
    return demo.load(step=lambda: None)


def quantities(inventory):
    latest = queries.latest_assessment(inventory)
    return {each["type"]: each["quantity"] for each in latest.result["devices"]}


def test_each_page_of_the_footprint_shows_something(authority):
    assert StoredCorrection.objects.of(authority).filter(changed__gt=0).count() == 2
    assert SavedScenario.objects.of(authority).get().inventory.name == WHOLE
    factors = OwnFactorFile.objects.of(authority).get().outcome
    assert (factors["used"], factors["refused"], len(factors["unmatched"])) == (4, 1, 1)
    assert not Job.objects.of(authority).exists()


def test_the_whole_counts_once_what_two_files_tell(authority):
    combination = Combination.objects.of(authority).get()
    main, school = queries.combined_inventories(combination.inventory)
    pairs = queries.proposals(combination)
    assert len(queries.verdicts_of(combination).merged(pairs)) == len(pairs) == 2
    alone, lent, whole = (quantities(each) for each in (main, school, combination.inventory))
    assert whole["laptop"] == alone["laptop"] + lent["laptop"] - 2
    assert whole["office_paper"] == alone["office_paper"] == USES.paper_reams


def test_one_inventory_a_year_speaks_for_the_authority(authority):
    totals = StoredObservation.objects.of(authority).filter(indicator="footprint.total")
    whole = InventoryFile.objects.of(authority).get(name=WHOLE)
    before = InventoryFile.objects.of(authority).get(name=first_inventory())
    told = set(totals.values_list("origin", flat=True))
    assert told == {str(whole.urn), str(before.urn)}
    assert quantities(before)["office_paper"] == USES_BEFORE.paper_reams


def test_loading_again_changes_nothing(authority):
    def held():
        files = InventoryFile.objects.of(authority).order_by("pk").values_list("pk", "choices")
        return list(files), StoredCorrection.objects.of(authority).count()

    before = held()
    assert demo.load(step=lambda: None) == authority
    assert held() == before


def test_a_whole_is_compared_with_other_years_not_with_what_it_is_made_of(authority):
    whole = InventoryFile.objects.of(authority).get(name=WHOLE)
    assert [each.name for each in queries.comparable(whole)] == [first_inventory()]
