"""``jalons footprint compare``, and the words two years are told in."""

import json

import pytest
from click.testing import CliRunner

from jalons.footprint.cli import commands

BEFORE = "Type;Quantité;Statut\nOrdinateur portable;100;En service\nÉcran;150;En service\n"
AFTER = (
    "Type;Quantité;Statut\nOrdinateur portable;80;En service\nÉcran;120;En service\n"
    "Tablette;10;En service\n"
)


@pytest.fixture
def run(tmp_path):
    """Compare two files given by their content."""

    def run(*arguments, before=BEFORE, after=AFTER):
        paths = []
        for name, content in (("avant.csv", before), ("apres.csv", after)):
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(str(path))
        return CliRunner().invoke(commands, ["compare", *paths, *map(str, arguments)])

    return run


def test_two_years_are_told_in_a_sentence_with_the_causes_and_what_is_left_out(run):
    done = run("--year", 2025, 2026)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("À périmètre commun, l’empreinte a baissé d’environ ")
    assert lines[0].endswith("soit 20\u202f%.")
    assert lines[1].startswith("9 chances sur 10 que l’écart soit entre −")
    assert "  • Les facteurs\u202f: aucun effet" in lines
    assert "  • Types présents une seule des deux années\u202f: tablettes." in lines
    assert "  • Appareils laissés de côté\u202f: 0 avant, 10 après." in lines
    assert any(line.endswith("leur ordre compte.") for line in lines)


def test_the_json_sums_up_cause_by_cause(run):
    found = json.loads(run("--json", "-").stdout)
    assert found["criterion"] == "climate_change"
    assert found["unit"] == "kg CO2 eq/year"
    assert [each["cause"] for each in found["causes"]] == ["fleet", "choices", "factors"]
    assert found["causes"][0]["p50"] == pytest.approx(found["difference"]["p50"])
    assert found["difference"]["p95"] < 0
    assert found["left_out"] == {
        "types": ["tablet"], "statuses": [], "before": 0.0, "after": 10.0,
    }  # fmt: skip


def test_a_lower_pue_is_a_choice_and_not_a_change_of_the_fleet(run):
    same = "Type;Quantité\nServeur;10\n"
    found = json.loads(run("--pue", 2.0, 1.2, "--json", "-", before=same, after=same).stdout)
    causes = {each["cause"]: each for each in found["causes"]}
    assert causes["fleet"]["p50"] == causes["fleet"]["p95"] == 0
    assert causes["choices"]["p95"] < 0


def test_the_same_file_twice_did_not_change(run):
    done = run(after=BEFORE)
    assert done.stdout.startswith("À périmètre commun, l’empreinte n’a pas changé.")


@pytest.mark.parametrize(
    ("arguments", "files", "code", "words"),
    [
        (("--year", 2026, 2025), {}, 2, "doit précéder"),
        (("--criterion", "joy"), {}, 2, "joy"),
        (("--pue", 0.5, 1.2), {}, 2, "0,5"),
        (("--mix", "ademe-2024", "nowhere"), {}, 2, "nowhere"),
        ((), {"after": "Type;Quantité\nTablette;5\n"}, 3, "rien n’est comparable"),
        ((), {"after": b"\x00\x01\x02\x03"}, 3, "apres.csv"),
        ((), {"before": ""}, 3, "avant.csv"),
        ((), {"before": "Type;Quantité\nTrancheuse;5\n"}, 4, "avant.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_explained_with_its_file(run, arguments, files, code, words):
    done = run(*arguments, **files)
    assert done.exit_code == code, done.output
    assert words in done.output
    assert "Traceback" not in done.output
