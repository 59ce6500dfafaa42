"""No document prints an answer that a measured value contradicts without saying so."""

from dataclasses import replace

import pytest

from jalons.strategy.engine.diagnosis.latest_values import latest_values
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.diagnosis.scoring import Answer, diagnose
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import catalogue, referential
from strategy.documents import golden
from strategy.documents.sample_material import OBSERVATIONS, full, observation
from strategy.documents.test_documents import words

STATED = {"1.3.1": Answer.DONE, "1.3.1.a": Answer.DONE}
CLAIMS = {"fr": ("jalon est atteint", "jalons sont atteints"), "en": ("is reached", "are reached")}
ANSWERING = (DocumentKind.PROGRAMME, DocumentKind.STRATEGY, DocumentKind.DELIBERATION)


def material(answers, *observed):
    """The full authority, with these answers and these measures beside those it has."""
    known = (*OBSERVATIONS, *observed)
    before = full()
    beside = latest_values(latest_by_indicator(known), catalogue())
    found = diagnose(referential(), answers, before.diagnosis.facts, values=beside)
    return replace(before, observations=known, diagnosis=found)


def statements(value, year=2026, low=None, high=None):
    low, high = value if low is None else low, value if high is None else high
    return observation("webaudit.valid_statements", low, value, high, year)


def test_the_documents_that_print_answers_are_known():
    made = material(STATED)
    printing = {
        kind for kind in DocumentKind if any(claim in words(kind, made) for claim in CLAIMS["fr"])
    }
    assert printing == set(ANSWERING)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ANSWERING)
def test_a_measure_stands_beside_the_answer_it_contradicts(kind, lang):
    told = words(kind, material(STATED, statements(57)), lang)
    question = golden.spaced(referential().question("1.3.1").text.to(lang))
    assert question in told
    assert {"fr": "l’estimation dit 57 % en 2026", "en": "the estimate says 57% in 2026"}[
        lang
    ] in told
    assert {"fr": "0 jalon est atteint", "en": "0 milestones are reached"}[lang] in told
    assert {"fr": "1 autre le serait", "en": "1 more would be"}[lang] in told


@pytest.mark.parametrize("kind", ANSWERING)
@pytest.mark.parametrize(
    "measure", [statements(100), statements(97, low=90, high=100)], ids=["agrees", "undecided"]
)
def test_nothing_is_said_where_the_measure_leaves_the_answer_stand(kind, measure):
    told = words(kind, material(STATED, measure))
    assert "contredi" not in told
    assert "1 jalon est atteint" in told


def test_an_answer_that_says_less_than_what_is_measured_is_said_too():
    made = material({"4.1.1": Answer.NOT_DONE}, observation("footprint.share_assessed", 95.8,
                                                            95.8, 95.8, 2026))  # fmt: skip
    told = words(DocumentKind.STRATEGY, made)
    assert "Réponse : pas fait ; l’estimation dit 95,8 % en 2026 (Part du parc évaluée)" in told


def test_the_latest_value_speaks():
    older = material(STATED, statements(57, 2024), statements(100, 2026))
    assert "contredi" not in words(DocumentKind.STRATEGY, older)
    newer = material(STATED, statements(100, 2024), statements(57, 2026))
    assert "57 % en 2026" in words(DocumentKind.STRATEGY, newer)


def test_several_contradictions_are_counted_and_asked_to_be_reviewed():
    answers = STATED | {"2.2.1": Answer.DONE}
    made = material(answers, statements(57), observation("inclusion.agents_trained", 0, 0, 0, 2026))
    told = words(DocumentKind.PROGRAMME, made)
    assert "Des indicateurs contredisent 2 réponses." in told
    assert "2 autres le seraient d’après les réponses seulement" in told
    assert "2 réponses du diagnostic sont contredites par un indicateur" in told
