"""A table confronted with its schema: each error with its row, its column and a code.

Column by column, each different text judged once: a column of 100,000 cells costs what its different
values cost.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any, NamedTuple

from jalons.tabular.schemas.description import Field, RowCheck, TableSchema
from jalons.tabular.schemas.values import is_free, judge, reader

type Rows = Sequence[Sequence[str]]
VALUE_CHECKS = ("siret", "siren")
STANDARD: Mapping[str, str] = {
    "column_missing": "missing-label", "column_twice": "duplicate-label",
    "cell_missing": "missing-cell", "cell_extra": "extra-cell", "row_blank": "blank-row",
    "type": "type-error", "unique": "unique-error", "primary_key": "primary-key",
    **dict.fromkeys(("required", "enum", "pattern", "minimum", "maximum", "min_length",
                     "max_length"), "constraint-error"),
}  # fmt: skip
"""The names that the Frictionless standard gives to the codes; the others are those of Jalons."""


class CellError(NamedTuple):
    """An error: the row as a spreadsheet numbers it (0: the headings), its column, text and code."""

    row: int
    column: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """The errors of one code in one column; ``rows`` are ranks from 0, none for the headings."""

    code: str
    column: str
    rows: array[int]
    texts: Mapping[int, str]

    def __len__(self) -> int:
        return len(self.rows) or 1


@dataclass(frozen=True, slots=True)
class Report:
    """What a table has wrong. ``first_row`` numbers its first row; ``right_rows`` have no error.

    ``extra``: headings that the schema does not know, which is no error.
    """

    rows: int
    first_row: int
    groups: tuple[ErrorGroup, ...]
    extra: tuple[str, ...]
    right_rows: int

    @property
    def count(self) -> int:
        """The number of errors."""
        return sum(map(len, self.groups))

    @property
    def is_valid(self) -> bool:
        """Whether there is no error."""
        return not self.groups

    @property
    def score(self) -> int:
        """The share of rows without any error, 0 to 100; 100 only when there is no error at all."""
        if self.is_valid:
            return 100
        if not self.rows or any(not each.rows for each in self.groups):
            return 0  # a column is missing: no row is complete
        return min(99, 100 * self.right_rows // self.rows)

    def errors(self, most: int | None = None) -> Iterator[CellError]:
        """The errors, code by code and column by column; ``most`` of each at most."""
        for group in self.groups:
            if not group.rows:
                yield CellError(0, group.column, "", group.code)
            for rank in group.rows[:most]:
                yield CellError(self.first_row + rank, group.column, group.texts.get(rank, ""),
                                group.code)  # fmt: skip


class _Column(Mapping[int, str]):
    """The texts of a column by rank, read from the rows: nothing is copied."""

    def __init__(self, rows: Rows, at: int) -> None:
        self.rows, self.at = rows, at

    def __getitem__(self, rank: int) -> str:
        row = self.rows[rank]
        if self.at >= len(row):
            raise KeyError(rank)
        return row[self.at]

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.rows)))

    def __len__(self) -> int:
        return len(self.rows)


class _Found:
    """The errors, as they are found."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.bad = rows, set[int]()
        self.groups: list[ErrorGroup] = []

    def add(self, code: str, column: str, ranks: Sequence[int], at: int = -1) -> None:
        if ranks:
            texts: Mapping[int, str] = _Column(self.rows, at) if at >= 0 else {}
            self.groups.append(ErrorGroup(code, column, array("q", ranks), texts))
            self.bad.update(ranks)


def check(
    headings: Sequence[str], rows: Rows, schema: TableSchema, *, first_row: int = 2
) -> Report:
    """What ``rows`` under ``headings`` have wrong; columns are found by their heading.

    A blank row is one error and is not read further. A row that is too short has one error for each
    cell that lacks. Pure; 100,000 rows of 20 columns take about a second.
    """
    places = {name: at for at, name in reversed(list(enumerate(headings)))}
    found, width = _Found(rows), len(headings)
    for name, count in Counter(headings).items():
        if name and count > 1:
            found.groups.append(ErrorGroup("column_twice", name, array("q"), {}))
    known = [(field, places[field.name]) for field in schema.fields if field.name in places]
    for field in schema.fields:
        if field.name not in places and field.constraints.required:
            found.groups.append(ErrorGroup("column_missing", field.name, array("q"), {}))
    blank = _blank_rows(rows, known, schema)
    found.add("row_blank", "", blank)
    skipped = set(blank)
    _widths(found, width, headings, skipped)
    singles = {name: each.check for each in schema.checks for name in each.fields
               if each.check in VALUE_CHECKS}  # fmt: skip
    for field, at in known:
        extra = (singles[field.name],) if field.name in singles else ()
        _column(found, field, at, schema.missing(field), skipped, extra)
    for row_check in schema.checks:
        _row_check(found, row_check, places, schema, skipped)
    if schema.key and all(name in places for name in schema.key):
        _key(found, schema, places, skipped)
    names = {field.name for field in schema.fields}
    extra = tuple(name for name in dict.fromkeys(headings) if name and name not in names)
    return Report(len(rows), first_row, tuple(found.groups), extra, len(rows) - len(found.bad))


def _blank_rows(rows: Rows, known: Sequence[tuple[Field, int]], schema: TableSchema) -> list[int]:
    """The rows without any value; a text that means a missing value is none."""
    marks = {at: schema.missing(field) for field, at in known}
    none = frozenset[str]()
    first = marks.get(0, none) | {""}
    return [rank for rank, row in enumerate(rows) if (not row or row[0] in first)
            and all(not cell or cell in marks.get(at, none) for at, cell in enumerate(row))]


def _widths(found: _Found, width: int, headings: Sequence[str], skipped: set[int]) -> None:
    short: dict[int, list[int]] = {}
    long = []
    for rank, row in enumerate(found.rows):
        if len(row) != width and rank not in skipped:
            if len(row) > width:
                long.append(rank)
            for at in range(len(row), width):
                short.setdefault(at, []).append(rank)
    found.add("cell_extra", "", long, width)
    for at, ranks in sorted(short.items()):
        found.add("cell_missing", headings[at], ranks)


def _column(
    found: _Found, field: Field, at: int, missing: frozenset[str], skipped: set[int],
    extra: tuple[str, ...],
) -> None:  # fmt: skip
    """The errors of the cells of a column."""
    cells = [row[at] if at < len(row) else "" for row in found.rows]
    different = set(cells)
    faults: dict[str, tuple[str, ...]] = {}
    if field.constraints.required:
        faults = dict.fromkeys((different & missing) | {""}, ("required",))
    if extra or not is_free(field):
        codes_of = judge(field, extra)
        faults |= {text: codes for text in different - missing if (codes := codes_of(text))}
    if faults and not different.isdisjoint(faults):
        by_code: dict[str, list[int]] = {}
        for rank, text in enumerate(cells):
            if text in faults and rank not in skipped:
                for code in faults[text]:
                    by_code.setdefault(code, []).append(rank)
        for code, ranks in by_code.items():
            found.add(code, field.name, ranks, at)
    if field.constraints.unique and len(different) < len(cells):
        values = _values(field, missing)
        found.add("unique", field.name, _repeated(map(values, cells), skipped), at)


def _values(field: Field, missing: frozenset[str]) -> Callable[[str], Any]:
    """The value of a text; None when it has none."""
    read = reader(field)

    def value(text: str) -> Any:
        with suppress(ValueError, InvalidOperation):
            return None if text in missing else read(text)

    return value


def _repeated(values: Any, skipped: set[int]) -> list[int]:
    """The ranks of the values that were met before."""
    seen, ranks = set[Any](), []
    for rank, value in enumerate(values):
        if value is not None and rank not in skipped:
            if (key := _hashable(value)) in seen:
                ranks.append(rank)
            seen.add(key)
    return ranks


def _hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError:  # JSON
        return repr(value)
    return value


def _key(
    found: _Found, schema: TableSchema, places: Mapping[str, int], skipped: set[int]
) -> None:
    """The rows whose key is empty, or that of a row before."""
    columns = []
    for name in schema.key:
        field, at = schema.field(name) or Field(name), places[name]
        value = _values(field, schema.missing(field))
        columns.append([value(row[at]) if at < len(row) else None for row in found.rows])
    keys = list(zip(*columns, strict=True))
    empty = [rank for rank, key in enumerate(keys)
             if rank not in skipped and all(each is None for each in key)]  # fmt: skip
    twice = _repeated(keys, skipped | set(empty))
    found.add("primary_key", ", ".join(schema.key), sorted(empty + twice), places[schema.key[0]])


def _row_check(
    found: _Found, declared: RowCheck, places: Mapping[str, int], schema: TableSchema,
    skipped: set[int],
) -> None:  # fmt: skip
    """The rows that a check over two columns refuses."""
    known = [(schema.field(name), places[name]) for name in declared.fields if name in places]
    reading = [(_values(field, schema.missing(field)), at) for field, at in known if field]
    if declared.check in VALUE_CHECKS or not reading:
        return
    whole, ranks = len(reading) == len(declared.fields), []
    for rank, row in enumerate(found.rows):
        if rank in skipped:
            continue
        values = [value(row[at]) if at < len(row) else None for value, at in reading]
        if declared.check == "one_of" and not any(each is not None for each in values):
            ranks.append(rank)
        elif declared.check == "order" and whole and None not in values and values[0] < values[1]:
            ranks.append(rank)
    found.add(declared.check, ", ".join(declared.fields), ranks)
