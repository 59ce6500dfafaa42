"""Experiments on their pages: decided before, measured, stopped, published whatever comes out."""

import csv
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words
from jalons.foundation.imports.actions import bring
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import move, undo, write
from jalons.kernel import JalonsError
from jalons.participation.web.experiments import demo, queries
from jalons.participation.web.experiments.models import Experiment, Measurement
from jalons.participation.web.experiments.register import (
    ExperimentForm,
    experiments,
    experiments_file,
)
from jalons.participation.web.experiments.shelf import EXPERIMENTS
from jalons.strategy.web.roadmap.actions import create_action
from jalons.twin.web.cases.models import TwinCase

pytestmark = pytest.mark.django_db
HOME = "/collectivite/vitre/participation/experimentations/"
TODAY = timezone.localdate()
WHOLE = {
    "title": "Rendez-vous par message", "hypothesis": "Si l’on écrit, on appelle moins.",
    "measured": "Appels sans réponse, par semaine", "unit": "appels", "baseline": 85.0,
    "expected": 40.0, "better": "down", "stops_on": TODAY + timedelta(30),
}  # fmt: skip
WORSE = {"result": 88.0, "learned": "Les messages s’ajoutent aux appels.", "decision": "stop"}


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def made(authority, **values):
    found = Experiment(authority=authority)
    write(authority, None, [(found, {**WHOLE, **values})])
    return found


def moved(found, *names, day=TODAY):
    for name in names:
        move(None, found.latest(), name, day)
    return found.latest()


def run(authority, days=60, **values):
    """An experiment that stopped being planned ``days`` ago."""
    found = made(authority, stops_on=TODAY - timedelta(5), **values)
    return moved(found, "start", day=TODAY - timedelta(days))


def test_an_experiment_without_measure_or_stop_date_does_not_start(authority):
    for left in ({"stops_on": None}, {"expected": None}, {"measured": ""}):
        found = made(authority, title=str(left), **left)
        with pytest.raises(RegisterError, match="Avant de commencer"):
            move(None, found.latest(), "start", TODAY)
    late = made(authority, title="Tard")
    with pytest.raises(ValidationError, match="doit suivre le début"):
        move(None, late.latest(), "start", TODAY - timedelta(-31))


def test_what_was_decided_before_does_not_change_once_it_runs(authority, contributor):
    found = moved(made(authority), "start")
    for name, value in (("expected", 80.0), ("stops_on", TODAY + timedelta(90)), ("unit", "%"),
                        ("hypothesis", "Autre")):  # fmt: skip
        with pytest.raises((ValidationError, JalonsError), match="ne change plus"):
            write(authority, None, [(found.latest(), {name: value})])
    sent = {**WHOLE, "title": "Autre titre", "expected": "70"}
    page = text(contributor.post(f"{HOME}{found.pk}/modifier/", sent), 422)
    assert "ne change plus" in page
    assert "Autre titre" in page
    write(authority, None, [(found.latest(), {"partners": "Ressourcerie du canton"})])
    back = moved(found, "back")
    write(authority, None, [(back, {"expected": 50.0})])
    moved(back, "start")
    measure = Measurement(authority=authority, experiment=back)
    write(authority, None, [(measure, {"experiment": back.latest(), "value": 60.0})])
    with pytest.raises(RegisterError, match="déjà notées"):
        move(None, back.latest(), "back")


def test_nothing_is_published_without_a_result_and_a_bad_one_is(authority):
    found = moved(run(authority), "stop", day=TODAY - timedelta(4))
    with pytest.raises(RegisterError, match="Pas de publication sans résultat"):
        move(None, found, "publish")
    for part in ({"result": 88.0}, {"learned": "Rien"}, {"result": 88.0, "decision": "stop"}):
        write(authority, None, [(found.latest(), part)])
        if not found.latest().has_result:
            with pytest.raises(RegisterError, match="Pas de publication"):
                move(None, found.latest(), "publish")
    write(authority, None, [(found.latest(), WORSE)])
    shown = moved(found, "publish")
    assert shown.state == "published"
    assert shown.outcome == "same"
    with pytest.raises((ValidationError, JalonsError), match="ne se réécrit pas"):
        write(authority, None, [(shown, {"result": 30.0})])
    moved(shown, "correct")
    write(authority, None, [(shown.latest(), {"result": 86.0})])


def test_what_could_not_be_measured_is_a_result_once_it_says_why(authority):
    found = moved(run(authority), "stop")
    with pytest.raises(ValidationError, match="décochez"):
        write(authority, None, [(found.latest(), {"unmeasured": True, "result": 0.0})])
    values = {"unmeasured": True, "learned": "Le compteur est resté débranché.",
              "decision": "change"}  # fmt: skip
    write(authority, None, [(found.latest(), values)])
    assert moved(found, "publish").outcome is None


@pytest.mark.parametrize(("values", "why"), [
    ({"low": 0.0}, "deux bornes"),
    ({"low": 10.0, "high": 20.0, "result": 30.0}, "entre les deux bornes"),
    ({"low": 10.0, "high": 20.0}, "entre les deux bornes"),
    ({"expected": 90.0}, "moins bonne"),
    ({"service": "Mme Jeanne Martin"}, "nom d’une personne"),
    ({"partners": "jeanne.martin@example.org"}, "nom d’une personne"),
    ({"action": "urn:jalons:territory:1"}, "rien de connu"),
    ({"case": "n’importe quoi"}, "rien de connu"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_reason(authority, values, why):
    with pytest.raises(ValidationError, match=why):
        made(authority, **values)


def test_late_ones_come_first_and_stop_being_late_with_their_result(authority, reader):
    assert experiments.headline(authority) == "Pas encore d’expérimentation."
    made(authority)
    moved(made(authority, title="En cours"), "start")
    assert experiments.headline(authority) == "1 expérimentation en cours."
    late = run(authority, title="Oubliée")
    assert experiments.headline(authority) == "1 expérimentation attend son résultat."
    page = text(reader.get(HOME))
    assert page.count("résultat attendu") == 1
    assert f"devait s’arrêter le {day_words(TODAY - timedelta(5))}" in page
    assert "date d’arrêt est passée" in text(reader.get(f"{HOME}{late.pk}/"))
    write(authority, None, [(late.latest(), WORSE)])
    assert not queries.overdue(queries.experiments(authority))


def test_the_result_is_written_on_its_own_page_and_read_on_the_record(authority, contributor):
    found = run(authority)
    write(authority, None, [
        (Measurement(authority=authority),
         {"experiment": found, "day": TODAY - timedelta(10 * at), "value": 80.0 + at})
        for at in range(1, 5)
    ])  # fmt: skip
    page = text(contributor.get(f"{HOME}{found.pk}/resultat/"))
    assert "Vous supposiez : Si l’on écrit, on appelle moins." in page
    sent = {"result": "88", "low": "80", "high": "95,5", "learned": "Rien ne bouge.",
            "decision": "stop", "spent": "1 320,50"}  # fmt: skip
    assert contributor.post(f"{HOME}{found.pk}/resultat/", sent).status_code == 302
    page = text(contributor.get(f"{HOME}{found.pk}/"))
    assert "C’est moins qu’espéré, et rien ne montre que ce soit mieux qu’avant." in page
    assert "88 appels (entre 80 et 95,5)" in page
    assert "1 320,50 €" in page
    assert page.index(">84<") < page.index(">81<")  # its values, in the order of days
    idea = made(authority, title="Idée")
    assert contributor.get(f"{HOME}{idea.pk}/resultat/").status_code == 302


def test_links_are_chosen_in_what_other_rooms_list_and_lead_there(authority, contributor):
    action = create_action(authority=authority, user=None, values={"title": "Mieux répondre"})
    case = TwinCase(authority=authority)
    write(authority, None, [(case, {"name": "Bureaux vides", "purpose": "Éteindre"})])
    form = text(contributor.get(f"{HOME}nouveau/"))
    assert "Mieux répondre" in form
    assert "Bureaux vides" in form
    linked = {"action": str(action.urn), "case": str(case.urn), "indicator": "Appels perdus"}
    sent = {**WHOLE, **linked}
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 302
    found = living(Experiment, authority).get()
    page = text(contributor.get(f"{HOME}{found.pk}/"))
    assert str(action.pk) in page
    assert "Mieux répondre" in page
    assert str(case.pk) in page
    assert "urn:" not in page
    write(authority, None, [(case.latest(), {"deleted_at": timezone.now()})])
    assert "Bureaux vides" not in text(contributor.get(f"{HOME}{found.pk}/"))
    again = ExperimentForm(instance=found.latest())
    assert (str(case.urn), "ne figure plus dans la liste") in again.fields["case"].choices


def test_a_list_of_experiments_is_brought_from_a_file(authority, contributor):
    lines = ("Titre;Hypothèse;Ce qui est mesuré;Unité;Cible;Date d’arrêt\n"
             "Bus;Si, alors;Voyageurs;voyageurs;1 200,5;31/12/2027\n")  # fmt: skip
    file = SimpleUploadedFile("essais.csv", lines.encode())
    sent = contributor.post(reverse("experiment_import", args=["vitre"]), {"file": file})
    assert sent.status_code == 302
    assert not living(Experiment, authority).exists()
    done = bring(experiments_file, authority, name="essais.csv", content=lines.encode())
    assert (done["created"], done["refused_count"]) == (1, 0)
    found = living(Experiment, authority).get()
    assert (found.title, found.expected, found.state) == ("Bus", 1200.5, "idea")


def test_everybody_reads_what_is_tried_and_results_once_published(authority, client):
    idea = made(authority, title="Idée cachée")
    running = moved(made(authority, title="En route"), "start")
    write(authority, None, [(running, {"learned": "Secret en cours"})])
    shown = moved(run(authority, title="Finie", indicator="Appels perdus"), "stop")
    write(authority, None, [(shown.latest(), {**WORSE, "spent": 1320})])
    moved(shown, "publish")
    PublicPage.objects.create(authority=authority, is_open=True)
    offered = {str(urn) for urn, _label in EXPERIMENTS.offered(authority)}
    assert str(idea.urn) not in offered
    choose(authority=authority, user=None, shelf=EXPERIMENTS, offered=offered, chosen=offered)
    page = text(client.get("/public/vitre/experimentations/"))
    assert "Ce que nous essayons" in page
    assert "Idée cachée" not in page
    assert "Secret en cours" not in page
    assert "Ce n’est pas mieux qu’avant." in page
    assert "Les messages s’ajoutent aux appels." in page
    (one, two) = client.get("/public/vitre/donnees/experimentations.json").json()["experiments"]
    assert {one["state"], two["state"]} == {"running", "published"}
    assert {one["outcome"], two["outcome"]} == {None, "same"}
    table = client.get("/public/vitre/donnees/experimentations.csv").content.decode()
    rows = {each["title"]: each for each in csv.DictReader(table.splitlines())}
    assert rows["Finie"]["result"].startswith("88")
    assert (rows["En route"]["result"], rows["En route"]["is_late"]) == ("", "false")
    assert "Secret en cours" not in table


def test_the_demonstration_has_experiments_of_every_kind_and_services_tried(reader, authority):
    people = {Role.LEAD: None}
    demo.fill(Demonstration(authority, people, Story.at(TODAY), timezone.now(), TODAY, is_new=True))
    found = {each.title: each for each in queries.experiments(authority)}
    assert sorted(each.state for each in found.values()) == [
        "idea", "published", "published", "running", "running"]  # fmt: skip
    outcomes = {str(each.outcome) for each in found.values() if each.state == "published"}
    assert outcomes == {"better", "same"}
    assert len(queries.overdue(found.values())) == 1
    last = queries.service_years(authority).get(year=TODAY.year - 1)
    assert (last.share.low, last.share.high) == (0.75, 0.75)
    assert "1 constat d’essai attend une décision." in text(reader.get(f"{HOME}essais/"))
    assert "Prendre rendez-vous par message" in text(reader.get(HOME))


def test_undoing_or_importing_does_not_move_the_goal_either(authority):
    found = made(authority)
    batch = write(authority, None, [(found.latest(), {"expected": 30.0})])
    moved(found, "start")
    undone = undo(authority, None, batch)
    assert undone.batch is None
    assert "ne change plus" in undone.refused[0][1]
    content = "Titre;Hypothèse;Cible\nRendez-vous par message;Si, alors;10\n".encode()
    done = bring(experiments_file, authority, name="essais.csv", content=content)
    assert done["refused_count"] == 1
    assert "ne change plus" in done["refused"][0][2]
    assert found.latest().expected == 30.0
    started = Batch.objects.of(authority).filter(changes__urn=str(found.urn)).order_by("-at")[0]
    undo(authority, None, started)
    assert found.latest().state == "idea"
