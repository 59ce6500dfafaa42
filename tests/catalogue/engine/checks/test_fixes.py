"""Fixes of messy files: proposed with what they solve, never guessed, the file unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.capture.checked import csv_of, lines_of
from jalons.catalogue.engine.checks.fixes import Fix, fixed, proposed
from jalons.catalogue.engine.checks.layout import FileLines, fitting
from jalons.catalogue.engine.checks.outcome import examine, report_of
from jalons.catalogue.store import schemas
from jalons.tabular.schemas import TableSchema, read_schema


def schema_of(*fields: dict[str, Any]) -> TableSchema:
    return read_schema(json.dumps({"fields": fields}).encode())


def column(kind: dict[str, Any], *texts: str) -> tuple[list[Fix], list[str]]:
    """The fixes of a column, and its cells once they are applied."""
    schema = schema_of({"name": "c", **kind}, {"name": "z"})
    file = FileLines([["c", "z"], *([text, "z"] for text in texts)])
    fixes = proposed(file, schema)
    table = fixed(file, schema, {each.key for each in fixes if each.certain})
    return list(fixes), [row[0] for row in table.rows]


INSEE = {"constraints": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}}
SIRET = {"constraints": {"pattern": r"^\d{14}$"}}
ENUM = {"constraints": {"enum": ["Extérieur", "Intérieur"]}}
OUI = {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}


@pytest.mark.parametrize(
    ("kind", "texts", "after"),
    [
        ({"type": "date"}, ["15/03/2023", "03/04/2023"], ["2023-03-15", "2023-04-03"]),
        ({"type": "date"}, ["2023-03-15 00:00:00", "31/02/2023"], ["2023-03-15", "31/02/2023"]),
        ({"type": "date"}, ["1.2.2023", "25-12-2023"], ["2023-02-01", "2023-12-25"]),
        ({"type": "number"}, ["1 234,5", "2,345", "12"], ["1234.5", "2.345", "12"]),
        ({"type": "number"}, ["1\u202f500,00 €", "-3,5"], ["1500.00", "-3.5"]),
        ({"type": "integer"}, ["1 234", "12,0", "3.0", "3.5"], ["1234", "12", "3", "3.5"]),
        (INSEE, ["1053", "01053", "2A004", "105"], ["01053", "01053", "2A004", "105"]),
        (SIRET, ["213 502 388 00019", "21350238800019.0", "21350238800018"],
         ["21350238800019", "21350238800019", "21350238800018"]),
        (SIRET, ["5205550300014", "2,13502E+13"], ["5205550300014", "2,13502E+13"]),
        (ENUM, ["extérieur", "INTERIEUR", "dehors"], ["Extérieur", "Intérieur", "dehors"]),
        (OUI, ["Oui", "FAUX", "1", "peut-être"], ["oui", "non", "oui", "peut-être"]),
        ({}, [" Vitré ", "a\u00a0b"], ["Vitré", "a\u00a0b"]),
    ],
)  # fmt: skip
def test_a_column_is_fixed_and_nothing_else(
    kind: dict[str, Any], texts: list[str], after: list[str]
) -> None:
    assert column(kind, *texts)[1] == after


def test_a_lost_zero_comes_back_only_with_the_right_key() -> None:
    siren = {"constraints": {"pattern": r"^\d{9}$"}}
    assert column(siren, "5580501")[1] == ["5580501"]  # two digits are lost
    assert column(siren, "05580501")[1] == ["005580501"]
    assert column(siren, "05580502")[1] == ["05580502"]  # the key would be wrong


@pytest.mark.parametrize(
    ("kind", "texts", "code"),
    [
        ({"type": "date"}, ["03/04/2023", "05/06/2023"], "dates"),
        ({"type": "date"}, ["25/12/2023", "12/25/2023"], "dates"),
        ({"type": "number"}, ["1,234", "5,678"], "decimals"),
    ],
)
def test_what_two_readings_fit_is_a_doubt_and_stays(
    kind: dict[str, Any], texts: list[str], code: str
) -> None:
    fixes, after = column(kind, *texts)
    assert after == texts
    [doubt] = [each for each in fixes if not each.certain]
    assert (doubt.code, doubt.cells, doubt.solves) == (code, len(texts), 0)


MESSY = """Subventions 2023;;;
;;;
Nom Attribuant;montant;date convention;
Nom de la collectivité;Montant;Date;
Vitré;1 500,50;15/03/2023;
Vitré;12,5;16/03/2023;
;;;
"""


def test_a_title_labels_blank_lines_and_another_heading_are_proposed_and_solved(
    tmp_path: Path,
) -> None:
    needed = {"constraints": {"required": True}}
    schema = schema_of({"name": "nomAttribuant", **needed}, {"name": "montant", "type": "number"},
                       {"name": "dateConvention", "type": "date", **needed})  # fmt: skip
    path = tmp_path / "subventions.csv"
    path.write_bytes(MESSY.encode("cp1252"))
    file = lines_of(path, path.name)
    outcome = examine(file, schema, {})
    assert [each.key for each in outcome.fixes] == [
        "encoding:", "separator:", "above:", "labels:", "heading:nomAttribuant",
        "heading:dateConvention", "empty:", "decimals:montant", "dates:dateConvention",
    ]  # fmt: skip
    assert (outcome.score, outcome.score_after, outcome.count_after) == (0, 100, 0)
    [dates] = [each for each in outcome.fixes if each.code == "dates"]
    assert (dates.cells, dates.solves) == (2, 2)
    assert dates.samples[0] == ("15/03/2023", "2023-03-15")
    table = fixed(file, schema, {each.key for each in outcome.fixes})
    assert csv_of(table).decode().splitlines() == [
        "nomAttribuant,montant,dateConvention", "Vitré,1500.50,2023-03-15", "Vitré,12.5,2023-03-16",
    ]  # fmt: skip
    assert lines_of(path, path.name) == file  # nothing changed in place


def test_a_fix_that_is_not_ticked_is_not_applied() -> None:
    schema = schema_of({"name": "a", "type": "number"}, {"name": "b", "type": "number"})
    file = FileLines([["a", "b"], ["1,5", "2,5"]])
    assert fixed(file, schema, {"decimals:b", "decimals:unknown"}).rows == [["1,5", "2.5"]]
    assert fixed(file, schema, ()).rows == [["1,5", "2,5"]]


def test_a_written_file_cannot_be_executed_and_loses_no_sign() -> None:
    schema = schema_of({"name": "a"})
    file = FileLines([["a"], ["=1+1"], ["-3.5"], ["+33299000000"], ["-"]])
    assert csv_of(fixed(file, schema, ())).decode().split() == [
        "a", "'=1+1", "-3.5", "+33299000000", "-",
    ]  # fmt: skip


def test_schemas_are_proposed_by_their_headings() -> None:
    lines = [
        ["Prénoms 2023"],
        ["commune_nom", "COLL INSEE", "Enfant_Sexe", "ENFANT_PRENOM", "ANNEE"],
    ]
    [(name, share)] = fitting(lines, schemas())
    assert name == "scdl-prenoms"
    assert 0.8 < share < 1
    assert fitting([["a", "b"]], schemas()) == []
    assert fitting([], schemas()) == []


@given(st.lists(st.lists(st.text("1,./ -0é\u00a0\n", max_size=8), max_size=4), max_size=5))
def test_any_file_is_examined_and_its_fixes_never_add_errors(lines: list[list[str]]) -> None:
    schema = schema_of({"name": "1", "type": "number"}, {"name": "0", "type": "date"},
                       {"name": "é", **INSEE})  # fmt: skip
    file = FileLines([["1", "0", "é"], *lines])
    outcome = examine(file, schema, schemas())
    assert outcome.count == report_of(file, schema).count
    assert outcome.count_after <= outcome.count
