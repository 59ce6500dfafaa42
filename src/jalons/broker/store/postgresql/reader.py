"""The reading side of the PostgreSQL store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from psycopg import Connection

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Row, Series
from jalons.broker.engine.temporal.summaries import Periods, Summed
from jalons.broker.store import paging
from jalons.broker.store.port import TypeCount
from jalons.broker.store.sql import TIME_COLUMNS, Sql
from jalons.broker.store.type_counts import type_counts

from .dialect import PostgresqlDialect
from .histories import sums
from .histories.sums import Named

decode = msgspec.json.decode
Place = Callable[[Connection[Any], int, str], int | None]


def get(connection: Connection[Any], sql: Sql) -> list[Any]:
    """The rows of a piece of SQL; planned for its own parameters each time."""
    return connection.execute(sql.text.replace("?", "%s"), sql.params, prepare=False).fetchall()


def documents(connection: Connection[Any], tenant: int, ids: Sequence[str]) -> dict[str, Doc]:
    """The documents there are among ``ids``."""
    rows = connection.execute(
        "SELECT id, doc FROM entity WHERE tenant = %s AND id = ANY(%s)", (tenant, list(ids))
    )
    return {key: decode(doc) for key, doc in rows.fetchall()}


def page(
    connection: Connection[Any], tenant: int, query: EntityQuery, *, place: Place, postgis: bool
) -> Page:
    """The page of entities a query selects."""

    def getting(sql: Sql) -> list[Any]:
        return get(connection, sql)

    dialect = PostgresqlDialect(
        getting, lambda text: place(connection, tenant, text), tenant=tenant, postgis=postgis
    )
    return paging.page(getting, dialect, tenant, query)


def types(connection: Connection[Any], tenant: int) -> list[TypeCount]:
    """The entity types in use, with their attributes, in the order of their names."""
    rows = connection.execute(
        "SELECT t.text, a.text, u.kind, u.entities FROM usage u JOIN name t ON t.id = u.type"
        " LEFT JOIN name a ON a.id = u.attr WHERE u.tenant = %s AND u.entities > 0"
        ' ORDER BY t.text COLLATE "C", a.text COLLATE "C" NULLS FIRST',
        (tenant,),
    ).fetchall()
    return type_counts(rows)


ROW = (
    "h.stamp, h.seq, h.observed, h.created, h.modified, h.deleted, h.num, h.whole, h.value, h.rest"
)
POINT = "h.num, h.whole, h.value, h.rest"


def history(connection: Connection[Any], tenant: int, query: HistoryQuery) -> list[Series]:
    """The rows of history a query selects: a series per attribute instance, by time."""
    named = _named(connection, tenant, query)
    return [
        Series(*named[number], tuple(_row(number, named[number], row) for row in found))
        for number, found in _selected(connection, list(named), query, ROW)
    ]


def points(connection: Connection[Any], tenant: int, query: HistoryQuery) -> list[Points]:
    """The instants and the values of the rows a query selects, without the rest."""
    return _points(connection, _named(connection, tenant, query), query)


def summed(
    connection: Connection[Any], tenant: int, query: HistoryQuery, periods: Periods
) -> list[Points | Summed]:
    """As ``points``, with sums in the place of those of numbers."""
    named = _named(connection, tenant, query)
    if not named:
        return []
    made, others = sums.summed(connection, named, query, periods)
    rest = {number: each for number, each in named.items() if number in others}
    return [*made, *_points(connection, rest, query)]


def _points(connection: Connection[Any], named: Named, query: HistoryQuery) -> list[Points]:
    found = []
    for number, rows in _selected(connection, list(named), query, POINT, living=True):
        rest = rows[-1][4]
        kind = decode(rest).get("type", "Property") if rest else "Property"
        values = [_value(*row[1:4]) for row in rows]
        found.append(Points(*named[number], kind, [row[0] for row in rows], values))
    return found


def _named(connection: Connection[Any], tenant: int, query: HistoryQuery) -> Named:
    """The series of the requested entities, attributes and datasets, by number."""
    rows = connection.execute(
        "SELECT s.id, s.entity, n.text, s.dataset FROM series s JOIN name n ON n.id = s.attr"
        " WHERE s.tenant = %s AND s.entity = ANY(%s) ORDER BY s.id",
        (tenant, list(query.entities)),
    ).fetchall()
    return {
        number: (entity, attr, dataset or None)
        for number, entity, attr, dataset in rows
        if (query.attrs is None or attr in query.attrs)
        and (query.datasets is None or (dataset or None) in query.datasets)
    }


def _selected(
    connection: Connection[Any],
    numbers: list[int],
    query: HistoryQuery,
    columns: str,
    *,
    living: bool = False,
) -> list[tuple[int, list[Any]]]:
    """The rows of each series that has some, by time: the requested instant, then ``columns``."""
    column = TIME_COLUMNS[query.time]
    where = Sql(f"h.series = n.series AND h.{column} IS NOT NULL")
    if query.time != "deletedAt" and (living or query.time == "createdAt"):
        where += Sql(" AND h.deleted IS NULL")
    for bound, sign in ((query.start, ">="), (query.end, "<")):
        if bound is not None:
            where += Sql(f" AND h.{column} {sign} ?", (bound,))
            if query.time == "observedAt":  # the partitions are by stamp
                where += Sql(f" AND h.stamp {sign} ?", (bound,))
    way = "ASC" if query.last is None else "DESC"
    most = query.first if query.last is None else query.last
    limit = "" if most is None else f" LIMIT {int(most)}"
    order = "h.stamp" if query.time == "observedAt" else f"h.{column}"
    whole = (
        Sql(
            "SELECT n.series, h.* FROM unnest(?::bigint[]) WITH ORDINALITY AS n (series, rank),"  # noqa: S608
            f" LATERAL (SELECT h.{column} AS moment, {columns} FROM history h WHERE ",
            (numbers,),
        )
        + where
        + Sql(f" ORDER BY {order} {way}, h.seq {way}{limit}) h")
    )
    by_series: dict[int, list[Any]] = {number: [] for number in numbers}
    for row in get(connection, whole):
        by_series[row[0]].append(row[1:])
    turned = -1 if query.last is not None else 1
    return [(number, found[::turned]) for number, found in by_series.items() if found]


def _row(number: int, series: tuple[str, str, str | None], row: Any) -> Row:
    _, stamp, seq, observed, created, modified, deleted, num, whole, value, rest = row
    _, attr, dataset = series
    return Row(
        attr=attr, dataset=dataset, stamp=stamp, observed=observed, created=created,
        modified=modified, deleted=deleted, value=_value(num, whole, value),
        rest=decode(rest) if rest else None, instance=f"urn:ngsi-ld:instance:{number}:{seq}",
    )  # fmt: skip


def _value(num: float | None, whole: int | None, value: str | None) -> Any:
    if num is not None:
        return num
    return whole if whole is not None else decode(value or "null")
