"""Clauses on pages: found, chosen, valued, written in an annex, then checked on their days."""

import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from factories.people import client_of, member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.digests.queries import rhythm_of
from jalons.foundation.documents.formats import written
from jalons.foundation.register.writer import undo, write
from jalons.procurement.documents.clauses_annex import annex
from jalons.procurement.web import demo
from jalons.procurement.web.clauses import queries, reminders
from jalons.procurement.web.clauses.models import ClauseCheck, ClauseSelection
from samples import api_token

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
CHOSEN = ["reprise-reemploi", "garantie-longue", "critere-reprise", "bilan-fin-marche"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader(authority):
    return client_of(authority, Role.READER)


def file_of(authority, **values):
    made = ClauseSelection(authority=authority)
    known = {"name": "Postes de travail", "market": "workstations", "clauses": CHOSEN}
    write(authority, None, [(made, known | values)])
    return made


def page(authority, name, *args):
    return reverse(name, args=[authority.slug, *args])


def html(answer):
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def typed(answer):
    """What a browser sends of the form of a page, hidden values included."""
    form = answer.context["form"]
    data = {}
    for bound in form:
        for name in (bound.html_name, bound.html_initial_name):
            value = bound.value()
            data[name] = value if isinstance(value, list) else "" if value is None else value
    return {name: value for name, value in data.items() if value is not False}


def test_the_catalogue_is_searched_and_narrowed_on_pages(authority, reader):
    text = html(reader.get(page(authority, "clauses")))
    assert "67 clauses prêtes" in text
    assert text.count("<tr>") == 21  # the heading and a page of 20
    assert "page 1 sur 4" in text
    narrowed = {"marche": "servers", "nature": "criterion", "difficulte": "easy"}
    text = html(reader.get(page(authority, "clauses"), narrowed))
    assert "Critère : durée de garantie" in text.replace("\u202f", " ")
    assert "RGESN" not in text
    accents = html(reader.get(page(authority, "clauses"), {"q": "ecoconception declaration"}))
    assert "Écoconception du service numérique" in accents
    assert "Rien ne correspond" in html(reader.get(page(authority, "clauses"), {"q": "zzz"}))
    odd = reader.get(page(authority, "clauses"), {"marche": "tanks"})
    assert not odd.context["table"]


def test_a_clause_shows_its_text_its_proofs_and_what_is_not_verified(authority, reader):
    text = html(reader.get(page(authority, "clause", "garantie-longue")))
    assert "[36] mois" in text
    assert "référence à vérifier" in text
    assert "Contrat d’extension de garantie" in text
    assert reader.get(page(authority, "clause", "rien")).status_code == 404


def test_a_file_is_opened_its_clauses_chosen_and_its_values_confirmed(authority, contributor):
    assert (
        "tender"
        not in contributor.get(page(authority, "clause_selection_new")).context["form"].fields
    )
    sent = {"name": "Écrans", "market": "screens"}
    made = contributor.post(page(authority, "clause_selection_new"), sent)
    assert made.status_code == 302, made.content.decode()[:2000]
    found = ClauseSelection.objects.of(authority).get()
    choice = page(authority, "clause_choice", found.pk)
    shown = html(contributor.get(choice))
    assert "<strong>Durée de vie</strong>" in shown
    assert "Accessibilité numérique" not in shown  # not for screens
    refused = contributor.post(choice, {"clauses": ["accessibilite-rgaa"]})
    assert refused.status_code == 422
    assert contributor.post(choice, {"clauses": CHOSEN}).status_code == 302
    found = ClauseSelection.objects.of(authority).get()
    assert set(found.clauses) == set(CHOSEN)
    values = page(authority, "clause_values", found.pk)
    filled = typed(contributor.get(values)) | {"garantie-longue.mois": "48,5"}
    assert contributor.post(values, filled).status_code == 302
    found = ClauseSelection.objects.of(authority).get()
    assert found.values == {"garantie-longue.mois": 48.5}  # the others are only proposed
    filled = typed(contributor.get(values)) | {"accept": "on", "critere-reprise.points": "10"}
    contributor.post(values, filled)
    found = ClauseSelection.objects.of(authority).get()
    assert found.values["garantie-longue.mois"] == 48.5
    assert found.values["garantie-longue.jours"] == 3
    assert found.values["critere-reprise.points"] == 10
    text = html(contributor.get(page(authority, "clause_selection", found.pk)))
    assert "valeurs à confirmer" not in text
    assert "Aucun critère" not in text


def test_a_value_that_is_no_number_is_refused_and_still_shown(authority, contributor):
    found = file_of(authority)
    url = page(authority, "clause_values", found.pk)
    answer = contributor.post(url, typed(contributor.get(url)) | {"garantie-longue.mois": "long"})
    assert answer.status_code == 422
    assert 'value="long"' in answer.content.decode()


def test_two_people_confirm_different_values_and_both_stay(authority, contributor):
    found = file_of(authority)
    url = page(authority, "clause_values", found.pk)
    mine = typed(contributor.get(url)) | {"garantie-longue.mois": "48"}
    theirs = client_of(authority, Role.LEAD)
    theirs.post(url, typed(theirs.get(url)) | {"garantie-longue.jours": "5"})
    assert contributor.post(url, mine).status_code == 302
    stored = ClauseSelection.objects.of(authority).get().values
    assert stored == {"garantie-longue.mois": 48.0, "garantie-longue.jours": 5.0}


def test_a_file_says_what_is_missing_before_publication(authority, reader):
    found = file_of(authority, clauses=["garantie-longue", "accessibilite-rgaa"])
    text = html(reader.get(page(authority, "clause_selection", found.pk)))
    assert "Aucun critère d’attribution environnemental" in text
    assert "pas écrite pour ce type de marché" in text
    assert "valeurs à confirmer" in text
    assert "pas encore de date" in text


def test_the_calendar_follows_the_clauses_and_the_dates_and_is_undone(authority, contributor):
    found = file_of(authority, notified_on=date(2026, 3, 16), months=24)
    contributor.post(page(authority, "clause_calendar", found.pk))
    days = lambda: sorted(  # noqa: E731
        (each.clause, each.due_on.isoformat()) for each in queries.checks(authority)
    )
    planned = [
        ("bilan-fin-marche", "2028-03-16"),
        ("critere-reprise", "2026-03-16"),
        ("garantie-longue", "2027-03-16"),
        ("garantie-longue", "2028-03-16"),
        ("reprise-reemploi", "2026-09-16"),
    ]
    assert days() == planned
    batch = queries.checks(authority).first()
    assert batch.number == 1
    contributor.post(page(authority, "clause_calendar", found.pk))
    assert days() == planned  # nothing twice
    done = queries.checks(authority).get(clause="reprise-reemploi")
    write(authority, None, [(done, {"state": "done", "done_on": NOW.date(), "proof": "PV"})])
    found = ClauseSelection.objects.of(authority).get()
    changed = {"notified_on": date(2026, 4, 16), "clauses": ["critere-reprise"]}
    act = write(authority, None, [(found, changed)])
    text = html(contributor.get(page(authority, "clause_selection", found.pk)))
    assert "Mettre à jour 4 vérifications" in text
    contributor.post(page(authority, "clause_calendar", found.pk))
    # what was checked stays as it was; what no clause leads to is gone
    assert days() == [("critere-reprise", "2026-04-16"), ("reprise-reemploi", "2026-09-16")]
    undo(authority, None, act)
    assert len(queries.difference(ClauseSelection.objects.of(authority).get())[0]) == 4


def test_a_check_is_not_done_without_a_day_and_a_proof(authority):
    found = file_of(authority)
    check = ClauseCheck(authority=authority, selection=found)
    values = {"clause": "garantie-longue", "due_on": date(2026, 11, 1), "state": "done"}
    with pytest.raises(ValidationError, match="preuve"):
        write(authority, None, [(check, values)])
    with pytest.raises(ValidationError):
        write(authority, None, [(check, values | {"state": "not_met", "proof": "Rien reçu"})])
    write(authority, None, [(check, values | {"done_on": NOW.date(), "proof": "PV du 3"})])


def test_late_checks_are_said_first(authority, contributor):
    found = file_of(authority, notified_on=date(2026, 3, 16), months=24)
    contributor.post(page(authority, "clause_calendar", found.pk))
    text = html(contributor.get(page(authority, "clause_selection", found.pk)))
    assert "<h1>2 vérifications sont en retard.</h1>" in text
    assert text.count(">en retard<") == 2
    check = queries.checks(authority).get(clause="critere-reprise")
    line = page(authority, "clause_selection_verifications", found.pk, check.pk)
    sent = typed(contributor.get(line)) | {
        "state": "done", "done_on": "2026-11-20", "proof": "Engagement signé"
    }  # fmt: skip
    assert contributor.post(line, sent).status_code == 302
    text = html(contributor.get(page(authority, "clause_selection_list")))
    assert "1 vérification est en retard." in text


def test_the_annex_is_numbered_by_kind_with_its_proofs_and_days_in_each_format(authority):
    found = file_of(authority, notified_on=date(2026, 3, 16), months=24)
    tree = annex(queries.material(found))
    text = written(tree, "html").decode()
    titles = re.findall(r"<h[23][^>]*>([^<]+)</h[23]>", text)
    assert [each for each in titles if each[0].isdigit()] == [
        "1. Critères d’attribution",
        "1.1 Critère\u202f: qualité de la filière de reprise",
        "2. Conditions d’exécution",
        "2.1 Garantie commerciale longue, pièces et main-d’œuvre",
        "2.2 Reprise des anciens équipements en vue du réemploi",
        "3. Pilotage du marché",
        "3.1 Bilan de fin de marché",
    ]
    assert "Tableau des preuves" in titles
    assert "16 septembre 2026" in text
    assert "valeurs à confirmer" in text  # a draft says so
    with zipfile.ZipFile(BytesIO(written(tree, "docx"))) as archive:
        assert "Garantie commerciale longue" in archive.read("word/document.xml").decode()
    with zipfile.ZipFile(BytesIO(written(tree, "odt"))) as archive:
        assert "Tableau des preuves" in archive.read("content.xml").decode()
    assert written(tree, "pdf").startswith(b"%PDF")


def test_an_annex_that_is_settled_has_no_remark_left(authority):
    ids = ["reprise-reemploi", "critere-reprise"]
    found = file_of(authority, clauses=ids)
    known = {f"{clause.id}.{each.name}": 5.0 for clause in queries.chosen(ids)
             for each in clause.parameters}  # fmt: skip
    write(authority, None, [(found, {"values": known})])
    text = written(annex(queries.material(found)), "html").decode()
    assert "[" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    assert "Projet à relire" not in text
    assert "référence à vérifier" in text  # said in the table of references
    assert "date à fixer" in text
    empty = file_of(authority, name="Vide", clauses=[])
    assert "Aucune clause" in written(annex(queries.material(empty)), "html").decode()


def test_the_annex_is_downloaded(authority, reader):
    found = file_of(authority)
    answer = reader.get(page(authority, "clause_annex_export", found.pk, "html"))
    assert "annexe-postes-de-travail.html" in answer["Content-Disposition"]
    assert reader.get(page(authority, "clause_annex_export", found.pk, "exe")).status_code == 404
    assert "Conditions d’exécution" in html(reader.get(page(authority, "clause_annex", found.pk)))


def test_readers_read_and_write_nothing(authority, reader):
    found = file_of(authority)
    for name in ("clause_choice", "clause_values"):
        assert reader.get(page(authority, name, found.pk)).status_code == 403
    assert reader.post(page(authority, "clause_calendar", found.pk)).status_code == 403


def test_late_checks_leave_by_mail_each_week_to_who_may_write(authority, monkeypatch):
    monkeypatch.setitem(settings.OPTIONS, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(settings.OPTIONS, "ADDRESS", "https://jalons.example.org")
    author = member_of(authority, Role.CONTRIBUTOR, "auteur@example.org")
    member_of(authority, Role.READER, "lecteur@example.org")
    found = file_of(authority, notified_on=date(2026, 3, 16), months=24)
    write(authority, None, queries.difference(found)[0])
    reminders.send(now=NOW)
    assert [each.to for each in mail.outbox] == [["auteur@example.org"]]
    assert "2 vérifications de marchés en retard" in mail.outbox[0].subject
    assert "Reprise des anciens équipements" in mail.outbox[0].body
    reminders.send(now=NOW)
    assert len(mail.outbox) == 1
    client = client_of(authority, Role.LEAD, "cheffe@example.org")
    client.post(page(authority, "clause_checks_mail"), {"choice": "stop"})
    assert rhythm_of(reminders.CHECKS, authority, author) == "weekly"
    lead = client.get("/").wsgi_request.user
    assert rhythm_of(reminders.CHECKS, authority, lead) == "never"


def test_a_machine_opens_a_file_and_names_its_clauses(authority, client):
    _token, secret = api_token(authority, scopes=["procurement:read", "procurement:write"])
    headers = {"Authorization": f"Bearer {secret}"}
    url = reverse("api_clause_selections", args=[authority.slug])
    sent = {"name": "Réseau", "market": "network", "clauses": ["garantie-longue"]}
    made = client.post(url, sent, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    assert made.json()["clauses"] == ["garantie-longue"]
    odd = client.post(url, {**sent, "name": "Autre", "clauses": ["rien"]},
                      content_type="application/json", headers=headers)  # fmt: skip
    assert odd.status_code == 422


def test_search_finds_clauses_and_files(authority, reader):
    file_of(authority)
    text = html(reader.get(reverse("search", args=[authority.slug]), {"q": "garantie longue"}))
    assert page(authority, "clause", "garantie-longue") in text
    text = html(reader.get(reverse("search", args=[authority.slug]), {"q": "postes de travail"}))
    assert "Postes de travail" in text


def test_the_demonstration_has_a_contract_with_one_late_check_and_one_in_preparation(authority):
    story = Story.at(NOW.date())
    people = {Role.CONTRIBUTOR: member_of(authority, Role.CONTRIBUTOR, "demo@example.org")}
    demo.fill_clauses(Demonstration(authority, people, story, NOW, story.today, is_new=True))
    assert ClauseSelection.objects.of(authority).count() == 2
    found = queries.progress_of(queries.checks(authority))
    assert found.late == 1
    assert found.done > 3
