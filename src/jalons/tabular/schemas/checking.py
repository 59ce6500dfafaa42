"""A table confronted with its schema: each error with its row, its column and a code.

Column by column, each different text judged once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from jalons.tabular.schemas.description import Field, RowCheck, TableSchema
from jalons.tabular.schemas.values import is_free, judge, value_of

type Rows = Sequence[Sequence[str]]
VALUE_CHECKS = ("siret", "siren")
_CONSTRAINTS = ("required", "enum", "pattern", "minimum", "maximum", "min_length", "max_length")
STANDARD: Mapping[str, str] = {
    "column_missing": "missing-label", "column_twice": "duplicate-label",
    "cell_missing": "missing-cell", "cell_extra": "extra-cell", "row_blank": "blank-row",
    "type": "type-error", "unique": "unique-error", "primary_key": "primary-key",
    **dict.fromkeys(_CONSTRAINTS, "constraint-error"),
}  # fmt: skip
"""The names that the Frictionless standard gives to the codes; the others are those of Jalons."""


class CellError(NamedTuple):
    """An error: the row as a spreadsheet numbers it (0: headings), its column, text and code."""

    row: int
    column: str
    text: str
    code: str


class ErrorGroup(NamedTuple):
    """The errors of one code in one column, the ``at``-th; ranks of rows, none for the headings."""

    code: str
    column: str
    at: int
    ranks: array[int]

    @property
    def errors(self) -> int:
        """The number of errors."""
        return len(self.ranks) or 1


@dataclass(frozen=True, slots=True)
class Report:
    """What ``rows`` have wrong; ``first_row`` is the number of the first, ``right_rows`` have none.

    ``extra``: headings that the schema does not know, which is no error.
    """

    rows: Rows
    first_row: int
    groups: tuple[ErrorGroup, ...]
    extra: tuple[str, ...]
    right_rows: int

    @property
    def count(self) -> int:
        """The number of errors."""
        return sum(each.errors for each in self.groups)

    @property
    def score(self) -> int:
        """The share of rows without any error, 0 to 100; 100 only when there is no error at all."""
        if not self.groups:
            return 100
        if not self.rows or not all(each.ranks for each in self.groups):
            return 0  # a column is missing: no row is complete
        return min(99, 100 * self.right_rows // len(self.rows))

    def errors_of(self, group: ErrorGroup, most: int | None = None) -> Iterator[CellError]:
        """The errors of a group, ``most`` at most."""
        if not group.ranks:
            yield CellError(0, group.column, "", group.code)
        for rank in group.ranks[:most]:
            row = self.rows[rank]
            text = row[group.at] if 0 <= group.at < len(row) else ""
            yield CellError(self.first_row + rank, group.column, text, group.code)

    def errors(self) -> Iterator[CellError]:
        """Every error, code by code and column by column."""
        return (error for group in self.groups for error in self.errors_of(group))


class _Table:
    """The rows read, where the columns of the schema are, the errors as they are found."""

    def __init__(self, headings: Sequence[str], rows: Rows, schema: TableSchema) -> None:
        self.headings, self.rows, self.schema = [name.strip() for name in headings], rows, schema
        self.places = {name: at for at, name in reversed([*enumerate(self.headings)])}
        self.groups: list[ErrorGroup] = []
        self.bad, self.skipped = set[int](), frozenset[int]()

    def add(self, code: str, column: str, ranks: Sequence[int], at: int = -1) -> None:
        if ranks:
            self.groups.append(ErrorGroup(code, column, at, array("q", ranks)))
            self.bad.update(ranks)

    def add_heading(self, code: str, name: str) -> None:
        self.groups.append(ErrorGroup(code, name, -1, array("q")))

    def cells(self, at: int) -> list[str]:
        return [row[at] if at < len(row) else "" for row in self.rows]

    def values(self, name: str) -> Iterable[Any]:
        """The values of a column of the schema, None where there is none."""
        field = self.schema.field(name) or Field(name)
        found = map(value_of(field, self.schema.missing(field)), self.cells(self.places[name]))
        return (repr(each) if isinstance(each, dict | list) else each for each in found)

    def has(self, names: Sequence[str]) -> bool:
        return bool(names) and self.places.keys() >= set(names)


def check(
    headings: Sequence[str], rows: Rows, schema: TableSchema, *, first_row: int = 2
) -> Report:
    """What ``rows`` under ``headings`` have wrong; columns are found by their heading.

    A blank row is one error and is not read further. A row that is too short has one error for each
    cell that lacks. Pure; 100,000 rows of 20 columns take about 1.5 s.
    """
    table = _Table(headings, rows, schema)
    for name, count in Counter(table.headings).items():
        if name and count > 1:
            table.add_heading("column_twice", name)
    for field in schema.fields:
        if field.constraints.required and field.name not in table.places:
            table.add_heading("column_missing", field.name)
    _blank_rows(table)
    _widths(table)
    for field in schema.fields:
        if field.name in table.places:
            _column(table, field)
    for declared in schema.checks:
        if declared.check not in VALUE_CHECKS and table.has(declared.fields):
            _row_check(table, declared)
    if table.has(schema.key):
        keys = [*zip(*map(table.values, schema.key), strict=True)]
        empty = {rank for rank, key in enumerate(keys) if not any(v is not None for v in key)}
        wrong = (empty - table.skipped) | set(_repeated(keys, table.skipped | empty))
        table.add("primary_key", ", ".join(schema.key), sorted(wrong), table.places[schema.key[0]])
    known = {field.name for field in schema.fields}
    extra = tuple(name for name in dict.fromkeys(table.headings) if name and name not in known)
    return Report(rows, first_row, tuple(table.groups), extra, len(rows) - len(table.bad))


def _blank_rows(table: _Table) -> None:
    """Rows without any value; what means a missing value in its column is none."""
    missing = table.schema.missing
    marks = {table.places[each.name]: missing(each) | {""} for each in table.schema.fields
             if each.name in table.places}  # fmt: skip
    none = frozenset({""})
    first = marks.get(0, none)
    blank = [rank for rank, row in enumerate(table.rows) if (not row or row[0] in first)
             and all(cell in marks.get(at, none) for at, cell in enumerate(row))]  # fmt: skip
    table.add("row_blank", "", blank)
    table.skipped = frozenset(blank)


def _widths(table: _Table) -> None:
    """Rows that are longer or shorter than the headings."""
    width, short = len(table.headings), dict[int, list[int]]()
    odd = [(rank, len(row)) for rank, row in enumerate(table.rows)
           if len(row) != width and rank not in table.skipped]  # fmt: skip
    for rank, length in odd:
        for at in range(length, width):
            short.setdefault(at, []).append(rank)
    table.add("cell_extra", "", [rank for rank, length in odd if length > width], width)
    for at, ranks in sorted(short.items()):
        table.add("cell_missing", table.headings[at], ranks)


def _column(table: _Table, field: Field) -> None:
    """The errors of the cells of a column."""
    at, missing = table.places[field.name], table.schema.missing(field)
    cells = table.cells(at)
    different, faults = set(cells), dict[str, tuple[str, ...]]()
    if field.constraints.required:
        faults = dict.fromkeys(missing | {""}, ("required",))
    extra = [each.check for each in table.schema.checks
             if each.check in VALUE_CHECKS and field.name in each.fields]  # fmt: skip
    if extra or not is_free(field):
        codes_of = judge(field, extra)
        faults |= {text: codes for text in different - missing if (codes := codes_of(text))}
    by_code: dict[str, list[int]] = {}
    for rank, text in enumerate(cells) if not different.isdisjoint(faults) else ():
        if text in faults and rank not in table.skipped:
            for code in faults[text]:
                by_code.setdefault(code, []).append(rank)
    for code, ranks in by_code.items():
        table.add(code, field.name, ranks, at)
    # one value may have several texts: "3" and " 3 "
    if field.constraints.unique and (field.type != "string" or len(different) < len(cells)):
        table.add("unique", field.name, _repeated(table.values(field.name), table.skipped), at)


def _repeated(values: Iterable[Any], skipped: frozenset[int] | set[int]) -> list[int]:
    """The ranks of the values that were met before."""
    seen, ranks = set[Any](), []
    for rank, value in enumerate(values):
        if value is not None and rank not in skipped:
            if value in seen:
                ranks.append(rank)
            seen.add(value)
    return ranks


_REFUSES: Mapping[str, Callable[[Sequence[Any]], bool]] = {
    "one_of": lambda values: all(each is None for each in values),
    "order": lambda values: None not in values and values[0] < values[1],
}


def _row_check(table: _Table, declared: RowCheck) -> None:
    """The rows that a check over several columns refuses; one that is not known refuses none."""
    if (refuses := _REFUSES.get(declared.check)) is None:
        return
    columns = zip(*map(table.values, declared.fields), strict=True)
    ranks = [rank for rank, values in enumerate(columns)
             if rank not in table.skipped and refuses(values)]  # fmt: skip
    table.add(declared.check, ", ".join(declared.fields), ranks)
