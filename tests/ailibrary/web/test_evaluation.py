"""An evaluation in a process apart: its figures, and what stops it."""

from __future__ import annotations

import os

import pytest

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.measuring import evaluate_apart


def sample(*more):
    texts = [f"route {n}" if n % 2 else f"piscine {n}" for n in range(40)]
    return Sample((*texts, *more), (*(["other", "roads"] * 20), *["other"] * len(more)))


def test_a_recipe_is_measured_in_a_process_apart(apart):
    steps = []
    found = evaluate_apart(apart, progress=lambda *step: steps.append(step))
    assert (found.recipe, found.winner, found.rule) == ("voirie", "word_counts", "keywords")
    assert (found.items, found.own, found.unit) == (360, False, "1")
    assert found.result("word_counts").scores["accuracy"].value > 0.95
    assert found.gains["word_counts"].low > 0.05
    assert [each.passed for each in found.checks] == [True, False]
    assert set(steps) <= {(1, 2), (2, 2)}


def test_the_sample_of_an_authority_takes_its_place(apart):
    found = evaluate_apart(apart, own=sample())
    assert (found.own, found.items) == (True, 60)
    assert found.winner == "keywords"


def test_what_stops_an_evaluation_is_explained(apart, monkeypatch):
    with pytest.raises(AIError, match="Aucune recette ne s’appelle"):
        evaluate_apart("nothing")
    with pytest.raises(AIError, match="partie optionnelle de Jalons"):
        evaluate_apart(apart, own=sample(*["import:lightgbm_absent"] * 9))
    with pytest.raises(AIError, match="n’est pas allée à son terme"):
        evaluate_apart(apart, own=sample(*["import:no_such_thing"] * 9))
    with pytest.raises(AIError, match=r"n’a pas de sens ainsi.*L’échantillon a 2 éléments"):
        evaluate_apart(apart, own=Sample(("a", "b"), ("roads", "other")))
    with pytest.raises(AIError, match="dépassé 1 minute"):
        evaluate_apart(apart, own=sample(*["forever"] * 9), seconds=2)
    with pytest.raises(AIError, match="plus de mémoire"):
        evaluate_apart(apart, megabytes=60)


def test_what_the_follower_raises_ends_the_process(apart):
    def stop(*_step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_apart(apart, own=sample(*["forever"] * 9), progress=stop)


def test_neither_secrets_nor_proxies_go_along(apart, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    monkeypatch.setenv("JALONS_SECRET_KEY", "secret")
    assert {"HTTPS_PROXY", "JALONS_SECRET_KEY"} <= set(os.environ)
    with pytest.raises(AIError, match="JALONS_SECRET_KEY absent"):
        evaluate_apart(apart, own=sample(*["environment:"] * 9))
