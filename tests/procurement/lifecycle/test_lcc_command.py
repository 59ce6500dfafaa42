"""The command ``jalons procurement lcc``, without Django."""

import json

import pytest
from click.testing import CliRunner

from jalons.procurement.cli import commands

NEW = ["--price", "900", "--energy", "30", "--life", "6", "--residual", "50", "--embodied", "250"]
FILE = """Libellé;État;Prix;kWh;Durée;Revente;kg CO2
Neuf;neuf;900;30;6;50;250
Reconditionné;reconditionné;450;38;4;20;40
"""


def run(*words):
    return CliRunner().invoke(commands, ["lcc", *words])


@pytest.fixture
def options(tmp_path):
    path = tmp_path / "options.csv"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_one_option_described_on_the_line():
    done = run(*NEW)
    assert done.exit_code == 0
    assert "160,54 € par an de service : 963,24 € sur 6 ans" in plain(done.output)


def test_a_file_of_options_says_which_is_ahead_and_why(options):
    text = plain(run(options).output)
    assert "119,81 € par an de service, contre 160,54 €" in text
    assert "s’il sert au moins 3 ans" in text
    assert "707 ans" in text
    assert "L’ordre des options ne change pas" in text
    assert "0,0442 kg CO₂ eq/kWh" in text


def test_json_has_the_numbers(options):
    found = json.loads(run(options, "--json").output)
    assert [each["total"] for each in found["options"]] == [963.2437, 479.2223]
    assert [each["yearly"] for each in found["options"]] == [160.5406, 119.8056]
    assert found["options"][1]["option"]["condition"] == "refurbished"
    assert found["sensitivity"][0]["name"] == "energy_price"
    assert found["assumptions"]["rate"] == 0.03


def test_assumptions_are_replaced_and_manufacture_left_out():
    found = json.loads(run(*NEW, "--rate", "0", "--energy-price", "0,5", "--without-embodied",
                           "--json").output)  # fmt: skip
    (only,) = found["options"]
    assert (only["energy"], only["residual"], only["carbon_embodied"]) == (90, 50, None)


@pytest.mark.parametrize(
    "words",
    [(), ("--price", "900"), (*NEW[:4], "--life", "60"), (*NEW, "--rate", "3"), ("--price", "x")],
)
def test_what_is_missing_or_absurd_is_explained(words):
    done = run(*words)
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert len(done.output) > 40


def test_a_file_that_cannot_be_read_is_explained(tmp_path):
    bad = tmp_path / "a.toml"
    bad.write_text("[[option]]\nlabel = 'A'\n")
    done = run(str(bad))
    assert done.exit_code == 1
    assert "price" in done.output
