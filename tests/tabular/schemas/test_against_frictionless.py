"""Our checker and frictionless, on random tables: the same codes on the same rows and columns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jalons.tabular.schemas import check, read_schema
from jalons.tabular.schemas.checking import STANDARD
from tabular.schemas.conftest import reference_errors

pytest.importorskip("frictionless")
KINDS: tuple[dict[str, Any], ...] = (
    {"type": "string", "constraints": {"required": True, "minLength": 2, "maxLength": 4}},
    {"type": "string", "constraints": {"pattern": "[0-9]{5}", "required": True}},
    {"type": "string", "constraints": {"pattern": "^a|b$"}},
    {"type": "string", "constraints": {"enum": ["oui", "non"]}},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "uri"},
    {"type": "integer", "constraints": {"minimum": 0, "maximum": 12}},
    {"type": "integer", "bareNumber": False},
    {"type": "integer", "constraints": {"unique": True}},
    {"type": "number", "constraints": {"minimum": -1, "maximum": 2.5}},
    {"type": "number", "decimalChar": ",", "groupChar": " "},
    {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
    {"type": "boolean"},
    {"type": "date", "constraints": {"minimum": "2020-01-01"}},
    {"type": "date", "format": "%d/%m/%Y"},
    {"type": "datetime"},
    {"type": "time"},
    {"type": "year"},
    {"type": "yearmonth"},
    {"type": "geopoint", "format": "array"},
    {"type": "geopoint"},
    {"type": "array"},
    {"type": "object"},
    {"type": "any", "constraints": {"required": True}},
)
CELLS = (
    "", "NA", "a", "ab", "abcde", "b", "oui", "non", "Oui", "true", "1", "0", "12", "13", "007",
    "-1", "2.5", "2,5", "1 234,5", "12 €", "NaN", "INF", "1e3", " 3 ", "35238", "3523",
    "2024-01-02", "2024-1-2", "2019-12-31", "02/01/2024", "31/02/2024", "2024-13-01", "2024",
    "2024-05", "10:30:00", "10:30", "2024-01-02T10:30:00", "2024-01-02T10:30:00Z",
    "[2.35,48.85]", "2.35,48.85", "[200, 1]", "{}", '{"lon": 1, "lat": 2}', "[", "x@y.fr", "x@y",
    "https://exemple.fr/a?b=c", "exemple.fr", "123e4567-e89b-12d3-a456-426614174000",
)  # fmt: skip
texts = st.one_of(st.sampled_from(CELLS), st.text("0123456789-/.:, aé@[]", max_size=6))


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], list[str], list[list[str]]]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    fields = [{"name": f"c{rank}", **kind} for rank, kind in enumerate(kinds)]
    schema: dict[str, Any] = {"fields": fields, "missingValues": ["", "NA"]}
    names = [str(each["name"]) for each in fields]
    headings = draw(st.permutations([*names, "autre"]))
    headings = headings[: draw(st.integers(1, len(headings)))]
    width = len(headings)
    row = st.lists(texts, min_size=max(1, width - 1), max_size=width + 1)
    rows = draw(st.lists(row, min_size=1, max_size=6))
    return schema, headings, rows


def ours(schema: dict[str, Any], headings: list[str], rows: list[list[str]]) -> set[Any]:
    report = check(headings, rows, read_schema(json.dumps(schema).encode()))
    return {(STANDARD[one.code], one.row, one.column) for one in report.errors()}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_a_random_table_has_the_errors_that_frictionless_finds(
    table: tuple[dict[str, Any], list[str], list[list[str]]],
) -> None:
    schema, headings, rows = table
    # a row whose only value is beyond the headings is no blank row for us: its value would be lost
    assume(not any(len(row) > len(headings) and {"", "NA"}.issuperset(row[: len(headings)])
                   for row in rows))  # fmt: skip
    expected = reference_errors(schema, headings, rows)
    assert ours(schema, headings, rows) == expected
