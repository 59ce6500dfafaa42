"""What the demonstration shows of its equipment and of its figures, loaded once for all."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
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
from jalons.strategy.web.demo.indicators import AIMS, DECISION, FOLLOWED, UNCERTAIN
from jalons.strategy.web.indicators import queries as indicators
from jalons.strategy.web.indicators.models import DeclaredValue
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.statutory import queries as queries_of_documents

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def story():
    return Story.at(timezone.localdate())


def first_inventory():
    return f"Inventaire {story().years[0]}.xlsx"


@pytest.fixture(scope="module")
def authority(kept_rows, _territories_aside):
    with connection.cursor() as cursor:
        for name, copy in _territories_aside.items():
            cursor.execute(f"INSERT INTO {name} SELECT * FROM {copy}")
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


def test_values_and_objectives_stand_in_every_state(authority):
    states = [each.state for each in DeclaredValue.objects.of(authority)]
    assert (states.count("draft"), states.count("locked")) == (1, 1)
    assert states.count("approved") > 10
    board = [each for each in indicators.board(authority) if each.follows]
    assert {each.sheet.id for each in board} == set(FOLLOWED)
    assert {each.following.pace for each in board if each.following} == {
        "on_track",
        "late",
        "uncertain",
    }
    decided = {each.objective.decided_by for each in board if each.objective}
    assert decided == {story().text(DECISION)}


def test_the_public_page_and_the_strategy_show_them(authority):
    shown = Client().get(reverse("public_part", args=[authority.slug, "indicateurs"]))
    page = shown.content.decode()
    assert "Habitants accompagnés" in page
    assert "Agents formés" in page
    assert page.count("Objectif que la collectivité s’est fixé") == 3
    plan = queries_of_documents.material(authority, story().year, today=story().today)
    assert {each.indicator.id for each in plan.aims} >= {UNCERTAIN, *(name for name, _to in AIMS)}
