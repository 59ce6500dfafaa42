"""``jalons inclusion data``: the same import without Django."""

import json

from click.testing import CliRunner

from jalons.inclusion.cli import commands

LINES = "CODGEO;P21_ACT1564;P21_CHOM1564\n01001;100;8\n1002;50;s\n"


def run(*words):
    return CliRunner().invoke(commands, ["data", *map(str, words)])


def test_a_file_goes_into_a_folder_and_the_table_of_missing_data_counts_it(tmp_path):
    file = tmp_path / "base.csv"
    file.write_text(LINES)
    done = run(file, "--into", tmp_path / "data", "--missing")
    assert done.exit_code == 0, done.output
    assert "1 sous secret statistique" in done.output
    assert (tmp_path / "data" / "employment-2021.npz").exists()
    text = done.output.replace("\u202f", " ").replace("\xa0", " ")
    assert "Chômage au sens du recensement : manque pour 34 968 communes sur 34 969." in text
    assert "Locaux sans fibre : aucune donnée." in text
    assert "commune_techno.csv" in text


def test_without_any_file_it_says_what_is_missing_as_json():
    done = run("--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["missing"] == {"over_65": 124, "town_hall_hours": 509}


def test_the_report_leaves_as_json(tmp_path):
    file = tmp_path / "base.csv"
    file.write_text(LINES)
    report = json.loads(run(file, "--json").output)["files"][0]
    assert report["counts"]["restored"] == 1
    assert report["columns"][0]["counts"]["secret"] == 1


def test_a_file_that_is_another_one_ends_with_its_reason(tmp_path):
    file = tmp_path / "base.csv"
    file.write_text("nom;valeur\na;1\n")
    done = run(file)
    assert done.exit_code == 1
    assert "aucune colonne de codes" in done.output
