"""``jalons catalogue check``: exit status, JSON, the fixed file."""

from __future__ import annotations

import json
import zipfile
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


def test_archives_and_features_are_checked_by_their_table(tmp_path: Path, file: Path) -> None:
    archive = tmp_path / "lot.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("LISEZMOI.txt", "Prénoms de 2023")
        target.write(file, file.name)
    found = json.loads(run(str(archive), "--schema", "scdl-prenoms", "--json").output)
    assert (found["rows"], found["count"], found["fixes"][-1][0]) == (1, 1, "zeros")
    values = {"COMMUNE_NOM": "Bourg", "COLL_INSEE": 1053, "ENFANT_SEXE": "F"}
    feature = {"type": "Feature", "properties": values, "geometry": None}
    places = tmp_path / "lieux.geojson"
    places.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = json.loads(run(str(places), "--schema", "scdl-prenoms", "--json").output)
    assert {each["code"] for each in found["kinds"]} == {"pattern", "column_missing"}
    assert found["fixes"] == []
    answer = run(str(places), "--schema", "scdl-prenoms", "--fix", str(tmp_path / "out.csv"))
    assert (answer.exit_code, "ne peut pas être corrigé ici" in answer.output) == (2, True)


def test_a_file_too_big_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with (path := tmp_path / "gros.csv").open("wb") as file:
        file.truncate(2 * 2**30)  # of nothing: it takes no room
    answer = run(str(path), "--schema", "bal")
    assert (answer.exit_code, "Mo" in answer.output) == (2, True)
