"""The tables of an instance, and their rows as values that are the same on every database.

A value is what the product reads: an instant in UTC, an exact decimal, a UUID. JSON stays a text
until it is compared: one database writes ``1e16`` where the other writes its digits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from decimal import Context, Decimal
from functools import partial, reduce
from itertools import zip_longest
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models
from django.db.migrations.recorder import MigrationRecorder

from jalons.kernel import JalonsError

type Base = Any  # a connection of Django
type Row = tuple[Any, ...]
type Step = Callable[[int], object]

OURS = frozenset({"jalons_cache", "jalons_move"})  # made again by each base; the mark of a move
THEIRS = frozenset({"sqlite_sequence", "spatial_ref_sys"})  # of SQLite, of PostGIS
EVERY = 1_000  # rows between two signs of progress
_EXACT = Context(prec=200_000, Emax=999_999, Emin=-999_999)


class MoveError(JalonsError):
    """The base cannot be moved; the source is as it was, and the target too."""

    package = "jalons.site"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, or the one it refers to, and the name of its kind for Django."""

    name: str
    field: Any

    @property
    def kind(self) -> Any:
        """The field that says what the values are: that of the key for a reference."""
        field = self.field
        while field.remote_field:
            field = field.target_field
        return field

    @property
    def is_json(self) -> bool:
        return isinstance(self.kind, models.JSONField)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its columns, and those its rows are put in order by."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    model: Any

    @property
    def number(self) -> str:
        """The column the database numbers by itself, "" when there is none."""
        found = (each.name for each in self.columns if isinstance(each.field, models.AutoField))
        return next(found, "")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How many rows, and the hash of all of them in order."""

    count: int
    hash: str


def tables() -> list[Table]:
    """Every table of the product, with those of its libraries and the list of migrations."""
    every = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    found = {}
    for model in every:
        meta: Any = model._meta  # type: ignore[attr-defined]
        if meta.managed and not meta.proxy:
            columns = tuple(Column(each.column, each) for each in meta.local_concrete_fields)
            key = tuple(each.column for each in meta.pk_fields)
            found[meta.db_table] = Table(meta.db_table, columns, key, model)
    return [found[name] for name in sorted(found)]


def unknown_tables(base: Base, known: list[Table]) -> list[str]:
    """The tables of a base that no model has, those of indexes and of PostGIS set aside."""
    there = set(base.introspection.table_names()) - {each.name for each in known}
    there -= OURS | THEIRS
    return sorted(name for name in there if not re.search(r"_fts(_\w+)?$", name))


def count(base: Base, table: Table) -> int:
    """How many rows a table has."""
    with base.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {base.ops.quote_name(table.name)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def rows(base: Base, table: Table, step: Step = lambda _: None) -> Iterator[Row]:
    """The rows of a table by its key, a few in memory at a time; in a transaction of ``base``.

    Raises ``MoveError`` (move_unreadable) with the row before the one that cannot be read.
    """
    turned = [
        (place, turn)
        for place, column in enumerate(table.columns)
        if (turn := _turn(base, table, column))
    ]
    last: Row | None = None
    number = 0
    try:
        for number, raw in enumerate(_raw(base, table), 1):
            row = list(raw)
            for place, turn in turned:
                if row[place] is not None:
                    row[place] = turn(row[place])
            last = tuple(row)
            yield last
            if number % EVERY == 0:
                step(EVERY)
    except (ValueError, TypeError, ArithmeticError, DatabaseError, base.Database.Error) as error:
        after = key_of(table, last) if last else "—"
        raise MoveError("move_unreadable", table=table.name, after=after, why=error) from error
    step(number % EVERY)


def _raw(base: Base, table: Table) -> Iterator[Row]:
    quote = base.ops.quote_name
    names = ", ".join(quote(each.name) for each in table.columns)
    binary = ' COLLATE "C"' if base.vendor == "postgresql" else ""  # the order SQLite has
    texts = {each.name for each in table.columns if isinstance(each.kind, models.CharField)}
    order = ", ".join(quote(name) + (binary if name in texts else "") for name in table.key)
    statement = f"SELECT {names} FROM {quote(table.name)} ORDER BY {order}"  # noqa: S608
    base.ensure_connection()
    if base.vendor == "sqlite":
        yield from base.connection.execute(statement)
        return
    with base.connection.cursor(name="move") as cursor:  # the server has the rows
        cursor.itersize = 200
        yield from cursor.execute(statement)


def _turn(base: Base, table: Table, column: Column) -> Callable[[Any], Any] | None:
    """What makes a value of the database one that is the same for both, None when it is."""
    if column.is_json:
        return None
    place = column.field.get_col(table.name)
    found = (*base.ops.get_db_converters(place), *place.get_db_converters(base))
    turns: list[Callable[[Any], Any]] = [
        partial(lambda turn, value: turn(value, place, base), turn) for turn in found
    ]
    match column.kind:
        case models.DateTimeField():
            turns.append(lambda value: value.astimezone(UTC))
        case models.FloatField():
            turns.append(lambda value: value + 0.0)  # minus zero is zero: SQLite has no other
        case models.BinaryField():
            turns.append(bytes)
    if len(turns) < 2:
        return turns[0] if turns else None
    return lambda value: reduce(lambda made, turn: turn(made), turns, value)


def key_of(table: Table, row: Row) -> str:
    """The key of a row, as a person reads it."""
    names = [each.name for each in table.columns]
    return ", ".join(str(row[names.index(name)]) for name in table.key)


def uniform(table: Table) -> Callable[[Row], Row]:
    """What gives the same row for both databases: JSON by its values, not by how it is written."""
    places = [place for place, column in enumerate(table.columns) if column.is_json]
    if not places:
        return lambda row: row

    def turned(row: Row) -> Row:
        values = list(row)
        for place in places:
            if values[place] is not None:
                values[place] = json_values(values[place])
        return tuple(values)

    return turned


def json_values(text: str) -> Any:
    """The values of a JSON text: numbers exact, names of an object in order; ``ValueError``."""
    return json.loads(
        text, parse_int=_exact, parse_float=_exact, object_pairs_hook=_in_order, strict=False
    )


def _exact(digits: str) -> Any:
    if len(digits) < 16 and digits.lstrip("-").isdecimal():
        return int(digits)
    number = Decimal(digits, _EXACT).normalize(_EXACT)
    small = number == number.to_integral_value(context=_EXACT) and abs(number) < 10**15
    return int(number) if small else number


def _in_order(pairs: list[tuple[str, Any]]) -> Any:
    return "{}", sorted(dict(pairs).items(), key=lambda pair: pair[0])


class Hashing:
    """Takes rows one by one, and gives their fingerprint."""

    def __init__(self, table: Table) -> None:
        self._table, self._uniform = table, uniform(table)
        self._hash = hashlib.sha256()
        self._count = 0

    def add(self, row: Row) -> None:
        """Take a row; raises ``MoveError`` (move_unreadable) when its JSON is none."""
        try:
            self._hash.update(repr(self._uniform(row)).encode())
        except ValueError as error:
            table, key = self._table.name, key_of(self._table, row)
            raise MoveError("move_unreadable", table=table, after=key, why=error) from error
        self._count += 1

    def done(self) -> Fingerprint:
        return Fingerprint(self._count, self._hash.hexdigest())


def fingerprint(base: Base, table: Table, step: Step = lambda _: None) -> Fingerprint:
    """The fingerprint of a table; in a transaction of ``base``."""
    hashing = Hashing(table)
    for row in rows(base, table, step):
        hashing.add(row)
    return hashing.done()


def first_difference(one: Base, other: Base, table: Table) -> str:
    """The key and the column of the first row that is not the same in two bases."""
    same = uniform(table)
    for ours, theirs in zip_longest(rows(one, table), rows(other, table)):
        if ours is None or theirs is None:
            return key_of(table, ours or theirs)
        pairs = zip(table.columns, same(ours), same(theirs), strict=True)
        for column, mine, its in pairs:
            if repr(mine) != repr(its):
                return f"{key_of(table, ours)} ({column.name})"
    return ""
