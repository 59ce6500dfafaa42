"""The recipe of themes: words, a model that must beat them, silence, honest leave-one-out."""

import json
import random
from dataclasses import replace
from importlib import resources
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.evaluating import evaluate, shipped
from jalons.ailibrary.recipes.registry import card, recipe
from jalons.ailibrary.recipes.themes import model, protocol
from jalons.ailibrary.recipes.themes.protocol import reference
from jalons.ailibrary.recipes.themes.reading import coded_sample, prepared
from jalons.ailibrary.recipes.themes.rule import ThemeRule
from jalons.ailibrary.recipes.themes.scores import mean_f1


def coded(count, start=0):
    return [(each.text, each.themes) for each in reference().answers[start : start + count]]


def test_the_card_says_everything_and_the_shipped_figures_are_of_its_version():
    found = card("themes")
    for field in ("name", "summary", "purpose", "out_of_scope", "place", "step", "inputs", "output",
                  "limits", "technique"):  # fmt: skip
        assert set(getattr(found, field)) == {"fr", "en"}, field
    measured = shipped("themes")
    assert measured.version == found.version
    assert (measured.winner, measured.reason) == ("coded_stems", Reason.MODEL)
    assert all(each.passed for each in measured.checks)


def test_golden_answers():
    golden = json.loads(resources.files(protocol.__package__).joinpath("golden.json").read_text())
    by_words = prepared(golden["themes"], ()).reader
    for case in golden["words"]:
        found = by_words.read([case["text"]])[0]
        assert (sorted(found.themes), sorted(found.evidence)) == (case["themes"], case["evidence"])
    by_model = prepared(reference().themes, coded(300)).reader
    for case in golden["coded"]:
        found = by_model.read([case["text"]])[0]
        assert [list(found.themes), found.by] == [case["themes"], case["by"]], case["text"]


def test_the_model_beats_the_words_on_a_seed_and_typos_cost_little():
    found = evaluate(replace(recipe("themes"), candidates=protocol.CANDIDATES[:3]), seeds=(1,))
    assert (found.winner, found.rule) == ("coded_stems", "theme_words")
    assert found.gains["coded_stems"].low > 0.05
    assert all(each.passed for each in found.checks if each.name != "cpu_ms")


@pytest.mark.parametrize("seed", range(3))
def test_labels_shuffled_between_texts_show_no_gain(seed):
    texts, truths = zip(*coded(250), strict=True)
    mixed = list(truths)
    random.Random(seed).shuffle(mixed)
    found = prepared(reference().themes, zip(texts, mixed, strict=True))
    assert found.verdict.reason is not Reason.MODEL
    assert found.verdict.gains["coded_stems"].value < 0.05
    assert found.reader.model is None
    assert {each.by for each in found.reader.read(texts[:50])} <= {"", "rule"}


def test_a_text_left_out_is_scored_as_if_it_had_not_been_read():
    texts, truths = zip(*coded(80), strict=True)
    lesson = model.learn(texts, truths)
    whole = lesson.model
    rows = [whole.vectoriser.row(text) for text in texts]
    wide = np.zeros((len(texts), len(whole.vectoriser.places)))
    for at, row in enumerate(rows):
        wide[at, row.places] = row.values
    right = np.array([["media" in truth] for truth in truths], float)
    usual = right.mean()
    others = np.arange(80) != 7
    likeness = wide[others] @ wide[others].T + model._STRENGTH * np.eye(79)
    expected = usual + wide[7] @ wide[others].T @ np.linalg.solve(likeness, right[others] - usual)
    inverse = np.linalg.inv(wide @ wide.T + model._STRENGTH * np.eye(80))
    pulls = inverse @ (right - usual)
    assert (right - pulls / np.diagonal(inverse)[:, None])[7] == pytest.approx(expected)
    assert model._likeness(rows, wide.shape[1]) == pytest.approx(wide @ wide.T)


def test_few_coded_texts_or_few_of_a_theme_leave_the_words_of_themes():
    assert prepared(reference().themes, coded(40)).verdict is None
    rare = [(text, (*truth, "rare") if at < 5 else truth)
            for at, (text, truth) in enumerate(coded(300))]  # fmt: skip
    reader = prepared({**reference().themes, "rare": "Zèbres"}, rare).reader
    assert reader.model is not None
    assert "rare" not in reader.model.themes
    found = reader.read(["un zèbre", "RAS", "", "Where is the town hall, please?"])
    assert [each.themes for each in found] == [("rare",), (), (), ()]
    assert (found[0].by, found[0].evidence) == ("rule", ("zèbre",))


def test_words_that_mislead_are_silent_and_shared_words_need_company():
    rule = ThemeRule.of({"roads": "rue, trottoir, ville", "trees": "arbre, parc, ville"})
    assert rule.answer("la ville") == ()
    alike = ThemeRule.of(
        {key: f"Cadre de vie dans la ville : {key}" for key in ("bus", "vélo", "eau")}
    )
    assert alike.answer("Un cadre de vie pour ma ville") == ()
    assert alike.answer("Un bus pour ma ville") == ("bus",)
    assert ThemeRule.of({"a": "rue du pont", "b": "place, pont"}).answer("ma rue, mon pont") == (
        "a",
    )
    assert rule.answer("Les trottoirs de ma rue") == ("roads",)
    texts = [f"le parc numéro {'abcdefghijklm'[at] * 3}" for at in range(12)]
    assert rule.checked(texts, [("roads",)] * 12).muted == {"trees"}
    assert rule.checked(texts, [("trees",)] * 12).muted == frozenset()
    assert rule.checked(texts[:3], [("roads",)] * 3).muted == frozenset()


def test_coded_texts_count_once_and_deleted_themes_are_forgotten():
    found = coded_sample({"a"}, [("Un vélo", ("a",)), ("UN VELO !", ("gone",)), ("", ("a",))])
    assert (found.items, found.truths) == (("UN VELO !",), ((),))


def test_the_score_counts_each_theme_alike():
    assert mean_f1([("a",), ("a", "b")], [("a",), ("a",)]) == pytest.approx(0.5)
    assert mean_f1([()], [("a",)]) == 0.0
    assert mean_f1([("measures",)], [("measures",)], kinds=True) == 1.0


def test_own_texts_are_split_by_their_words_and_too_few_are_refused():
    texts = tuple(each.text for each in reference().answers[:120])
    own = Sample(texts + texts, tuple([["x"]] * 120 + [["y"]] * 120))
    cut = protocol.split(1, own)
    assert not set(cut.train.items) & set(cut.test.items)
    assert len(cut.train) == 120
    with pytest.raises(AIError) as refused:
        protocol.split(1, own.part(range(30)))
    assert refused.value.code == "own_too_small"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_stops_the_reader_and_evidence_is_never_alone(text):
    found = prepared({"a": "Vélo, piste", "b": text}, [(text, ("a",))]).reader.read([text])[0]
    assert bool(found.themes) == bool(found.evidence) == bool(found.by)


def test_a_thousand_answers_and_thirty_themes_take_a_tenth_of_what_a_job_may():
    answers = reference().answers
    themes = {f"t{at}": " ".join(answers[at].text.split()[:8]) for at in range(30)}
    many = [(f"{answers[at % 540].text} {'abcdefghij'[at // 540]}bis", (f"t{at % 30}",))
            for at in range(1_000)]  # fmt: skip
    texts = [each.text for each in answers] * 2
    started = process_time()
    prepared(themes, many).reader.read(texts)
    assert process_time() - started < 6  # 60 s for 10,000; measured at 1.5
