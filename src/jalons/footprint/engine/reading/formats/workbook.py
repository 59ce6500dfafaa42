"""The sheets of a workbook as frames of text, cells merged downwards filled."""

from __future__ import annotations

from dataclasses import replace
from itertools import batched

import polars as pl

from jalons.footprint.engine.inventory.line import FileError, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet, tidy
from jalons.footprint.engine.reading.vocabulary.cells import read_number
from jalons.kernel import Where
from jalons.tabular import FileKind, Limits
from jalons.tabular.files.workbook import Merge, WorkbookSheet, open_workbook

_BLOCK = 20_000  # rows that stand in memory as Python texts


def read_workbook(content: bytes, kind: FileKind, where: Where, limits: Limits) -> list[Sheet]:
    """The non-empty sheets of a workbook; ``FootprintError`` explains a refusal."""
    sheets = [_unmerged(_framed(each, where), each.merges)
              for each in open_workbook(content, kind, where, limits)]  # fmt: skip
    filled = [sheet for sheet in sheets if sheet.cells.height]
    if not filled:
        raise FileError("file_empty", where=where)
    return filled


def _framed(sheet: WorkbookSheet, where: Where) -> Sheet:
    schema = dict.fromkeys(map(str, range(sheet.width)), pl.String)
    blocks = [
        pl.DataFrame(list(block), schema=schema, orient="row")
        for block in batched(sheet.rows(), _BLOCK)
    ]
    cells = pl.concat(blocks) if blocks else pl.DataFrame()
    return Sheet(sheet.name, tidy(cells), where.file, hidden=sheet.hidden)


def _unmerged(sheet: Sheet, merges: dict[int, list[Merge]]) -> Sheet:
    """The sheet with cells merged downwards filled: a site written once for ten rows is on each."""
    columns = {
        column: inside
        for column, found in merges.items()
        if column < sheet.cells.width
        and (inside := [each for each in found if each.first_row < sheet.cells.height])
    }
    if not columns:
        return sheet
    values = {index: sheet.cells[str(index)].to_list() for index in columns}
    texts: list[pl.Series] = []
    shared: dict[int, tuple[int, ...]] = {}
    for index, found in columns.items():
        numbers = [each for each in found if read_number(values[index][each.first_row])]
        shared |= {index: tuple(row for number in numbers for row in _below(number, sheet))}
        texts.append(_filled_down(sheet, index, [each for each in found if each not in numbers]))
    count = sum(map(len, columns.values()))
    notices = (*sheet.notices, Notice("merged_cells", sheet.where, {"cells": count}))
    shared = {index: rows for index, rows in shared.items() if rows}
    return replace(sheet, cells=sheet.cells.with_columns(texts), notices=notices, shared=shared)


def _below(merge: Merge, sheet: Sheet) -> range:
    """The rows (0-based) of merged cells below the first."""
    return range(merge.first_row + 1, min(merge.last_row + 1, sheet.cells.height))


def _filled_down(sheet: Sheet, column: int, merges: list[Merge]) -> pl.Series:
    """A column whose merged texts stand on each of their rows. A number is not repeated: twelve
    devices written once for three rows are twelve.
    """
    cells = sheet.cells[str(column)].to_list()
    for merge in merges:
        for row in _below(merge, sheet):
            cells[row] = cells[row] or cells[merge.first_row]
    return pl.Series(str(column), cells, dtype=pl.String)
