"""Frictionless, the reference implementation, says what a table has wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

Errors = set[tuple[str, int, str]]


def reference_errors(schema: dict[str, Any], headings: Sequence[str],
                     rows: Sequence[Sequence[str]]) -> Errors:  # fmt: skip
    """The type, the row and the column of each error, by frictionless."""
    frictionless = pytest.importorskip("frictionless")
    resource = frictionless.Resource(
        data=[list(headings), *map(list, rows)],
        schema=frictionless.Schema.from_descriptor({**schema, "fieldsMatch": "subset"}),
    )
    report = resource.validate(limit_errors=100_000)
    found = {
        (one.type, getattr(one, "row_number", 0) or 0, getattr(one, "field_name", ""))
        for one in report.tasks[0].errors
    }
    optional = {each["name"] for each in schema["fields"]
                if not each.get("constraints", {}).get("required")}  # fmt: skip
    return {one for one in found if one[0] != "missing-label" or one[2] not in optional}
