"""From the files of a folder to typed tables: every row with its place, every doubt noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.footprint.engine.numecoeval.layouts import (
    BY_TABLE,
    CellKind,
    Layout,
    Table,
    kind_of,
    recognise,
)
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.sheets import read_sheets
from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, Limits

_DTYPES: Mapping[CellKind, type[pl.DataType]] = {
    CellKind.TEXT: pl.String,
    CellKind.NUMBER: pl.Float64,
    CellKind.DATE: pl.Date,
    CellKind.FLAG: pl.Boolean,
}
_TRUE = ("true", "vrai", "oui", "1", "x")
_FALSE = ("false", "faux", "non", "0")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The tables of a folder, each with the columns of its layout plus ``file`` and ``row``.

    Absent columns are null; a row is as the spreadsheet shows it (headings are row 1).
    """

    tables: Mapping[Table, pl.DataFrame]
    notices: tuple[Notice, ...]

    def table(self, table: Table) -> pl.DataFrame:
        """A table, without rows when no file has it."""
        found = self.tables.get(table)
        return found if found is not None else pl.DataFrame(schema=schema_of(BY_TABLE[table]))


def schema_of(layout: Layout) -> dict[str, type[pl.DataType]]:
    """The columns of a table once read, with their types."""
    own = {column: _DTYPES[kind_of(column)] for column in layout.columns}
    return {"file": pl.String, "row": pl.UInt32, **own}


def read_tables(files: Iterable[tuple[str, bytes]], *, limits: Limits = DEFAULT_LIMITS) -> Dataset:
    """The tables found in ``(name, content)`` files, recognised by their headings.

    A file that is none of them, or cannot be read, becomes a notice. Raises ``FootprintError``
    (``numecoeval_nothing``) when no table is recognised.
    """
    parts: dict[Table, list[pl.DataFrame]] = {}
    notices: list[Notice] = []
    for name, content in files:
        try:
            sheets = read_sheets(content, name, limits=limits)
        except FootprintError as error:
            notices.append(Notice("numecoeval_unreadable", Where(file=name), {"why": str(error)}))
            continue
        for sheet in sheets:
            notices += sheet.notices
            layout = recognise(_headings(sheet))
            if layout is None:
                notices.append(Notice("numecoeval_unknown_table", sheet.where))
                continue
            frame, doubts = _typed(sheet, layout)
            parts.setdefault(layout.table, []).append(frame)
            notices += doubts
    if not parts:
        raise FootprintError("numecoeval_nothing")
    tables = {table: pl.concat(frames) for table, frames in parts.items()}
    return Dataset(tables, tuple(notices))


def _headings(sheet: Sheet) -> list[str]:
    return [str(cell) for cell in sheet.cells.row(0)] if sheet.cells.height else []


def _typed(sheet: Sheet, layout: Layout) -> tuple[pl.DataFrame, list[Notice]]:
    """The rows of a sheet with typed columns; an unreadable cell is left out and noticed."""
    wanted: dict[str, str] = {}
    for at, heading in enumerate(_headings(sheet)):
        column = layout.column_of(heading)
        if column is not None and column not in wanted:
            wanted[column] = str(at)
    numbered = sheet.cells.with_row_index("row", offset=1).slice(1)
    written = numbered.filter(pl.any_horizontal(pl.exclude("row") != ""))
    texts = written.select("row", *(pl.col(at).alias(column) for column, at in wanted.items()))
    parsed = texts.select(
        pl.lit(sheet.file).alias("file"),
        pl.col("row").cast(pl.UInt32),
        *(
            (_parse(column) if column in wanted else pl.lit(None, _DTYPES[kind_of(column)])).alias(
                column
            )
            for column in layout.columns
        ),
    )
    return parsed, _unread(sheet, texts, parsed, list(wanted))


def _parse(column: str) -> pl.Expr:
    text = pl.col(column)
    kind = kind_of(column)
    if kind is CellKind.NUMBER:
        number = text.map_batches(_numbers, return_dtype=pl.Float64)
        return pl.when(number.is_finite()).then(number)
    if kind is CellKind.DATE:
        day = text.str.slice(0, 10)
        patterns = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")
        spelled = [day.str.to_date(pattern, strict=False) for pattern in patterns]
        return pl.coalesce(
            *spelled, text.str.extract(r"^(\d{8})$").str.to_date("%Y%m%d", strict=False)
        )
    if kind is CellKind.FLAG:
        plain = text.str.to_lowercase()
        return (
            pl.when(plain.is_in(_TRUE))
            .then(statement=True)
            .when(plain.is_in(_FALSE))
            .then(statement=False)
        )
    return pl.when(text != "").then(text)


def _numbers(texts: pl.Series) -> pl.Series:
    return by_distinct(texts, read_number, pl.Float64)


def _unread(
    sheet: Sheet, texts: pl.DataFrame, parsed: pl.DataFrame, columns: list[str]
) -> list[Notice]:
    """A notice for every cell that says something which is no number, date or yes/no."""
    notices = []
    for column in columns:
        lost = texts.select("row", column).filter((pl.col(column) != "") & parsed[column].is_null())
        notices += [
            Notice(
                f"numecoeval_not_a_{kind_of(column).value}",
                Where(file=sheet.file, sheet=sheet.name, row=row, column=column),
                {"value": text, "column": column},
            )
            for row, text in lost.iter_rows()
        ]
    return notices
