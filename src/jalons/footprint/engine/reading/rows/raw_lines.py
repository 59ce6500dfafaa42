"""The rows of a sheet as raw lines: the mapped columns as text, and the nature of each row."""

from __future__ import annotations

import re

import polars as pl

from jalons.footprint.engine.inventory.line import FootprintError, Nature, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.sheet_mapping import SheetMapping
from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.footprint.engine.reading.vocabulary.designations import site_named
from jalons.footprint.engine.reading.vocabulary.exports import with_declared_cells
from jalons.footprint.engine.reading.vocabulary.fields import LEFT_ASIDE, Field
from jalons.footprint.engine.reading.vocabulary.totals import is_total
from jalons.kernel import Where
from jalons.tabular.folding import fold

TEXT_FIELDS = tuple(field for field in Field if field not in LEFT_ASIDE)
_NOTE = re.compile(
    r"\s*(\*|\(\*\)|(source|nota|note|n\.?b\.?|remarque|légende|mis(e)? à jour|maj)\s*[:=]?\s)",
    re.IGNORECASE,
)
_DATES = tuple(
    re.compile(rf"^(date (d |de (la )?)?({words})( date)?|({words}) date)$")
    for words in (
        "mise en service|mes|startup|start",
        "achat|acquisition|purchase|of purchase",
        "livraison|delivery",
        "facture|facturation|invoice",
        "commande|order",
    )
)


def raw_lines(sheet: Sheet, mapping: SheetMapping) -> pl.DataFrame:
    """The data rows of a sheet: ``sheet``, ``row``, one text column per field, ``row_nature``.

    Raises ``FootprintError`` when the mapping names a column or a row the sheet has not.
    """
    first = mapping.header_row or 0
    if first > sheet.cells.height:
        raise FootprintError("mapping_row_unknown", where=sheet.where, row=first)
    for column in mapping.columns.values():
        if column >= sheet.cells.width:
            raise FootprintError("mapping_column_unknown", where=sheet.where, column=column + 1)
    body = sheet.cells.slice(first)
    mapped = body.select(
        pl.lit(sheet.name).alias("sheet"),
        _row_numbers(sheet, first),
        *(_text_of(field, mapping, sheet) for field in TEXT_FIELDS),
        pl.sum_horizontal(pl.all() != "").alias("filled"),
    )
    lines = mapped.with_columns(_row_nature(body, mapped, sheet, mapping)).drop("filled")
    columns = {field.value: column for field, column in mapping.columns.items()}
    return with_declared_cells(lines, body, mapping.export, mapping.headings, columns)


def _row_numbers(sheet: Sheet, first: int) -> pl.Expr:
    if sheet.rows:
        return pl.lit(pl.Series(sheet.rows[first : sheet.cells.height], dtype=pl.UInt32)).alias(
            "row"
        )
    return pl.int_range(first + 1, first + 1 + pl.len(), dtype=pl.UInt32).alias("row")


def with_other_dates(
    lines: pl.DataFrame, sheet: Sheet, mapping: SheetMapping
) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines whose purchase date is blank with that of another column, service first, order last.

    GLPI knows five dates and people fill one of them. Nothing is done when no column was chosen for
    the purchase date, or when the others are chosen for something else.
    """
    if Field.PURCHASED not in mapping.columns:
        return lines, []
    taken = set(mapping.columns.values())
    found = {
        column: rank
        for column, heading in enumerate(mapping.headings[: sheet.cells.width])
        if column not in taken and (rank := _rank_of_date(heading)) is not None
    }
    notices = []
    body = sheet.cells.slice(mapping.header_row or 0)
    for column in sorted(found, key=lambda column: found[column]):
        other = pl.Series("other", body[str(column)])
        blank = (lines["purchased"] == "") & (other != "") & lines["row_nature"].is_null()
        if not blank.any():
            continue
        filled = pl.when(blank).then(other).otherwise(lines["purchased"]).alias("purchased")
        lines = lines.with_columns(filled)
        where = Where(sheet.where.file, sheet.name, None, mapping.headings[column])
        params = {"rows": int(blank.sum()), "column": mapping.headings[column]}
        notices.append(Notice("dates_from_elsewhere", where, params))
    return lines, notices


def _rank_of_date(heading: str) -> int | None:
    plain = fold(heading)
    return next((rank for rank, words in enumerate(_DATES) if words.search(plain)), None)


def _text_of(field: Field, mapping: SheetMapping, sheet: Sheet) -> pl.Expr:
    column = mapping.columns.get(field)
    if field is Field.SITE and column is None and site_named(sheet.name):
        return pl.lit(sheet.name).alias(field.value)
    return (pl.lit("") if column is None else pl.col(str(column))).alias(field.value)


def _row_nature(
    body: pl.DataFrame, mapped: pl.DataFrame, sheet: Sheet, mapping: SheetMapping
) -> pl.Series:
    natures = pl.Series("row_nature", [None], pl.String).new_from_index(0, mapped.height)
    marks: dict[int, Nature] = dict.fromkeys(
        (mapped["filled"] == 0).arg_true().to_list(), Nature.EMPTY
    )
    marks |= dict.fromkeys(_repeated_headings(body, sheet, mapping), Nature.HEADING)
    marks |= dict.fromkeys(_totals(body, mapped), Nature.TOTAL)
    marks |= dict.fromkeys(_notes(body, mapped), Nature.HEADING)
    first = mapping.header_row or 0
    marks |= {at - first: nature for at, nature in sheet.asides.items() if at >= first}
    marks |= {at - first: Nature.SHARED for at in shared_rows(sheet, mapping)}
    if not marks:
        return natures
    return natures.scatter(list(marks), [nature.value for nature in marks.values()])


def shared_rows(sheet: Sheet, mapping: SheetMapping) -> list[int]:
    """The rows (0-based) whose devices are in the quantity of a row above, by merged cells."""
    column = mapping.columns.get(Field.QUANTITY, -1)
    first = mapping.header_row or 0
    return [row for row in sheet.shared.get(column, ()) if row >= first]


def _repeated_headings(body: pl.DataFrame, sheet: Sheet, mapping: SheetMapping) -> list[int]:
    """Rows that repeat the headings, as when sheets were pasted one under the other."""
    if mapping.header_row is None:
        return []
    headings = sheet.cells.row(mapping.header_row - 1)
    columns = [column for column in mapping.columns.values() if headings[column]]
    if len(columns) < 2:
        return []
    same = pl.all_horizontal(pl.col(str(column)) == headings[column] for column in columns)
    return body.select(same).to_series().arg_true().to_list()


def _totals(body: pl.DataFrame, mapped: pl.DataFrame) -> list[int]:
    """Rows that sum those above: called so, or a lone number equal to the sum of its column."""
    few = mapped["filled"] <= 4
    found = []
    running = 0.0
    suspects = (few & (mapped["filled"] > 0)).arg_true().to_list()
    lone = set((mapped["filled"] == 1).arg_true().to_list())
    quantities = mapped["quantity"]
    done = 0
    for index in suspects:
        texts = [text for text in body.row(index) if text]
        named = is_total(texts)
        if index in lone and quantities[index] and not named:
            running += sum(read_number(text) or 0.0 for text in quantities[done:index])
            done = index
            named = index > 0 and read_number(texts[0]) == running
        if named:
            found.append(index)
    return found


def _notes(body: pl.DataFrame, mapped: pl.DataFrame) -> list[int]:
    """Rows whose only cell is a remark on the table: a source, an update, an asterisk."""
    lone = (mapped["filled"] == 1).arg_true().to_list() if body.width > 1 else []
    return [row for row in lone if _NOTE.match(next(filter(None, body.row(row))))]
