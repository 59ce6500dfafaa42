"""Taking data and models out of the twin from the command line."""

import json

import pytest
from click.testing import CliRunner

from broker.server.out_towns import LIGHTS, keep, lamps
from jalons.broker.engine.problems import Problem
from jalons.broker.server.alone import made
from jalons.twin.cli import commands


def run(*arguments):
    return CliRunner().invoke(commands, arguments, catch_exceptions=True)


@pytest.fixture
def store(tmp_path):
    address = f"sqlite:///{tmp_path}/twin.db"
    broker = made(store=address, durability="off", contexts={}, open_test_mode=True)
    keep(broker, lamps(5))
    broker.store.close()
    return address


def test_the_models_are_listed_with_their_french_names_and_licences():
    said = run("models").output
    assert len(said.splitlines()) == 32
    assert "Point lumineux" in said
    assert "CC-BY-4.0" in said


def test_the_schema_of_a_type_is_json():
    told = json.loads(run("models", "--schema", "Streetlight").output)
    assert told["title"] == "Point lumineux"
    assert isinstance(run("models", "--schema", "Dragon").exception, Problem)


def test_a_file_is_checked_and_odd_things_are_told(tmp_path):
    file = tmp_path / "entities.json"
    lamp = {"id": "urn:lamp:1", "type": "Streetlight", "@context": LIGHTS, "powerState": "broken"}
    file.write_text(json.dumps([lamp, {"id": "urn:x:1", "type": "Dragon"}]))
    done = run("models", "--check", str(file))
    assert done.exit_code == 0
    assert "urn:lamp:1: powerState:" in done.output
    assert "urn:x:1\u202f: aucun modèle" in done.output
    file.write_text(json.dumps({**lamp, "powerState": "on"}))
    assert "Rien d’étonnant" in run("models", "--check", str(file)).output
    file.write_text("{")
    assert run("models", "--check", str(file)).exit_code == 1


def test_a_type_is_exported_to_a_file_or_to_the_output(store, tmp_path):
    said = run("export", "Streetlight", "--store", store, "--filter", "powerRating > 20").output
    assert len(said.splitlines()) == 3
    file = tmp_path / "lamps.geojson"
    done = run("export", "Streetlight", "--store", store, "--format", "geojson", "--out", str(file))
    assert done.exit_code == 0, done.output
    assert len(json.loads(file.read_text())["features"]) == 5


def test_a_history_is_exported(store):
    said = run("export", "Streetlight", "--store", store, "--history").output
    assert sum("powerState" in line for line in said.splitlines()) == 5


def test_an_unknown_type_and_a_wrong_date_are_told(store):
    assert isinstance(run("export", "Dragon", "--store", store).exception, Problem)
    wrong = run("export", "Streetlight", "--store", store, "--history", "--from", "hier")
    assert isinstance(wrong.exception, Problem)
