"""Answers beside measures, on screen and in public; scores stored under the former rule."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.publishing import actions as publication
from jalons.foundation.publishing.output import export
from jalons.foundation.publishing.queries import page_of
from jalons.kernel import Interval, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.diagnosis.scoring import Progress, Scoring
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import answer, store_snapshot
from jalons.strategy.web.diagnosis.models import Snapshot
from jalons.strategy.web.path.pages import path_page
from jalons.strategy.web.publication.commitments import COMMITMENTS
from jalons.strategy.web.publication.indicators import INDICATORS
from jalons.strategy.web.statutory.queries import material
from strategy.web.test_observation_store import TOTAL

pytestmark = pytest.mark.django_db

STATED = {"1.3.1": "done", "1.3.1.a": "done"}
QUESTION = "Chacun de vos sites affiche-t-il une déclaration d’accessibilité"
BUYING = dict.fromkeys(("5.1.1", "5.2.2", "5.3.1", "5.4.1"), "done")


def statements(value, year=2026):
    return replace(
        TOTAL,
        indicator="webaudit.valid_statements",
        value=Interval.exact(value),
        unit=Unit.parse("%"),
        period=Period.year(year),
        status=Status.MEASURED,
        origin=Urn("inventory", str(year)),
    )


@pytest.fixture
def stated(agglo):
    """An authority that says its sites state their accessibility, 57 % of which do."""
    answer(authority=agglo, user=None, said=STATED, evidence={})
    observation_store().record([statements(57)])
    return agglo


def read(client, name, *args):
    response = client.get(reverse(name, args=["agglo", *args]))
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def opened(agglo, *urns):
    """Open the public page with the first commitment, and what else is named."""
    user = member_of(agglo, Role.ADMINISTRATOR)
    for shelf, name in ((COMMITMENTS, "urn:jalons:commitment:1"), *urns):
        publication.choose(authority=agglo, user=user, shelf=shelf, offered=[name], chosen=[name])
    publication.open_to_everybody(authority=agglo, user=user)


def milestone(found, wanted):
    return next(
        each
        for commitment in found.commitments
        for each in commitment.milestones
        if each.milestone.id == wanted
    )


def test_every_page_says_that_a_measure_contradicts_the_answer(stated, reader):
    assert milestone(queries.current(stated), "1.3").progress is Progress.CONTRADICTED
    told = "Réponse : fait ; la mesure dit 57 % en 2026"
    overview = read(reader, "diagnosis")
    assert "1 autre le serait d’après vos réponses seulement" in overview
    assert told in overview
    reasons = read(reader, "diagnosis_reasons", 1)
    assert "La mesure dit 57 % en 2026 (Services avec une déclaration" in reasons
    assert "atteint d’après vos réponses, pas d’après vos indicateurs" in reasons
    assert "Repose sur 1.3.1, 1.3.1.a." in reasons
    made = material(stated, 2026, today=date(2026, 11, 24))
    assert [each.question.id for each in made.diagnosis.contradictions()] == ["1.3.1"]


def test_a_value_is_called_what_it_is(agglo, reader):
    answer(authority=agglo, user=None, said=STATED, evidence={})
    for status, told in (
        (Status.DECLARED, "la valeur déclarée dit 57 % en 2026"),
        (Status.ESTIMATED, "l’estimation dit 57 % en 2026"),
    ):
        observation_store().record([replace(statements(57), status=status)])
        assert told in read(reader, "diagnosis")


def test_the_path_does_not_count_it_as_reached(stated):
    assert path_page(stated).milestones[0].status.startswith("0 jalon sur 3 atteint")
    observation_store().record([statements(100, 2027)])
    assert path_page(stated).milestones[0].status.startswith("1 jalon sur 3 atteint")


def test_a_document_of_a_year_reads_the_measures_of_that_year_only(stated):
    observation_store().record([statements(100, 2027)])
    then = material(stated, 2026, today=date(2026, 11, 24)).diagnosis
    after = material(stated, 2027, today=date(2027, 11, 24)).diagnosis
    assert milestone(then, "1.3").progress is Progress.CONTRADICTED
    assert milestone(after, "1.3").progress is Progress.REACHED


def test_the_public_page_says_so_without_a_figure_that_was_not_chosen(stated):
    opened(stated)
    html = read(Client(), "public_part", "engagements")
    assert QUESTION in html
    assert "Réponse : fait ; un indicateur dit le contraire." in html
    assert not re.search(r"\b57\b", html)
    assert "atteint d’après les réponses, pas d’après les indicateurs" in html
    assert "0 jalon sur 3 atteint" in html


def test_the_public_page_gives_the_figure_of_an_indicator_that_was_chosen(stated):
    opened(stated, (INDICATORS, "urn:jalons:indicator:webaudit.valid_statements"))
    assert "la mesure dit 57 % en 2026" in read(Client(), "public_part", "engagements")


def test_the_data_of_the_public_page_say_it_with_the_rule_of_the_points(stated):
    opened(stated)
    record = json.loads(Client().get("/public/agglo/donnees/diagnostic.json").content)
    assert record["scoring"] == Scoring.SILENCE_UNKNOWN
    commitment = record["commitments"][0]
    assert [each["progress"] for each in commitment["milestones"]][-1] == "contradicted"
    assert len(commitment["against"]) == 1
    (same,) = Client().get("/api/v1/public/agglo/commitments").json()
    assert same["against"] == commitment["against"]
    assert same["scoring"] == record["scoring"]
    exported = dict(export.files(page_of(stated)))
    assert json.loads(exported["diagnostic.json"]) == record
    assert QUESTION in unescape(exported["engagements.html"].decode())


def test_a_contradicted_detail_is_said_where_it_is_answered(agglo, contributor):
    answer(authority=agglo, user=None, said={"1.2.1.a": "done"}, evidence={})
    places = replace(
        TOTAL, indicator="inclusion.mediation_places", value=Interval.exact(0), unit=Unit.parse("1")
    )
    observation_store().record([places])
    html = read(contributor, "diagnosis_commitment", 1)
    assert "Vos mesures disent : pas encore." in html
    assert "laquelle est juste" in html


def test_an_interval_that_leaves_both_possible_is_said_to(agglo, contributor):
    answer(authority=agglo, user=None, said=STATED, evidence={})
    observation_store().record([replace(statements(97), value=Interval(90, 97, 100))])
    html = read(contributor, "diagnosis_commitment", 1)
    assert "Vos mesures ne permettent pas de trancher." in html
    assert "laquelle est juste" not in html


# Silence, and the rule of the points --------------------------------------------------------------


def test_what_is_silent_is_counted_on_the_page_and_in_the_reasons(agglo, reader):
    answer(authority=agglo, user=None, said=BUYING | {"5.1.1.a": "done"}, evidence={})
    html = read(reader, "diagnosis")
    silent = sum(len(each.silent) for each in queries.current(agglo).questions())
    assert f"{silent} précisions sont sans réponse" in html
    reasons = read(reader, "diagnosis_reasons", 5)
    assert "La moitié repose sur ses précisions. 1 est sans réponse" in reasons
    assert "ne pas répondre ne rapporte jamais de point" in reasons


def former(agglo, answers, name="Avant"):
    """A diagnosis as it was stored before the rule changed: its result does not say any rule."""
    made = store_snapshot(authority=agglo, user=None, name=name)
    made.answers = {question: {"said": said, "evidence": ""} for question, said in answers.items()}
    made.result = {
        "completeness": 0.1,
        "shares": {"done": 0.1, "planned": 0, "not_done": 0, "unknown": 0.9},
        "commitments": {"5": {"shares": {"done": 1.0}, "milestones": {"5.1": "reached"}}},
    }
    made.save()
    return Snapshot.objects.of(agglo).get(pk=made.pk)


def test_a_diagnosis_stored_under_the_former_rule_still_gives_what_it_gave(agglo):
    kept = former(agglo, BUYING)
    found = queries.saved_diagnosis(kept)
    assert found.scoring is Scoring.SILENCE_AS_QUESTION
    assert found.commitment(5).shares.done == pytest.approx(1)
    assert milestone(found, "5.1").progress is Progress.REACHED


def test_two_dates_of_two_rules_are_compared_by_the_rule_of_today_and_it_is_said(agglo, reader):
    answer(authority=agglo, user=None, said=BUYING | {"5.1.1.b": "not_done"}, evidence={})
    kept = former(agglo, BUYING)
    assert "ancienne règle de calcul" in read(reader, "diagnosis")
    html = read(reader, "diagnosis_snapshot", kept.pk)
    assert "La règle de calcul a changé depuis" in html
    now = queries.current(agglo)
    fifth = queries.since(kept, now)[4]
    assert fifth.alike
    assert fifth.then.done == pytest.approx(0.5)
    assert fifth.now.done == pytest.approx(fifth.then.done)
    assert fifth.now.known > fifth.then.known


def test_two_dates_of_one_rule_are_compared_without_a_word_on_it(agglo, reader):
    answer(authority=agglo, user=None, said=BUYING, evidence={})
    kept = store_snapshot(authority=agglo, user=None, name="Automne")
    answer(authority=agglo, user=None, said={"5.1.1.b": "done"}, evidence={})
    assert "ancienne règle" not in read(reader, "diagnosis")
    html = read(reader, "diagnosis_snapshot", kept.pk)
    assert "La règle de calcul a changé" not in html
    assert "Fait alors" in html
    fifth = queries.since(kept, queries.current(agglo))[4]
    assert fifth.now.done > fifth.then.done


def test_a_diagnosis_of_another_version_is_not_compared(agglo, reader):
    kept = store_snapshot(authority=agglo, user=None, name="Version d’avant")
    Snapshot.objects.of(agglo).filter(pk=kept.pk).update(referential="jalons/1.0.0", answers={})
    html = read(reader, "diagnosis_snapshot", kept.pk)
    assert "autre version des questions" in html
    assert "Fait alors" not in html


def test_what_no_longer_concerns_the_authority_is_left_out_of_the_comparison(agglo, reader):
    kept = store_snapshot(authority=agglo, user=None, name="Avant la fusion")
    agglo.territory.population = 9_000
    agglo.territory.save()
    html = read(reader, "diagnosis_snapshot", kept.pk)
    assert "engagements sont laissés de côté" in html


def test_a_kept_diagnosis_keeps_what_was_measured_that_day(stated, reader):
    kept = store_snapshot(authority=stated, user=None, name="Automne")
    observation_store().record([statements(100, 2027)])
    again = queries.saved_diagnosis(Snapshot.objects.of(stated).get(pk=kept.pk))
    assert milestone(again, "1.3").progress is Progress.CONTRADICTED
    assert milestone(queries.current(stated), "1.3").progress is Progress.REACHED
    assert "1 autre le serait" in read(reader, "diagnosis_snapshot", kept.pk)


def test_going_on_leads_to_the_details_once_the_questions_are_answered(agglo, contributor):
    said = {each.id: "done" for each in referential().questions() if each.level == 1}
    said |= {each.id: "done" for each in referential().questions() if each.id.startswith("1.")}
    answer(authority=agglo, user=None, said=said, evidence={})
    address = reverse("diagnosis_commitment", args=["agglo", 2])
    assert f'href="{address}" class="button quiet"' in read(contributor, "diagnosis")
