"""What was found in a file, as the JSON kept beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jalons.footprint.engine import reading
from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.kernel import Messages, Where

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
    """A mapping as JSON values."""
    content: dict[str, Any] = json.loads(mapping.to_json())
    return content


def problem(error: FootprintError) -> dict[str, Any]:
    """A refusal as JSON values: its code, its place and the values of the case."""
    return {"code": error.code, "where": _where(error.where), "params": _jsonable(error.params)}


def error_of(content: dict[str, Any]) -> FootprintError:
    """The refusal kept by ``problem``."""
    where = Where(**content["where"]) if content["where"] else None
    of_file = content["code"] in Messages.of(FileError.package).codes()
    kind = FileError if of_file else FootprintError
    return kind(content["code"], where=where, **content["params"])


def notice(remark: Notice) -> dict[str, Any]:
    """A remark as JSON values."""
    return {"code": remark.code, "where": _where(remark.where), "params": _jsonable(remark.params)}


def notice_of(content: dict[str, Any]) -> Notice:
    """The remark kept by ``notice``."""
    where = Where(**content["where"]) if content["where"] else None
    return Notice(content["code"], where, content["params"])


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {"file": where.file, "sheet": where.sheet, "row": where.row, "column": where.column}


def _jsonable(params: Any) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in params.items()
    }
