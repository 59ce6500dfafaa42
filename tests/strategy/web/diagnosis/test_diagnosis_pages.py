"""Half an hour without an account: facts, questions, score with its reasons, proposed actions."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Batch
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.diagnosis.dues import Law
from jalons.strategy.engine.diagnosis.scoring import Progress
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import basket_pages, queries
from jalons.strategy.web.diagnosis.actions import answer, store_snapshot
from jalons.strategy.web.diagnosis.models import GivenAnswer, Snapshot
from jalons.strategy.web.roadmap.models import Action
from strategy.web.test_observation_store import TOTAL

pytestmark = pytest.mark.django_db

LIGHT = 415  # elements of a page, for an EcoIndex of A


class _Form(HTMLParser):
    """What a browser sends of the form of a page, without a script."""

    def __init__(self, html):
        super().__init__()
        self.sent = {}
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        kind = found.get("type", "text")
        if tag == "textarea":
            self._area = found["name"]
            self.sent[self._area] = ""
        if (
            tag != "input"
            or "name" not in found
            or (kind in {"radio", "checkbox"} and "checked" not in found)
        ):
            return
        self.sent[found["name"]] = found.get("value", "")

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""


def read(client, name, *args):
    response = client.get(reverse(name, args=["agglo", *args]))
    assert response.status_code == 200
    return response.content.decode()


def say(client, number, **answers):
    """Answer the page of a commitment as a person would: read it, tick, send."""
    page = reverse("diagnosis_commitment", args=["agglo", number])
    form = _Form(client.get(page).content.decode())
    return client.post(page, form.sent | answers)


def test_answers_that_say_nothing_are_not_called_no_answer(agglo, contributor):
    every = {question.id: "unknown" for question in queries.referential_of(agglo).questions()}
    answer(authority=agglo, user=None, said=every, evidence={})
    html = read(contributor, "diagnosis")
    assert "Vos réponses ne disent pas encore où vous en êtes." in html
    assert "Aucune question" not in html


def test_a_commitment_that_does_not_concern_is_said_so_on_the_path(agglo, contributor):
    path = queries.referential_of(agglo).commitments[1]
    away = {question.id: "not_concerned" for question in path.questions}
    answer(authority=agglo, user=None, said=away, evidence={})
    html = read(contributor, "path_page")
    assert html.count(">non concerné<") == 1
    assert html.count("pas encore mesuré") == 8


def test_before_any_answer_the_basket_does_not_say_what_is_not_done(agglo, contributor):
    html = read(contributor, "diagnosis_basket")
    assert "actions sont prêtes" in html
    assert "pas encore fait" not in html
    unknown = contributor.get(reverse("diagnosis_basket", args=["agglo"]), {"engagement": "99"})
    assert unknown.content.decode().count('name="action"') == html.count('name="action"') > 0
    say(contributor, 4, **{"4.1.1": "not_done"})
    assert "répondent à ce qui n’est pas encore fait" in read(contributor, "diagnosis_basket")


def test_the_basket_never_marks_as_compulsory_what_is_not(agglo):
    diagnosis = queries.current(agglo)
    found = queries.basket(agglo, diagnosis)
    words = basket_pages.proposals(found, diagnosis, set(), "")
    by_law = {each.action.id: each.law in {Law.NOW, Law.LATER} for each in found}
    assert {each.id: each.compulsory for each in words} == by_law
    assert {True, False} <= set(by_law.values())


def test_the_basket_puts_the_law_of_now_and_of_later_together_and_what_is_planned_apart(agglo):
    one = queries.basket(agglo, queries.current(agglo))[0]

    def group(law, *planned):
        return basket_pages.grouped([replace(one, law=law)], planned, most=3)[0][0]

    assert group(Law.NOW) == group(Law.LATER)
    assert group(Law.DEPENDS) == group(Law.NOT) == group(None) != group(Law.NOW)
    assert group(Law.NOW, one.action.id) not in {group(Law.NOW), group(Law.NOT)}


def test_the_diagnosis_starts_with_what_to_do_and_how_long_it_takes(reader):
    html = read(reader, "diagnosis")
    assert "Aucune question n’a encore de réponse" in html
    assert "demi-heure" in html


def test_answers_are_kept_page_after_page_and_the_score_explains_itself(contributor, agglo):
    first = referential().commitments[0]
    question = first.questions[0]
    sent = say(contributor, first.number, **{question.id: "done"})
    assert sent.status_code == 302
    assert GivenAnswer.objects.of(agglo).get().said == "done"
    assert queries.current(agglo).commitment(first.number).shares.done > 0
    assert "100" in read(contributor, "diagnosis_reasons", first.number)
    assert "<svg" in read(contributor, "diagnosis")
    line = Entry.objects.of(agglo).get(label=f"question {question.id}")
    assert ("réponse", "∅", "fait") in line.changes


def test_an_answer_can_be_taken_back(contributor, agglo):
    question = referential().commitments[0].questions[0]
    number = referential().commitments[0].number
    say(contributor, number, **{question.id: "done"})
    say(contributor, number, **{question.id: ""})
    assert queries.answers(agglo) == {}


def test_answers_are_undone_from_the_page_that_follows_and_leave_alone_what_changed_since(
    contributor, agglo
):
    path = referential().commitments[0]
    one, other = path.questions[0], path.questions[1]
    sent = say(contributor, path.number, **{one.id: "done", other.id: "done", "stay": "1"})
    batch = Batch.objects.of(agglo).first()
    undo = reverse("diagnosis_answer_undo", args=["agglo", batch.pk])
    assert undo in contributor.get(sent.url).content.decode()
    say(contributor, path.number, **{one.id: "planned"})
    html = contributor.post(undo, follow=True).content.decode()
    assert "1 élément a été modifié depuis" in html
    assert {name: each.said for name, each in queries.answers(agglo).items()} == {one.id: "planned"}


def test_an_answer_stored_between_reading_and_writing_is_not_overwritten(agglo):
    known = queries.answers(agglo)
    answer(authority=agglo, user=None, said={"1.1.1": "done"}, evidence={})
    with pytest.raises(ValidationError):
        answer(authority=agglo, user=None, said={"1.1.1": "planned"}, evidence={}, known=known)
    read = queries.answers(agglo)
    answer(authority=agglo, user=None, said={"1.1.1": "unknown"}, evidence={})
    with pytest.raises(StaleError):
        answer(authority=agglo, user=None, said={"1.1.1": "planned"}, evidence={}, known=read)
    assert queries.answers(agglo)["1.1.1"].said == "unknown"


def test_an_answer_taken_back_may_be_said_again_and_its_undo_is_then_refused(agglo):
    answer(authority=agglo, user=None, said={"1.1.1": "done"}, evidence={})
    gone = answer(authority=agglo, user=None, said={"1.1.1": ""}, evidence={})
    answer(authority=agglo, user=None, said={"1.1.1": "planned"}, evidence={})
    assert len(writer.undo(agglo, None, gone).refused) == 1
    assert queries.answers(agglo)["1.1.1"].said == "planned"


def test_a_kept_diagnosis_changes_its_name_and_nothing_else(agglo):
    answer(authority=agglo, user=None, said={"1.1.1": "done"}, evidence={})
    kept = store_snapshot(authority=agglo, user=None, name="Automne")
    writer.write(agglo, None, [(kept, {"name": "Hiver"})])
    for name in ("answers", "facts", "result", "referential"):
        with pytest.raises(ValueError, match=name):
            writer.write(agglo, None, [(kept, {name: {}})])
    again = Snapshot.objects.of(agglo).get()
    assert (again.name, again.answers["1.1.1"]["said"]) == ("Hiver", "done")


def test_two_people_on_one_page_keep_both_their_answers(contributor, agglo):
    path = referential().commitments[0]
    one, other = path.questions[0], path.questions[1]
    page = reverse("diagnosis_commitment", args=["agglo", path.number])
    mine = _Form(contributor.get(page).content.decode()).sent
    say(contributor, path.number, **{one.id: "done"})
    contributor.post(page, mine | {other.id: "planned"})
    kept = {each.question: each.said for each in GivenAnswer.objects.of(agglo)}
    assert kept == {one.id: "done", other.id: "planned"}


def test_two_people_on_one_answer_are_asked_to_choose(contributor, agglo):
    path = referential().commitments[0]
    question = path.questions[0]
    page = reverse("diagnosis_commitment", args=["agglo", path.number])
    mine = _Form(contributor.get(page).content.decode()).sent
    say(contributor, path.number, **{question.id: "done"})
    asked = contributor.post(page, mine | {question.id: "not_done"})
    assert asked.status_code == 422
    assert "Quelqu’un a enregistré avant vous" in asked.content.decode()
    assert GivenAnswer.objects.of(agglo).get().said == "done"
    contributor.post(page, _Form(asked.content.decode()).sent)
    assert GivenAnswer.objects.of(agglo).get().said == "not_done"


def test_what_is_measured_stands_beside_what_was_answered(contributor, agglo):
    asked = [
        (path.number, question.id)
        for path in referential().commitments
        for question in path.questions
        if question.measured and question.measured.indicator == "footprint.total"
    ]
    number, question = asked[0]
    observation_store().record([TOTAL])
    say(contributor, number, **{question: "not_done"})
    html = read(contributor, "diagnosis_commitment", number)
    assert "Vos mesures disent\u202f: fait." in html
    assert "laquelle est juste" in html or "lequel est juste" in html


def test_chosen_actions_go_to_the_roadmap_once_with_draft_dates(contributor, agglo):
    action = queries.basket(agglo, queries.current(agglo))[0].action
    page = reverse("diagnosis_choose", args=["agglo"])
    assert action.title.fr in read(contributor, "diagnosis_basket")
    assert contributor.post(page, {"action": [action.id]}).url == reverse("roadmap", args=["agglo"])
    made = Action.objects.of(agglo).get()
    assert made.ready_action == action.id
    assert made.start < made.end
    contributor.post(page, {"action": [action.id]})
    assert Action.objects.of(agglo).count() == 1
    html = read(contributor, "diagnosis_basket")
    assert html.index("Déjà sur votre feuille de route") < html.index(action.title.fr)
    mine = {"engagement": action.id.partition("-")[0]}
    html = contributor.get(reverse("diagnosis_basket", args=["agglo"]), mine).content.decode()
    assert html.index("déjà sur la feuille de route") > html.index('name="action"')


def test_nothing_chosen_is_said_and_nothing_is_made(contributor, agglo):
    asked = contributor.post(reverse("diagnosis_choose", args=["agglo"]), {}, follow=True)
    assert "Choisissez au moins une action." in asked.content.decode()
    assert not Action.objects.of(agglo).exists()


def test_a_kept_diagnosis_does_not_move_with_later_answers(contributor, agglo):
    path = referential().commitments[0]
    say(contributor, path.number, **{path.questions[0].id: "done"})
    contributor.post(reverse("diagnosis_snapshot_new", args=["agglo"]), {"name": "Automne 2026"})
    say(contributor, path.number, **{path.questions[0].id: "not_done"})
    kept = Snapshot.objects.of(agglo).get()
    assert queries.saved_diagnosis(kept).commitment(path.number).shares.done > 0
    assert kept.result["commitments"][str(path.number)]["shares"]["done"] > 0
    assert "Automne 2026" in read(contributor, "diagnosis_snapshot", kept.pk)
    refused = contributor.post(reverse("diagnosis_snapshot_delete", args=["agglo", kept.pk]))
    assert refused.status_code == 403


def test_facts_personalise_the_questions(contributor, agglo):
    page = reverse("diagnosis_facts", args=["agglo"])
    assert contributor.get(page).status_code == 200
    contributor.post(page, {"staff": "450", "knows": "on", "competences": ["waste"]})
    known = queries.facts_of(Authority.objects.get(pk=agglo.pk))
    assert known.staff == 450
    assert known.competences == frozenset({"waste"})
    contributor.post(page, {"staff": "450"})
    assert queries.facts_of(agglo).competences is None


def test_the_answers_can_be_taken_away_as_a_file(contributor, agglo):
    path = referential().commitments[0]
    say(contributor, path.number, **{path.questions[0].id: "done"})
    content = json.loads(contributor.get(reverse("diagnosis_answers", args=["agglo"])).content)
    assert content["answers"] == {path.questions[0].id: "done"}
    assert content["referential"] == referential().version
    assert content["facts"]["kind"] == "epci"


def test_everything_answered_done_reaches_every_milestone(agglo):
    for question in referential().questions():
        GivenAnswer.objects.create(authority=agglo, question=question.id, said="done")
    found = queries.current(agglo)
    states = {each.progress for path in found.commitments for each in path.milestones}
    assert states <= {Progress.REACHED, Progress.NOT_CONCERNED}


def test_every_page_of_questions_stays_light(contributor):
    for path in referential().commitments:
        html = read(contributor, "diagnosis_commitment", path.number)
        assert len(re.findall(r"<[a-z]", html)) <= LIGHT, path.number
    assert len(re.findall(r"<[a-z]", read(contributor, "diagnosis_basket"))) <= 600


def test_a_detail_is_answered_from_its_list(contributor, agglo):
    path = referential().commitments[0]
    detail = path.questions[0].details[0]
    say(contributor, path.number, **{detail.id: "planned"})
    assert GivenAnswer.objects.of(agglo).get().said == "planned"
    html = read(contributor, "diagnosis_commitment", path.number)
    assert '<option value="planned" selected' in html
