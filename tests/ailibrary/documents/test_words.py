"""The sentences of scores, gains and energies, in French."""

from __future__ import annotations

import re

from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.words import cards as words


def plain(text):
    return re.sub("[\u202f\xa0]", " ", text)


def test_a_score_is_said_in_plain_words_with_its_interval():
    found = Estimate(0.831, 0.81, 0.849)
    said = words.score_sentence("accuracy", "1", found, "fr")
    assert said == "Sur 100 cas, 83 réponses justes (entre 81 et 85)."
    assert "Les spécialistes l’appellent F1" in words.score_sentence("macro_f1", "1", found, "fr")
    unknown = words.score_sentence("some_share", "1", found, "fr")
    assert plain(unknown) == "Some share : 83 sur 100 (entre 81 et 85)."
    other = words.score_sentence("mean_absolute_error", "kWh", Estimate(1.25, 1.0, 1.5), "fr")
    assert plain(other) == "Écart moyen à la réalité : 1,25 kWh (entre 1 et 1,5)."


def test_a_refused_model_says_why():
    small = words.refused_sentence("bm25", "gain_below_margin", "1", Estimate(0.01, 0, 0.02), "fr")
    assert "moins que la marge demandée" in small
    unsure = words.refused_sentence("bm25", "gain_uncertain", "1", Estimate(0.1, -0.1, 0.3), "fr")
    assert "il pourrait être nul" in unsure
    worse = words.refused_sentence("x", "gain_below_margin", "1", Estimate(-0.02, -0.03, 0), "fr")
    assert "moins bien que la règle" in worse


def test_an_energy_never_shows_a_row_of_zeros():
    assert words.energy(0.0002, "fr") == "moins d’un millième de Wh"
    assert plain(words.energy(90, "fr")) == "entre 0,05 et 0,5 Wh"
    assert words.energy_figure(0.0002, "fr") == "moins de 0,001"
    assert words.energy_figure(90, "fr") == "0,05 – 0,5"


def test_the_figure_of_a_candidate_names_it():
    assert words.check_label("named_ridge.coverage_gap", "fr") == (
        "quatre alertes nommées, courbe apprise · écart à la couverture promise"
    )
    assert words.check_label("no_words_yet", "fr") == "no words yet"
