"""One question a page: a press answers it, and the next one follows."""

import re

import pytest
from django.urls import reverse

from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.diagnosis.models import GivenAnswer
from strategy.web.diagnosis.test_diagnosis_pages import _Form, read

pytestmark = pytest.mark.django_db

QUESTIONS = [question.id for path in referential().commitments for question in path.questions]


def address(name):
    return reverse("diagnosis_question", args=["agglo", name])


def press(client, name, value, **more):
    """Press an answer as a person would: the page is read, the button sends its form."""
    form = _Form(client.get(address(name)).content.decode())
    return client.post(address(name), form.sent | {name: value} | more)


def test_an_answer_is_one_press_and_the_next_question_follows(contributor, agglo):
    first, second = QUESTIONS[:2]
    html = read(contributor, "diagnosis_question", first)
    assert len(re.findall(r'<button class="button quiet" name="', html)) == 5
    sent = press(contributor, first, "done")
    assert GivenAnswer.objects.of(agglo).get().said == "done"
    assert sent.url.startswith(address(second))
    page = contributor.get(sent.url).content.decode()
    assert "C’est enregistré." in page
    assert "Annuler" in page
    assert "question 2 sur" in page
    assert "Questions avec une réponse" in page


def test_after_an_answer_comes_the_next_question_and_after_the_last_one_the_first(contributor):
    assert press(contributor, QUESTIONS[2], "done").url.startswith(address(QUESTIONS[3]))
    assert press(contributor, QUESTIONS[-1], "done").url.startswith(address(QUESTIONS[0]))


def test_enter_in_the_evidence_presses_no_answer(contributor):
    html = read(contributor, "diagnosis_question", QUESTIONS[0])
    form = html.partition('name="referential"')[2].partition("</form>")[0]
    fields = {kind for kind in re.findall(r'<input type="(\w+)"', form) if kind != "hidden"}
    assert fields == set(), "a browser presses the first button of a form for such a field"
    assert form.count("<textarea") == 1


def test_the_way_back_is_on_the_next_page(contributor, agglo):
    page = contributor.get(press(contributor, QUESTIONS[0], "done").url).content.decode()
    undo = re.search(r'action="([^"]+/annuler/[^"]+)"', page)[1]
    contributor.post(undo)
    assert queries.answers(agglo) == {}


def test_the_present_answer_is_the_filled_button_and_can_be_removed(contributor, agglo):
    name = QUESTIONS[0]
    press(contributor, name, "planned")
    html = read(contributor, "diagnosis_question", name)
    assert re.search(r'<button class="button" name="[^"]+" value="planned" aria-pressed', html)
    press(contributor, name, "")
    assert queries.answers(agglo) == {}


def test_the_evidence_goes_with_the_press(contributor, agglo):
    name = QUESTIONS[0]
    press(contributor, name, "done", **{f"{name}.evidence": "délibération du 3 mai"})
    assert GivenAnswer.objects.of(agglo).get().evidence == "délibération du 3 mai"


def test_after_the_last_question_come_those_passed_over_then_the_result(contributor, agglo):
    every = [each.question.id for each in queries.current(agglo).to_answer()]
    said = dict.fromkeys(every[1:-1], "done")
    answer(authority=agglo, user=None, said=said, evidence={})
    assert press(contributor, every[-1], "done").url.startswith(address(every[0]))
    assert press(contributor, every[0], "done").url.startswith(reverse("diagnosis", args=["agglo"]))


def test_two_people_who_press_different_answers_choose_which_one_stays(contributor, agglo):
    name = QUESTIONS[0]
    form = _Form(contributor.get(address(name)).content.decode())
    answer(authority=agglo, user=None, said={name: "not_done"}, evidence={})
    sent = contributor.post(address(name), form.sent | {name: "done"})
    assert sent.status_code == 422
    assert queries.answers(agglo)[name].said == "not_done"


def test_an_answer_that_is_none_of_the_buttons_is_refused(contributor, agglo):
    assert press(contributor, QUESTIONS[0], "perhaps").status_code == 422
    assert queries.answers(agglo) == {}


def test_a_question_of_no_version_has_no_page(contributor):
    assert contributor.get(address("0.0.0")).status_code == 404


def test_a_reader_reads_why_and_is_never_led_to_a_page_closed_to_them(reader):
    assert reader.get(address(QUESTIONS[0])).status_code == 403
    html = read(reader, "diagnosis")
    assert reverse("diagnosis_reasons", args=["agglo", 1]) in html
    assert "/question/" not in html


def test_the_nine_tasks_open_their_first_question_without_an_answer(contributor, agglo):
    second = [each for each in QUESTIONS if each.startswith("2.")]
    answer(authority=agglo, user=None, said={second[0]: "done"}, evidence={})
    html = read(contributor, "diagnosis")
    assert address(second[1]) in html
    assert address(QUESTIONS[0]) in html
