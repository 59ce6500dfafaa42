"""Which column of each sheet holds what, once guessed or confirmed; it can be kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.reading.columns import (
    LEFT_ASIDE,
    ColumnGuess,
    Field,
    HeaderGuess,
    find_header,
    guess_columns,
)
from jalons.footprint.engine.reading.exports import export_readers, reader_of
from jalons.footprint.engine.reading.sheet import Sheet

_VERSION = 1
_TELLING = frozenset({Field.TYPE, Field.MODEL})


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How to read one sheet: its headings' last row (1-based, None without), and its columns.

    ``columns`` are 0-based; ``headings`` names them all, so that a later file of the same source
    can be recognised; a sheet that is not ``included`` is left out with a notice. ``export`` is the
    key of the declared reader of a known export, "" without.
    """

    name: str
    header_row: int | None
    columns: Dictionary[Field, int]
    headings: tuple[str, ...] = ()
    included: bool = True
    export: str = ""

    @property
    def export_tells_devices(self) -> bool:
        """Whether the reader of a known export tells what the rows are without any column."""
        reader = export_readers().get(self.export)
        return reader is not None and reader.tells_devices


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read the sheets of a file."""

    sheets: tuple[SheetMapping, ...] = field(default=())

    def of(self, name: str) -> SheetMapping | None:
        """The mapping of the sheet called ``name``."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def to_json(self) -> str:
        """The mapping as a JSON text that ``from_json`` reads back."""
        sheets = [
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "columns": {str(name): column for name, column in sheet.columns.items()},
                "headings": list(sheet.headings),
                "included": sheet.included,
                "export": sheet.export,
            }
            for sheet in self.sheets
        ]
        return json.dumps({"version": _VERSION, "sheets": sheets}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """The mapping written by ``to_json``; ``FootprintError`` (mapping_invalid) otherwise."""
        try:
            content = json.loads(text)
            if content["version"] != _VERSION:
                raise FootprintError("mapping_invalid")
            return cls(tuple(_sheet_of_json(entry) for entry in content["sheets"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FootprintError("mapping_invalid") from error


def _sheet_of_json(entry: dict[str, Any]) -> SheetMapping:
    row = entry["header_row"]
    columns = {Field(name): int(column) for name, column in entry["columns"].items()}
    if (row is not None and int(row) < 1) or any(column < 0 for column in columns.values()):
        raise FootprintError("mapping_invalid")
    return SheetMapping(
        str(entry["name"]),
        None if row is None else int(row),
        columns,
        tuple(map(str, entry["headings"])),
        bool(entry["included"]),
        str(entry.get("export", "")),
    )


def mapping_of(sheet: Sheet, header: HeaderGuess, guesses: Sequence[ColumnGuess]) -> SheetMapping:
    """The mapping that follows guesses; a sheet without type or model, or hidden, is left out."""
    columns = {
        guess.field: guess.column
        for guess in guesses
        if guess.field is not None and guess.field not in LEFT_ASIDE
    }
    reader = reader_of(header.headings)
    export = reader.key if reader else ""
    found = SheetMapping(sheet.name, header.row, columns, header.headings, export=export)
    telling = bool(_TELLING & columns.keys()) or found.export_tells_devices
    left_out = sheet.hidden or (reader is not None and reader.left_out)
    return replace(found, included=telling and not left_out)


def guess_mapping(sheets: Sequence[Sheet]) -> Mapping:
    """The mapping of a file as its headings and cells suggest it."""
    return Mapping(tuple(_guess_sheet(sheet) for sheet in sheets))


def _guess_sheet(sheet: Sheet) -> SheetMapping:
    header = find_header(sheet)
    return mapping_of(sheet, header, guess_columns(sheet, header))


def fit_mapping(known: Mapping, sheets: Sequence[Sheet]) -> Mapping:
    """A mapping kept from an earlier file of the same source, laid on a new file.

    Columns are found again by their heading, wherever they moved; a sheet that lost one of them
    is guessed anew.
    """
    return Mapping(tuple(_fit_sheet(known, sheet) for sheet in sheets))


def _fit_sheet(known: Mapping, sheet: Sheet) -> SheetMapping:
    past = known.of(sheet.name) or (known.sheets[0] if len(known.sheets) == 1 else None)
    header = find_header(sheet)
    reader = reader_of(header.headings)
    if past is None or past.export != (reader.key if reader else ""):
        return _guess_sheet(sheet)
    places = {heading: column for column, heading in reversed(list(enumerate(header.headings)))}
    columns = {
        name: places.get(past.headings[column]) if column < len(past.headings) else None
        for name, column in past.columns.items()
    }
    found = {name: column for name, column in columns.items() if column is not None}
    if len(found) < len(columns):
        return _guess_sheet(sheet)
    return replace(
        past, name=sheet.name, header_row=header.row, columns=found, headings=header.headings
    )
