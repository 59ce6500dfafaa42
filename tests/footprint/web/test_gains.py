"""Kept scenarios tell what they would spare as indicators of their own."""

import pytest
from django.urls import reverse

from footprint.web.conftest import arrive, assess
from jalons.footprint.web.models import InventoryFile, SavedScenario
from jalons.strategy.web.observations.models import StoredObservation

GAIN = "footprint.scenario_gain"


@pytest.fixture
def inventory(client, authority):
    assess(client, authority)
    return InventoryFile.objects.of(authority).get()


def keep(client, inventory, name="Garder", lever="keep:laptop:2"):
    address = reverse("footprint_scenario_keep", args=[inventory.authority.slug, inventory.pk])
    client.post(address, {"name": name, "choix": lever})


def gains(authority):
    return list(StoredObservation.objects.of(authority).filter(indicator=GAIN))


def test_a_kept_scenario_is_an_observation_with_its_own_interval(client, authority, inventory):
    keep(client, inventory)
    keep(client, inventory, "Acheter reconditionné", "refurbished:laptop:0.5")
    found = gains(authority)
    assert {each.origin for each in found} == {
        str(scenario.urn) for scenario in SavedScenario.objects.of(authority)
    }
    for each in found:
        assert 0 < each.low < each.mid < each.high
        assert each.unit == "t CO2 eq/year"


def test_the_same_name_again_replaces_its_gain(client, authority, inventory):
    keep(client, inventory)
    (before,) = gains(authority)
    keep(client, inventory, lever="keep:laptop:4")
    (after,) = gains(authority)
    assert after.mid > before.mid


def test_a_gain_leaves_with_its_scenario_and_with_its_inventory(client, authority, inventory):
    keep(client, inventory)
    for name, expected in (("footprint_inventory_delete", 0), ("footprint_inventory_restore", 1)):
        client.post(reverse(name, args=[authority.slug, inventory.pk]))
        assert len(gains(authority)) == expected
    scenario = SavedScenario.objects.of(authority).get()
    client.post(reverse("footprint_scenario_delete", args=[authority.slug, scenario.pk]))
    assert gains(authority) == []


def test_a_gain_follows_a_new_computation(client, authority, inventory):
    keep(client, inventory)
    (before,) = gains(authority)
    choices = reverse("footprint_choices", args=[authority.slug, inventory.pk])
    form = {"lifetime": "expected", "mix": "ademe-2024", "also_counted": ["retired"]}
    arrive(client, client.post(choices, form))
    (after,) = gains(authority)
    assert after.mid > before.mid


def test_expected_lives_and_paper_are_indicators_and_leave_when_no_longer_told(
    client, authority, inventory
):
    def known():
        return set(StoredObservation.objects.of(authority).values_list("indicator", flat=True))

    services = reverse("footprint_services", args=[authority.slug, inventory.pk])
    arrive(client, client.post(services, {"paper_reams": "500"}))
    lives = {f"footprint.life_{device}" for device in ("laptop", "monitor", "server")}
    assert lives | {"footprint.paper_per_staff"} <= known()
    assert "footprint.life_desktop" not in known()
    paper = StoredObservation.objects.of(authority).get(indicator="footprint.paper_per_staff")
    assert paper.mid == 10
    arrive(client, client.post(services, {"paper_reams": ""}))
    assert "footprint.paper_per_staff" not in known()
