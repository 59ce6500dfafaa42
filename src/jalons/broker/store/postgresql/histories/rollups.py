"""Sums of numbers by hour and by day, made ahead of the requests for them.

``rolled`` says until which day every series is summed. A write of older rows, or an erasure, notes
the days it touches in ``stale``: readers read these row by row until they are summed anew. Days are
rolled up once they are two days old, and writes note days older than yesterday, so that none
is under way on a day no note would be made of. Nor is anything rolled up on the first day of these
tables, while servers of a former version may still write beside this one without a note.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from jalons.broker.engine.temporal.retention import DAY, HOUR
from jalons.broker.store.postgresql.months import bounds
from jalons.broker.store.postgresql.schema import months

from .sums import COLUMNS, FIRST_DAY, LIVING, NUMBER, SUMS, TOGETHER

LOCK = 0x726F6C6C  # one process at a time sums
TOGETHER_STALE = 20_000  # days of series in one transaction
MATURE = 2  # days
_ROLL = (
    f"WITH h AS (INSERT INTO by_hour (series, start, {COLUMNS})"  # noqa: S608
    f" SELECT series, stamp / {HOUR} * {HOUR}, {SUMS} FROM (SELECT h.series, h.stamp,"
    f" {NUMBER} AS x, h.num IS NULL AS is_whole FROM {{rows}} WHERE {LIVING} AND h.stamp >= %s"
    f" AND h.stamp < %s) h GROUP BY 1, 2 ORDER BY 1, 2 RETURNING *)"
    f" INSERT INTO by_day (series, start, {COLUMNS}) SELECT series, day, {TOGETHER} FROM"
    f" (SELECT *, start / {DAY} * {DAY} AS day, sum(total) OVER w / nullif(sum(n) OVER w, 0)"
    f" AS mean FROM h WINDOW w AS (PARTITION BY series, start / {DAY})) h GROUP BY series, day"
)


def roll_up(opening: Callable[[], Connection[Any]], *, now: int) -> int:
    """Sum what is due, a month or some thousand days of series in each transaction.

    Returns how many days (of all series, or of one that changed) were summed; none when another
    process does it.
    """
    done = 0
    with opening() as connection:
        connection.autocommit = True
        while moved := _advanced(connection, now):
            done += moved
        while summed := _again(connection):
            done += summed
    return done


def _is_free(connection: Connection[Any]) -> bool:
    """Whether nobody else sums, until the end of this transaction."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
    connection.execute("SET LOCAL enable_bitmapscan = on")
    return row is not None and bool(row[0])


def _advanced(connection: Connection[Any], now: int) -> int:
    """Roll up to the end of one month at most; how many days."""
    last = (now // DAY - MATURE) * DAY
    with connection.transaction():
        if not _is_free(connection):
            return 0
        until, since = connection.execute("SELECT until, since FROM rolled").fetchone() or (0, now)
        if until is None:
            until = _first(connection)
        if until is None or until >= last or now < since + DAY:
            return 0
        end = min(bounds(until)[2] or last, last)
        values = (until, end)
        connection.execute(_ROLL.replace("{rows}", "history h"), values)
        connection.execute("UPDATE rolled SET until = %s", (end,))
    return int(end - until) // DAY


def _again(connection: Connection[Any]) -> int:
    """Sum anew some days that were noted; how many."""
    with connection.transaction():
        if not _is_free(connection):
            return 0
        connection.execute("CREATE TEMP TABLE again (series bigint, day bigint) ON COMMIT DROP")
        taken = connection.execute(
            "WITH taken AS (DELETE FROM stale WHERE ctid = ANY(ARRAY("  # noqa: S608
            f"SELECT ctid FROM stale LIMIT {TOGETHER_STALE})) RETURNING series, day)"
            " INSERT INTO again SELECT DISTINCT series, day FROM taken"
        ).rowcount
        if not taken:
            return 0
        (until,) = connection.execute("SELECT until FROM rolled").fetchone() or (None,)
        for table in ("by_hour", "by_day"):
            connection.execute(
                f"DELETE FROM {table} r USING again a WHERE r.series = a.series"  # noqa: S608
                f" AND r.start >= a.day * {DAY} AND r.start < (a.day + 1) * {DAY}"
            )
        rows = (
            "again a, LATERAL (SELECT * FROM history h WHERE h.series = a.series"  # noqa: S608
            f" AND h.stamp >= a.day * {DAY} AND h.stamp < (a.day + 1) * {DAY} OFFSET 0) h"
        )
        connection.execute(_ROLL.replace("{rows}", rows), (FIRST_DAY, until or FIRST_DAY))
    return int(taken)


def _first(connection: Connection[Any]) -> int | None:
    """The first day of the first month with rows; None without any."""
    for name in sorted(months(connection)):
        if name[len("history_") :].isdecimal():
            row = connection.execute(f"SELECT min(stamp) FROM {name}").fetchone()  # noqa: S608
            if row is not None and row[0] is not None:
                return int(row[0]) // DAY * DAY
    return None
