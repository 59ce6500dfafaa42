"""What is deleted in this room leaves its figures with it, and all comes back together."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from footprint.web.conftest import arrive, assess
from footprint.web.test_combinations import (
    GLPI,
    SCHOOL,
    combine,
    compute,
    published,
    urns,
)
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.combinations.lineage import say_covers
from jalons.footprint.web.models import AssessedInventory, InventoryFile, SavedScenario
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.strategy.web.observations.models import StoredObservation

COVERS = InventoryFile.Covers


@pytest.fixture
def sources(client, authority):
    assess(client, authority, GLPI, name="glpi.csv")
    assess(client, authority, SCHOOL, name="école.csv")
    return {each.name: each for each in InventoryFile.objects.of(authority)}


def post(client, page, found, **data):
    return client.post(reverse(page, args=[found.authority.slug, found.pk]), data, follow=True)


def keep(client, inventory, name="Durer", lever="keep:laptop:2"):
    return post(client, "footprint_scenario_keep", inventory, name=name, choix=lever)


def gains(authority):
    return StoredObservation.objects.of(authority).filter(indicator="footprint.scenario_gain")


def fleets(authority):
    found = StoredObservation.objects.of(authority).values_list("perimeter", flat=True)
    return {json.dumps(each, sort_keys=True) for each in found}


def test_a_scenario_goes_and_comes_back_with_its_inventory(client, authority, sources):
    inventory = sources["glpi.csv"]
    keep(client, inventory)
    scenario = SavedScenario.objects.of(authority).get()
    post(client, "footprint_inventory_delete", inventory)
    page = client.get(reverse("footprint_scenario", args=[authority.slug, scenario.pk]))
    assert (page.status_code, gains(authority).count()) == (410, 0)
    post(client, "footprint_scenario_restore", scenario)
    inventory.refresh_from_db()
    assert (inventory.deleted_at, gains(authority).count()) == (None, 1)
    assert published(authority) == urns(*sources.values())


def test_a_deletion_is_undone_from_the_page_that_follows_it(client, authority, sources):
    page = post(client, "footprint_inventory_delete", sources["glpi.csv"])
    batch = Batch.objects.of(authority).first()
    undo = reverse("footprint_inventory_undo", args=[authority.slug, batch.pk])
    assert undo in page.content.decode()
    assert published(authority) == urns(sources["école.csv"])
    client.post(undo)
    assert published(authority) == urns(*sources.values())


def test_a_source_of_a_whole_is_refused_and_nothing_moves(client, authority, sources):
    combine(client, authority, sources)
    whole = InventoryFile.objects.of(authority).get(name="Ville et école")
    compute(client, whole)
    page = post(client, "footprint_inventory_delete", sources["glpi.csv"])
    assert "Ville et école" in text(page)
    assert not InventoryFile.objects.of(authority).filter(deleted_at__isnull=False).exists()
    assert published(authority) == urns(whole)


def test_a_whole_whose_sources_another_counts_stays_in_the_trash(client, authority, sources):
    wholes = []
    for name in ("Première", "Seconde"):
        combine(client, authority, sources, name=name)
        whole = InventoryFile.objects.of(authority).get(name=name)
        compute(client, whole)
        wholes.append(whole)
        if name == "Première":
            post(client, "footprint_inventory_delete", whole)
    post(client, "footprint_inventory_restore", wholes[0])
    wholes[0].refresh_from_db()
    assert wholes[0].deleted_at is not None
    assert published(authority) == urns(wholes[1])


def test_a_line_of_years_keeps_its_gap_closed_and_files_are_erased_at_the_end(
    client, authority, sources, django_capture_on_commit_callbacks
):
    before, after = sources["glpi.csv"], sources["école.csv"]
    say_covers(inventory=after, user=None, covers=COVERS.SAME, follows=before)
    files = [before.file.path, AssessedInventory.objects.of(authority).get(inventory=before).lines]
    paths = [Path(getattr(each, "path", each)) for each in files]
    post(client, "footprint_inventory_delete", before)
    after.refresh_from_db()
    assert after.follows_id == before.pk
    post(client, "footprint_inventory_restore", before)
    post(client, "footprint_inventory_delete", before)
    assert all(each.exists() for each in paths)
    with django_capture_on_commit_callbacks(execute=True):
        writer.purge(now=timezone.now() + timedelta(days=31))
    after.refresh_from_db()
    assert after.follows_id is None
    assert not any(each.exists() for each in paths)


def test_what_an_inventory_counts_is_undone_like_any_act(client, authority, sources):
    inventory = sources["école.csv"]
    perimeters = fleets(authority)
    say_covers(inventory=inventory, user=None, covers=COVERS.SAME, follows=sources["glpi.csv"])
    assert fleets(authority) != perimeters
    writer.undo(authority, None, Batch.objects.of(authority).first())
    inventory.refresh_from_db()
    assert (inventory.covers, inventory.follows_id) == (COVERS.UNSAID, None)
    assert fleets(authority) == perimeters


def test_names_of_scenarios_are_unique_in_an_inventory_only(client, authority, sources):
    for inventory in sources.values():
        keep(client, inventory)
    assert SavedScenario.objects.of(authority).count() == 2
    keep(client, sources["glpi.csv"], "Imprimer moins", "unused")
    scenario = SavedScenario.objects.of(authority).get(name="Imprimer moins")
    page = post(client, "footprint_scenario_edit", scenario, name="Durer")
    assert page.status_code == 422
    assert "Un autre scénario de cet inventaire porte ce nom" in text(page)
    page = post(client, "footprint_scenario_edit", scenario, name="Réemployer", target_year="2035")
    scenario.refresh_from_db()
    assert (scenario.name, scenario.target_year) == ("Réemployer", 2035)
    assert scenario.levers == ["unused"]


def test_two_years_later_a_renamed_scenario_has_the_same_gain(client, authority, sources):
    keep(client, sources["glpi.csv"])
    (before,) = gains(authority)
    scenario = SavedScenario.objects.of(authority).get()
    post(client, "footprint_scenario_edit", scenario, name="Garder")
    (after,) = gains(authority)
    assert (after.mid, after.origin) == (before.mid, before.origin)
    arrive(client, post(client, "footprint_scenario_delete", scenario))
    assert not gains(authority).exists()
