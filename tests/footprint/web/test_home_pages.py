"""The electricity of an authority's own territory, without doing anything, and how to change it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from footprint.web.conftest import arrive, assess, drop, tab
from footprint.web.test_inventory_pages import text
from jalons.footprint import assess as assess_fleet
from jalons.footprint import decompose, read
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import AssessedInventory, InventoryFile
from jalons.foundation.journal.models import Entry
from jalons.foundation.territories.models import Territory

PARC = "Type;Quantité\nServeur;10\nPC portable;100\n"
PLACED = "Type;Quantité;Pays\nServeur;10;France\nPC portable;100;France\n"
CODES = {"974": "RE", "972": "MQ", "988": "NC", "59": "FR", "976": "YT"}


def total(assessed):
    return next(
        each["p50"]
        for each in assessed.result["impacts"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )


def expected(home):
    fleet = read(PARC.encode(), today=date.today())  # noqa: DTZ011 - the rows have no date
    return assess_fleet(fleet, home=home).impact("climate_change").value.mid


def latest(authority):
    return AssessedInventory.objects.of(authority).first()


def at(authority, code):
    """The authority is a commune of that département."""
    where = Territory.objects.create(kind="departement", code=code, name=f"Département {code}")
    town = Territory.objects.create(
        kind="commune", code=f"{code}01", name=f"Commune de {code}", departement=where
    )
    authority.territory = town
    authority.save()


@pytest.fixture
def recomputed(client, authority):
    """Compute an inventory again with choices made on its page; the page one lands on."""

    def recomputed(**choices):
        inventory = InventoryFile.objects.of(authority).get()
        url = reverse("footprint_choices", args=[authority.slug, inventory.pk])
        form = {"lifetime": "expected", "mix": "ademe-2024", "pue": ""} | choices
        return arrive(client, client.post(url, form))

    return recomputed


@pytest.mark.parametrize("code", CODES)
def test_an_authority_is_computed_with_the_electricity_of_its_territory(client, authority, code):
    at(authority, code)
    page = assess(client, authority, PARC)
    assert page.status_code == 200
    home = CODES[code]
    assert total(latest(authority)) == pytest.approx(expected(home), rel=1e-9)
    assert latest(authority).result["options"]["home"] == home
    assert InventoryFile.objects.of(authority).get().choices["home"] == home
    assert "La collectivité est dans celui-ci" not in text(page)
    assert "outre-mer" not in text(page)


def test_the_result_names_the_territory_for_how_many_devices(client, authority):
    at(authority, "974")
    page = text(tab(client, assess(client, authority, PARC), "methode"))
    assert "110 appareils sans pays sont comptés avec l’électricité de ce territoire" in page
    assert page.count("La Réunion") >= 2


def test_a_territory_without_a_mix_says_that_the_world_stands_in(client, authority):
    at(authority, "976")
    page = text(tab(client, assess(client, authority, PARC), "methode"))
    assert "L’électricité du pays Mayotte n’est pas connue" in page
    url = reverse("footprint_choices", args=[authority.slug, latest(authority).inventory_id])
    assert "Mayotte (électricité inconnue" in text(client.get(url))


def test_an_authority_without_territory_is_in_france_and_this_is_said(client, authority):
    page = text(assess(client, authority, PARC))
    assert total(latest(authority)) == pytest.approx(expected("FR"))
    assert "le territoire de cette collectivité n’est pas connu" in page
    assert InventoryFile.objects.of(authority).get().choices["home"] is None
    assert "le territoire de cette collectivité" not in text(assess(client, authority, PLACED))


def test_the_territory_can_be_chosen_and_is_journalled(client, authority, recomputed):
    assess(client, authority, PARC)
    page = recomputed(home="NC")
    assert total(latest(authority)) == pytest.approx(expected("NC"))
    assert "le territoire de cette collectivité" not in text(page)
    entry = Entry.objects.of(authority).filter(verb="changed").last()
    assert "Nouvelle-Calédonie" in json.dumps(entry.after, ensure_ascii=False)
    recomputed(home="")
    assert total(latest(authority)) == pytest.approx(expected("FR"))


def test_a_page_without_the_field_changes_no_home(client, authority, recomputed):
    at(authority, "974")
    assess(client, authority, PARC)
    recomputed(home="MQ")
    recomputed()
    assert latest(authority).result["options"]["home"] == "MQ"


def test_only_territories_with_their_electricity_are_offered(client, authority, recomputed):
    at(authority, "974")
    page = drop(client, authority, PARC)
    body = page.content.decode()
    offered = body.partition('name="home"')[2].partition("</select>")[0]
    assert '<option value="RE" selected>La Réunion' in offered
    for code in ("FR", "GP", "MQ", "GF", "PM", "PF", "NC"):
        assert f'value="{code}"' in offered
    for code in ("YT", "BL", "MF", "WF", "TF", "CP"):
        assert f'value="{code}"' not in offered
    arrive(client, client.post(page.wsgi_request.path, {"lifetime": "expected", "mix": "ember"}))
    assert "Sélectionnez un choix valide" in text(recomputed(home="YT"))


def test_a_territory_changed_later_moves_no_result_and_the_page_says_so(client, authority):
    at(authority, "59")
    page = assess(client, authority, PARC)
    before = latest(authority).result
    at(authority, "988")
    page = client.get(page.wsgi_request.path)
    assert latest(authority).result == before
    shown = text(page)
    assert "La collectivité est dans celui-ci : Nouvelle-Calédonie" in shown
    assert page.context["total"].mid == pytest.approx(expected("FR"))


def test_a_result_of_before_stays_as_it_was_until_computed_again(client, authority, recomputed):
    at(authority, "59")
    page = assess(client, authority, PARC)
    stored, inventory = latest(authority), latest(authority).inventory
    for name in ("home", "home_stated"):
        del stored.result["options"][name]
    stored.save()
    del inventory.choices["home"]
    inventory.save()
    at(authority, "974")
    page = client.get(page.wsgi_request.path)
    assert page.context["total"].mid == pytest.approx(expected("FR"))
    assert "La collectivité est dans celui-ci : La Réunion" in text(page)
    page = recomputed()
    assert total(latest(authority)) == pytest.approx(expected("RE"))
    assert "La collectivité est dans celui-ci" not in text(page)


def test_every_page_and_export_speaks_of_the_same_home(client, authority):
    at(authority, "974")
    assess(client, authority, PARC)
    found = latest(authority)
    parts = [authority.slug, found.inventory_id]
    cut = client.get(reverse("footprint_breakdown", args=parts), {"par": "country"})
    assert "La Réunion" in text(cut)
    assert "non précisé" not in text(cut)
    trace = client.get(reverse("footprint_trace", args=[*parts, "server"]))
    assert "RE, ember" in text(trace)
    assert "FR, " not in text(trace)
    chapter = client.get(reverse("footprint_export", args=[*parts, "rapport-html"]))
    assert "de ce territoire\u202f: La Réunion" in chapter.content.decode()
    document = client.get(reverse("footprint_export", args=[*parts, "resultats-json"])).json()
    assert document["options"]["home"] == "RE"
    scenario = client.get(reverse("footprint_scenarios", args=parts), {"host": "FR"})
    assert scenario.status_code == 200


def test_two_inventories_at_two_homes_differ_by_the_choices(client, authority):
    for name, code in (("2025.csv", "59"), ("2026.csv", "974")):
        at(authority, code)
        assess(client, authority, PARC, name=name)
    new, old = InventoryFile.objects.of(authority)
    after, before = (queries.latest_assessment(each) for each in (new, old))
    assert [each.result["options"]["home"] for each in (before, after)] == ["FR", "RE"]
    causes = decompose(queries.year_of(before), queries.year_of(after)).causes
    moved = {each.cause: each.difference.mid for each in causes}
    assert moved["choices"] == pytest.approx(total(after) - total(before), rel=0.05)
    assert moved["fleet"] == moved["factors"] == 0
    page = client.get(
        reverse("footprint_compare", args=[authority.slug, new.pk]), {"other": old.pk}
    )
    assert "Les choix de calcul +" in text(page)


def test_sources_put_together_stay_where_each_was_computed(client, authority):
    at(authority, "974")
    for name, more in (("mairie.csv", {}), ("antenne.csv", {"home": "FR"})):
        assess(client, authority, PARC, name=name, **more)
    apart = sum(total(each) for each in AssessedInventory.objects.of(authority))
    town = InventoryFile.objects.of(authority).get(name="mairie.csv")
    branch = InventoryFile.objects.of(authority).get(name="antenne.csv")
    form = {"sources": [town.pk, branch.pk], "trusted": town.pk, "name": "Ensemble"}
    client.post(reverse("footprint_combine", args=[authority.slug]), form)
    whole = InventoryFile.objects.of(authority).get(name="Ensemble")
    url = reverse("footprint_doubles", args=[authority.slug, whole.pk])
    arrive(client, client.post(url, {"compute": "1"}))
    found = queries.latest_assessment(whole)
    assert found.result["options"]["home"] == "RE"
    assert total(found) == pytest.approx(apart, rel=0.05)
    assert total(found) < 0.9 * 2 * expected("RE")
