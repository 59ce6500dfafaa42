"""The track of an authority: found from its territory, changed by a person, undone."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Batch
from jalons.foundation.territories.models import Territory
from jalons.strategy.engine.diagnosis.scoring import Progress
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import actions, queries
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile
from jalons.strategy.web.roadmap.models import Action

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(db):
    territory = Territory.objects.create(
        kind=Territory.Kind.COMMUNE, code="05092", siren="210500922", name="Neffes", population=804
    )
    return make_authority("neffes", "Neffes", territory=territory, staff=6)


@pytest.fixture
def lead(village):
    return client_of(village, Role.LEAD)


def read(client, name, *args):
    response = client.get(reverse(name, args=["neffes", *args]))
    assert response.status_code == 200
    return response.content.decode()


def choose(client, track):
    return client.post(reverse("diagnosis_track", args=["neffes"]), {"track": track}, follow=True)


def asked(authority):
    fresh = Authority.objects.get(pk=authority.pk)
    return sum(each.in_track for each in queries.current(fresh).questions())


def test_a_village_reads_its_track_and_that_it_has_twelve_questions(lead, village):
    html = read(lead, "diagnosis")
    assert "neuf engagements, 12 questions" in html
    assert "Votre parcours\u202f: village (commune de moins de 3 500 habitants)." in html
    assert "quart d’heure" in html
    assert asked(village) == 12


def test_a_diagnosis_of_the_first_version_says_nothing_of_tracks(lead, village):
    Profile.objects.create(authority=village, referential="1.0.0")
    for page in ("diagnosis", "diagnosis_facts"):
        html = read(lead, page)
        assert "Votre parcours" not in html
        assert "Changer de parcours" not in html
    assert "neuf engagements, 31 questions" in read(lead, "diagnosis")
    assert asked(village) == 31


def test_another_track_is_taken_journalled_and_undone(lead, village):
    actions.answer(
        authority=village, user=None, said={"1.1.1": "done", "1.2.1": "done"}, evidence={}
    )
    before = queries.current(village).shares
    html = choose(lead, "town").content.decode()
    assert "Votre parcours\u202f: communauté ou ville" in html
    assert asked(village) == 31
    entry = Entry.objects.of(village).filter(verb="changed").first()
    assert entry.changes == [("parcours", "∅", "communauté ou ville")]
    undo = reverse("diagnosis_profile_undo", args=["neffes", Batch.objects.of(village)[0].pk])
    assert undo in html
    back = lead.post(undo, follow=True)
    assert "comme avant" in back.content.decode()
    assert asked(village) == 12
    assert queries.current(Authority.objects.get(pk=village.pk)).shares == before
    assert GivenAnswer.objects.of(village).count() == 2
    assert "a déjà été annulé" in lead.post(undo, follow=True).content.decode()


def test_only_a_lead_changes_the_track_and_only_to_one_that_exists(lead, village):
    contributor = client_of(village, Role.CONTRIBUTOR)
    assert choose(contributor, "town").status_code == 403
    assert "Choisissez l’un des parcours." in choose(lead, "hamlet").content.decode()
    assert asked(village) == 12
    assert "Changer de parcours" not in read(contributor, "diagnosis")
    assert "Changer de parcours" in read(lead, "diagnosis")


def test_an_authority_without_a_known_size_is_asked_for_its_track(lead, village):
    Territory.objects.update(population=None)
    assert "choisissez le parcours qui vous convient" in read(lead, "diagnosis")
    assert asked(village) == 31
    choose(lead, "village")
    assert asked(village) == 12


def test_the_questions_of_the_track_come_first_and_no_answer_is_lost(lead, village):
    actions.answer(authority=village, user=None, said={"1.1.1": "planned"}, evidence={})
    page = reverse("diagnosis_commitment", args=["neffes", 1])
    html = read(lead, "diagnosis_commitment", 1)
    first, second = html.index('name="1.2.1"'), html.index('name="1.1.1"')
    assert first < html.index("ces questions ne comptent pas dans votre parcours") < second
    lead.post(page, {"1.2.1": "done", "1.1.1": "planned", "initial-1.1.1": "planned"})
    kept = {each.question: each.said for each in GivenAnswer.objects.of(village)}
    assert kept == {"1.1.1": "planned", "1.2.1": "done"}
    found = queries.current(village).commitment(1)
    progress = {each.milestone.id: each.progress for each in found.milestones}
    assert progress["1.1"] is Progress.BEYOND
    assert "pour aller plus loin" in read(lead, "diagnosis_reasons", 1)


def test_a_village_is_proposed_the_law_first_with_its_own_steps(lead):
    html = read(lead, "diagnosis_basket")
    titles = re.findall(r"la loi vous le demande(?! peut)", html)
    assert len(titles) >= 8
    assert "Réunir un comité" not in html
    assert "Lyon" not in html
    assert "Relever vos sites\u202f: souvent un seul." in html


def test_competences_come_from_the_law_and_are_confirmed_at_once(lead, village):
    html = read(lead, "diagnosis_facts")
    assert "écoles primaires (d’après la loi, à confirmer)" in html
    assert "lycées" not in html
    assert "collèges" not in html
    assert "L. 212-4" in html
    assert queries.facts_of(village).competences is None  # nothing is told in the person's place
    page = reverse("diagnosis_facts", args=["neffes"])
    lead.post(page, {"staff": "6", "competences": ["schools", "water"], "knows": "on"})
    assert queries.facts_of(village).competences == frozenset({"schools", "water"})
    assert "d’après la loi, à confirmer" not in read(lead, "diagnosis_facts")


def test_a_competence_told_before_stays_even_where_it_is_no_longer_asked(lead, village):
    actions.set_facts(
        authority=village, user=None, staff=6, competences=["schools", "lower_secondary"]
    )
    html = read(lead, "diagnosis_facts")
    assert re.search(r'value="lower_secondary"[^>]*checked', html)


def test_a_roadmap_that_holds_a_merged_action_holds_the_one_that_stays(lead, village):
    choose(lead, "town")
    village = Authority.objects.get(pk=village.pk)
    own = Action.objects.create(
        authority=village, title="Notre objectif", ready_action="4-08", commitments=[4]
    )
    assert "8-03" in queries.on_roadmap(village, referential())
    made = actions.fill_roadmap(
        authority=village,
        user=None,
        chosen=[referential().action("8-03"), referential().action("9-04")],
        today=timezone.localdate(),
        lang="fr",
    )
    assert [(each.ready_action, each.commitments) for each in made] == [("9-04", [9, 7])]
    own.refresh_from_db()
    assert (own.ready_action, own.title) == ("4-08", "Notre objectif")
