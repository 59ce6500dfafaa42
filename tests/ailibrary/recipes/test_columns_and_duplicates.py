"""The recipes answer their golden cases, pass or refuse by the gate, and refuse to guess."""

import json
from dataclasses import replace
from importlib import resources

import pytest

from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.engine.pairs.finding import find
from jalons.ailibrary.recipes.columns.rule import judged
from jalons.ailibrary.recipes.columns.using import findings
from jalons.ailibrary.recipes.duplicates import protocol as duplicates
from jalons.ailibrary.recipes.evaluating import evaluate
from jalons.ailibrary.recipes.names import protocol as names
from jalons.ailibrary.recipes.names.protocol import names_somebody
from jalons.ailibrary.recipes.registry import card, recipe

OURS = ("columns", "duplicates", "names")


def golden(key):
    text = resources.files(f"jalons.ailibrary.recipes.{key}").joinpath("golden.json").read_text()
    return json.loads(text)


@pytest.mark.parametrize("key", OURS)
def test_a_card_says_everything_in_both_languages(key):
    found = card(key)
    for field in ("name", "summary", "purpose", "out_of_scope", "place", "step", "inputs", "output",
                  "limits", "technique"):  # fmt: skip
        assert set(getattr(found, field)) == {"fr", "en"}, field
    assert found.data
    assert recipe(key).key == key


def test_golden_columns():
    for case in golden("columns"):
        found = judged(case["heading"], case["cells"])
        assert [each.kind for each in found] == case["kinds"]
        assert any(each.personal for each in found) == case["personal"]


def test_golden_names():
    assert [names_somebody(text) for text, _named in golden("names")] == [
        named for _text, named in golden("names")
    ]


def test_golden_duplicates():
    case = golden("duplicates")
    assert [[each.first, each.second] for each in find(case["records"])] == case["pairs"]


def test_a_table_is_read_once_and_short_rows_or_more_cells_than_headings_do_not_stop_it():
    rows = iter([["73282932000074"], ["73282932000074", "Mme Roy", "a"], ["", "M. Paul Martin"],
                 ["73282932000074", "Lucie Bernard"]])  # fmt: skip
    found = {(place, each.kind) for place, _heading, each in findings(["SIRET", "Contact"], rows)}
    assert found == {(0, "siret"), (1, "person_name")}
    assert list(findings([], iter([]))) == []


def test_noise_spoils_texts_and_pairs_without_changing_their_number():
    texts = ["Dossier suivi par Mme Éliane Rousseau"] * 20
    assert len(names.noise(texts, 1)) == 20
    assert names.noise(texts, 1) != texts
    assert names.noise(texts, 1) == names.noise(texts, 1)
    pair = ({"serial": "5CG0123ABC"}, {"serial": "5CG0123ABC"})
    spoiled = duplicates.noise([pair] * 40, 1)
    assert {each[1]["serial"] for each in spoiled} > {"", "5CG0123ABC"}


def test_the_reference_inventory_is_matched_without_a_wrong_pair():
    rows = duplicates.records()["test"]
    found = find(rows)
    right = sum(rows[each.first]["entity"] == rows[each.second]["entity"] for each in found)
    true = sum(row["entity"] == other["entity"]
               for at, row in enumerate(rows) for other in rows[at + 1 :])  # fmt: skip
    assert right / len(found) >= 0.995
    assert 2 * right / (len(found) + true) >= 0.95


def test_an_own_sample_judges_columns_and_the_model_is_refused():
    pytest.importorskip("sklearn")
    rows = [(("Col1", ("73282932000074", "55208131766522", "NC", "73282932000074")), "siret"),
            (("Col2", ("12/03/2026", "13/03/2026", "14/03/2026")), "date"),
            (("Col3", ("Oui", "Non", "Oui")), "boolean")] * 12  # fmt: skip
    own = Sample(tuple(item for item, _ in rows), tuple(kind for _, kind in rows))
    subject = recipe("columns")
    subject = replace(subject, task=replace(subject.task, checks=lambda _results: ()))
    found = evaluate(subject, seeds=(1,), own=own)
    assert (found.winner, found.result("checksums").scores["accuracy"].value) == ("checksums", 1.0)
