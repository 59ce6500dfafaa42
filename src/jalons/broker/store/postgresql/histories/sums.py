"""The numbers of histories summed by period, in SQL.

Whole days that were rolled up (see ``rollups``) are read by hour or by day when the periods allow
it, all other instants row by row. Sums of floats may differ in their last digits from those made in
another order.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from psycopg import Connection

from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.engine.temporal.retention import DAY, HOUR
from jalons.broker.engine.temporal.summaries import EXACT, Periods, Summary, Summed
from jalons.broker.store.sql import Sql

Named = dict[int, tuple[str, str, str | None]]
FIRST_DAY = 946_684_800_000_000  # 2000-01-01: nothing before is rolled up
LEAST, LARGEST = 1e-100, 1e140  # numbers whose squares can be added

# A number that can be summed; null for anything else.
NUMBER = (
    f"CASE WHEN h.num = 0 OR abs(h.num) BETWEEN {LEAST} AND {LARGEST} THEN h.num"
    f" WHEN h.whole BETWEEN {-EXACT} AND {EXACT} THEN h.whole::float8 END"
)
# The sums of rows that have an ``x``; their names are in ``COLUMNS``.
SUMS = (
    "count(x) AS n, count(x) FILTER (WHERE is_whole) AS wholes, count(*) - count(x) AS others,"
    " min(x) AS low, max(x) AS high, sum(x) AS total, sum(x * x) AS squares,"
    " coalesce(var_pop(x) * count(x), 0) AS spread, max(stamp) AS last"
)
COLUMNS = "n, wholes, others, low, high, total, squares, spread, last"
LIVING = "h.observed IS NOT NULL AND h.deleted IS NULL"
# Sums of sums; ``mean`` is that of all that comes together.
TOGETHER = (
    "sum(n)::bigint, sum(wholes)::bigint, sum(others)::bigint, min(low), max(high), sum(total),"
    " sum(squares),"
    " sum(CASE WHEN n > 0 THEN spread + n * (total / n - mean) * (total / n - mean) END), max(last)"
)


def summed(
    connection: Connection[Any], named: Named, query: HistoryQuery, periods: Periods
) -> tuple[list[Summed], Collection[int]]:
    """The sums of some series, and the numbers of those that have more than numbers."""
    found: dict[int, list[Summary]] = {}
    others: set[int] = set()
    beyond = len(periods.bounds) - 1 if periods.bounds else None
    for series, number, *sums in _rows(connection, list(named), query, periods):
        count, wholes, other, low, high, total, squares, spread, last, distinct = sums
        if other or (beyond is not None and not 0 <= number < beyond):
            others.add(series)
        elif count:
            found.setdefault(series, []).append(
                Summary(number, count, wholes, low, high, total, squares, spread or 0.0, last,
                        distinct)
            )  # fmt: skip
    whole = {number: each for number, each in found.items() if number not in others}
    kinds = _kinds(connection, list(whole), query)
    made = [Summed(*named[n], kinds.get(n, "Property"), tuple(whole[n])) for n in named
            if n in whole]  # fmt: skip
    return made, others


def _rows(
    connection: Connection[Any], numbers: list[int], query: HistoryQuery, periods: Periods
) -> list[Any]:
    """Series, number of the period, sums: by series and by time."""
    rows = Sql("unnest(?::bigint[]) n (series) JOIN history h ON h.series = n.series", (numbers,))
    first, until = _rolled_days(connection, query, periods)
    if first is None or until is None:
        parts = [_read(rows, query.start, query.end, periods)]
    else:
        stale = _stale_days(connection, numbers, first, until)
        parts = [_rolled(numbers, first, until, periods, stale=bool(stale))]
        parts += [_read(rows, query.start, first, periods)] if query.start != first else []
        parts += [_read(rows, until, query.end, periods)] if query.end != until else []
        parts += [_again(stale, periods)] if stale else []
    union = parts[0]
    for part in parts[1:]:
        union = union + Sql(" UNION ALL ") + part
    mean = "sum(total) OVER w / nullif(sum(n) OVER w, 0)" if periods.deviating else "NULL::float8"
    window = " WINDOW w AS (PARTITION BY series, period)" if periods.deviating else ""
    text = (
        Sql(
            f"SELECT series, period, {TOGETHER}, max(different)"  # noqa: S608
            f" FROM (SELECT *, {mean} AS mean FROM ("
        )
        + union
        + Sql(f") p {window}) q GROUP BY series, period ORDER BY series, period")
    )
    return connection.execute(text.text.replace("?", "%s"), text.params, prepare=False).fetchall()


def _rolled_days(
    connection: Connection[Any], query: HistoryQuery, periods: Periods
) -> tuple[int | None, int | None]:
    """The whole days that sums by hour or by day may stand for; nothing for none."""
    start = query.start or FIRST_DAY
    if periods.distinct or not periods.multiple_of(HOUR):
        return None, None
    row = connection.execute("SELECT until FROM rolled").fetchone()
    if row is None or row[0] is None:
        return None, None
    first = max(FIRST_DAY, -(-start // DAY) * DAY)
    until = min(row[0], query.end // DAY * DAY) if query.end is not None else row[0]
    return (first, until) if until - first >= DAY else (None, None)


def _period(column: str, periods: Periods) -> Sql:
    if periods.bounds:
        return Sql(f"width_bucket({column}, ?::bigint[]) - 1", (list(periods.bounds),))
    return Sql(f"({column} - ?::bigint) / ?::bigint", (periods.origin, periods.length))


def _read(source: Sql, start: int | None, end: int | None, periods: Periods) -> Sql:
    """The sums of the rows of ``source`` between two instants."""
    different = "count(DISTINCT x)" if periods.distinct else "0::bigint"
    rows = (
        Sql(
            f"SELECT series, period, {SUMS}, {different} AS different FROM"  # noqa: S608
            " (SELECT h.series, h.stamp, "
        )
        + _period("h.stamp", periods)
        + Sql(f" AS period, {NUMBER} AS x, h.num IS NULL AS is_whole FROM ")
        + source
        + Sql(f" WHERE {LIVING}")
    )
    for bound, sign in ((start, ">="), (end, "<")):
        if bound is not None:
            rows = rows + Sql(f" AND h.stamp {sign} ?", (bound,))
    return rows + Sql(") h GROUP BY series, period")


def _stale_days(
    connection: Connection[Any], numbers: list[int], first: int, until: int
) -> list[tuple[int, int]]:
    """The (series, day) that changed since they were rolled up."""
    rows = connection.execute(
        "SELECT DISTINCT series, day FROM stale WHERE series = ANY(%s) AND day >= %s AND day < %s",
        (numbers, first // DAY, until // DAY),
    )
    return [(series, day) for series, day in rows]


def _rolled(numbers: list[int], first: int, until: int, periods: Periods, *, stale: bool) -> Sql:
    """The sums of whole days, without those that changed since."""
    table = "by_day" if periods.multiple_of(DAY) else "by_hour"
    without = (
        " AND NOT EXISTS (SELECT 1 FROM stale t WHERE t.series = r.series"  # noqa: S608
        f" AND t.day = r.start / {DAY})"
    )
    return (
        Sql("SELECT r.series, ")
        + _period("r.start", periods)
        + Sql(
            f" AS period, {COLUMNS}, 0::bigint AS different"
            f" FROM unnest(?::bigint[]) n (series) JOIN {table} r ON r.series = n.series"
            f" WHERE r.start >= ? AND r.start < ?{without if stale else ''}",
            (numbers, first, until),
        )
    )


def _again(stale: list[tuple[int, int]], periods: Periods) -> Sql:
    """The sums of the rows of days that changed, each looked for by the index of its series."""
    days = Sql(
        "unnest(?::bigint[], ?::bigint[]) n (series, day), LATERAL (SELECT * FROM history h"  # noqa: S608
        f" WHERE h.series = n.series AND h.stamp >= n.day * {DAY}"
        f" AND h.stamp < (n.day + 1) * {DAY} OFFSET 0) h",
        ([series for series, _ in stale], [day for _, day in stale]),
    )
    return _read(days, None, None, periods)


def _kinds(connection: Connection[Any], numbers: list[int], query: HistoryQuery) -> dict[int, str]:
    """The kind of each series, that of its last row: Property for most."""
    bounds = "".join(
        f" AND h.stamp {sign} %s"
        for bound, sign in ((query.start, ">="), (query.end, "<"))
        if bound is not None
    )
    values = [bound for bound in (query.start, query.end) if bound is not None]
    rows = connection.execute(
        "SELECT n.series, h.rest FROM unnest(%s::bigint[]) n (series), LATERAL"  # noqa: S608
        f" (SELECT h.rest FROM history h WHERE h.series = n.series AND {LIVING}{bounds}"
        " ORDER BY h.stamp DESC, h.seq DESC LIMIT 1) h",
        (numbers, *values),
        prepare=False,
    )
    return {n: msgspec.json.decode(rest).get("type", "Property") for n, rest in rows if rest}


def noted(stamps: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The (series, day) to note of rows that came: those of days that may be rolled up."""
    before = mature()
    return sorted({(n, stamp // DAY) for n, stamp in stamps if FIRST_DAY <= stamp < before})


def mature() -> int:
    """The start of yesterday: what is older may be rolled up, and is noted when it changes."""
    return (time.time_ns() // 1000 // DAY - 1) * DAY
