"""The rows of a table as typed values, and what each row has that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jalons.kernel import Messages
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.columns import CellFault, ColumnKind
from jalons.tabular.errors import TableError
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable
from jalons.tabular.vocabulary import Vocabulary

_SHOWN = 40  # characters of a cell in a notice
_SUMS = Vocabulary({"sum": ["total", "total général", "sous-total", "somme", "grand total", "sum"]})


@dataclass(frozen=True, slots=True)
class RowNotice:
    """What cannot be read in a cell, or is to be known of a column: a code of ``messages.toml``.

    ``row`` is as a spreadsheet numbers it, 0 for a whole column; ``column`` is its heading, "" for
    the table; ``text`` the beginning of the cell, ``facts`` the other values of the sentence.
    """

    row: int
    column: str
    code: str
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def message(self, lang: str | None = None) -> str:
        """What is wrong, in one sentence."""
        return Messages.of("jalons.tabular").text(self.code, lang, text=self.text, **self.facts)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row read: the values of its fields, and what could not be read.

    A field whose cell says nothing, or cannot be read, is in no ``values``: unknown is not blank.
    A row that sums the others has its values, and the notice ``row_total``.
    """

    number: int
    values: Mapping[str, Any]
    notices: tuple[RowNotice, ...] = ()


def read_rows(
    table: HeadedTable, mapping: Mapping[str, int], fields: Sequence[Wanted]
) -> Iterator[TableRow]:
    """The rows that are not empty, in order, each with its typed values and its notices.

    ``mapping`` gives the column (from 0) of a field; a field without column is left out. A row that
    says the headings again, as on another page, is passed over. Raises ``TableError``
    (``column_missing``) for a required field without column.
    """
    for each in fields:
        if each.required and each.name not in mapping:
            raise TableError("column_missing", column=each.label)
    read = [(each, mapping[each.name]) for each in fields if each.name in mapping]
    kinds = [each.kind.fitted([_cell(row, at) for row in table.rows]) for each, at in read]
    columns = [(each, at, kind) for (each, at), kind in zip(read, kinds, strict=True)]
    again = [cell for cell in table.headings if cell]
    for number, row in enumerate(table.rows, start=table.first):
        if any(cell.strip() for cell in row) and [cell for cell in row if cell] != again:
            yield _read(number, row, table.headings, columns)


def remarks(
    table: HeadedTable, mapping: Mapping[str, int], fields: Sequence[Wanted]
) -> tuple[RowNotice, ...]:
    """What is to be known of a table before its rows: accents repaired, months before days, cells
    beyond the headings, which a separator inside a cell would shift there.
    """
    beyond = [
        number
        for number, row in enumerate(table.rows, start=table.first)
        if any(cell and not heading for cell, heading in zip(row, table.headings, strict=False))
    ]
    found = []
    if table.repaired:
        found.append(RowNotice(0, "", "accents_repaired", facts={"count": table.repaired}))
    if beyond:
        facts = {"count": len(beyond), "first": beyond[0]}
        found.append(RowNotice(0, "", "cells_unnamed", facts=facts))
    for each in fields:
        at = mapping.get(each.name)
        if at is not None and each.kind.fitted([_cell(row, at) for row in table.rows]) != each.kind:
            found.append(RowNotice(0, table.headings[at], "days_month_first"))
    return tuple(found)


def _read(
    number: int,
    row: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[tuple[Wanted, int, ColumnKind[Any]]],
) -> TableRow:
    values: dict[str, Any] = {}
    notices = []
    for wanted, at, kind in columns:
        text = _cell(row, at)
        value = kind.read(text)
        if value is None and wanted.required:
            value = CellFault("cell_missing")
        if isinstance(value, CellFault):
            heading = headings[at] or wanted.label
            notices.append(RowNotice(number, heading, value.code, text[:_SHOWN], value.facts))
        elif value is not None:
            values[wanted.name] = value
    first = next(filter(None, row), "")
    if _SUMS.exact(fold(first)):
        notices.append(RowNotice(number, "", "row_total", first[:_SHOWN]))
    return TableRow(number, values, tuple(notices))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
