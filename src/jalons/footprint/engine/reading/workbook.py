"""Spreadsheets: Excel old and new, OpenDocument; values of formulas, dates as dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import fastexcel
import polars as pl

from jalons.footprint.engine.inventory import FootprintError, Notice
from jalons.footprint.engine.reading.cells import read_number
from jalons.footprint.engine.reading.kinds import FileKind
from jalons.footprint.engine.reading.sheet import Limits, Sheet, check_size, tidy
from jalons.kernel import Where
from jalons.kernel.workbook_parts import (
    BROKEN_ARCHIVE,
    Extent,
    Merge,
    binary_sheet_extents,
    by_sheet_name,
    open_document_extents,
    open_xml_extents,
    shared_text_bytes,
)

_MOST_MERGES = 50_000


def read_workbook(content: bytes, kind: FileKind, where: Where, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook that hold something; ``FootprintError`` explains a refusal."""
    try:
        extents = _measured(content, kind, where, limits)
        reader = fastexcel.read_excel(content)
        names = reader.sheet_names
        _check_sheets(names, where, limits)
        sheets = [
            _read_sheet(reader, name, Where(file=where.file, sheet=name), limits) for name in names
        ]
    except (*BROKEN_ARCHIVE, fastexcel.FastExcelError) as error:
        protected = "password" in str(error).lower()
        raise FootprintError(
            "file_protected" if protected else "file_damaged", where=where
        ) from error
    except BaseException as error:
        # The library is written in Rust: a panic there reaches us outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FootprintError("file_damaged", where=where) from error
    merged = [
        _unmerged(sheet, extents.get(name)) for name, sheet in zip(names, sheets, strict=True)
    ]
    filled = [sheet for sheet in merged if sheet.cells.height]
    if not filled:
        raise FootprintError("file_empty", where=where)
    return filled


def _check_sheets(names: list[str], where: Where, limits: Limits) -> None:
    if len(names) > limits.sheets:
        raise FootprintError("too_many_sheets", where=where, sheets=len(names), limit=limits.sheets)


def _measured(content: bytes, kind: FileKind, where: Where, limits: Limits) -> dict[str, Extent]:
    """Refuse sheets whose rectangle would not fit in memory; the extents by sheet name."""
    extents: dict[str, Extent] = {}
    found: Iterable[Extent] = ()
    if kind is FileKind.OPEN_XML:
        told = shared_text_bytes(content)
        if told > 2 * limits.expanded_bytes:
            raise FootprintError("file_expands", where=where, megabytes=round(told / 2**20))
        parts = open_xml_extents(content)
        found = parts.values()
        extents = by_sheet_name(content, parts)
    elif kind is FileKind.BINARY_OPEN_XML:
        found = binary_sheet_extents(content)
    elif kind is FileKind.OPEN_DOCUMENT:
        found = open_document_extents(content)
    for extent in found:
        check_size(where, limits, rows=extent.last_row, columns=extent.width)
    return extents


def _read_sheet(reader: fastexcel.ExcelReader, name: str, where: Where, limits: Limits) -> Sheet:
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    check_size(where, limits, rows=loaded.total_height, columns=loaded.width)
    cells = loaded.to_polars() if loaded.width and loaded.height else pl.DataFrame()
    hidden = loaded.visible != "visible"
    return Sheet(name, tidy(cells), where.file, hidden=hidden)


def _unmerged(sheet: Sheet, extent: Extent | None) -> Sheet:
    """The sheet with cells merged downwards filled: a site written once for ten rows is on each."""
    if extent is None or len(extent.merges) > _MOST_MERGES:
        return sheet
    columns = extent.runs_down(rows=sheet.cells.height, columns=sheet.cells.width)
    if not columns:
        return sheet
    values = {index: sheet.cells[str(index)].to_list() for index in columns}
    texts: list[pl.Series] = []
    shared: dict[int, tuple[int, ...]] = {}
    for index, merges in columns.items():
        numbers = [each for each in merges if read_number(values[index][each.first_row - 1])]
        shared |= {index: tuple(row for each in numbers for row in _below(each, sheet))}
        texts.append(_filled_down(sheet, index, [each for each in merges if each not in numbers]))
    notices = [*sheet.notices]
    if count := sum(map(len, columns.values())):
        notices.append(Notice("merged_cells", sheet.where, {"cells": count}))
    shared = {index: rows for index, rows in shared.items() if rows}
    cells = sheet.cells.with_columns(texts)
    return replace(sheet, cells=cells, notices=tuple(notices), shared=shared)


def _below(merge: Merge, sheet: Sheet) -> range:
    """The rows (0-based) of merged cells below the first."""
    return range(merge.first_row, min(merge.last_row, sheet.cells.height))


def _filled_down(sheet: Sheet, column: int, merges: list[Merge]) -> pl.Series:
    """A column whose merged texts stand on each of their rows. A number is not repeated: twelve
    devices written once for three rows are twelve.
    """
    cells = sheet.cells[str(column)].to_list()
    for merge in merges:
        for row in _below(merge, sheet):
            cells[row] = cells[row] or cells[merge.first_row - 1]
    return pl.Series(str(column), cells, dtype=pl.String)
