"""``jalons ai``: recipes listed, run on requests, and measured in a table of plain words."""

import json
from importlib import resources

import msgspec
import pytest
from click.testing import CliRunner

from jalons.ailibrary.cli import commands
from jalons.ailibrary.cli.evaluations import lines
from jalons.ailibrary.recipes.evaluating import shipped
from jalons.ailibrary.recipes.orientation.sheets import SHIPPED, content
from jalons.ailibrary.recipes.registry import card, recipe_keys


def run(*arguments):
    return CliRunner().invoke(commands, arguments)


def test_recipes_are_listed_with_what_they_do():
    done = run("list")
    assert done.exit_code == 0
    assert "orientation\n  Orientation des demandes" in done.output


def test_a_request_gets_its_theme_its_words_and_what_is_promised():
    done = run("run", "orientation", "Ma carte d’identité a été volée, comment la refaire ?")
    assert "Papiers - Citoyenneté" in done.output
    assert "identite" in done.output
    assert "92" in done.output
    ruled = run("run", "orientation", "--rule", "Perte de ma carte d’identité")
    assert "Règle" in ruled.output
    assert "92" not in ruled.output


def test_each_line_of_a_file_is_a_request(tmp_path):
    file = tmp_path / "demandes.txt"
    file.write_bytes("\ufeffRefaire mon passeport\n\nJe demande le RSA\n\xff\n".encode("latin-1",
                     "replace"))  # fmt: skip
    rows = json.loads(run("run", "orientation", str(file), "--json").output)
    assert [row["reason"] for row in rows][:2] == ["", "annex_iii"]
    shown = run("run", "orientation", str(file)).output
    assert "une personne décide seule" in shown


def test_an_altered_bundle_is_explained_and_nothing_is_suggested(tmp_path):
    file = tmp_path / "model.zip"
    file.write_bytes(content(SHIPPED)[:-1] + b"x")
    done = run("run", "orientation", "Refaire mon passeport", "--bundle", str(file))
    assert done.exit_code == 1
    assert "Passeport" not in done.output
    assert "paquet" in done.output or "abîmé" in done.output
    file.write_bytes(content(SHIPPED))
    assert run("run", "orientation", "passeport", "--bundle", str(file)).exit_code == 0


@pytest.mark.parametrize("text", ["", "x" * 5_000, "a\x00b", "🙂"])
def test_a_text_that_is_no_request_is_silence(text):
    done = run("run", "orientation", text)
    assert done.exit_code == 0
    assert "Pas de proposition" in done.output


def test_an_unknown_recipe_is_explained():
    done = run("evaluate", "horoscope")
    assert done.exit_code == 1
    assert "orientation" in done.output


def test_what_is_shipped_of_the_evaluation_is_of_this_version_and_passes():
    found = shipped("orientation")
    assert found.version == card("orientation").version
    assert found.seeds == (1, 2, 3)
    assert found.winner == "own_stems"
    assert all(check.passed for check in found.checks), found.checks


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_evaluation_is_read_in_words(lang):
    shown = "\n".join(lines(shipped("orientation"), lang))
    for figure in ("1,3", "Wh", "F1", "100") if lang == "fr" else ("1.3", "Wh", "F1", "100"):
        assert figure in shown
    assert "_" not in shown
    assert "tenu\u202f:" in shown if lang == "fr" else "met:" in shown


def test_an_evaluation_runs_in_a_process_of_its_own(apart):
    done = run("evaluate", apart, "--seeds", "2", "--json")
    assert done.exit_code == 0, done.output
    found = msgspec.json.decode(done.output)
    assert found["seeds"] == [1, 2]
    assert len(found["results"]) >= 2
    shown = run("evaluate", apart, "--seeds", "1").output
    assert "Wh" in shown
    assert "1 tirage (" in shown
    report = json.loads(run("evaluate", apart, "--seeds", "1", "--boamps").output)
    assert report["quality"] == "low"
    assert report["measures"][0]["powerConsumption"] > 0


def test_every_recipe_has_its_folder_and_its_card():
    root = resources.files("jalons.ailibrary.recipes")
    for key in recipe_keys():
        declared = card(key)
        assert declared.name["fr"]
        assert declared.name["en"]
        if root.joinpath(key).is_dir():
            assert root.joinpath(key, "__init__.py").is_file()
