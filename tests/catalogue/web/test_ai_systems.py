"""AI systems on their pages: start, class, duties, impact, files, gateway, public sheet."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from importlib import resources

import jsonschema
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.catalogue.web.ai_systems import actions, demo, indicators, models, queries
from jalons.catalogue.web.ai_systems.register import systems
from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import move, store_computed, undo, write
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
SCHEMA = json.loads(
    (resources.files("jalons.catalogue") / "data" / "ai_card.schema.json").read_text("utf-8")
)
NONE = {"prohibited": ["none"], "area": ["none"], "product_safety": "no", "transparency": ["none"]}


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def contributor(town):
    return client_of(town, Role.CONTRIBUTOR)


def system(town, name="Assistant", **values):
    made = models.AISystem(authority=town)
    write(town, None, [(made, {"name": name, **values})])
    return now(made)


def now(found):
    return queries.systems(found.authority).get(pk=found.pk)


def url(name, town, *more):
    return reverse(name, args=[town.slug, *more])


def used(found, **values):
    made = models.GenerativeUse(authority=found.authority)
    values = {"system": found, "month": date(2026, 10, 5), "source": "x", "model": "m", **values}
    write(found.authority, None, [(made, values)])


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub("[\u202f\xa0]", " ", response.content.decode())


def sent(page, **typed):
    """What a browser sends of a form: every field as it was shown, then what is typed."""
    fields = {}
    for bound in page.context["form"]:
        shown = bound.value()
        fields[bound.html_name] = "" if shown is None else shown
        if bound.field.show_hidden_initial:
            fields[bound.html_initial_name] = "" if shown is None else shown
    return {key: value for key, value in (fields | typed).items() if value != ""}


def test_a_card_starts_from_a_model_and_waits_for_confirmation(contributor, town):
    page = text(contributor.get(url("ai_system_list", town)))
    assert "Quelle intelligence artificielle est utilisée" in page
    assert "Détection de fuites d’eau" in text(contributor.get(url("ai_system_start", town)))
    contributor.post(url("ai_system_start", town), {"card": "chatbot-site"})
    found = queries.systems(town).get()
    assert (found.name, queries.standing(found).level) == ("Assistant du site internet", "declared")
    assert "out_of_scope" in found.drafts
    page = text(contributor.get(url("ai_system", town, found.pk)))
    assert "sa classe n’est pas encore connue" in page
    assert "attendent votre confirmation" in page
    block = url("ai_system_block", town, found.pk, "what")
    contributor.post(block, sent(contributor.get(block), purpose="Répondre aux questions"))
    found = now(found)
    assert found.answers["purpose"] == "Répondre aux questions"
    assert "out_of_scope" in found.answers
    assert "out_of_scope" not in found.drafts
    contributor.post(url("ai_system_start", town), {"card": "chatbot-site"})
    assert queries.systems(town).filter(name="Assistant du site internet (2)").exists()
    assert contributor.post(url("ai_system_start", town), {"card": "rien"}).status_code == 404


def test_answers_give_the_class_the_duties_and_the_notice(contributor, town):
    found = system(town, contact_email="ia@ville.example")
    block = url("ai_system_block", town, found.pk, "screening")
    typed = {**NONE, "transparency": ["chatbot"], "prohibited": ["none", "emotions"]}
    page = text(contributor.post(block, sent(contributor.get(block), **typed)), 422)
    assert "ne va avec aucune autre réponse" in page
    contributor.post(block, sent(contributor.get(block), **typed | {"prohibited": ["none"]}))
    page = text(contributor.get(url("ai_system", town, found.pk)))
    assert "à signaler aux personnes" in page
    assert "Dire qu’on parle à une machine" in page
    assert "Vous échangez avec un assistant automatique, « Assistant »" in page
    assert "Pour parler à une personne : ia@ville.example." in page
    document = url("ai_system_document", town, found.pk, "html")
    assert "Dire qu’on parle à une machine" in text(contributor.get(document))


def test_a_forbidden_practice_blocks_the_use_and_says_to_stop(contributor, town):
    found = system(town)
    with pytest.raises(RegisterError, match="interdites"):
        move(None, found, "use", date(2026, 1, 1))
    write(town, None, [(found, {"answers": {**NONE, "prohibited": ["emotions"]}})])
    with pytest.raises(RegisterError, match="article 5"):
        move(None, now(found), "use", date(2026, 1, 1))
    write(town, None, [(now(found), {"answers": NONE})])
    move(None, now(found), "use", date(2026, 1, 1))
    write(town, None, [(now(found), {"answers": {**NONE, "prohibited": ["emotions"]}})])
    assert "Il doit être arrêté" in text(contributor.get(url("ai_system", town, found.pk)))


def test_names_of_people_are_refused(contributor, town):
    with pytest.raises(ValidationError, match="personne"):
        system(town, owner="Madame Sophie Martin")
    found = system(town)
    block = url("ai_system_block", town, found.pk, "human")
    page = contributor.post(block, sent(contributor.get(block), overseers="Jean Dupont"))
    assert "ressemble au nom d’une personne" in text(page, 422)
    with pytest.raises(ValidationError, match="participants"):
        write(town, None, [(models.LiteracySession(authority=town), {
            "subject": "IA", "day": date(2026, 1, 1), "roles": "Agents", "people": 2,
            "newcomers": 3, "hours": 1})])  # fmt: skip


def test_an_answer_is_in_the_history_in_words_and_is_undone(contributor, town):
    found = system(town)
    batch = write(town, None, [(found, {"answers": {"purpose": "Trier"}})])
    page = text(contributor.get(url("ai_system_history", town, found.pk)))
    assert "Finalité" in page
    assert "Trier" in page
    undo(town, None, batch)
    assert now(found).answers == {}
    assert Change.objects.of(town).exists()


def test_a_stale_card_shows(contributor, town):
    found = system(town, review_by=timezone.localdate() - timedelta(days=1))
    assert "périmée" in text(contributor.get(url("ai_system", town, found.pk)))
    page = text(contributor.get(url("ai_system_list", town)))
    assert "1 système d’IA, dont 1 à la fiche périmée." in page


def test_the_impact_shows_each_contribution_and_what_would_lower_it(contributor, town):
    found = system(town)
    page = url("ai_system_impact", town, found.pk)
    assert "n’est pas encore évaluée" in text(contributor.get(page))
    block = url("ai_system_block", town, found.pk, "impact")
    answer = contributor.post(
        block, sent(contributor.get(block), impact_autonomy="never", impact_who="fragile")
    )
    assert answer.url == page
    shown = text(contributor.get(page))
    assert "Incidence entre" in shown
    assert "14 questions attendent une réponse" in shown
    assert "Sans vérification concrète, la machine décide" in shown
    assert "Ce qui l’abaisserait" in shown


def test_the_assessment_of_rights_has_its_document(contributor, town):
    found = system(town, answers={**NONE, "area": ["employment"], "fria_groups": "Candidats"})
    page = text(contributor.get(url("ai_system", town, found.pk)))
    assert "à haut risque" in page
    assert url("ai_system_assessment", town, found.pk, "html") in page
    document = text(contributor.get(url("ai_system_assessment", town, found.pk, "html")))
    assert "Candidats" in document
    assert "à compléter" in document


def test_machine_blocks_are_not_measured_until_a_machine_writes_them(contributor, town):
    found = system(town)
    assert "non mesuré" in text(contributor.get(url("ai_system", town, found.pk)))
    rows = models.AISystem.objects.of(town)
    store_computed(rows, measured={"preuve": {"score": 0.81}, "usage": {"ecartees": 38}})
    page = text(contributor.get(url("ai_system", town, found.pk)))
    assert "0,81" in page
    assert "38" in page


def test_the_register_leaves_in_five_formats(contributor, town):
    system(town, contact_email="ia@ville.example", answers={**NONE, "purpose": "Trier"})
    (card,) = json.loads(contributor.get(url("ai_system_register", town, "fiches")).content)
    jsonschema.validate(card, SCHEMA)
    (dutch,) = json.loads(contributor.get(url("ai_system_register", town, "nl")).content)
    assert (dutch["organization"], dutch["goal"]) == ("Pont-de-Vène", "Trier")
    for kind in ("atrs", "etalab", "afnor"):
        lines = contributor.get(url("ai_system_register", town, kind)).content.decode("utf-8-sig")
        assert len(lines.splitlines()) == 2
        assert "Assistant" in lines
    assert ";prévu;" in contributor.get(url("ai_system_register", town, "afnor")).content.decode()
    assert contributor.get(url("ai_system_register", town, "xml")).status_code == 404


def test_cards_come_from_files_or_say_why_not(contributor, town):
    there = url("ai_system_start", town)
    content = json.dumps([{"name": "Een", "goal": "Doel"}, {"name": "Twee"}]).encode()
    contributor.post(there, {"file": SimpleUploadedFile("a.json", content)})
    assert queries.systems(town).count() == 2
    for broken in (b"{", b"[]", b"\xff\xfe", b"[" * 50_000):
        page = contributor.post(there, {"file": SimpleUploadedFile("a.json", broken)})
        assert "Aucune fiche n’a été trouvée" in text(page, 422)


def test_a_gateway_file_is_added_up_by_month_without_users(contributor, town):
    found = system(town)
    content = (
        b"Date,Model,User,Requests,Completion Tokens\n2026-10-01,gpt-4o,marie.durand,10,4000\n"
    )
    for _twice in range(2):
        page = contributor.post(url("generative_use_bring", town), {
            "file": SimpleUploadedFile("export.csv", content + b"?,gpt-4o,x,1,1\n"),
            "system": found.pk, "host": "UE"}, follow=True)  # fmt: skip
    shown = text(page)
    assert "Colonnes laissées de côté, jamais enregistrées : User." in shown
    assert "Modèle ← Model" in shown
    assert "1 ligne n’a pas pu être lue." in shown
    assert "marie" not in shown
    stored = queries.uses(town).get()
    assert (stored.requests, stored.output_tokens, stored.host) == (10, 4000, "UE")
    used(found, model="maison")
    listed = text(contributor.get(url("generative_use_list", town)))
    assert "entre 4 et 31 Wh" in listed
    assert "inconnue" in listed
    assert "1 ligne n’a pas de chiffre." in listed
    empty = {"file": SimpleUploadedFile("a.csv", b"Date,Model\n?,a\n"), "system": found.pk}
    refused = contributor.post(url("generative_use_bring", town), empty)
    assert "Aucune ligne de « a.csv » n’a pu être lue" in text(refused, 422)


def test_a_month_to_come_is_refused(town):
    with pytest.raises(ValidationError, match="commencé"):
        used(system(town), month=date(2100, 1, 1))


def observed(town, name):
    found = StoredObservation.objects.of(town).filter(indicator=f"ailibrary.{name}").first()
    return found and (found.low, found.mid, found.high)


def test_indicators_count_only_what_is_known(town):
    indicators.publish(town)
    assert observed(town, "systems_registered") is None
    first = system(town, "Un", users=10, answers={**NONE, "area": ["employment"]})
    move(None, first, "use", date(2026, 1, 1))
    assert observed(town, "systems_registered")[1] == 0
    assert observed(town, "systems_assessed")[1] == 0
    second = system(town, "Deux", answers=NONE)
    move(None, second, "use", date(2026, 1, 1))
    assert observed(town, "staff_literate") is None
    write(town, None, [(now(second), {"users": 30})])
    write(town, None, [(models.LiteracySession(authority=town), {
        "subject": "IA", "day": date(2026, 1, 1), "roles": "Agents", "people": 8,
        "newcomers": 6, "hours": 2})])  # fmt: skip
    low, _mid, high = observed(town, "staff_literate")
    assert (low, high) == (15, 20)


def test_residents_read_what_was_chosen_and_how_to_object(client, town):
    said = {"transparency": ["chatbot"], "appeal": "Écrire au service.", "data": "Pages du site"}
    form = {"contact_email": "ia@ville.example", "summary": "Répond aux questions."}
    found = system(town, **form, answers=NONE | said, drafts=["data"])
    assert AI_SYSTEMS.offered(town) == []
    move(None, found, "use", date(2026, 1, 1))
    PublicPage.objects.create(authority=town, is_open=True)
    urns = {str(found.urn)}
    choose(authority=town, user=None, shelf=AI_SYSTEMS, offered=urns, chosen=urns)
    shown = text(client.get(f"/public/{town.slug}/systemes-ia/"))
    assert "Répond aux questions." in shown
    assert "Écrire au service." in shown
    assert "réponse sous 30 jours" in shown
    assert "Signaler une erreur" in shown
    assert "Pages du site" not in shown  # nobody confirmed it
    assert "urn:" not in re.sub("<[^>]+>", "", shown)


def test_the_demonstration_has_a_card_of_each_level(town, contributor):
    from jalons.foundation.accounts.ports.demonstration import Story

    people = dict.fromkeys(Role)
    story = Story.at(timezone.localdate())
    demo.fill(Demonstration(town, people, story, timezone.now(), story.today, is_new=True))
    levels = {queries.standing(each).level for each in queries.systems(town)}
    assert levels == {"declared", "documented", "alive"}
    assert {queries.classed(each).kind for each in queries.systems(town)} == {
        "transparency",
        "high",
        "unknown",
    }
    for found in queries.systems(town):
        page = text(contributor.get(url("ai_system", town, found.pk)))
        assert page.count("<") < 2 * 650
        jsonschema.validate(queries.card(found), SCHEMA)
    assert queries.uses(town).count() == 12
    assert " Wh" in text(contributor.get(url("generative_use_list", town)))
    assert "57 participants" in text(contributor.get(url("ai_literacy_list", town)))
    assert systems.headline(town) == "4 systèmes d’IA, dont 1 à la fiche périmée."
    assert actions.starters().keys() >= {"traduction"}
