"""What Table Schema does not say, and what frictionless cannot be asked."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest

from jalons.tabular.errors import TableError
from jalons.tabular.schemas import Report, check, read_schema


def checked(fields: list[dict[str, Any]], headings: str, *rows: str, **more: Any) -> Report:
    schema = read_schema(json.dumps({"fields": fields, **more}).encode())
    return check(headings.split(","), [row.split(",") for row in rows], schema)


def found(report: Report) -> list[tuple[str, int, str, str]]:
    return [(one.code, one.row, one.column, one.text) for one in report.errors()]


def test_identifiers_must_have_the_right_key() -> None:
    fields = [{"name": "siret"}, {"name": "siren"}]
    checks = [{"check": "siret", "fields": ["siret"]}, {"check": "siren", "fields": ["siren"]}]
    report = checked(fields, "siret,siren", "21350238800019,213502388", "21350238800018,213502389",
                     ",", "35600000000048,356000000", checks=checks)  # fmt: skip
    assert found(report) == [
        ("row_blank", 4, "", ""), ("siret", 3, "siret", "21350238800018"),
        ("siren", 3, "siren", "213502389"),
    ]  # fmt: skip


def test_checks_over_two_columns_say_the_row() -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}, {"name": "c"}]
    checks = [{"check": "one_of", "fields": ["a", "b"]}, {"check": "order", "fields": ["a", "b"]},
              {"check": "unheard of", "fields": ["a"]},
              {"check": "order", "fields": ["a", "z"]}]  # fmt: skip
    report = checked(fields, "a,b,c", "2,1,x", "1,2,x", ",,x", "1,,x", "x,2,x", checks=checks)
    assert [(code, row) for code, row, *_rest in found(report)] == [
        ("type", 6), ("one_of", 4), ("order", 3),
    ]  # fmt: skip


def test_a_blank_row_is_one_error_even_with_a_key() -> None:
    report = checked([{"name": "id", "constraints": {"required": True}}], "id,z", "1,a", ",",
                     "1,b", ",c", primaryKey="id")  # fmt: skip
    assert [(code, row) for code, row, *_rest in found(report)] == [
        ("row_blank", 3), ("required", 5), ("primary_key", 4), ("primary_key", 5),
    ]  # fmt: skip
    assert report.extra == ("z",)


@pytest.mark.parametrize(
    ("rows", "score"),
    [(["1"] * 9, 100), (["1"] * 199 + ["x"], 99), (["x"], 0), ([], 100)],
)  # fmt: skip
def test_the_score_is_100_only_without_any_error(rows: list[str], score: int) -> None:
    assert checked([{"name": "n", "type": "integer"}], "n", *rows).score == score


def test_no_row_is_complete_when_a_required_column_is_missing() -> None:
    report = checked([{"name": "a"}, {"name": "b", "constraints": {"required": True}}], "a", "1")
    assert (report.score, found(report)) == (0, [("column_missing", 0, "b", "")])


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"fields": []}', b'{"fields": [{}]}'])
def test_what_is_no_schema_is_explained(content: bytes) -> None:
    with pytest.raises(TableError, match="ne décrit pas les colonnes"):
        read_schema(content)


def test_an_underscore_is_in_no_number() -> None:  # frictionless accepts it, as Python does
    report = checked([{"name": "n", "type": "integer"}, {"name": "d", "type": "number"}], "n,d",
                     "1_000,1_000.5")  # fmt: skip
    assert report.count == 2


def test_twenty_thousand_rows_take_well_under_a_second() -> None:
    fields = [{"name": f"c{at}", "type": kind, "constraints": {"required": True}}
              for at, kind in enumerate(("integer", "number", "date", "string") * 5)]  # fmt: skip
    row = ["12", "3.5", "2024-02-03", "texte"] * 5
    rows = [[f"{at}{cell}" if at % 7 else cell for cell in row] for at in range(20_000)]
    schema = read_schema(json.dumps({"fields": fields}).encode())
    start = process_time()
    report = check([field["name"] for field in fields], rows, schema)
    assert process_time() - start < 2
    assert report.count > 50_000


def test_a_number_written_in_two_ways_is_not_unique() -> None:
    report = checked(
        [{"name": "a", "type": "integer", "constraints": {"unique": True}}], "a", " 3 ", "3"
    )
    assert [(code, row) for code, row, *_rest in found(report)] == [("unique", 3)]


def test_lists_are_compared_too() -> None:
    fields = [{"name": "a", "type": "array", "constraints": {"unique": True}}, {"name": "b"}]
    report = checked(fields, "a,b", "[1],x", "[2],x", "[ 1 ],x", "[2],y", primaryKey=["a", "b"])
    assert [(code, row) for code, row, *_rest in found(report)] == [
        ("unique", 4), ("unique", 5), ("primary_key", 4),
    ]  # fmt: skip
