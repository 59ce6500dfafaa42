"""``jalons inclusion access`` and ``locate``, as a person runs them."""

import json
import re

import pytest
from click.testing import CliRunner

from jalons.inclusion.cli import commands

pytestmark = pytest.mark.extras  # shapely, HiGHS


@pytest.fixture
def places(tmp_path):
    file = tmp_path / "places.csv"
    file.write_text("id,latitude,longitude,heures\nbelfort,47.638,6.863,35\nzero,0,0,10\n")
    return file


def run(*words):
    return CliRunner().invoke(commands, list(map(str, words)))


def test_access_says_who_is_far_and_how_it_was_measured(places):
    got = run("access", "90", "--supply", places)
    assert got.exit_code == 0, got.output
    assert "vol d’oiseau multipliées par 1,3" in got.output
    assert "À plus de 10,0 km" in got.output
    assert "position 0, 0" in got.output
    assert "Vérifié" in got.output


def test_access_as_json_has_each_municipality_and_the_place_that_serves_it(places):
    got = json.loads(run("access", "90", "--supply", places, "--json").output)
    assert got["conserved"] is True
    assert got["way"] == {"unit": "km", "detour": 1.3, "name": ""}
    assert {each["place"] for each in got["areas"]} == {"belfort"}
    assert len(got["areas"]) == 101


@pytest.mark.parametrize("model", ["coverage", "p-median", "p-center"])
def test_locate_names_the_places_and_proves_them(places, model):
    more = ["--radius", 10] if model == "coverage" else []
    words = ["locate", "90", "--supply", places, "--new", 2, "--model", model, *more]
    said = run(*words)
    assert said.exit_code == 0, said.output
    assert "Prouvé" in said.output
    got = json.loads(run(*words, "--json").output)
    assert len(got["chosen"]) == 2
    assert all(code.startswith("90") for code in got["chosen"])
    assert got["gap"] == pytest.approx(0, abs=1e-8)
    assert got["gained"] > 0
    assert len(got["reasons"]) == 2


def test_a_matrix_is_used_alone(places, tmp_path):
    matrix = tmp_path / "m.csv"
    codes = ("90010", "90001", "90004")
    rows = [f"{a},{b},{5 + abs(int(a) - int(b))}" for a in codes for b in codes]
    rows += ["90010,belfort,3", "90001,belfort,30", "90004,belfort,40"]
    matrix.write_text("origin,destination,minutes\n" + "\n".join(rows))
    got = json.loads(run("locate", "90", "--supply", places, "--new", 1, "--model", "coverage",
                         "--radius", 15, "--matrix", matrix, "--json").output)  # fmt: skip
    assert got["way"] == {"unit": "min", "detour": None, "name": "m.csv"}
    assert got["chosen"] in (["90001"], ["90004"])
    assert run("access", "90", "--supply", places, "--matrix", matrix).exit_code == 0


def test_what_cannot_be_done_is_explained(places, tmp_path):
    for words in (
        ("access", "99999", "--supply", places),
        ("access", "90", "--supply", tmp_path / "missing.csv"),
        ("locate", "90", "--supply", places, "--new", 1, "--model", "coverage"),
    ):
        got = run(*words)
        assert got.exit_code == 1
        assert "Error" in got.output
        assert "Traceback" not in got.output


def test_the_next_best_of_the_longest_distance_is_a_distance(places):
    words = ["locate", "90", "--supply", places, "--new", 2, "--model", "p-center"]
    said = run(*words).output.replace("\u202f", " ").replace("\xa0", " ")
    assert re.search(r"À défaut de .+ : .+, avec une perte de \d+,\d km", said)
    hurried = run(*words, "--seconds", 0)
    assert hurried.exit_code == 0
    got = json.loads(run(*words, "--seconds", 0, "--json").output)
    assert got["unsought"] == got["chosen"]
    assert got["alternatives"] == []
    assert ("Le temps manquait pour chercher quoi faire" in hurried.output) is bool(got["chosen"])
