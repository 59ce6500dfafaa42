"""The reading side of the SQLite store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Row, Series
from jalons.broker.store import paging
from jalons.broker.store.port import TypeCount
from jalons.broker.store.sql import TIME_COLUMNS, Sql
from jalons.broker.store.type_counts import type_counts

from .dialect import SqliteDialect
from .functions import Reader
from .months import OUTSIDE, month_of, recent_tables

decode = msgspec.json.decode
MOST_PLACES = 2_000  # names a connection remembers the number of


def documents(connection: sqlite3.Connection, tenant: int, ids: Sequence[str]) -> dict[str, Doc]:
    """The documents there are among ``ids``."""
    found: dict[str, Doc] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            f"SELECT id, doc FROM entity WHERE tenant = ? AND id IN ({marks})",  # noqa: S608
            (tenant, *part),
        )
        found.update({key: decode(doc) for key, doc in rows})
    return found


def page(connection: Reader, tenant: int, query: EntityQuery) -> Page:
    """The page of entities a query selects."""
    dialect = SqliteDialect(connection, lambda text: _place(connection, tenant, text))
    return paging.page(lambda sql: _get(connection, sql), dialect, tenant, query)


def _place(connection: Reader, tenant: int, text: str) -> int | None:
    """The number of a name; it never changes, and need not be read again."""
    known = connection.places.get((tenant, text))
    if known is None:
        row = connection.execute(
            "SELECT id FROM name WHERE tenant = ? AND text = ?", (tenant, text)
        ).fetchone()
        known = row[0] if row else None
        if known is not None and len(connection.places) < MOST_PLACES:
            connection.places[tenant, text] = known
    return known


def _get(connection: sqlite3.Connection, sql: Sql) -> list[Any]:
    return connection.execute(sql.text, sql.params).fetchall()


def types(connection: sqlite3.Connection, tenant: int) -> list[TypeCount]:
    """The entity types in use, with their attributes, in the order of their names."""
    rows = connection.execute(
        "SELECT t.text, a.text, u.kind, u.entities FROM usage u JOIN name t ON t.id = u.type"
        " LEFT JOIN name a ON a.id = u.attr WHERE u.tenant = ? AND u.entities > 0"
        " ORDER BY t.text, a.text NULLS FIRST",
        (tenant,),
    ).fetchall()
    return type_counts(rows)


Numbered = dict[int, tuple[str, str, str | None]]


def history(connection: sqlite3.Connection, tenant: int, query: HistoryQuery) -> list[Series]:
    """The rows of history a query selects: a series per attribute instance, by time."""
    named = _numbered(connection, tenant, query)
    return [
        Series(*named[number], tuple(_row(number, named[number], row) for row in rows))
        for number, rows in _selected(connection, list(named), query, ROW)
    ]


def points(connection: sqlite3.Connection, tenant: int, query: HistoryQuery) -> list[Points]:
    """The instants and the values of the rows a query selects, without the rest."""
    named = _numbered(connection, tenant, query)
    found = []
    for number, rows in _selected(connection, list(named), query, POINT):
        rest = rows[-1][3]
        kind = decode(rest).get("type", "Property") if rest else "Property"
        stamps, _, values, _ = map(list, zip(*rows, strict=True))
        if str in set(map(type, values)):
            values = [decode(value) if isinstance(value, str) else value for value in values]
        found.append(Points(*named[number], kind, stamps, values))
    return found


def _numbered(connection: sqlite3.Connection, tenant: int, query: HistoryQuery) -> Numbered:
    """The series of the requested entities, attributes and datasets, by number."""
    numbers: Numbered = {}
    for start in range(0, len(query.entities), 500):
        part = query.entities[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            "SELECT s.id, s.entity, n.text, s.dataset FROM series s JOIN name n ON n.id = s.attr"  # noqa: S608
            f" WHERE s.tenant = ? AND s.entity IN ({marks}) ORDER BY s.id",
            (tenant, *part),
        )
        for number, entity, attr, dataset in rows:
            if query.attrs is not None and attr not in query.attrs:
                continue
            if query.datasets is not None and (dataset or None) not in query.datasets:
                continue
            numbers[number] = (entity, attr, dataset or None)
    return numbers


def _months(connection: sqlite3.Connection, query: HistoryQuery) -> list[str]:
    """The tables that may have rows of the period, by time; that of odd years comes last."""
    months = sorted(name for (name,) in connection.execute("SELECT name FROM month"))
    if query.time != "observedAt":
        return months
    first = month_of(query.start) if query.start is not None else ""
    last = month_of(query.end) if query.end is not None else "history_~"
    return [
        m
        for m in months
        if m == OUTSIDE
        or ((first in ("", OUTSIDE) or first <= m) and (last == OUTSIDE or m <= last))
    ]


ROW = "seq, observed, created, modified, deleted, value, rest, stamp"
POINT = "seq, value, rest"


def _selected(
    connection: sqlite3.Connection, numbers: list[int], query: HistoryQuery, columns: str
) -> Iterator[tuple[int, list[Any]]]:
    """The rows of each series that has some, by time: the requested instant, then ``columns``."""
    months = _months(connection, query) if numbers else []
    where, bounds = _where(query, columns)
    column = TIME_COLUMNS[query.time]
    way = "ASC" if query.last is None else "DESC"
    most = query.first if query.last is None else query.last
    order = "stamp" if query.time == "observedAt" else column
    ending = f"{where} ORDER BY {order} {way}, seq {way}"
    ending += "" if most is None else f" LIMIT {int(most)}"
    in_order = query.time == "observedAt" and OUTSIDE not in months
    tables = recent_tables(connection) if numbers else []

    def of(table: str, number: int) -> list[Any]:
        return connection.execute(
            f"SELECT {column}, {columns} FROM {table} WHERE series = ? AND {ending}",  # noqa: S608
            (number, *bounds),
        ).fetchall()

    for number in numbers:
        rows: list[Any] = []
        for month in months if query.last is None else reversed(months):
            rows += of(month, number)
            if most is not None and in_order and len(rows) >= most:
                break
        before = len(rows)
        for table, settled in tables:
            if number > settled:
                rows += of(table, number)
        if query.last is not None or len(rows) > before or not in_order:
            rows.sort(key=itemgetter(0, 1))
        if most is not None:
            rows = rows[:most] if query.last is None else rows[-most:]
        if rows:
            yield number, rows


def _where(query: HistoryQuery, columns: str) -> tuple[str, list[int]]:
    """The condition on the rows of a series, with its parameters."""
    column = TIME_COLUMNS[query.time]
    where, bounds = [f"{column} IS NOT NULL"], []
    if query.time != "deletedAt" and (columns == POINT or query.time == "createdAt"):
        where.append("deleted IS NULL")
    for bound, sign in ((query.start, ">="), (query.end, "<")):
        if bound is not None:
            where.append(f"{column} {sign} ?")
            bounds.append(bound)
            if query.time == "observedAt":
                where.append(f"stamp {sign} ?")
                bounds.append(bound)
    return " AND ".join(where), bounds


def _row(number: int, named: tuple[str, str, str | None], found: Any) -> Row:
    _, seq, observed, created, modified, deleted, value, rest, stamp = found
    _, attr, dataset = named
    return Row(
        attr=attr, dataset=dataset, stamp=stamp, observed=observed, created=created,
        modified=modified, deleted=deleted,
        value=decode(value) if isinstance(value, str) else value,
        rest=decode(rest) if rest else None,
        instance=f"urn:ngsi-ld:instance:{number}:{seq}",
    )  # fmt: skip
