"""The field of each column of each sheet, guessed or confirmed; it can be stored as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from jalons.footprint.engine.inventory.line import FootprintError, Notice, ReadColumn
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.columns import (
    ColumnGuess,
    HeaderGuess,
    field_named,
    find_header,
    guess_columns,
    names_one_machine,
    one_machine,
)
from jalons.footprint.engine.reading.vocabulary.exports import export_readers, reader_of
from jalons.footprint.engine.reading.vocabulary.fields import LEFT_ASIDE, Field, Why
from jalons.kernel import Where
from jalons.tabular.folding import fold

_VERSION = 1
_IDENTIFYING = frozenset({Field.TYPE, Field.MODEL})
_MACHINES = 0.9  # of the rows
_SHOWN_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How to read one sheet: its headings' last row (1-based, None without), and its columns.

    ``columns`` are 0-based; ``headings`` names them all, so that a later file of the same source
    can be recognised; a sheet that is not ``included`` is left out with a notice. ``why``: what
    each guess rests on; a field a person chose is not in it. ``proposed``: the columns that may
    be a field no heading is the name of, which are not read until a person says so. ``export``:
    the key of the declared reader of a known export, "" without. ``doubt``: why the sheet may be no
    part of the fleet of today, "" without; it stays when a person counts the sheet all the same.
    ``beside``: the sheet it repeats or gives way to.
    """

    name: str
    header_row: int | None
    columns: Dictionary[Field, int]
    headings: tuple[str, ...] = ()
    included: bool = True
    why: Dictionary[Field, Why] = field(default_factory=dict)
    proposed: Dictionary[Field, tuple[int, ...]] = field(default_factory=dict)
    export: str = ""
    doubt: str = ""
    beside: str = ""

    def heading(self, column: int) -> str:
        """The heading of a column, "" when it has none."""
        return self.headings[column] if column < len(self.headings) else ""

    def read_columns(self) -> tuple[ReadColumn, ...]:
        """The columns that are read, in their order."""
        return tuple(
            ReadColumn(self.name, self.heading(at), str(name), str(self.why.get(name, "")))
            for name, at in sorted(self.columns.items(), key=lambda each: each[1])
        )

    def by_content(self) -> tuple[Field, ...]:
        """The fields read in a column because of its content, which nobody confirmed."""
        return tuple(name for name, why in self.why.items() if why is Why.VALUES)

    def with_read(self, read: Dictionary[Field, int]) -> SheetMapping:
        """The mapping with the columns a person named for these fields; the rest as guessed."""
        rest = {
            name: at
            for name, at in self.columns.items()
            if name not in read and at not in read.values()
        }
        return replace(
            self,
            columns=rest | dict(read),
            why={name: why for name, why in self.why.items() if name in rest},
            proposed={name: at for name, at in self.proposed.items() if name not in read},
            included=self.included or bool(_IDENTIFYING & read.keys()),
        )

    def confirmed(
        self, read: Dictionary[Field, int], refused: Collection[Field] = ()
    ) -> SheetMapping:
        """The mapping once a person answered: with the columns ``read``, without those refused."""
        after = self.with_read(read)
        columns = {name: at for name, at in after.columns.items() if name not in refused}
        sure = {name: why for name, why in after.why.items() if why is not Why.VALUES}
        why = {name: sure[name] for name in columns if name in sure}
        found = replace(after, columns=columns, why=why, proposed={})
        return replace(found, included=found.included and found.names_devices)

    @property
    def names_devices(self) -> bool:
        """Whether a column, or the reader of a known export, says what the rows are."""
        reader = export_readers().get(self.export)
        return bool(_IDENTIFYING & self.columns.keys()) or (
            reader is not None and reader.names_devices
        )


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
                "why": {str(name): why.value for name, why in sheet.why.items()},
                "proposed": {str(name): list(at) for name, at in sheet.proposed.items()},
                "export": sheet.export,
                "doubt": sheet.doubt,
                "beside": sheet.beside,
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
        {Field(name): Why(why) for name, why in entry.get("why", {}).items()},
        {Field(name): tuple(map(int, at)) for name, at in entry.get("proposed", {}).items()},
        str(entry.get("export", "")),
        str(entry.get("doubt", "")),
        str(entry.get("beside", "")),
    )


def mapping_of(sheet: Sheet, header: HeaderGuess, guesses: Sequence[ColumnGuess]) -> SheetMapping:
    """The mapping that follows guesses; a sheet without type or model, or hidden, is left out."""
    second = _second_table(header.headings)
    columns = {
        guess.field: guess.column
        for guess in guesses
        if guess.field is not None and guess.field not in LEFT_ASIDE and guess.column not in second
    }
    why = {each.field: each.why for each in guesses if each.field in columns}
    reader = reader_of(header.headings)
    sheet_mapping = SheetMapping(
        sheet.name,
        header.row,
        columns,
        header.headings,
        why=why,
        export=reader.key if reader else "",
    )
    left_out = sheet.hidden or (reader is not None and reader.left_out)
    return replace(
        sheet_mapping,
        included=sheet_mapping.names_devices and not left_out,
        proposed={} if reader else _proposals(sheet, sheet_mapping, guesses),
    )


def _proposals(
    sheet: Sheet, mapping: SheetMapping, guesses: Sequence[ColumnGuess]
) -> dict[Field, tuple[int, ...]]:
    """The columns that may be a field no column is known for, by field.

    No quantity is looked for where each row is seen to be one machine.
    """
    found: dict[Field, tuple[int, ...]] = {}
    for guess in guesses:
        if guess.proposed and guess.proposed not in mapping.columns:
            found[guess.proposed] = (*found.get(guess.proposed, ()), guess.column)
    if Field.QUANTITY in found and _is_machine_list(sheet, mapping):
        del found[Field.QUANTITY]
    return found


def _is_machine_list(sheet: Sheet, mapping: SheetMapping) -> bool:
    """Whether nearly every row bears a serial number or the name of one machine."""
    body = sheet.cells.slice(mapping.header_row or 0)
    filled = body.filter(pl.any_horizontal(pl.all() != ""))
    column = mapping.columns.get(Field.SERIAL)
    if column is not None:
        return int(one_machine(filled[str(column)]).sum()) >= _MACHINES * max(1, filled.height)
    column = mapping.columns.get(Field.LABEL)
    if column is None or not names_one_machine(mapping.heading(column)):
        return False
    return int((filled[str(column)] != "").sum()) >= _MACHINES * max(1, filled.height)


def doubted_columns(sheet: Sheet, mapping: SheetMapping) -> list[Notice]:
    """What a person should confirm of a guessed mapping: columns read by their content, and those
    that are not read because only their content suggests what they are.
    """
    doubted: dict[str, tuple[int, ...]] = {
        f"by_content_{name}": (mapping.columns[name],) for name in mapping.by_content()
    }
    doubted |= {f"proposed_{name}": columns for name, columns in mapping.proposed.items()}
    if second := _second_table(mapping.headings):
        doubted["second_table_unread"] = second
    return [_column_notice(code, sheet, mapping, at) for code, at in doubted.items()]


def _second_table(headings: Sequence[str]) -> tuple[int, ...]:
    """The columns of another table on the right of the first one, beyond a column without heading:
    its headings name the type or the model again.
    """
    named = [field_named(heading) for heading in headings]
    for blank, heading in enumerate(headings):
        if not heading and _IDENTIFYING & {*named[:blank]} & {*named[blank:]}:
            return tuple(at for at in range(blank, len(headings)) if headings[at])
    return ()


def _column_notice(
    code: str, sheet: Sheet, mapping: SheetMapping, columns: Sequence[int]
) -> Notice:
    body = sheet.cells.slice(mapping.header_row or 0)
    shown = []
    for column in columns[:_SHOWN_COLUMNS]:
        cells = [cell for cell in body[str(column)].head(200).to_list() if cell]
        samples = ", ".join(cell[:24] for cell in list(dict.fromkeys(cells))[:3])
        heading = mapping.heading(column)[:40] or f"n° {column + 1}"
        shown.append(f"« {heading} » ({samples})")
    more = ", …" if len(columns) > _SHOWN_COLUMNS else ""
    return Notice(code, sheet.where, {"columns": ", ".join(shown) + more})


def guess_sheet(sheet: Sheet) -> SheetMapping:
    """The mapping of one sheet as its headings and cells suggest it."""
    header = find_header(sheet)
    return mapping_of(sheet, header, guess_columns(sheet, header))


def with_named_columns(
    mapping: Mapping, named: Dictionary[str, str], where: Where | None = None
) -> Mapping:
    """The mapping with columns a person names by their headings, by field: ``{"quantity": "N°"}``.

    Raises ``FootprintError``: ``column_field_unknown``, or ``column_heading_unknown`` when no sheet
    has the heading.
    """
    sheets = mapping.sheets
    for name, heading in named.items():
        if name not in set(Field) - LEFT_ASIDE:
            known = ", ".join(each for each in Field if each not in LEFT_ASIDE)
            raise FootprintError("column_field_unknown", where=where, field=name, known=known)
        wanted = fold(heading)
        places = [[fold(each) for each in sheet.headings] for sheet in sheets]
        if not any(wanted in headings for headings in places):
            shown = list(dict.fromkeys(each for sheet in sheets for each in sheet.headings if each))
            known = ", ".join(f"« {each} »" for each in shown[:40])
            raise FootprintError(
                "column_heading_unknown", where=where, heading=heading, known=known
            )
        sheets = tuple(
            sheet.with_read({Field(name): headings.index(wanted)}) if wanted in headings else sheet
            for sheet, headings in zip(sheets, places, strict=True)
        )
    return Mapping(sheets)


def fit_sheet(known: Mapping, sheet: Sheet) -> SheetMapping:
    """The mapping of one sheet as that of an earlier file says it, by its headings.

    A sheet that lost one of its columns is guessed anew.
    """
    past = known.of(sheet.name) or (known.sheets[0] if len(known.sheets) == 1 else None)
    header = find_header(sheet)
    reader = reader_of(header.headings)
    if past is None or past.export != (reader.key if reader else ""):
        return guess_sheet(sheet)
    places = {heading: column for column, heading in reversed(list(enumerate(header.headings)))}
    columns = {
        name: places.get(past.headings[column]) if column < len(past.headings) else None
        for name, column in past.columns.items()
    }
    found = {name: column for name, column in columns.items() if column is not None}
    if len(found) < len(columns):
        return guess_sheet(sheet)
    return replace(
        past,
        name=sheet.name,
        header_row=header.row,
        columns=found,
        headings=header.headings,
        proposed={},
    )
