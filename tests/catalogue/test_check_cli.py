"""``jalons catalogue check``: exit status, JSON, the fixed file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jalons.catalogue.cli import commands

HEADINGS = "COMMUNE_NOM;COLL_INSEE;ENFANT_SEXE;ENFANT_PRENOM;NOMBRE_OCCURRENCES;ANNEE\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["check", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prenoms.csv"
    path.write_bytes((HEADINGS + "Bourg;1053;F;Zoé;12;2023\n").encode("cp1252"))
    return path


def test_a_file_with_errors_is_explained_then_fixed(file: Path) -> None:
    answer = run(str(file), "--schema", "scdl-prenoms")
    assert answer.exit_code == 1
    assert "ne respecte pas le schéma" in answer.output
    assert "ligne 2\u202f: 1053" in answer.output
    out = file.with_name("fixed.csv")
    assert run(str(file), "--schema", "scdl-prenoms", "--fix", str(out)).exit_code == 0
    assert out.read_text("utf-8").splitlines()[1] == "Bourg,01053,F,Zoé,12,2023"
    assert "aucune erreur" in run(str(out), "--schema", "scdl-prenoms").output


def test_machines_read_the_same(file: Path) -> None:
    answer = run(str(file), "--schema", "scdl-prenoms", "--json")
    found = json.loads(answer.output)
    assert (answer.exit_code, found["valid"], found["score"]) == (1, False, 0)
    assert found["kinds"] == [
        {"code": "pattern", "column": "COLL_INSEE", "count": 1, "first": [[2, "1053"]]}
    ]


def test_what_cannot_be_read_or_is_not_known_ends_with_2(file: Path) -> None:
    answer = run(str(file))
    assert (answer.exit_code, "scdl-prenoms (100" in answer.output) == (2, True)
    assert run(str(file), "--schema", "inconnu").exit_code == 2
    assert run(str(file.with_name("absent.csv")), "--schema", "bal").exit_code == 2
    file.write_bytes(b"%PDF-1.7 ...")
    assert "PDF" in run(str(file), "--schema", "bal").output


def test_schemas_are_listed_and_one_to_confirm_says_so() -> None:
    answer = run("--schemas")
    assert answer.exit_code == 0
    assert "scdl-subventions  2.1.1  Subventions (SCDL)\n" in answer.output
    [bal] = [line for line in answer.output.splitlines() if line.startswith("bal ")]
    assert "à confirmer" in bal
