"""Crosstabs: a site per row, a kind of device per column, a number in each cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from jalons.footprint.engine.inventory.line import Nature, Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.layouts.count_columns import (
    are_desks,
    are_labels,
    counted_once,
    unread_kinds,
)
from jalons.footprint.engine.reading.layouts.period_rows import past_rows
from jalons.footprint.engine.reading.mapping.columns import field_named
from jalons.footprint.engine.reading.vocabulary.cells import read_quantity
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.numbers import Part, numbers_in
from jalons.footprint.engine.reading.vocabulary.reference import families, table, type_words
from jalons.footprint.engine.reading.vocabulary.totals import (
    NumberRow,
    Sums,
    is_total,
    listed,
    sums_of,
)
from jalons.kernel import Where
from jalons.tabular.folding import fold

_HEADER_ROWS = 20
_FEWEST_KINDS = 2
_LEAST_NUMBERS = 0.8
_SHOWN = 8
_PLURAL = re.compile(r"\((?:s|x|es)\)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Counted:
    """The columns of a table that count (kinds by column), its rows that do not, and remarks."""

    header: int
    kinds: Mapping[int, str]
    asides: Mapping[int, Nature]
    notices: Sequence[Notice]


def from_crosstab(sheet: Sheet) -> Sheet:
    """The sheet with each row's counts in one cell, « 12 x PC fixes + 8 x écrans », as a list is.

    Rows stay where they are; any other sheet is returned unchanged.
    """
    found = _find(sheet)
    if found is None:
        return sheet
    table = _counted(sheet, *found)
    header, height = table.header, sheet.cells.height
    counts = {column: sheet.cells[str(column)].to_list() for column in table.kinds}
    types, quantities = [""] * height, [""] * height
    types[header], quantities[header] = "Type", "Quantité"
    for row in range(header + 1, height):
        if row in table.asides:
            continue
        parts = [
            (table.kinds[at], read_quantity(cells[row]))
            for at, cells in counts.items()
            if cells[row]
        ]
        said = [f"{count:.0f} x {kind}" for kind, count in parts if count]
        types[row], quantities[row] = " + ".join(said), "1" if said else ""
    blank = [pl.lit("").alias(str(column)) for column in found[1]]
    width = sheet.cells.width
    cells = sheet.cells.with_columns(
        *blank,
        pl.Series(str(width), types, pl.String),
        pl.Series(str(width + 1), quantities, pl.String),
    )
    notices = (*sheet.notices, *table.notices)
    return replace(sheet, cells=cells, notices=notices, asides={**sheet.asides, **table.asides})


def _counted(sheet: Sheet, header: int, named: Mapping[int, str]) -> _Counted:
    """The columns of a crosstab that count: each kind once, today, neither labels nor sums."""
    rows = sheet.cells.rows()
    where = Where(sheet.where.file, sheet.name, header + 1)
    kinds, left = counted_once(rows, header, named)
    notices = []
    if left:
        shown = ", ".join(f"« {rows[header][at]} »{_under(left[at])}" for at in left)
        notices.append(Notice("columns_not_today", where, {"columns": len(left), "samples": shown}))
    lines = _number_rows(rows, header, kinds)
    past, last = past_rows(rows, header, [line.at for line in lines], kinds)
    sums = Sums(named=[line.at for line in lines if is_total(line.texts, figures=True)])
    if past:
        params = {"rows": len(past), "last": last, "lines": listed(at + 1 for at in past)}
        notices.append(Notice("rows_past", where, params))
    else:
        labels = _labels(rows[header], kinds, lines)
        if labels:
            shown = ", ".join(f"« {rows[header][at]} »" for at in labels)
            params = {"columns": len(labels), "samples": shown}
            notices.append(Notice("labels_not_counted", where, params))
        kinds = {at: kind for at, kind in kinds.items() if at not in labels}
        sums = sums_of(_number_rows(rows, header, kinds))
        notices += _sum_notices(sums, rows, kinds, where)
    notices += unread_kinds(rows, header, named, where)
    notices.insert(0, Notice("cross_table", where, {"kinds": ", ".join(kinds.values()) or "–"}))
    asides = dict.fromkeys([*sums.named, *sums.sure], Nature.TOTAL)
    return _Counted(header, kinds, asides | dict.fromkeys(past, Nature.PAST), notices)


def _under(title: str) -> str:
    return f" ({title})" if title else ""


def _number_rows(
    rows: Sequence[Sequence[str]], header: int, kinds: Mapping[int, str]
) -> list[NumberRow]:
    found = []
    for at, cells in enumerate(rows[header + 1 :], start=header + 1):
        numbers = tuple((cells[column] and read_quantity(cells[column])) or 0.0 for column in kinds)
        if any(cells[column] for column in kinds):
            texts = tuple(cell for column, cell in enumerate(cells) if column not in kinds)
            found.append(NumberRow(at, texts, tuple(map(float, numbers))))
    return found


def _labels(
    headings: Sequence[str], kinds: Mapping[int, str], lines: Sequence[NumberRow]
) -> list[int]:
    """The columns of a table whose numbers are labels; a column that a total sums is counts."""
    found = []
    summed = [line for line in lines if is_total(line.texts, figures=True)]
    for place, column in enumerate(kinds):
        numbers = [line.numbers[place] for line in lines if line not in summed]
        filled = [number for number in numbers if number]
        if any(line.numbers[place] == sum(filled) for line in summed):
            continue
        if are_labels(filled, desks=are_desks(headings)):
            found.append(column)
    return found


def _sum_notices(
    sums: Sums, rows: Sequence[Sequence[str]], kinds: Mapping[int, str], where: Where
) -> list[Notice]:
    """The notices on rows that are unlabelled sums of others."""
    found = []
    for code, places in (("rows_summing", sums.sure), ("rows_maybe_summing", sums.doubted)):
        labels = [
            next((cell for at, cell in enumerate(rows[row]) if cell and at not in kinds), "–")
            for row in sorted(places)
        ]
        shown = ", ".join(f"« {label[:40]} »" for label in labels[:_SHOWN])
        lines = listed(row + 1 for row in sorted(places))
        if places:
            found.append(
                Notice(code, where, {"rows": len(places), "samples": shown, "lines": lines})
            )
    return found


def _find(sheet: Sheet) -> tuple[int, Mapping[int, str]] | None:
    """The row (0-based) that names kinds of device over numbers, with their columns."""
    for row, cells in enumerate(sheet.cells.head(_HEADER_ROWS).rows()):
        if any(field_named(cell) in {Field.TYPE, Field.MODEL} for cell in cells):
            return None
        named = {column: name for column, cell in enumerate(cells) if (name := _kind(cell))}
        counted = {column: name for column, name in named.items() if _counts(sheet, row, column)}
        if len(counted) >= _FEWEST_KINDS:
            return row, counted
    return None


def _kind(cell: str) -> str | None:
    """The kind of device named by a heading of a list, or None."""
    cell = _YEAR.sub("", _PLURAL.sub("", cell)).strip(" -()/")
    found = type_words().exact(fold(cell)) if len(cell) <= 60 else None
    if found is None or (found in families() and families()[found].nature):
        return None
    if numbers_in(f"2 x {cell}").parts == (Part(cell, 2.0),):
        return cell
    return str(table("devices")[found]["name"]["fr"]) if found in table("devices") else None


def _counts(sheet: Sheet, header: int, column: int) -> bool:
    below: Sequence[str] = sheet.cells[str(column)].slice(header + 1).to_list()
    filled = [cell for cell in below if cell]
    numbers = [cell for cell in filled if cell[0].isdecimal() and read_quantity(cell) is not None]
    zeros = [cell for cell in filled if cell in {"0", "0.0", "-"}]
    labels = len(numbers) > 1 and all(cell.isdecimal() and len(cell) > 3 for cell in numbers)
    return (
        bool(numbers) and not labels and len(numbers) + len(zeros) >= _LEAST_NUMBERS * len(filled)
    )
