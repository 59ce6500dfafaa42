"""The recipe of search: judged against words as they are typed, and its golden case."""

import json
import tomllib
from importlib import resources

import pytest

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.engine.retrieval.passages import TextBlock, passages
from jalons.ailibrary.recipes.evaluating import evaluate
from jalons.ailibrary.recipes.registry import card, recipe
from jalons.ailibrary.recipes.search.reference import Sheet, sheets, split
from jalons.ailibrary.store.passages import PassageFile, PassageWriter

ROOM = resources.files("jalons.ailibrary")


def test_the_search_beats_the_rule_and_resists_slips_on_a_part_of_the_reference():
    some = [*[each for each in sheets() if each.question][:60], *sheets()[:60]]
    every = tuple({each.id: each for each in some}.values())
    found = evaluate(recipe("search"), seeds=(1,), own=Sample(every, every))
    assert (found.winner, found.rule) == ("bm25_and_slips", "every_word")
    assert all(each.passed for each in found.checks)
    assert found.result("bm25_and_slips").noise["recall_at_10"] > 0.8
    assert found.own
    assert found.items == 120


def test_a_question_never_stands_in_what_is_searched():
    asked = [each for each in sheets() if each.question]
    assert len(sheets()) > 3_500
    assert len(asked) > 1_600
    assert not any(each.title for each in asked)
    assert not any(each.question.casefold() in each.text.casefold() for each in asked)
    assert split(1, None).test.items == split(1, None).test.items != split(2, None).test.items


@pytest.mark.parametrize("items", [(), ("texte",), (Sheet("1", "sans question"),)])
def test_a_sample_without_questions_is_refused(items):
    with pytest.raises(AIError, match="question"):
        split(1, Sample(items, items))


def test_the_golden_case_is_answered_as_before(tmp_path):
    golden = json.loads((ROOM / "recipes/search/golden.json").read_text())
    table = tomllib.loads((ROOM / "data/search_demo.toml").read_text())
    path = tmp_path / "passages"
    with PassageWriter(path) as writer:
        for each in table["documents"]:
            blocks = [TextBlock(part) for part in each["text"].split("\n\n")]
            writer.add(each["file"], each["file"], passages(blocks))
    for case in golden:
        answer = PassageFile(path).find(
            case["question"], most=1, by_rule=case.get("by_rule", False)
        )
        assert [each.document for each in answer.quotes] == case["documents"], case
        assert dict(answer.respelled) == {
            word: tuple(near) for word, near in case.get("respelled", {}).items()
        }, case


def test_the_card_says_everything_in_both_languages_and_its_data_are_small():
    found = card("search")
    for name in ("name", "summary", "purpose", "out_of_scope", "place", "step", "inputs", "output",
                 "limits", "technique"):  # fmt: skip
        assert set(getattr(found, name)) == {"fr", "en"}
    assert len(found.summary["fr"]) <= 400
    data = ROOM / "recipes/search/data"
    assert sum(len(each.read_bytes()) for each in data.iterdir()) < 2 * 2**20
