"""Known absurdities of factor tables, each found and named; our own tables have none."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from jalons.footprint.cli import commands
from jalons.footprint.engine.factors.linting import (
    FactorLine,
    Severity,
    lines_of_pack,
    lint,
    refused,
)
from jalons.footprint.store import load_pack
from jalons.footprint.words.findings import finding_text
from jalons.kernel import Where

LINE = FactorLine(
    item="laptop",
    stage="FABRICATION",
    criterion="Acidification",
    region="FR",
    value=1.0,
    unit="mol H+ eq",
    source="Essai",
    expected="mol H+ eq",
)


def mixes(*values):
    return [
        replace(LINE, item="mix", stage="use", region=f"R{at}", value=value, electricity=True,
                unit="mol H+ eq/kWh", where=Where(file="m.csv", row=at + 2))
        for at, value in enumerate(values)
    ]  # fmt: skip


def told(lines, **options):
    return [(finding.code, finding.severity.value) for finding in lint(lines, **options)]


def test_our_own_factors_are_clean():
    lines = lines_of_pack(load_pack())
    assert len(lines) > 300
    assert [finding_text(finding) for finding in lint(lines)] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": " "}, "lint_no_source"),
        ({"unit": ""}, "lint_no_unit"),
        ({"unit": "bananes"}, "lint_unit_unknown"),
        ({"unit": "kg CO2 eq"}, "lint_unit_mismatch"),
        ({"value": -812.0}, "lint_negative"),
        ({"value": float("nan")}, "lint_not_finite"),
        ({"low": 2.0, "high": 1.0}, "lint_bounds"),
        ({"low": 2.0, "high": 3.0}, "lint_bounds"),
    ],
)
def test_a_row_that_makes_no_sense_alone_is_refused(change, code):
    assert told([replace(LINE, **change)]) == [(code, "refused")]


@pytest.mark.parametrize("unit", ["mol H+ eq", "mol H+ eq/device", "mol H+ eq/device/year"])
def test_a_unit_may_be_per_something(unit):
    assert told([replace(LINE, unit=unit)]) == []


def test_the_czech_mix_is_refused_and_the_german_one_is_not():
    # Base IMPACTS 2.01 as NumEcoEval's users receive it: 8.38 against 0.00176 mol H+ eq/kWh.
    lines = mixes(0.00176, 0.0021, 0.0049, 0.0013, 0.0098, 8.38)
    findings = lint(lines)
    assert [finding.line.region for finding in findings] == ["R5"]
    assert refused(findings) == {("m.csv", 7)}
    assert "fois la médiane" in finding_text(findings[0])


def test_a_value_others_lead_to_step_by_step_is_believed():
    nuclear = mixes(0.0021, 0.0019, 0.0004, 0.0023, 0.0018, 0.04, 0.5, 3.2)
    assert told(nuclear) == []


def test_a_value_apart_but_nearer_is_only_doubted():
    assert told(mixes(0.004, 0.005, 0.006, 0.007, 2.0)) == [("lint_far", "warning")]


def test_a_value_far_below_does_little_harm_and_is_only_doubted():
    assert told(mixes(0.004, 0.005, 0.006, 0.007, 1e-9)) == [("lint_far", "warning")]


def test_zero_where_the_neighbours_are_not_is_refused():
    assert told(mixes(0.004, 0.005, 0.006, 0.007, 0.0)) == [("lint_zero", "refused")]
    assert told(mixes(0.0, 0.0, 0.0, 0.0, 0.1)) == []


def test_an_item_far_from_the_other_items_is_doubted():
    items = [replace(LINE, item=f"i{at}", value=value)
             for at, value in enumerate((1, 2, 3, 4, 5, 6, 1e6))]  # fmt: skip
    assert told(items) == [("lint_far_item", "warning")]
    items[-1] = replace(items[-1], value=0.0)
    assert told(items) == [("lint_zero_item", "warning")]


def test_a_row_given_twice_is_told():
    assert told([LINE, LINE]) == [("lint_twice", "warning")]


def test_the_threshold_is_a_choice():
    lines = mixes(0.004, 0.005, 0.006, 0.007, 2.0)
    assert told(lines, orders=2.0) == [("lint_far", Severity.REFUSED.value)]


def lint_command(*arguments):
    return CliRunner().invoke(commands, ["lint", *map(str, arguments)])


def test_the_command_tells_our_factors_are_clean():
    done = lint_command()
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Rien à redire")


def test_the_command_reads_their_table_and_ours(tmp_path):
    theirs = tmp_path / "facteurs.csv"
    theirs.write_text(
        "nom;etapeacv;critere;categorie;localisation;valeur;unite;source\n"
        "portable;FABRICATION;Water use;;France;-812;Item;Essai\n"
        "portable;FABRICATION;Climate change;;France;200;Item;\n"
        "portable;FABRICATION;Particulate matter;;France;1E-6;Disease incidence;Essai\n",
        encoding="utf-8",
    )
    done = lint_command(theirs, "--json")
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert found["rows"] == 3
    assert [(each["code"], each["row"]) for each in found["findings"]] == [
        ("lint_negative", 2),
        ("lint_no_source", 3),
    ]
    ours = tmp_path / "factors.csv"
    ours.write_text(
        "item,stage,criterion,region,value,low,high,unit,source\n"
        "laptop,manufacturing,climate_change,GLO,170,200,315,kg CO2 eq/device,ademe\n"
        "laptop,use,electricity,FR,23,13,46,kg CO2 eq,ademe\n",
        encoding="utf-8",
    )
    done = lint_command(ours)
    assert done.exit_code == 3
    assert "n’est pas entre ses bornes" in done.output
    assert "ne convient pas à ce critère" in done.output


def test_a_file_that_holds_no_factor_is_refused_with_words(tmp_path):
    other = tmp_path / "recette.csv"
    other.write_text("nom;temps\ntarte;60\n", encoding="utf-8")
    done = lint_command(other)
    assert done.exit_code == 3
    assert "reconnu" in done.output
