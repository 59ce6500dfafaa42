"""A newer version of the questions is told, shown answer by answer, taken up, and undone."""

import re

import pytest
from django.urls import reverse

from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.diagnosis.models import Profile, Snapshot
from strategy.next_version import NEW, OLD, next_version
from strategy.test_succession import SAID
from strategy.web.diagnosis.test_diagnosis_pages import LIGHT, _Form

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(agglo):
    evidence = {"4.1.1": "GLPI, revu en mars", "4.1.1.b": "factures", "4.3.1.c": "à écrire"}
    answer(authority=agglo, user=None, said=SAID, evidence=evidence)
    return agglo


@pytest.fixture
def newer(answered, tmp_path):
    with next_version(tmp_path):
        yield answered


def read(client, name, *args):
    response = client.get(reverse(name, args=["agglo", *args]))
    assert response.status_code == 200
    return response.content.decode()


def take_up(client, **sent):
    page = reverse("diagnosis_take_up", args=["agglo"])
    return client.post(page, {"version": NEW} | sent, follow=True).content.decode()


def said(agglo):
    return {each.question: each.said for each in queries.answers(agglo).values()}


def test_nothing_is_said_while_one_version_exists(lead, answered):
    assert "des questions existe" not in read(lead, "diagnosis")
    sent_back = lead.get(reverse("diagnosis_succession", args=["agglo"]))
    assert sent_back.url == reverse("diagnosis", args=["agglo"])
    assert "déjà de la dernière version" in take_up(lead)
    assert said(answered) == SAID


def test_the_diagnosis_says_that_a_newer_version_exists_and_stays_under_its_own(lead, newer):
    html = read(lead, "diagnosis")
    assert f"La version {NEW} des questions existe" in html
    assert reverse("diagnosis_succession", args=["agglo"]) in html
    assert queries.current(newer).referential.version == OLD


def test_the_preview_says_of_each_question_what_becomes_of_it(lead, newer):
    html = read(lead, "diagnosis_succession")
    assert "3 réponses restent sous la nouvelle version." in html
    assert "plus demandée" in html
    assert "question nouvelle" in html
    assert "relisez-la" in html
    assert "4.1.1\u202f: fait (poids 3) ; 4.1.1.b\u202f: fait (poids 1)".replace(" ; ", "") in (
        html.replace(" ; ", "").replace("\u202f; ", "")
    )
    assert said(newer) == SAID


def test_taking_it_up_keeps_the_diagnosis_first_then_carries_and_journals(lead, newer):
    html = take_up(lead)
    assert f"Votre diagnostic est sous la version {NEW}." in html
    assert said(newer) == {"4.1.1": "done", "4.2.1.a": "planned", "1.1.1": "done"}
    assert queries.current(newer).referential.version == NEW
    carried = queries.answers(newer)["4.1.1"]
    assert carried.evidence == "GLPI, revu en mars ; factures"
    kept = Snapshot.objects.of(newer).get()
    assert kept.referential == f"jalons/{OLD}"
    assert kept.answers["4.3.1.c"]["evidence"] == "à écrire"
    assert {name: each["said"] for name, each in kept.answers.items()} == SAID
    line = Entry.objects.of(newer).filter(verb="changed").first()
    assert (line.before, line.after) == ({"referential": OLD}, {"referential": NEW})
    assert Entry.objects.of(newer).filter(verb="deleted", label="question 4.3.1.c").exists()


def test_the_kept_diagnosis_stays_readable_under_its_own_version(lead, newer):
    take_up(lead)
    kept = Snapshot.objects.of(newer).get()
    assert queries.saved_diagnosis(kept).referential.version == OLD
    assert OLD in read(lead, "diagnosis_snapshot", kept.pk)


def test_it_is_undone_at_once_and_every_answer_is_back_with_who_gave_it(lead, newer):
    before = {
        each.question: (each.said, each.evidence, each.answered_at, each.answered_by_id)
        for each in queries.answers(newer).values()
    }
    html = take_up(lead)
    kept = Snapshot.objects.of(newer).get()
    undo = reverse("diagnosis_snapshot_go_back", args=["agglo", kept.pk])
    assert undo in html
    assert undo not in read(lead, "diagnosis")
    assert undo in read(lead, "diagnosis_snapshot", kept.pk)
    assert "sont revenues" in lead.post(undo, follow=True).content.decode()
    assert queries.current(newer).referential.version == OLD
    assert before == {
        each.question: (each.said, each.evidence, each.answered_at, each.answered_by_id)
        for each in queries.answers(newer).values()
    }
    assert Snapshot.objects.of(newer).count() == 1


def test_what_was_answered_since_is_kept_before_going_back(lead, newer):
    take_up(lead)
    kept = Snapshot.objects.of(newer).get()
    answer(authority=newer, user=None, said={"4.3.1.d": "done"}, evidence={})
    page = reverse("diagnosis_snapshot_go_back", args=["agglo", kept.pk])
    assert "Avant le retour" in lead.post(page, follow=True).content.decode()
    since = Snapshot.objects.of(newer).exclude(pk=kept.pk).get()
    assert since.answers["4.3.1.d"]["said"] == "done"
    assert said(newer) == SAID


def test_a_second_press_changes_nothing_more(lead, newer):
    take_up(lead)
    assert "déjà de la dernière version" in take_up(lead)
    assert Snapshot.objects.of(newer).count() == 1


def test_a_version_that_moved_since_the_preview_is_shown_again(lead, newer):
    html = take_up(lead, version="1.0.5")
    assert "Les versions ont changé entre-temps" in html
    assert said(newer) == SAID


def test_nobody_below_a_lead_takes_it_up(newer, reader):
    contributor = client_of(newer, Role.CONTRIBUTOR)
    for client in (reader, contributor):
        html = read(client, "diagnosis_succession")
        assert "Une personne qui pilote ou administre" in html
        refused = client.post(reverse("diagnosis_take_up", args=["agglo"]), {"version": NEW})
        assert refused.status_code == 403
    assert said(newer) == SAID


def test_only_a_kept_diagnosis_of_an_earlier_version_is_a_way_back(lead, answered):
    lead.post(reverse("diagnosis_snapshot_new", args=["agglo"]), {"name": "Automne"})
    kept = Snapshot.objects.of(answered).get()
    page = reverse("diagnosis_snapshot_go_back", args=["agglo", kept.pk])
    assert page not in read(lead, "diagnosis_snapshot", kept.pk)
    assert "pas d’une version plus ancienne" in lead.post(page, follow=True).content.decode()


def test_facts_without_any_answer_move_without_a_kept_diagnosis(lead, agglo, tmp_path):
    Profile.objects.create(authority=agglo, referential=OLD)
    with next_version(tmp_path):
        assert f"Votre diagnostic est sous la version {NEW}." in take_up(lead)
        assert queries.current(agglo).referential.version == NEW
    assert not Snapshot.objects.of(agglo).exists()


def test_who_was_answering_meanwhile_is_told_and_loses_nothing(lead, newer):
    page = reverse("diagnosis_commitment", args=["agglo", 4])
    mine = _Form(lead.get(page).content.decode()).sent
    take_up(lead)
    asked = lead.post(page, mine | {"4.2.1": "planned"})
    html = asked.content.decode()
    assert asked.status_code == 422
    assert f"sont passées à la version {NEW}" in html
    assert "4.2.1" not in said(newer)
    lead.post(page, _Form(html).sent)
    assert said(newer)["4.2.1"] == "planned"


def test_the_preview_of_every_question_stays_light(lead, agglo, tmp_path):
    every = {question.id: "done" for question in referential(OLD).questions()}
    answer(authority=agglo, user=None, said=every, evidence={})
    with next_version(tmp_path):
        html = read(lead, "diagnosis_succession")
        assert len(re.findall(r"<[a-z]", html)) <= LIGHT
        assert "page 1 sur" in html
