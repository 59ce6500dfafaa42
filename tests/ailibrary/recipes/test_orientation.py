"""Orientation of requests: the shipped recipe, its silences, the services of an authority."""

import doctest
from dataclasses import replace
from importlib import resources

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.bundles.format import Bundle, numbers, read, write
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.engine.text.vectoriser import Parts, table
from jalons.ailibrary.recipes.orientation import protocol, sensitive
from jalons.ailibrary.recipes.orientation.sheets import content, questions, sheets
from jalons.ailibrary.recipes.orientation.suggesting import SHIPPED, load, train
from jalons.ailibrary.recipes.registry import card, recipe

SERVICES = {"Papiers - Citoyenneté": "État civil", "Famille": "État civil", "Logement": "Urbanisme"}


def golden():
    return msgspec.json.decode(content("golden.json"))


@pytest.fixture(scope="module")
def shipped():
    return load(None)


def test_the_golden_case_is_answered_as_it_always_was(shipped):
    for case in golden():
        (found,) = shipped.suggest([case["text"]])
        assert (list(found.labels), found.reason) == (case["labels"], case["reason"]), case["text"]


def test_what_is_shipped_is_small_and_says_where_it_comes_from():
    folder = resources.files("jalons.ailibrary.recipes.orientation").joinpath("data")
    assert sum(len(path.read_bytes()) for path in folder.iterdir()) <= 2_000_000
    assert len(sheets()) == 1_480
    assert len(questions()) == 1_429
    assert not any(source.verified for source in card("orientation").data)
    assert doctest.testmod(sensitive).failed == 0


def test_requests_that_touch_the_rights_of_a_person_are_left_to_people():
    left = {
        "je n’arrive plus à payer mon loyer": "social_aid",
        "Demande de logement social pour une famille de 4": "social_aid",
        "je suis à la rue depuis hier": "social_aid",
        "dérogation pour changer d’école": "school",
        "inscrire ma petite fille à l’école maternelle": "school",
        "mon mari me frappe": "emergency",
        "ça sent le gaz dans l’immeuble": "emergency",
        "dossier MDPH pour mon fils": "health",
        "CV de mon fils pour un job d’été": "recruitment",
        "je cherche du travail à la mairie": "recruitment",
    }
    assert {text: sensitive.sensitive(text) for text in left} == left
    read = (
        "carrefour dangereux", "le feu rouge est en panne", "la rue est sale", "bruit du chantier",
        "travaux devant l’école", "inscription au centre de loisirs",
        "stationnement devant le collège", "inscription sur les listes électorales",
    )  # fmt: skip
    assert [text for text in read if sensitive.sensitive(text)] == []


def test_suggestions_come_with_their_words_and_their_probabilities(shipped):
    (found,) = shipped.suggest(["Je voudrais renouveler mon passeport perdu à l’étranger"])
    assert "Papiers - Citoyenneté" in found.labels
    assert "passeport" in found.evidence
    assert "je" not in found.evidence
    assert list(found.scores) == sorted(found.scores, reverse=True)
    assert found.by == "model"
    assert 0 < shipped.coverage < 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"), (" \n ", "empty"), ("12 !? 75011", "empty"), ("🙂", "empty"),
        ("Where can I pay for the parking, please?", "language"), ("我想续签护照", "language"),
        ("Au secours, mon voisin est en danger", "annex_iii"),
        ("Demande de RSA pour ma mère", "annex_iii"), ("Ma candidature d’agent", "annex_iii"),
        ("Place en crèche pour septembre", "annex_iii"), ("mon MEDECIN part", "annex_iii"),
        ("xqzt wvbnm", "unseen"),
        ("Trou énorme dans la chaussée, lampadaire cassé, caniveau bouché", "unseen"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_rule", [False, True])
def test_it_stays_silent_and_says_why(text, reason, by_rule):
    (found,) = load(None, by_rule=by_rule).suggest([text])
    assert (found.abstained, found.reason, found.labels) == (True, reason, ())


@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_text_gets_one_answer(texts):
    for by_rule in (False, True):
        found = load(None, by_rule=by_rule).suggest(texts)
        assert len(found) == len(texts)
        for one in found:
            assert one.abstained == (not one.labels) == bool(one.reason)
            assert len(one.labels) == len(one.scores) <= 3


def test_themes_become_services_and_a_theme_without_a_service_is_silence(shipped):
    texts = ["Refaire ma carte d’identité volée", "Calcul des impôts sur le revenu"]
    assert shipped.suggest(texts)[1].labels[0] == "Argent"
    for by_rule in (False, True):
        city = load(None, labels=SERVICES, by_rule=by_rule)
        assert set(city.labels) == {"État civil", "Urbanisme"}
        identity, tax = city.suggest(texts)
        assert identity.labels[0] == "État civil"
        assert (tax.abstained, tax.reason) == (True, "unseen")


def test_the_rule_promises_nothing_and_gives_its_best_three():
    rule = load(None, by_rule=True)
    assert rule.coverage == 0
    found = rule.suggest([question.text for question in questions()[:200]])
    assert all(one.by == "rule" and len(one.labels) <= 3 for one in found)
    assert sum(not one.abstained for one in found) > 100


def test_a_bundle_of_another_recipe_or_with_torn_parts_is_explained():
    bundle = read(content(SHIPPED))
    other = msgspec.structs.replace(bundle.manifest, recipe="meters")
    with pytest.raises(AIError, match="meters"):
        load(write(Bundle(other, bundle.contents)))
    arrays = bundle.arrays("weights.npz")
    for broken in (
        {"weights.npz": numbers(arrays | {"bias": arrays["bias"][:2]})},
        {"weights.npz": numbers(arrays | {"weights": arrays["weights"] * np.float32(np.nan)})},
        {"weights.npz": numbers({"weights": arrays["weights"]})},
        {"features.json": b"[]"}, {"features.json": b'{"features": 3}'},
    ):  # fmt: skip
        with pytest.raises(AIError) as refused:
            load(write(Bundle(bundle.manifest, {**bundle.contents, **broken})))
        assert refused.value.code == "bundle_model"
    with pytest.raises(AIError) as refused:
        load(
            write(Bundle(msgspec.structs.replace(bundle.manifest, thresholds={}), bundle.contents))
        )
    assert refused.value.code == "bundle_model"


def own_decisions():
    """What agents of a town decided: its services, and a subject that the State does not have."""
    city = {"Papiers - Citoyenneté": "État civil", "Famille": "État civil",
            "Logement": "Urbanisme", "Transports": "Voirie"}  # fmt: skip
    found = [(one.text, city[one.label]) for one in questions() if one.label in city]
    streets = ("Hugo", "Jaurès", "Pasteur", "Zola", "Curie")
    faults = ("nid de poule dans la chaussée", "lampadaire en panne", "trottoir affaissé",
              "caniveau bouché", "panneau tordu")  # fmt: skip
    found += [(f"{fault} rue {street}", "Voirie") for fault in faults for street in streets]
    return found


def test_an_authority_teaches_its_own_services():
    pytest.importorskip("sklearn")
    texts, labels = zip(*own_decisions(), strict=True)
    data = train(texts, labels, 3)
    own = load(data, labels={"Famille": "not used: the labels are services already"})
    assert own.labels == ("Urbanisme", "Voirie", "État civil")
    road, birth = own.suggest(["Grand nid de poule dans la chaussée", "Copie d’acte de naissance"])
    assert road.labels == ("Voirie",)
    assert "chaussee" in road.evidence
    assert birth.labels[0] == "État civil"
    manifest = read(data).manifest
    assert manifest.kind == "own"
    assert manifest.training.n >= 450
    assert manifest.thresholds["coverage"] == 0.92
    assert load(data, by_rule=True).suggest(["Fuite d’eau dans mon logement"])[0].by == "rule"


def test_a_bundle_does_not_remember_who_wrote():
    pytest.importorskip("sklearn")
    signed = [(f"{text} Signé Mme Kowalczyk, 06 12 34 56 78", label)
              for text, label in own_decisions()]  # fmt: skip
    texts, labels = zip(*signed, strict=True)
    data = train(texts, labels, 1)
    assert b"kowalczyk" not in data
    assert b"chausse" in data


def test_too_little_to_learn_from_is_explained():
    texts, labels = zip(*own_decisions(), strict=True)
    for wrong, code in (
        ((texts[:299], labels[:299]), "labels_too_few"),
        ((texts[:1] * 500, labels[:1] * 500), "labels_too_few"),
        ((texts, [f"{at}" for at, _ in enumerate(texts)]), "labels_too_few"),
        ((texts, ["Accueil"] * len(texts)), "labels_one"),
    ):
        with pytest.raises(AIError) as refused:
            train(*wrong, 1)
        assert refused.value.code == code
        assert refused.value.message("en") != refused.value.message("fr")


@pytest.mark.parametrize("parts", [Parts(), Parts(letters=False)])
@pytest.mark.parametrize("labels", [2, 4])
def test_probabilities_are_those_of_scikit_learn(parts, labels):
    linear = pytest.importorskip("sklearn.linear_model")
    from scipy.sparse import csr_matrix

    from jalons.ailibrary.recipes.orientation.training import _STRENGTH, fitted

    chosen = sorted({one.label for one in questions()})[:labels]
    pairs = [(one.text, one.label) for one in questions() if one.label in chosen][:250]
    texts, truths = zip(*pairs, strict=True)
    ours = fitted(texts, truths, parts=parts)
    assert fitted(texts, truths, parts=parts).files() == ours.files()
    rows = table([ours.vectoriser.row(text) for text in texts])
    matrix = csr_matrix(rows, shape=(len(texts), len(ours.vectoriser.places)))
    theirs = linear.LogisticRegression(C=_STRENGTH, max_iter=500).fit(
        matrix, truths, np.full(len(texts), 2.0)
    )
    assert tuple(theirs.classes_) == ours.labels
    assert np.abs(theirs.predict_proba(matrix) - ours.probabilities(texts)).max() < 1e-6


def test_the_same_request_is_never_on_two_sides_of_a_split():
    letters = "bcdfghjklmnpqrstvwxz"
    names = [f"{one}a{two}o" for one in letters for two in letters]
    texts = [f"Cantine {names[at % 220]} n° {at}" for at in range(500)]
    found = protocol.split(1, Sample(tuple(texts), ("Écoles",) * 500))
    sides = [set(part.groups) for part in (found.train, found.calibration, found.test)]
    assert all(sides)
    assert len(set.union(*sides)) == sum(map(len, sides)) == 220
    with pytest.raises(AIError) as refused:
        protocol.split(1, Sample(("une",) * 500, ("Écoles",) * 500))
    assert refused.value.code == "own_too_small"
    assert protocol.split(1, None) != protocol.split(2, None)


def test_a_silent_answer_counts_neither_as_single_nor_as_covered():
    answers = [protocol.Answer(("a", "b"), ("a",)), protocol.Answer(("a", "b"), ())]
    scores = {one.name: one.of(["a", "b"], answers) for one in protocol.METRICS}
    assert (scores["single_share"], scores["single_accuracy"]) == (0.5, 1.0)
    assert (scores["coverage"], scores["top3"], scores["accuracy"]) == (1.0, 1.0, 0.5)
    assert protocol.METRICS[0].of(["a", "b"], ["a", "b"]) == 1


def test_the_recipe_beats_the_rule_on_the_reference_sample():
    pytest.importorskip("sklearn")
    from jalons.ailibrary.recipes.evaluating import evaluate

    subject = recipe("orientation")
    some = [one for one in subject.candidates if one.name in {"menu_words", "own_stems"}]
    found = evaluate(replace(subject, candidates=tuple(some)), seeds=(1,))
    assert found.winner == "own_stems"
    scores = found.result("own_stems").scores
    assert scores["top3"].value >= 0.9
    assert scores["macro_f1"].value >= 1.25 * found.result("menu_words").scores["macro_f1"].value
    assert found.result("own_stems").cost.cpu_seconds < 1
