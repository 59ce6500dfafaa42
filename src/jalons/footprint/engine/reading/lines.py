"""From sheets to an inventory: every row a line, counted or with its reason."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from datetime import date

import polars as pl

from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Inventory,
    Nature,
    Notice,
    ReadColumn,
    rows_in,
)
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.choices import with_choices
from jalons.footprint.engine.reading.mapping.sheet_mapping import (
    Mapping,
    SheetMapping,
    doubted_columns,
    with_named_columns,
)
from jalons.footprint.engine.reading.rows.amounts import without_double_mail
from jalons.footprint.engine.reading.rows.classify import classify
from jalons.footprint.engine.reading.rows.raw_lines import raw_lines, shared_rows, with_other_dates
from jalons.footprint.engine.reading.rows.states import with_states
from jalons.footprint.engine.reading.rows.statuses import split_statuses
from jalons.footprint.engine.reading.rows.things import notice_of_rows, plural_doubts, split_things
from jalons.footprint.engine.reading.rows.values import DateOrder, Remarks, read_values
from jalons.footprint.engine.reading.rows.whole_file_checks import check_whole_file
from jalons.footprint.engine.reading.sheet_choice import guess_mapping
from jalons.footprint.engine.reading.vocabulary.cells import read_quantity
from jalons.footprint.engine.reading.vocabulary.exports import export_readers
from jalons.footprint.engine.reading.vocabulary.totals import listed, maybe_sums
from jalons.kernel import Where

_MOST_LISTED = 2_000  # a list by hand: an export has no sums

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
    dates when the file does not state its own day. Raises ``FootprintError`` when no sheet has a
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
    doubted = check_whole_file(without_double_mail(classified(pl.concat(read))), today)
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
    elif mapping is not None and mapping.doubt and not sheet.hidden:
        code = f"sheet_{mapping.doubt}"
    beside = mapping.beside if mapping else ""
    return Notice(code, sheet.where, {"sheet": sheet.name, "beside": beside})


def typed_lines(
    sheet: Sheet, mapping: SheetMapping, orders: Orders | None = None
) -> tuple[pl.DataFrame, list[Notice]]:
    """Typed lines of one sheet, and their notices."""
    split, dates_and_parts = split_lines(sheet, mapping)
    return values_of(split, sheet, mapping, dates_and_parts, orders)


def split_lines(sheet: Sheet, mapping: SheetMapping) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines of one sheet as text, one per thing a row names, and their notices."""
    dated, dates = with_other_dates(raw_lines(sheet, mapping), sheet, mapping)
    written, said = with_states(dated, sheet, mapping)
    split, parts = split_things(written)
    if any(notice.code == "cross_table" for notice in sheet.notices):
        # Its rows were written as lists here: that each thing is counted is said once, there.
        parts = [part for part in parts if part.code not in {"rows_split", "rows_numbered"}]
    stated, states = split_statuses(split)
    doubts = [*_maybe_sums(dated), *plural_doubts(split)]
    return stated, [*dates, *said, *parts, *doubts, *states]


def _maybe_sums(lines: pl.DataFrame) -> list[Notice]:
    """A notice of the rows whose quantity may be the sum of those above, of the same type."""
    if lines.height > _MOST_LISTED:
        return []
    rows = lines.filter(pl.col("row_nature").is_null() & (pl.col("model") == ""))
    numbers = [read_quantity(text) or 0.0 for text in rows["quantity"].to_list()]
    found = rows[maybe_sums(rows["type"].to_list(), numbers)]
    return [notice_of_rows("rows_maybe_summing", found, found["type"])] if found.height else []


def values_of(
    split: pl.DataFrame,
    sheet: Sheet,
    mapping: SheetMapping,
    notices: Sequence[Notice] = (),
    orders: Orders | None = None,
) -> tuple[pl.DataFrame, list[Notice]]:
    """These lines typed, and their notices, ``notices`` first."""
    first_notices = [*_heading_remarks(sheet, mapping), *doubted_columns(sheet, mapping), *notices]
    remarks = Remarks(sheet.where, first_notices)
    headings = {
        field.value: mapping.headings[column]
        for field, column in mapping.columns.items()
        if column < len(mapping.headings)
    }
    lines = read_values(split, remarks, headings, orders)
    return lines.rename({"type": "type_text"}), remarks.notices


def _heading_remarks(sheet: Sheet, mapping: SheetMapping) -> list[Notice]:
    header_remarks = _header_remarks(sheet, mapping)
    params: dict[str, object]
    if mapping.doubt:
        params = {"sheet": sheet.name, "beside": mapping.beside}
        header_remarks.append(Notice(f"sheet_counted_{mapping.doubt}", sheet.where, params))
    if shared := shared_rows(sheet, mapping):
        params = {"rows": len(shared), "lines": listed(row + 1 for row in shared)}
        header_remarks.append(Notice("rows_shared", sheet.where, params))
    return header_remarks


def _header_remarks(sheet: Sheet, mapping: SheetMapping) -> list[Notice]:
    if mapping.export in export_readers():
        return [Notice(f"read_as_{mapping.export}", sheet.where, {"sheet": sheet.name})]
    if mapping.header_row is None:
        return [Notice("header_missing", sheet.where)]
    if mapping.header_row > 1:
        where = Where(sheet.where.file, sheet.name, mapping.header_row)
        return [Notice("header_below", where, {"row": mapping.header_row})]
    return []


def classified(lines: pl.DataFrame, decided: pl.DataFrame | None = None) -> pl.DataFrame:
    """Lines with their device and nature; a row without device keeps its nature."""
    known = classify(lines, decided)
    row_is = pl.col("row_nature")
    return known.with_columns(
        row_is.fill_null(pl.col("nature")).alias("nature"),
        pl.when(row_is.is_null()).then("device").alias("device"),
        pl.when(row_is.is_null()).then("decided_by").alias("decided_by"),
    ).with_columns(
        pl.when(pl.col("nature") == Nature.VIRTUAL).then(None).otherwise("device").alias("device")
    )
