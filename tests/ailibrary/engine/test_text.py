"""Words, TF-IDF, keyword rules, languages and typos, without Django nor training libraries."""

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.text import keywords, language, typos, vectoriser, words
from jalons.ailibrary.engine.text.keywords import KeywordRule
from jalons.ailibrary.engine.text.language import is_french
from jalons.ailibrary.engine.text.typos import spoil
from jalons.ailibrary.engine.text.vectoriser import Parts, fit, parts_of, table

TEXTS = (
    "Demander un acte de naissance à la mairie", "Où payer la taxe foncière ?",
    "Inscription sur les listes électorales", "Le propriétaire garde la caution du logement",
    "Actes d’état civil : naissance, mariage, décès", "",
)  # fmt: skip


@pytest.mark.parametrize("module", [keywords, language, typos, vectoriser, words])
def test_the_examples_of_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("parts", [Parts(), Parts(letters=False), Parts(stems=False)])
def test_tf_idf_gives_the_numbers_of_scikit_learn(parts):
    library = pytest.importorskip("sklearn.feature_extraction.text")

    def features(text):
        return [part for word in words.subjects(text) for part in parts_of(word, parts)]

    theirs = library.TfidfVectorizer(analyzer=features, sublinear_tf=True)
    expected = theirs.fit_transform(TEXTS).toarray()
    ours = fit(TEXTS, parts)
    assert sorted(ours.places) == sorted(theirs.vocabulary_)
    for text, dense in zip(TEXTS, expected, strict=True):
        row = ours.row(text)
        found = dict(zip(row.places.tolist(), row.values.tolist(), strict=True))
        for name, place in ours.places.items():
            wanted = dense[theirs.vocabulary_[name]]
            assert math.isclose(found.get(place, 0.0), wanted, abs_tol=1e-12)


def test_what_a_single_private_text_says_never_enters_a_model():
    stems = Parts(letters=False)
    assert set(fit(TEXTS, stems, least=2).places) < set(fit(TEXTS, stems).places)
    private = ["Signé Kowalczyk, rue Zola", "Kowalczyk encore", "lampadaire", "lampadaire", "rue"]
    found = fit(TEXTS, stems, private=private, least_private=3)
    assert not {"=kowalczyk", "=lampadair"} & set(found.places)
    assert (
        "=lampadair" in fit(TEXTS, stems, private=[*private, "Lampadaires"], least_private=3).places
    )
    assert "=caution" in found.places


@given(st.text(max_size=300))
def test_any_text_becomes_a_row_of_norm_one_or_of_nothing(text):
    row = fit(TEXTS, Parts()).row(text)
    assert len(row.places) == len(set(row.places.tolist()))
    assert math.isclose(float(row.values @ row.values), 1.0) if row else not row.values.size
    assert not words.words(words.plain(text)) or is_french(text) in {True, False}
    values, places, starts = table([row, row])
    assert len(values) == len(places) == starts[-1] == 2 * row.places.size


@given(st.text(max_size=200), st.integers(0, 9))
def test_typos_are_the_same_for_the_same_seed_and_spare_short_words(text, seed):
    once = spoil(text, seed, share=1)
    assert once == spoil(text, seed, share=1)
    for before, after in zip(words.plain(text).split(), once.split(), strict=True):
        assert after == before if len(before) < 5 else abs(len(after) - len(before)) <= 1


def test_a_text_that_never_ends_is_read_to_its_first_part_only():
    assert len(words.plain("é" * 10_000_000)) == words.MOST_LETTERS


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("Bonjour, la poubelle de la rue n’a pas été vidée", True),
        ("poubelle pleine", True),
        ("", True),
        ("RDV CNI SVP", True),
        ("lampadaire HS depuis lundi devant le 12", True),
        ("Hello, how can I pay for the school canteen?", False),
        ("Wo kann ich meinen Personalausweis verlängern?", False),
        ("¿Dónde puedo inscribir a los niños para el comedor?", False),
        ("Come posso richiedere un certificato di nascita per mia figlia?", False),
        ("Como posso fazer o registo do meu filho na escola?", False),
        ("كيف يمكنني الحصول على شهادة ميلاد", False),
        ("Где находится мэрия?", False),
        ("市役所はどこですか", False),
    ],
)
def test_another_language_is_recognised(text, french):
    assert is_french(text) is french


def test_a_keyword_of_several_labels_counts_less():
    rule = KeywordRule.of({"eau": ["fuite eau compteur"], "voirie": ["trottoir fuite"]})
    scores = rule.scores("une fuite au compteur")
    assert scores == {"eau": pytest.approx(0.75), "voirie": pytest.approx(0.25)}
    assert rule.evidence("Fuite au compteur", "eau") == ("compteur", "fuite")
    assert rule.scores("rien de connu") == {}
