"""Addresses, names and aims that nobody planned: a page says what is wrong, in people's words."""

import pytest
from django.urls import reverse
from django.utils import timezone

from footprint.web.conftest import CSV, assess
from footprint.web.test_inventory_pages import text
from footprint.web.test_scenario_pages import KEEP, cart, inventory_of, keeping, workshop
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import InventoryFile, SavedScenario
from jalons.footprint.web.results.front import cards
from jalons.footprint.web.scenarios.proposals import Effect, Proposal, best
from jalons.footprint.web.scenarios.simulation import gains_of, run
from jalons.footprint.web.scenarios.tables import Fall
from jalons.footprint.words.scenario import summarise_scenario
from jalons.kernel import Interval


def stored(authority, **values):
    values = {"name": "Durer", "levers": ["keep:laptop:2"]} | values
    return SavedScenario.unscoped.create(
        authority=authority, inventory=inventory_of(authority), **values
    )


@pytest.mark.parametrize("lever", [" keep:laptop:2", "keep:laptop:2 "])
def test_spaces_around_a_choice_are_nothing(client, authority, lever):
    assess(client, authority)
    page = client.get(workshop(authority), {"choix": lever})
    assert page.status_code == 200
    assert "Garder les ordinateurs portables 2 ans de plus" in cart(page)


@pytest.mark.parametrize("value", ["1e400", "nan", "-inf", "999", "-3"])
def test_a_choice_out_of_bounds_is_said_in_the_words_of_its_card(client, authority, value):
    assess(client, authority)
    page = client.get(workshop(authority), {"choix": f"keep:laptop:{value}"})
    assert page.status_code == 200
    seen = cart(page)
    assert "Garder plus longtemps" in seen
    assert "doit être entre 0 et 20" in seen
    for word in ("« keep »", "years", "levier", "keep :"):
        assert word not in seen.lower()


def test_a_country_in_small_letters_has_its_name(client, authority):
    assess(client, authority)
    seen = cart(client.get(workshop(authority), {"choix": "host:se"}))
    assert "dans ce pays : Suède" in seen
    assert "host:" not in seen


def test_what_was_never_a_choice_is_not_said_to_be_taken_out(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), {"ote": "Votre compte est bloqué : appelez le 0899"})
    assert "0899" not in text(page)


@pytest.mark.parametrize("aims", [{"annee": "abc"}, {"annee": "2019"}, {"objectif": "30"}])
def test_an_aim_that_cannot_be_is_said_where_it_is_written(client, authority, aims):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | aims)
    assert "<details open><summary>Viser une année" in page.text


def test_a_scenario_with_an_absurd_aim_is_not_stored_and_its_name_is_not_lost(client, authority):
    assess(client, authority)
    sent = KEEP | {"name": "Durer longtemps", "annee": "1789"}
    page = client.post(keeping(authority), sent, follow=True)
    assert "note error" in page.text
    assert 'value="Durer longtemps"' in page.text
    long = KEEP | {"name": "n" * 140}
    page = client.post(keeping(authority), long, follow=True)
    assert "100 caractères" in text(page)
    assert not SavedScenario.objects.of(authority).exists()


def test_an_objective_without_year_or_a_year_gone_is_refused_when_a_scenario_is_changed(
    client, authority
):
    assess(client, authority)
    made = stored(authority, target_year=2035, percent_less=10.0)
    edit = reverse("footprint_scenario_edit", args=[authority.slug, made.pk])
    for sent in ({"target_year": "", "percent_less": "10"}, {"target_year": "2001"}):
        page = client.post(edit, {"name": "Durer", "version": "0", "percent_less": ""} | sent)
        assert page.status_code == 422, sent
    made.refresh_from_db()
    assert made.target_year == 2035


def test_a_scenario_whose_year_is_gone_still_has_its_gain(client, authority):
    assess(client, authority)
    made = stored(authority, target_year=2019)
    listed = text(client.get(reverse("footprint_scenario_list", args=[authority.slug])))
    assert "CO₂e" in listed
    assert gains_of(made, queries.latest_assessment(inventory_of(authority)))


def test_a_scenario_about_devices_that_left_names_them_as_people_do(client, authority):
    assess(client, authority, "Type;Quantité\nÉcran;30\nServeur;2\n")
    made = stored(authority)
    seen = text(client.get(reverse("footprint_scenario", args=[authority.slug, made.pk])))
    assert "ordinateurs portables" in seen.lower()
    assert "laptop" not in seen
    assert "monitor" not in seen


@pytest.mark.parametrize("year", ["9" * 5000, "-1", "²", "0", "2031"])
def test_any_year_of_purchase_opens_the_page(client, authority, year):
    assess(client, authority)
    url = reverse("footprint_purchases", args=[authority.slug, inventory_of(authority).pk])
    page = client.get(url, {"annee": year})
    assert page.status_code == 200
    assert "2031" not in text(page)


def test_a_purchase_of_the_future_is_no_year_of_purchases(client, authority):
    assess(client, authority, CSV.replace("2021-06-01", "2088-06-01"))
    url = reverse("footprint_purchases", args=[authority.slug, inventory_of(authority).pk])
    assert "2088" not in text(client.get(url))


def test_an_objective_of_nothing_less_has_no_sign(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"annee": "2035", "objectif": "0"})
    assert "Votre objectif (0 % en 2035)" in text(page).replace("\u202f", " ").replace("\xa0", " ")


def test_the_scenarios_of_a_deleted_inventory_are_listed_nowhere(client, authority):
    assess(client, authority)
    stored(authority)
    listed = reverse("footprint_scenario_list", args=[authority.slug])
    assert "1 scénario" in text(client.get(listed))
    InventoryFile.unscoped.update(deleted_at=timezone.now())
    assert "Durer" not in text(client.get(listed))


def test_levers_follow_one_another_and_serve_their_commitments(client, authority):
    assess(client, authority)
    assessed = queries.latest_assessment(inventory_of(authority))
    found = run(assessed, ["keep:laptop:2", "refurbished:monitor:0.5"]).scenario
    summary = summarise_scenario(found, queries.pack_of(assessed), lang="fr")
    first, second, together = Fall.of(found, summary, "fr").rows
    assert (first[2], second[2], together[2]) == (0, found.steps[0].difference.mid, 0)
    change = found.change("climate_change")
    both = Effect(assessed, change.difference, change.subject.unit, found.steps)
    assert both.commitments() == (4, 6)
    assert both._replace(levers=found.steps[1:]).commitments() == (6,)


def test_proposals_of_another_version_are_computed_again(client, authority):
    assess(client, authority)
    assessed = queries.latest_assessment(inventory_of(authority))
    assessed.proposals = []
    assert best(assessed) == ()
    assessed.factors_version = "jalons-factors/1900.1"
    assert best(assessed)


def test_a_gain_that_may_read_as_none_is_not_written():
    sure, unsure = (
        Proposal("t", gain, 1, "n", "/")
        for gain in (Interval(-30, -20, -9), Interval(-30, -9, -0.01))
    )
    shown = cards([sure, unsure], Interval(450, 500, 550), "fr")
    assert shown[0]["gain"].startswith("−20")
    assert shown[1]["gain"] == ""
