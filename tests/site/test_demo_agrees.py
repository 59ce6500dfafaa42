"""The demonstration agrees with itself: answers, figures, milestones, actions and documents."""

import re
from datetime import date, datetime, time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.site import demo
from jalons.site.pages.tour import stops
from jalons.strategy.engine.diagnosis.scoring import Answer, Progress
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.demo.diagnosis import ANSWERS, EVIDENCE
from jalons.strategy.web.demo.indicators import AIMS
from jalons.strategy.web.demo.roadmap import SHEETS
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.indicators import queries as indicators
from jalons.strategy.web.observations import queries as figures
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.statutory.models import StatutoryDocument

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

BEGUN = {Answer.DONE, Answer.PLANNED, Answer.UNKNOWN}
ALLOWED = {
    Action.Status.DONE: {Answer.DONE, Answer.NOT_CONCERNED},
    Action.Status.UNDER_WAY: BEGUN,
    Action.Status.PLANNED: BEGUN,
}
DAYS = (None, date(2027, 3, 1), date(2029, 11, 30))  # now, before a new story begins, years later


@pytest.fixture(scope="module", params=DAYS, ids=str)
def authority(request, kept_rows, _territories_aside):
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for name, copy in _territories_aside.items():
            cursor.execute(f"INSERT INTO {name} SELECT * FROM {copy}")
        with time_machine.travel(datetime.combine(request.param or timezone.localdate(), time(10))):
            loaded = demo.load(step=lambda: None, today=request.param)
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def answers(authority):
    return queries.answers_of(queries.answers(authority), queries.referential_of(authority))


@pytest.fixture
def milestones(authority):
    return [each.milestones for each in queries.current(authority).commitments]


def test_each_answer_is_to_a_question_that_is_asked_and_is_given_once(authority):
    asked = {question.id for question in queries.referential_of(authority).questions()}
    said = [name for names in ANSWERS.values() for name in names.split()]
    assert len(said) == len(set(said))
    assert asked >= {*said, *EVIDENCE}
    assert {sheet["ready"] for sheet in SHEETS if "ready" in sheet} <= {
        each.id for each in queries.referential_of(authority).actions
    }


def test_no_answer_differs_from_what_is_measured(authority, answers):
    latest = figures.latest(authority)
    beside = {}
    for question in queries.referential_of(authority).questions():
        measured = question.measured
        if measured is None or measured.indicator not in latest:
            continue
        value = latest[measured.indicator].value.mid
        done = measured.done_when.evaluate({"value": value}) is True
        beside[question.id] = (done, answers.get(question.id) is Answer.DONE, value)
    assert len(beside) >= 8
    assert {name: each for name, each in beside.items() if each[0] is not each[1]} == {}


def test_no_page_of_the_diagnosis_asks_which_of_two_is_right(authority):
    diagnosis = queries.current(authority)
    every = [each for score in diagnosis.questions() for each in (score, *score.details)]
    assert any(each.says_done is not None for each in every)
    assert diagnosis.contradictions() == ()


def test_a_milestone_is_reached_after_those_before_it(milestones):
    reached = 0
    for path in milestones:
        for rank, each in enumerate(path):
            if each.progress is Progress.REACHED:
                reached += 1
                before = [score.answer for past in path[:rank] for score in past.questions]
                assert set(before) <= {Answer.DONE, Answer.NOT_CONCERNED}, each.milestone.id
    assert reached >= 5


def test_a_milestone_that_is_reached_has_the_details_of_its_title_done(milestones, answers):
    for path in milestones:
        for each in path:
            if each.progress is Progress.REACHED:
                wanted = each.milestone.requires
                every = [d.id for score in each.questions for d in score.question.details]
                details = [name for name in every if wanted is None or name in wanted]
                assert {answers.get(name) for name in details} <= {
                    Answer.DONE,
                    Answer.NOT_CONCERNED,
                }, each.milestone.id


def test_an_action_says_no_more_than_the_answers(authority, answers):
    ready = {each.id: each for each in queries.referential_of(authority).actions}
    wrong = []
    for action in Action.objects.of(authority).exclude(ready_action=""):
        said = {answers.get(name) for name in ready[action.ready_action].answers}
        if not said <= ALLOWED.get(action.status, {*Answer, None}):
            wrong.append((action.title, action.status, said))
        if action.status == Action.Status.PROPOSED and said == {Answer.DONE}:
            wrong.append((action.title, "proposed though done", said))
    assert wrong == []


def test_an_action_that_is_done_has_its_tasks_done_and_claims_no_more_than_its_figures(authority):
    done = Action.objects.of(authority).filter(status=Action.Status.DONE)
    assert done.count() >= 2
    for action in done:
        assert all(task.done_at for task in action.tasks.all()), action.title
        for word in ("tous les agents", "toutes les", "100 %"):
            assert word not in action.title
    trained = figures.latest(authority)["inclusion.agents_trained"].value.mid
    assert trained < dict(AIMS)["inclusion.agents_trained"]


def test_dates_stand_on_the_right_side_of_the_day(authority, request):
    today = request.node.callspec.params["authority"] or timezone.localdate()
    story = Story.at(today)
    assert story.today <= today
    for action in Action.objects.of(authority):
        late = action.end is not None and action.end < today
        if action.status == Action.Status.DONE:
            assert late, action.title
        if action.status == Action.Status.PROPOSED and action.ready_action:
            assert action.start > today, action.title
        if action.status == Action.Status.UNDER_WAY:
            assert action.start <= today, action.title
        for task in action.tasks.all():
            assert task.done_at is None or task.done_at <= today, (action.title, task.title)
    signed = StatutoryDocument.objects.of(authority).exclude(signed_at=None)
    assert [each.year for each in signed] == [story.year]


def test_the_strategy_is_said_adopted_nowhere_while_it_is_a_draft(authority, answers):
    (strategy,) = StatutoryDocument.objects.of(authority).filter(kind=DocumentKind.STRATEGY)
    assert strategy.state == StatutoryDocument.State.DRAFT
    assert answers["8.2.1"] is Answer.PLANNED
    decided = {each.objective.decided_by for each in indicators.board(authority) if each.objective}
    assert not any("délibération" in each.lower() for each in decided)
    (programme,) = StatutoryDocument.objects.of(authority).filter(kind=DocumentKind.PROGRAMME)
    assert programme.state == StatutoryDocument.State.SIGNED
    assert answers["8.1.1"] is Answer.DONE


def test_the_public_page_shows_the_document_that_is_signed_off(authority):
    page = Client().get(f"/public/{authority.slug}/documents/")
    assert page.status_code == 200
    assert "Programme de travail" in page.content.decode()


def test_every_stop_of_the_guided_tour_answers_a_visitor_without_account(authority):
    visitor = Client()
    page = visitor.get(f"/collectivite/{authority.slug}/visite/")
    assert "Étape" not in page.content.decode()
    seen = []
    for number in range(1, len(stops("fr")) + 1):
        address = f"/collectivite/{authority.slug}/visite/{number}/"
        page = visitor.post(address, follow=True).content.decode()
        assert f"Étape {number} sur 9" in page
        url = re.search(r'<a class="button" href="([^"]+)"', page)[1]
        seen.append(url)
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        if "/public/" not in url:
            assert "À regarder" in answer.content.decode(), url
    assert len(seen) == len(set(seen)) == 9
    assert re.search(r"/empreinte/[0-9a-f-]{36}/$", seen[1])
    home = f"/collectivite/{authority.slug}/"
    assert "étape 9 sur 9" in visitor.get(home).content.decode()
    visitor.post(f"{home}visite/0/")
    assert "isite guidée" not in visitor.get(home).content.decode()


def test_the_home_page_shows_the_figure_of_the_demonstration(authority):
    page = Client().get("/").content.decode()
    share = figures.latest(authority)["footprint.manufacture_share"].value.mid
    total = figures.latest(authority)["footprint.total"].value.mid
    assert f"{total:.0f}" in page
    assert re.search(rf"{share:.0f}\s?%", page)
    Authority.objects.filter(pk=authority.pk).update(kind=Authority.Kind.TRIAL)
    assert Client().get("/").status_code == 200
    Authority.objects.filter(pk=authority.pk).update(kind=Authority.Kind.DEMO)
