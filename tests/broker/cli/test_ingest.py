"""Files taken and refused messages mended on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jalons.broker.store.contexts import core
from jalons.broker.store.factory import opened
from jalons.twin.cli import commands

MAPPING = """
envelope = "table"
observed = "Relevé"
[[entities]]
id = "urn:ngsi-ld:Streetlight:{N°}"
type = "Streetlight"
[[entities.attributes]]
name = "power"
path = "Puissance (W)"
kind = "number"
unit = "WTT"
"""
ROWS = "N°;Puissance (W);Relevé\nL1;50,5;24/10/2026 07:00\nL2;abc;24/10/2026 07:00\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lampes.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "lampes.csv").write_text(ROWS, encoding="cp1252")
    return tmp_path


def run(folder: Path, *arguments: str, text: str = "") -> Result:
    store = ("--store", f"sqlite:///{folder}/twin.db")
    return CliRunner().invoke(commands, [*arguments, *store], input=text)


def take(folder: Path, *more: str) -> Result:
    return take_with_policies(folder, "--open-test-mode", *more)


def take_with_policies(folder: Path, *more: str) -> Result:
    mapping = str(folder / "lampes.toml")
    return run(folder, "ingest", str(folder / "lampes.csv"), "--mapping", mapping, *more)


def power(folder: Path, lamp: str) -> float | None:
    store = opened(f"sqlite:///{folder}/twin.db")
    doc = store.read("", [lamp]).get(lamp)
    store.close()
    return None if doc is None else doc["attrs"][core().expand("power")][0]["value"]


def test_a_trial_tells_what_would_be_kept_and_refused_and_makes_nothing(folder: Path) -> None:
    result = take(folder, "--dry-run")
    assert result.exit_code == 3
    assert "1 observation de 1 entité" in result.output
    assert "line 3" in result.output
    assert "Puissance (W)" in result.output
    assert not (folder / "twin.db").exists()


def test_a_file_is_kept_row_by_row_and_the_refused_ones_wait_to_be_mended(folder: Path) -> None:
    assert take(folder).exit_code == 3
    assert power(folder, "urn:ngsi-ld:Streetlight:L1") == 50.5
    letter = json.loads(run(folder, "dead", "list", "--json").output.splitlines()[0])
    assert letter["origin"] == "line 3"
    mended = letter["text"].replace("abc", "60")
    assert run(folder, "dead", "mend", letter["key"], "-", text=mended).exit_code == 0
    assert run(folder, "dead", "replay", "--open-test-mode").exit_code == 0
    assert power(folder, "urn:ngsi-ld:Streetlight:L2") == 60
    assert run(folder, "dead", "list", "--json").output.startswith("0 ")


def test_a_file_taken_twice_is_kept_once(folder: Path) -> None:
    take(folder)
    assert "Retenues\u202f: 0" in take(folder).output


def test_a_letter_thrown_away_is_gone(folder: Path) -> None:
    take(folder)
    letter = json.loads(run(folder, "dead", "list", "--json").output.splitlines()[0])
    run(folder, "dead", "forget", letter["key"])
    assert run(folder, "dead", "list", "--json").output.startswith("0 ")


def test_a_source_is_kept_with_its_token_listed_and_forgotten(folder: Path) -> None:
    source = {
        "key": "lampes",
        "way": "push",
        "mapping": {"entities": [{"id": "urn:x:{n}", "type": "T"}]},
    }
    file = folder / "source.json"
    file.write_text(json.dumps(source))
    assert run(folder, "sources", "keep", str(file)).exit_code == 0
    token = run(folder, "sources", "token", "lampes").output.strip()
    assert len(token) > 40
    run(folder, "sources", "keep", str(file))
    listed = run(folder, "sources", "list").output
    assert "lampes" in listed
    assert token not in listed
    run(folder, "sources", "forget", "lampes")
    assert run(folder, "sources", "list").output == ""


def test_a_mapping_that_is_no_toml_is_told_with_its_line(folder: Path) -> None:
    (folder / "lampes.toml").write_text("envelope = table")
    result = take(folder)
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_without_a_policy_a_file_waits_to_be_replayed_once_the_policy_is_there(
    folder: Path,
) -> None:
    result = take_with_policies(folder)
    assert result.exit_code == 3
    assert "has no sheet" in result.output
    assert power(folder, "urn:ngsi-ld:Streetlight:L1") is None
    text = CliRunner().invoke(commands, ["sheets", "example", "Streetlight"]).output
    (folder / "sheets.toml").write_text(text, encoding="utf-8")
    assert run(folder, "sheets", "import", str(folder / "sheets.toml")).exit_code == 0
    run(folder, "dead", "replay")
    assert power(folder, "urn:ngsi-ld:Streetlight:L1") == 50.5
