"""Recipes on their pages: trial, measure, use, suspension, card, register, public page."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from importlib import resources

import jsonschema
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes import evaluating, registry
from jalons.ailibrary.web.recipes import actions, own_samples, queries, usage
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.shelf import RECIPES
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import move, write
from jalons.foundation.tasks.worker import Worker

pytestmark = pytest.mark.django_db
WHO = {"overseer": "Accueil de la mairie", "contact_email": "accueil@ville.example"}


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def lead(town):
    return client_of(town, Role.LEAD)


@pytest.fixture
def counted():
    """What a topic counts of the recipe of the tests, and the sample it has; both may change."""
    known = {"usage": usage.Usage(), "sample": Sample((), ())}
    usage.counts("voirie", lambda _authority, _today: known["usage"])
    own_samples.own_sample("voirie", lambda _authority: own_samples.Decided(known["sample"]))
    yield known
    usage._counts.pop("voirie")
    own_samples._samples.pop("voirie", None)


def use(town, **values):
    made = RecipeUse(authority=town)
    write(town, None, [(made, {"key": "voirie", **values})])
    return now(made)


def now(found):
    return queries.uses(found.authority).get(pk=found.pk)


def url(name, town, *more):
    return reverse(name, args=[town.slug, *more])


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return re.sub("[\u202f\xa0]", " ", response.content.decode())


def measured(found, **more):
    actions.store_evaluation(
        found, evaluating.evaluate(registry.recipe("voirie"), **more), sample=0
    )
    return now(found)


def test_the_shelf_leads_to_a_trial(voirie, town, lead):
    page = text(lead.get(url("recipe_shelf", town)))
    assert "Tri des messages de voirie" in page
    assert "Un agent lit le message" in page
    assert "non mesuré" in page
    assert "bibliothèque d’IA territoriales" in page
    assert "21 cas à son ouverture, non vérifiés depuis" in page
    assert "Nobody" not in page
    page = text(lead.get(url("recipe", town, voirie)))
    assert "Appris sur peu de phrases" in page
    assert "Personne ne l’a encore mesurée" in text(lead.get(url("recipe_reference", town, voirie)))
    form = text(lead.get(url("recipe_use_new", town) + "?recette=voirie"))
    assert 'value="voirie" selected' in form
    sent = lead.post(url("recipe_use_new", town), {"key": "voirie", "answer_days": "15", **WHO})
    found = queries.uses(town).get()
    assert url("recipe_use", town, found.pk) in sent.url
    assert (found.state, found.answer_days) == ("trial", 15)
    assert lead.get(url("recipe", town, voirie)).url == url("recipe_use", town, found.pk)
    assert lead.get(url("recipe", town, "nothing")).status_code == 404
    page = text(lead.get(url("recipe_use", town, found.pk)))
    assert "Mesurez-la d’abord" in page


def test_a_recipe_is_put_into_use_when_it_is_measured_and_somebody_answers(voirie, town, lead):
    found = use(town)
    with pytest.raises(RegisterError, match=r"Renseignez d’abord.*Mesurez-la d’abord"):
        move(None, found, "use")
    found = measured(found)
    with pytest.raises(RegisterError, match="qui la surveille"):
        move(None, found, "use")
    write(town, None, [(found, WHO)])
    lead.post(url("recipe_use_move", town, found.pk), {"move": "use"})
    assert (now(found).state, now(found).used_since) == ("used", timezone.localdate())
    with pytest.raises(ValidationError, match="ressemble au nom d’une personne"):
        write(town, None, [(now(found), {"overseer": "Sophie Martin"})])


def test_the_own_cases_of_a_town_are_needed_where_it_has_some(voirie, town, counted):
    found = measured(use(town, **WHO))
    assert queries.standing_of("voirie", found).lacks == "own"
    assert "Décidez d’abord de 200 cas" in queries.refusal(found)
    counted["sample"] = Sample(("a",) * 199, ("roads",) * 199)
    assert own_samples.sample_of(town, "voirie") is None
    items = tuple(f"route {n}" if n % 2 else f"piscine {n}" for n in range(200))
    counted["sample"] = Sample(items, ("other", "roads") * 100)
    found = measured(found, own=own_samples.sample_of(town, "voirie"))
    assert queries.refusal(found) == ""
    assert "sur ses propres cas" in queries.by_whom(queries.evaluation_of("voirie", found), found)
    assert found.by_rule  # the gate: the keyword is enough there
    counted["usage"] = usage.Usage(40, 3, last=timezone.localdate())
    assert queries.standing_of("voirie", found).level == "alive"


def test_a_measure_is_a_job_whose_result_is_a_page(apart, town, lead):
    found = use(town, **WHO)
    lead.post(url("recipe_use_evaluate", town, found.pk))
    Worker().run_pending()
    page = text(lead.get(url("recipe_use_evaluation", town, found.pk)))
    assert "Sur 100 cas, 99 réponses justes (entre 98 et 100)." in page
    assert "mesuré par Pont-de-Vène le" in page.lower().replace("pont-de-vène", "Pont-de-Vène")
    assert "sur l’échantillon de référence de Jalons" in page
    assert "Le modèle « word counts » est utilisé" in page
    assert "moins de 0,001" in page
    assert "99,2 (98,3 à 100)" in page.replace("100,0", "100")
    assert "au plus 0,2" in page
    assert "non tenu" in page
    assert "<svg" in page
    page = text(lead.get(url("recipe_use", town, found.pk)))
    assert "1 chose demandée à cette recette n’est pas tenue" in page
    assert now(found).measured["preuve"]["porte"] == "modele"


def test_anybody_who_works_with_it_suspends_it_and_a_lead_resumes_it(voirie, town, lead):
    found = measured(use(town, **WHO))
    move(None, found, "use")
    contributor = client_of(town, Role.CONTRIBUTOR)
    address = url("recipe_use_suspend", town, found.pk)
    text(contributor.post(address, {"reason": ""}), 422)
    contributor.post(address, {"reason": "Des messages de la crèche partent à la voirie"})
    assert (now(found).state, now(found).may_suggest) == ("suspended", False)
    page = text(contributor.get(url("recipe_use", town, found.pk)))
    assert "Suspendue : Des messages de la crèche" in page
    assert contributor.get(address).status_code == 302
    denied = contributor.post(url("recipe_use_move", town, found.pk), {"move": "resume"})
    assert denied.status_code == 403
    lead.post(url("recipe_use_move", town, found.pk), {"move": "resume"})
    assert (now(found).state, now(found).reason) == ("used", "")
    history = text(lead.get(url("recipe_use_history", town, found.pk)))
    assert "Des messages de la crèche" in history


def test_the_rule_answers_after_a_drift_until_it_is_measured_again_and_a_lead_says_so(
    voirie, town, lead
):
    found = measured(use(town, **WHO))
    actions.fall_back(found, "Deux semaines sous la mesure de la fiche.")
    page = text(lead.get(url("recipe_use", town, found.pk)))
    assert "Deux semaines sous la mesure" in page
    assert "Remettre le modèle" not in page
    lead.post(url("recipe_use_model", town, found.pk))
    assert now(found).by_rule
    found = measured(now(found))
    assert found.by_rule
    contributor = client_of(town, Role.CONTRIBUTOR)
    assert contributor.post(url("recipe_use_model", town, found.pk)).status_code == 403
    assert "Remettre le modèle" in text(lead.get(url("recipe_use", town, found.pk)))
    lead.post(url("recipe_use_model", town, found.pk))
    assert not now(found).by_rule
    lines = Entry.objects.of(town).filter(urn=str(found.urn))
    assert [each.after for each in lines[:2]] == [
        {"par la règle seule": "non"}, {"par la règle seule": "oui"},
    ]  # fmt: skip


def test_the_living_card_leaves_as_files_that_follow_their_schema(voirie, town, lead, counted):
    counted["usage"] = usage.Usage(40, 3, 0.8125, 0.25, 0.04, 0, timezone.localdate())
    found = measured(use(town, service="Accueil", **WHO))
    answer = lead.get(url("recipe_use_card", town, found.pk, "json"))
    card = json.loads(answer.content)
    schema = resources.files("jalons.catalogue") / "data" / "ai_card.schema.json"
    jsonschema.validate(card, json.loads(schema.read_text("utf-8")))
    assert card["usage"]["ecartees"] == 3
    assert card["preuve"]["regle_de_base"]["nom"] == "keywords"
    assert card["empreinte"]["qualite"] == "low"
    rows = list(csv.reader(io.StringIO(
        lead.get(url("recipe_use_card", town, found.pk, "csv")).content.decode("utf-8-sig")),
        delimiter=";"))  # fmt: skip
    assert ["qui", "responsable", "Accueil de la mairie"] in rows
    markdown = lead.get(url("recipe_use_card", town, found.pk, "md")).content.decode()
    assert markdown.startswith('---\nlanguage: ["fr"]\nlicense: "eupl-1.2"\n')
    assert '          - type: "accuracy"' in markdown
    assert lead.get(url("recipe_use_card", town, found.pk, "exe")).status_code == 404


def test_a_recipe_enters_the_register_of_ai_systems_and_its_measures_follow(voirie, town, lead):
    from jalons.catalogue.web.ai_systems import queries as systems

    found = use(town, **WHO)
    entered = lead.post(url("recipe_use_enrol", town, found.pk))
    system = systems.systems(town).get()
    assert entered.url == url("ai_system", town, system.pk)
    assert lead.post(url("recipe_use_enrol", town, found.pk)).url == entered.url
    assert system.name == "Tri des messages de voirie"
    assert "purpose" in system.drafts
    assert system.measured["preuve"] == {}
    measured(found)
    system = systems.systems(town).get()
    assert system.measured["preuve"]["porte"] == "modele"
    assert entered.url in text(lead.get(url("recipe_use", town, found.pk)))
    actions.daily(now=timezone.now())
    assert url("recipe", town, voirie) in text(lead.get(entered.url))


def test_everybody_reads_what_each_recipe_is_for_and_who_decides(voirie, town, client, counted):
    counted["usage"] = usage.Usage(40, 3, last=timezone.localdate())
    own_samples._samples.pop("voirie")
    found = measured(use(town, **WHO))
    assert RECIPES.offered(town) == []
    move(None, found, "use")
    PublicPage.objects.create(authority=town, is_open=True)
    urns = {str(found.urn)}
    choose(authority=town, user=None, shelf=RECIPES, offered=urns, chosen=urns)
    shown = text(client.get(f"/public/{town.slug}/recettes-ia/"))
    assert "Quelles IA, pour quoi faire, qui décide ?" in shown
    assert "Sur 100 cas, 99 réponses justes (entre 98 et 100)." in shown
    assert "mesuré par Pont-de-Vène" in shown
    assert "8 %" in shown  # 3 of 40 set aside
    assert "accueil@ville.example. Une personne répond sous 30 jours." in shown
    assert "des Interconnectés" in shown
    assert "urn:" not in re.sub("<[^>]+>", "", shown)
    data = client.get(f"/public/{town.slug}/donnees/recettes-ia.json").json()
    assert data["recipes"][0]["blocks"]["preuve"]["porte"] == "modele"
    move(None, now(found), "stop")
    assert "Tri des messages" not in text(client.get(f"/public/{town.slug}/recettes-ia/"))


def test_a_card_gets_out_of_date_by_itself(voirie, town, lead):
    found = measured(use(town, **WHO))
    assert queries.standing_of("voirie", found).level == "proven"
    old = {
        **found.evaluation,
        "measured_on": (timezone.localdate() - timedelta(days=366)).isoformat(),
    }
    actions._store(found, evaluation=old)
    page = text(lead.get(url("recipe_use", town, found.pk)))
    assert "Cette mesure a plus d’un an." in page
    assert "périmée" in text(lead.get(url("recipe_use_list", town)))
    actions._store(found, evaluation={"recipe": 3})
    assert queries.evaluation_of("voirie", now(found)) is None
    text(lead.get(url("recipe_use", town, found.pk)))


def test_machines_read_recipes_cards_and_measures(voirie, town, lead):
    assert lead.get(url("api_recipes_key_card", town, voirie)).status_code == 404
    measured(use(town, **WHO))
    (one,) = [each for each in lead.get(url("api_recipes", town)).json()["recipes"]
              if each["key"] == voirie]  # fmt: skip
    assert (one["name"], one["state"], one["level"]) == (
        "Tri des messages de voirie", "trial", "proven",
    )  # fmt: skip
    card = lead.get(url("api_recipes_key_card", town, voirie)).json()
    assert card["qui"]["responsable"] == "Accueil de la mairie"
    found = lead.get(url("api_recipes_key_evaluation", town, voirie)).json()
    assert found["evaluation"]["winner"] == "word_counts"
    assert lead.get(url("api_recipes_key_evaluation", town, "nothing")).status_code == 404


def test_search_finds_a_recipe_by_what_it_does(voirie, town, lead):
    assert "Tri des messages de voirie" in text(lead.get(url("search", town) + "?q=voirie"))
