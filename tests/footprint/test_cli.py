import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jalons.footprint.cli import commands, inputs, terminal
from jalons.footprint.store import load_pack

REAL = Path(__file__).parents[3] / "shared/data/inventory_g4it_1971_rows.csv"
HEADINGS = "Type;Modèle;Quantité;Date d'achat;Statut\n"


@pytest.fixture
def run(tmp_path):
    def call(
        *arguments,
        content=HEADINGS + "Ordinateur portable;Latitude 5420;10;2022-03-01;En service\n",
    ):
        file = tmp_path / "parc.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(commands, ["run", str(file), *map(str, arguments)])

    return call


def test_a_fleet_is_told_in_french_with_its_interval(run):
    done = run("--staff", 5, "--year", 2026)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Ce parc émet environ")
    for words in (
        "9 chances sur 10",
        "Par agent",
        "Année 2026",
        "Ordinateurs portables",
        "Fabrication",
    ):
        assert words in done.output


UNSAID = "Nom;Type;Prise\nA;PC portable;112\nB;PC portable;113\n"


def test_the_columns_that_were_read_are_listed_on_the_error_stream(run):
    done = run(content=UNSAID)
    assert "Colonnes lues : Identifiant ou nom « Nom », Type d’appareil « Type »." in (
        done.stderr.replace("\u202f", " ")
    )
    assert "soit 2 appareils" in done.stdout
    assert "ne sont pas lus comme des quantités" in done.stdout


def test_a_column_a_person_names_is_read(run):
    done = run("--column", "quantity=prise", content=UNSAID)
    assert "soit 225 appareils" in done.stdout
    assert "ne sont pas lus comme des quantités" not in done.stdout


@pytest.mark.parametrize(
    ("column", "said"),
    [("combien=Prise", "Champs connus"), ("quantity=Combien", "Prise"), ("quantity", "=")],
)
def test_a_column_that_cannot_be_named_so_is_explained(run, column, said):
    done = run("--column", column, content=UNSAID)
    assert done.exit_code == 3
    assert said in done.stderr


def test_what_was_doubted_is_in_the_json_document(run):
    content = json.loads(run("--json", "-", content=UNSAID).stdout)
    assert "proposed_quantity" in {each["code"] for each in content["notices"]}


def test_json_on_standard_output_is_json_alone(run):
    done = run("--json", "-")
    content = json.loads(done.stdout)
    assert content["rows"] == {"read": 1, "counted": 1, "excluded": []}
    assert content["devices"][0]["type"] == "laptop"
    assert content["devices"][0]["quantity"] == 10
    assert content["impacts"][-1]["stage"] == "total"


def test_files_are_written_where_asked(run, tmp_path):
    outs = [tmp_path / name for name in ("o.json", "o.html", "o.csv")]
    done = run("--json", outs[0], "--html", outs[1], "--csv", outs[2])
    assert done.exit_code == 0, done.output
    assert json.loads(outs[0].read_text())["method"] == "jalons-footprint/0.4"
    assert outs[1].read_text().startswith("<!doctype html>")
    assert outs[2].read_bytes().startswith(b"\xef\xbb\xbf")
    assert run("--csv", tmp_path / "o.xlsx").exit_code == 0
    assert (tmp_path / "o.xlsx").read_bytes().startswith(b"PK")


def climate(impacts):
    """The total of climate change among impacts in JSON."""
    kinds = {(each["criterion"], each["stage"]): each for each in impacts}
    return kinds["climate_change", "total"]


def test_lifetime_seed_mix_and_pue_change_the_figures_they_should(run):
    def total(*arguments):
        return climate(json.loads(run("--json", "-", *arguments).stdout)["impacts"])["p50"]

    base = total()
    assert total() == base
    assert total("--seed", 1) != base
    assert total("--lifetime", "fixed") != base
    assert total("--lifetime", "actual") != base
    assert total("--mix", "ember") < base


def test_a_status_counts_when_asked(run):
    content = HEADINGS + "Écran;P2419;3;2022-03-01;En stock\nÉcran;P2419;1;2022-03-01;En service\n"
    assert json.loads(run("--json", "-", content=content).stdout)["devices"][0]["quantity"] == 1
    more = run("--json", "-", "--count", "in_stock", content=content)
    assert json.loads(more.stdout)["devices"][0]["quantity"] == 4


BAD_OPTIONS = (
    "--lifetime long",
    "--staff 0",
    "--pue 0.5",
    "--seed -4",
    "--mix lune",
    "--year 12",
)


@pytest.mark.parametrize("arguments", [option.split() for option in BAD_OPTIONS])
def test_a_bad_option_ends_with_code_2(run, arguments):
    assert run(*arguments).exit_code == 2


def test_a_file_that_is_not_there_ends_with_code_2():
    assert CliRunner().invoke(commands, ["run", "nulle-part.csv"]).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"PK\x03\x04rien"])
def test_a_file_that_cannot_be_read_ends_with_code_3_and_says_why(run, content):
    done = run(content=content)
    assert done.exit_code == 3
    assert len(done.output) > 20
    assert "Traceback" not in done.output


def test_a_folder_where_a_file_was_expected_is_explained(tmp_path, run):
    done = run("--json", tmp_path)
    assert done.exit_code == 1
    assert "Impossible d’écrire" in done.output


def test_a_folder_too_heavy_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "disk.csv").open("wb") as file:
        file.truncate(2**40)  # takes no place on the disk
    done = CliRunner().invoke(commands, ["run", str(tmp_path)])
    assert done.exit_code == 3
    assert "1048576 Mo" in done.output


def test_nothing_to_count_ends_with_code_4_and_still_writes_the_rows(run, tmp_path):
    out = tmp_path / "lignes.csv"
    done = run("--csv", out, content=HEADINGS + "Écran;P2419;3;2022-03-01;Réformé\n")
    assert done.exit_code == 4
    assert "sur 1 lue" in done.output
    assert "P2419" in out.read_text(encoding="utf-8-sig")


def test_a_big_file_shows_a_bar_on_the_error_stream_only(run, monkeypatch):
    monkeypatch.setattr(inputs, "BIG_FILE", 10)
    done = run("--json", "-")
    assert json.loads(done.stdout)["rows"]["read"] == 1


@pytest.mark.skipif(not REAL.exists(), reason="the public inventory of shared/data is not here")
def test_the_public_inventory_of_1971_rows_goes_through_whole(tmp_path):
    out = tmp_path / "o.json"
    done = CliRunner().invoke(commands, ["run", str(REAL), "--json", str(out)])
    assert done.exit_code == 0, done.output
    content = json.loads(out.read_text())
    rows = content["rows"]
    assert rows["read"] == 1971
    assert content["period"] == "2023"  # the day of the file is 16 June 2023
    assert rows["counted"] + sum(each["rows"] for each in rows["excluded"]) == 1971
    quantities = {each["type"]: each["quantity"] for each in content["devices"]}
    assert quantities["monitor"] > 25_700
    assert "25 700".replace(" ", "\u202f") in done.output
    total = climate(content["impacts"])
    assert 1e6 < total["p5"] < total["p50"] < total["p95"] < 2e7
    for each in content["devices"]:
        per_device = climate(each["impacts"])["p50"] / each["quantity"]
        assert 0.5 < per_device < 2_000, each["type"]


def test_the_codes_given_are_in_the_table_the_docs_print():
    from jalons.site.cli import EXIT_CODES

    assert {terminal.EXIT_USAGE, terminal.EXIT_INPUT, terminal.EXIT_NOTHING} <= set(EXIT_CODES)
    assert load_pack().datasets() == ("ademe-2024", "ecologits", "ember")
