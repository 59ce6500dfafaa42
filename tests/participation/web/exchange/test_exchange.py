"""Answers of another platform on screen: read, checked by a person, stored, taken back, given."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.kernel.contracts import ColumnFinding, column_checks
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.exchange import actions, commands, queries
from jalons.participation.web.exchange.models import AnswerImport
from participation.exchange import files
from participation.exchange.files import SECRETS, csv_bytes

pytestmark = pytest.mark.django_db


def make(authority, title="Le marché de demain", state="draft", **values):
    found = Consultation(authority=authority)
    write(
        authority, None, [(found, {"title": title, "purpose": "Dire.", "state": state, **values})]
    )
    return found


def bring(client, consultation, content, name="export.csv"):
    return client.post(
        reverse("answer_import_new", args=[consultation.authority.slug]),
        {"consultation": consultation.pk, "note": "Exporté le 2 mars.",
         "file": SimpleUploadedFile(name, content)}, follow=True,
    )  # fmt: skip


def the_import(authority):
    return queries.imports(authority).get()


def parts(consultation):
    return AnswerPart.objects.of(consultation.authority).filter(consultation=consultation)


def confirmed(client, authority):
    """The decisions proposed, confirmed as they are."""
    found = the_import(authority)
    url = reverse("answer_import", args=[authority.slug, found.pk])
    done = client.post(url, {**found.decisions, "step": "apply"}, follow=True)
    Worker().run_pending()
    return done


def test_answers_are_read_checked_stored_and_taken_back(contributor, authority):
    about = make(authority)
    page = bring(contributor, about, files.limesurvey()).content.decode()
    for words in ("Réponses de LimeSurvey", "Adresse IP", "Des cases à cocher (3)",
                  "7 lignes lues", "Quels jours"):  # fmt: skip
        assert words in page, words
    assert [secret for secret in SECRETS if secret in page] == []
    assert parts(about).count() == 0
    confirmed(contributor, authority)
    found = the_import(authority)
    assert found.state == "stored"
    assert queries.imports(authority).values_list("table", flat=True).get() == {}
    stored = {each.title: each for each in living(Question, authority)}
    assert stored["Quelle est votre tranche d’âge ?"].about_you
    closed = parts(about).filter(question=None)
    texts = parts(about).exclude(question=None)
    assert (closed.count(), texts.count()) == (7, 8)
    assert {each.channel for each in parts(about)} == {"imported"}
    assert {each.state for each in texts} == {"waiting"}
    assert {each.week.weekday() for each in parts(about)} == {0}
    asked = stored["Votre satisfaction, de 1 à 5"]
    assert sorted(each.values[str(asked.pk)] for each in closed) == [1, 2, 2, 3, 3, 4, 5]
    back = contributor.post(reverse("answer_import_back", args=[authority.slug, found.pk]),
                            follow=True)  # fmt: skip
    assert "15 réponses sont retirées" in back.content.decode()
    assert parts(about).count() == 0
    assert not living(Question, authority).exists()
    assert the_import(authority).state == "undone"


def test_nothing_personal_is_in_the_base_after_an_import(contributor, authority):
    about = make(authority)
    for make_file in (files.any_table, files.decidim_answers, files.decidim_proposals):
        bring(contributor, about, make_file())
    rows = list(AnswerImport.objects.of(authority).values())
    rows += list(Change.objects.of(authority).values())
    assert len(rows) > 3
    assert [secret for secret in SECRETS if secret in str(rows)] == []


def test_ideas_wait_to_be_read_with_their_supports(contributor, authority):
    about = make(authority)
    page = bring(contributor, about, files.decidim_proposals()).content.decode()
    assert "ne reçoit pas d’idées" in page
    with pytest.raises(ParticipationError, match="ne reçoit pas"):
        actions.store(the_import(authority), None)
    write(authority, None, [(about, {"proposals_open": True})])
    write(authority, None, [(about, {"state": "open"})])
    confirmed(contributor, authority)
    assert the_import(authority).state == "to_check"  # what storing does was not shown yet
    confirmed(contributor, authority)
    ideas = living(Proposal, authority)
    assert {(each.title, each.supports, each.state, each.channel) for each in ideas} == {
        ("Des bancs à l’ombre", 41, "waiting", "imported"),
        ("Un abri pour les vélos 🚲", 12, "waiting", "imported"),
        ("Trees", 3, "waiting", "imported"),
    }  # fmt: skip
    assert actions.take_back(the_import(authority), None) == 3
    assert not living(Proposal, authority).exists()
    # nobody read them: their words are in nothing that can never be erased
    lines = [*Entry.objects.of(authority), *Change.objects.of(authority)]
    for each in ideas:
        assert not any(each.title in f"{vars(line)}" for line in lines)


def test_texts_that_name_somebody_are_flagged(contributor, authority):
    about = make(authority)
    texts = ("Une remarque ?", "Appelez donc Mme Roy au 06 12 34 56 78, elle sait.",
             "Rien à dire de plus, merci à tous.", "Le stand du fond est trop cher.")  # fmt: skip
    page = bring(contributor, about, csv_bytes([[text] for text in texts])).content.decode()
    assert "ressemble à une personne" in page
    confirmed(contributor, authority)
    flags = [each.flags for each in parts(about).exclude(question=None) if each.flags]
    assert [{each["words"] for each in found} for found in flags] == [{"Mme Roy", "06 12 34 56 78"}]
    assert {each.week for each in parts(about)} == {actions.this_week()}


def test_what_a_person_changes_is_seen_again_before_it_is_stored(contributor, authority):
    about = make(authority)
    bring(contributor, about, files.decidim_answers())
    found = the_import(authority)
    url = reverse("answer_import", args=[authority.slug, found.pk])
    changed = {**found.decisions, "1": "text", "5": ""}
    contributor.post(url, {**changed, "step": "apply"})
    Worker().run_pending()
    assert the_import(authority).state == "to_check"
    assert len(the_import(authority).report["plan"]["questions"]) == 4
    refused = contributor.post(url, {**dict.fromkeys(changed, ""), "step": "columns"})
    assert refused.status_code == 422
    assert "laissées de côté" in refused.content.decode()


def test_an_open_consultation_takes_its_own_questions_only(contributor, authority):
    about = make(authority)
    question = Question(authority=authority)
    values = {"title": "Comment ?", "options": "À pied\nÀ vélo\nEn voiture\nAutre"}
    write(authority, None, [(question, {"consultation": about, **values})])
    write(authority, None, [(about, {"state": "open"})])
    page = bring(contributor, about, files.decidim_answers()).content.decode()
    assert "nouvelle question" not in page
    found = the_import(authority)
    with pytest.raises(ParticipationError, match="ouverte"):
        actions.decide(found, {"1": "new"})
    plan = actions.decide(found, {"0": "week", "1": str(question.pk)})
    assert (plan.people, plan.questions[0].misfits) == (12, 0)
    actions.store(found, None)
    assert parts(about).count() == 12
    other = AnswerPart.objects.create(authority=authority, consultation=about,
                                      values={str(question.pk): "1"})  # fmt: skip
    assert actions.take_back(the_import(authority), None) == 12
    assert list(parts(about)) == [other]
    assert living(Question, authority).filter(pk=question.pk).exists()


def test_a_question_others_answered_since_stays(authority):
    about = make(authority)
    found = actions.bring(None, about, "a.csv", files.decidim_answers())
    actions.store(found, None)
    first = living(Question, authority).first()
    AnswerPart.objects.create(authority=authority, consultation=about, values={str(first.pk): "1"})
    actions.take_back(the_import(authority), None)
    assert [each.pk for each in living(Question, authority)] == [first.pk]


def test_a_consultation_that_is_over_takes_nothing_and_forgets_what_came_from_where(authority):
    about = make(authority)
    found = actions.bring(None, about, "a.csv", files.decidim_answers())
    late = actions.bring(None, about, "b.csv", files.decidim_answers())
    actions.store(found, None)
    write(authority, None, [(about, {"state": "closed"})])
    for refused in (
        lambda: actions.bring(None, about, "c.csv", files.decidim_answers()),
        lambda: actions.take_back(found, None),
        lambda: actions.store(late, None),
    ):
        with pytest.raises(ParticipationError, match="terminée"):
            refused()
    actions.forget(now=timezone.now() + timedelta(days=31))
    rows = AnswerImport.objects.of(authority)
    assert [(each.made, each.table) for each in rows] == [({}, {}), ({}, {})]
    with pytest.raises(ParticipationError, match="effacé"):
        queries.table_of(late)


def test_another_room_may_say_that_a_column_is_personal(authority, monkeypatch):
    def checks(headings, _rows, _lang):
        return [ColumnFinding(2, headings[2], "person_name", 0.9, personal=True, reason="")]

    monkeypatch.setattr(column_checks, "_plugged", checks)
    rows = [["Quand", "Pourquoi ?", "Interlocuteur"]]
    rows += [[f"0{n}/03/2026", f"Parce que, dit le {n}.", f"Personne {n}"] for n in range(1, 7)]
    found = actions.bring(None, make(authority), "a.csv", csv_bytes(rows))
    assert found.report["dropped"] == {"Interlocuteur": "names"}


def test_a_file_that_is_not_read_is_explained_at_its_field(contributor, authority):
    page = bring(contributor, make(authority), files.decidim_users()).content.decode()
    assert "liste de personnes" in page
    assert not AnswerImport.objects.of(authority).exists()


def test_readers_see_and_strangers_do_not(reader, authority, other):
    found = actions.bring(None, make(authority), "a.csv", files.decidim_answers())
    seen = reader.get(reverse("answer_import", args=[authority.slug, found.pk]))
    assert seen.status_code == 200
    assert "Voir à nouveau" not in seen.content.decode()
    for name in ("answer_import_back",):
        assert reader.post(reverse(name, args=[authority.slug, found.pk])).status_code == 403
    assert reader.get(reverse("answer_import", args=[other.slug, found.pk])).status_code == 404


def test_open_data_of_a_closed_consultation_shows_nobody(reader, authority):
    about = make(authority)
    found = actions.bring(None, about, "a.csv", files.decidim_answers())
    actions.store(found, None)
    url = reverse("answers_export", args=[authority.slug, about.pk])
    assert "terminée" in reader.get(url, follow=True).content.decode()
    text = living(Question, authority).get(kind="text")
    for words, state, flags in (
        ("Appelez Mme Roy.", "read", []), ("À lire.", "waiting", []),
        ("Un mot signalé.", "read", [{"words": "mot", "sign": "pair"}]),
        ("Plus d’ombre.", "read", []), ("Caché.", "hidden", []),
    ):  # fmt: skip
        AnswerPart.objects.create(authority=authority, consultation=about, question=text,
                                  text=words, state=state, flags=flags)  # fmt: skip
    write(authority, None, [(about, {"state": "closed"})])
    page = reader.get(reverse("answer_import", args=[authority.slug, found.pk])).content.decode()
    assert url in page
    assert "plus rien ne dit quelles réponses" in page
    answer = reader.get(url)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        whole = json.loads(archive.read("consultation.json"))
    by_title = {each["title"]: each for each in whole["questions"]}
    assert by_title["Une idée ?"]["texts"] == ["Plus d’ombre."]
    assert by_title["Une idée ?"]["answered"] == 16
    assert whole["channels"]["imported"] == 12
    assert [each["count"] for each in by_title["Que faut-il garder ?"]["counts"]] == [6, 6, 6]


def test_the_commands_read_store_and_write(authority, tmp_path):
    about = make(authority)
    file, out = tmp_path / "export.csv", tmp_path / "out.zip"
    file.write_bytes(files.decidim_answers())
    run = CliRunner().invoke
    assert "Enquête de Decidim, 12" in run(commands.import_, [str(file)]).output
    assert parts(about).count() == 0
    where = ["--authority", authority.slug, "--consultation", about.title]
    stored = run(commands.import_, [*where, str(file)])
    assert "Réponses enregistrées\u202f: 12" in stored.output
    write(authority, None, [(about, {"state": "closed"})])
    assert run(commands.export, [*where, str(out)]).exit_code == 0
    assert zipfile.is_zipfile(out)
    unknown = run(commands.export, [*where[:2], "--consultation", "Autre", str(out)])
    assert "Aucune consultation" in unknown.output
