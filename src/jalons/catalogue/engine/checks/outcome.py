"""What a check of a file comes to, small enough to be stored."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from jalons.catalogue.engine.checks.fixes import Fix, as_it_stands, fixed, proposed
from jalons.catalogue.engine.checks.layout import FileLines, fitting
from jalons.tabular.schemas import Report, TableSchema, check

_SHOWN = 5


class ErrorKind(msgspec.Struct, frozen=True):
    """The errors of one code in one column: how many, the first ones with their row and text."""

    code: str
    column: str
    count: int
    first: tuple[tuple[int, str], ...]


class Outcome(msgspec.Struct, frozen=True):
    """The result of a check; ``score`` is the share of rows without error, None without a schema.

    ``score_after`` and ``count_after``: once every certain fix is applied. ``fits``: the schemas
    that may fit, with the share of their columns that is found.
    """

    rows: int
    count: int = 0
    score: int | None = None
    kinds: tuple[ErrorKind, ...] = ()
    extra: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    score_after: int | None = None
    count_after: int = 0
    fits: tuple[tuple[str, float], ...] = ()


def report_of(file: FileLines, schema: TableSchema) -> Report:
    """What a file has wrong as it stands."""
    table = as_it_stands(file)
    return check(table.headings, table.rows, schema, first_row=table.first_row)


def examine(
    file: FileLines, schema: TableSchema | None, schemas: Mapping[str, TableSchema]
) -> Outcome:
    """The errors of a file and its fixes; without a schema, those that may fit it."""
    fits = tuple(fitting(file.lines, schemas))
    if schema is None:
        return Outcome(len(as_it_stands(file).rows), fits=fits)
    report, fixes = report_of(file, schema), proposed(file, schema) if file.is_table else ()
    table = fixed(file, schema, {each.key for each in fixes if each.certain})
    after = check(table.headings, table.rows, schema)
    kinds = tuple(
        ErrorKind(each.code, each.column, each.errors,
                  tuple((one.row, one.text) for one in report.errors_of(each, _SHOWN) if one.row))
        for each in sorted(report.groups, key=lambda each: -each.errors)
    )  # fmt: skip
    return Outcome(len(report.rows), report.count, report.score, kinds, report.extra, fixes,
                   after.score, after.count, fits)  # fmt: skip
