"""The sheets of a file and how they are read, as the JSON stored with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jalons.footprint.engine import reading

SAMPLES = 3


def describe(sheets: Sequence[reading.Sheet]) -> dict[str, Any]:
    """The sheets of a file: their size, their columns with a few cells, and the guessed mapping."""
    return {
        "sheets": [_sheet(sheet) for sheet in sheets],
        "mapping": plain(reading.guess_mapping(sheets)),
    }


def _sheet(sheet: reading.Sheet) -> dict[str, Any]:
    header = reading.find_header(sheet)
    guesses = reading.guess_columns(sheet, header)
    return {
        "name": sheet.name,
        "rows": max(0, sheet.cells.height - header.first_data_row + 1),
        "hidden": sheet.hidden,
        "columns": [
            {
                "column": guess.column,
                "heading": guess.heading,
                "why": guess.why.value,
                "samples": list(guess.samples[:SAMPLES]),
                "proposed": guess.proposed and guess.proposed.value,
            }
            for guess in guesses
        ],
        "first_rows": [list(row) for row in sheet.cells.head(10).rows()],
    }


def plain(mapping: reading.Mapping) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(mapping.to_json())
    return content
