"""From sheets to an inventory: every row a line, counted or with its reason."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Inventory,
    Nature,
    Notice,
    ReadColumn,
    rows_in,
)
from jalons.footprint.engine.reading.amounts import without_double_mail
from jalons.footprint.engine.reading.choices import with_choices
from jalons.footprint.engine.reading.classify import classify
from jalons.footprint.engine.reading.doubts import doubt
from jalons.footprint.engine.reading.exports import export_readers
from jalons.footprint.engine.reading.mapping import (
    Mapping,
    SheetMapping,
    doubted_columns,
    guess_mapping,
    with_named_columns,
)
from jalons.footprint.engine.reading.rows import raw_lines, with_other_dates
from jalons.footprint.engine.reading.sheet import Sheet
from jalons.footprint.engine.reading.states import with_states
from jalons.footprint.engine.reading.statuses import split_statuses
from jalons.footprint.engine.reading.things import doubt_plurals, split_things
from jalons.footprint.engine.reading.values import DateOrder, Remarks, read_values
from jalons.kernel import Where

type Orders = Dictionary[str, DateOrder]


def read_inventory(
    sheets: Sequence[Sheet],
    *,
    mapping: Mapping | None = None,
    columns: Dictionary[str, str] | None = None,
    today: date,
    counted_statuses: frozenset[DeviceStatus] = COUNTED_STATUSES,
) -> Inventory:
    """The inventory of a file: every data row in ``lines``, counted or with its reason.

    ``mapping`` says which column is what; without it, the guesses serve, completed by ``columns``,
    headings by field as :func:`with_named_columns` takes them. ``today`` bounds purchase
    dates when the file does not tell its own day. Raises ``FootprintError`` when no sheet has a
    column of types or models, or a mapping does not fit.
    """
    chosen = mapping or guess_mapping(sheets)
    if columns:
        chosen = with_named_columns(chosen, columns, sheets[0].where if sheets else None)
    notices = [notice for sheet in sheets for notice in sheet.notices]
    read: list[pl.DataFrame] = []
    used: list[ReadColumn] = []
    for sheet in sheets:
        own = chosen.of(sheet.name)
        if own is None or not own.included:
            notices.append(_left_out(sheet, own))
            continue
        lines, remarks = typed_lines(sheet, own)
        read.append(lines)
        used += own.read_columns()
        notices += remarks
    if not read:
        raise FootprintError("no_inventory_found", where=sheets[0].where if sheets else None)
    doubted = doubt(without_double_mail(classified(pl.concat(read))), today)
    inventory = Inventory(
        doubted.lines,
        (*notices, *doubted.notices),
        doubted.extracted_on,
        rows_in(doubted.lines),
        tuple(used),
    )
    if not inventory.rows_read:
        raise FootprintError("no_rows", where=sheets[0].where)
    return with_choices(inventory, counted_statuses=counted_statuses)


def _left_out(sheet: Sheet, mapping: SheetMapping | None) -> Notice:
    reader = export_readers().get(mapping.export) if mapping else None
    code = "sheet_hidden" if sheet.hidden else "sheet_left_out"
    if reader is not None and reader.left_out:
        code = f"read_as_{reader.key}"
    return Notice(code, sheet.where, {"sheet": sheet.name})


def typed_lines(
    sheet: Sheet, mapping: SheetMapping, orders: Orders | None = None
) -> tuple[pl.DataFrame, list[Notice]]:
    """Typed lines of one sheet, and what was remarked."""
    split, dates_and_parts = split_lines(sheet, mapping)
    return values_of(split, sheet, mapping, dates_and_parts, orders)


def split_lines(sheet: Sheet, mapping: SheetMapping) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines of one sheet as text, one per thing a row names, and what was remarked."""
    dated, dates = with_other_dates(raw_lines(sheet, mapping), sheet, mapping)
    written, said = with_states(dated, sheet, mapping)
    split, parts = split_things(written)
    stated, states = split_statuses(split)
    return stated, [*dates, *said, *parts, *doubt_plurals(split), *states]


def values_of(
    split: pl.DataFrame,
    sheet: Sheet,
    mapping: SheetMapping,
    notices: Sequence[Notice] = (),
    orders: Orders | None = None,
) -> tuple[pl.DataFrame, list[Notice]]:
    """Those lines typed, and what was remarked, ``notices`` first."""
    told = [*_heading_remarks(sheet, mapping), *doubted_columns(sheet, mapping), *notices]
    remarks = Remarks(sheet.where, told)
    headings = {
        field.value: mapping.headings[column]
        for field, column in mapping.columns.items()
        if column < len(mapping.headings)
    }
    lines = read_values(split, remarks, headings, orders)
    return lines.rename({"type": "type_text"}), remarks.notices


def _heading_remarks(sheet: Sheet, mapping: SheetMapping) -> list[Notice]:
    if mapping.export in export_readers():
        return [Notice(f"read_as_{mapping.export}", sheet.where, {"sheet": sheet.name})]
    if mapping.header_row is None:
        return [Notice("header_missing", sheet.where)]
    if mapping.header_row > 1:
        where = Where(sheet.where.file, sheet.name, mapping.header_row)
        return [Notice("header_below", where, {"row": mapping.header_row})]
    return []


def classified(lines: pl.DataFrame, decided: pl.DataFrame | None = None) -> pl.DataFrame:
    """Lines with their device and nature; a row that is no device line keeps what it is."""
    known = classify(lines, decided)
    row_is = pl.col("row_nature")
    return known.with_columns(
        row_is.fill_null(pl.col("nature")).alias("nature"),
        pl.when(row_is.is_null()).then("device").alias("device"),
        pl.when(row_is.is_null()).then("decided_by").alias("decided_by"),
    ).with_columns(
        pl.when(pl.col("nature") == Nature.VIRTUAL).then(None).otherwise("device").alias("device")
    )
