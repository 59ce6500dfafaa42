"""The tables of a base made and filled in another, in one transaction, then compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from jalons.site.storage.new_tables import create_tables

from .tables import (
    Base,
    Column,
    Fingerprint,
    MoveError,
    Row,
    Step,
    Table,
    fingerprint,
    first_difference,
    rows,
)

# Kinds that SQLite stores as texts of Django's own
WRITTEN_BY_FIELD = (
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.DecimalField,
    models.UUIDField,
)


@contextmanager
def snapshot(source: Base) -> Iterator[None]:
    """Read one state of a base until the block ends; SQLite lets nobody write meanwhile."""
    with transaction.atomic(using=source.alias):
        if source.vendor == "postgresql":
            _limitless(source, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def filling(target: Base) -> Iterator[None]:
    """Make every table in a base without any, and put in what the block copies: all or nothing."""
    if target.vendor == "sqlite":
        target.disable_constraint_checking()  # they are checked at the end, all at once
    with transaction.atomic(using=target.alias):
        if target.vendor == "postgresql":
            _limitless(target)
        create_tables(target)
        yield


def _limitless(base: Base, first: str = "") -> None:
    """No limit of time for this transaction, whatever the role has."""
    with base.cursor() as cursor:
        if first:
            cursor.execute(first)
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {name} = 0")


def copy(source: Base, target: Base, known: Sequence[Table], step: Step) -> None:
    """Copy the rows of every table, in place of those that migrations wrote."""
    quote = target.ops.quote_name
    with target.cursor() as cursor:
        for table in known:
            cursor.execute(f"DELETE FROM {quote(table.name)}")  # noqa: S608
    for table in known:
        try:
            _write(target, table, rows(source, table, step))
        except target.Database.Error as error:
            raise MoveError("move_row_refused", table=table.name, why=_first(error)) from error
    for table in known:
        if table.number:
            _set_number(target, table, _last_number(source, table))
    target.check_constraints()


def _write(target: Base, table: Table, found: Iterator[Row]) -> None:
    quote = target.ops.quote_name
    names = ", ".join(quote(each.name) for each in table.columns)
    raw = target.connection.cursor()
    try:
        if target.vendor == "postgresql":
            with raw.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copied:
                for row in found:
                    copied.write_row(row)
            return
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"  # noqa: S608
        raw.executemany(statement, _stored(target, table, found))
    finally:
        raw.close()


def _stored(target: Base, table: Table, found: Iterator[Row]) -> Iterator[Row]:
    """The rows as SQLite has them."""
    turned = [
        (place, _writer(target, column))
        for place, column in enumerate(table.columns)
        if isinstance(column.kind, WRITTEN_BY_FIELD)
    ]
    for row in found:
        values = list(row)
        for place, write in turned:
            if values[place] is not None:
                values[place] = write(values[place])
        yield tuple(values)


def _writer(target: Base, column: Column) -> Callable[[Any], Any]:
    field = column.kind
    return lambda value: field.get_db_prep_value(value, target, prepared=True)


def _last_number(base: Base, table: Table) -> int:
    """The last number a table used, though its row be gone: no other row may have it again."""
    with base.cursor() as cursor:
        if base.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, base, table)}")  # noqa: S608
        last, is_called = cursor.fetchone()
        return int(last) if is_called else int(last) - 1


def _set_number(base: Base, table: Table, last: int) -> None:
    if last < 1:
        return
    with base.cursor() as cursor:
        if base.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, base, table), last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table.name, last])


def _sequence(cursor: Any, base: Base, table: Table) -> str:
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)", [base.ops.quote_name(table.name), table.number]
    )
    return str(cursor.fetchone()[0])


def compare(
    source: Base, target: Base, expected: dict[str, Fingerprint], known: Sequence[Table], step: Step
) -> None:
    """Raise ``MoveError`` (move_differs) with the first row that is not as it was."""
    for table in known:
        found = fingerprint(target, table, step)
        if found != expected[table.name]:
            row = first_difference(source, target, table)
            raise MoveError("move_differs", table=table.name, row=row)


def _first(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
