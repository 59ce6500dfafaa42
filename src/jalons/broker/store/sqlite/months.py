"""The tables of the history: the one of an instant, and how rows come into it.

In a month the rows of a series follow each other, which reading wants; those of one observation, as
many series, would each change a page of their own. So they come into a recent table first, one
after the other. When it is full, another is filled while its rows go to the months, series after
series: a page of a month then gets several rows at once.

The counter ``filled`` says which table is filled, ``settled`` up to which series the rows of the
other are in the months: its rows of these series count no more, and go all at once at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from .bulk import insert
from .schema import MONTH, RECENT_TABLES

OUTSIDE = "history_other"
FIRST_YEAR, LAST_YEAR = 2000, 2099
DAY = 86_400_000_000
FEWEST_RECENT, MOST_RECENT = 20_000, 1_000_000  # rows of a full table
ROWS_A_SERIES = 8  # of a full table, between these bounds
TOGETHER = 1_000  # rows settled at once
FAST = 2  # of secure_delete
ALL_SETTLED = 2**63 - 1
COLUMNS = "series, stamp, seq, observed, created, modified, deleted, value, rest"
_tables: dict[int, str] = {}  # the table of a day, counted from 1970


def month_of(stamp: int) -> str:
    """The table of the month an instant falls in."""
    day = stamp // DAY
    table = _tables.get(day)
    if table is None:
        moment = datetime.fromtimestamp(day * 86_400, UTC)
        known = FIRST_YEAR <= moment.year <= LAST_YEAR
        table = f"history_{moment.year}{moment.month:02}" if known else OUTSIDE
        if len(_tables) < 100_000:
            _tables[day] = table
    return table


def add_month(connection: sqlite3.Connection, month: str, known: set[str]) -> None:
    """Make the table of a month that is not ``known`` yet."""
    if month not in known:
        connection.execute(MONTH.format(name=month))
        connection.execute("INSERT OR IGNORE INTO month VALUES (?)", (month,))
        known.add(month)


class Recent:
    """The recent tables as the writer sees them; every change is in the transaction under way."""

    def __init__(self, connection: sqlite3.Connection, months: set[str]) -> None:
        self._get = connection.execute
        self._connection = connection
        self._months = months
        counters = dict(self._get("SELECT name, value FROM counter").fetchall())
        self._filled, self._settled = counters["filled"], counters["settled"]
        self._rows = self._count(self.filled)
        self._owed = 0  # rows to settle

    @property
    def filled(self) -> str:
        """The table that is filled."""
        return RECENT_TABLES[self._filled]

    @property
    def settling(self) -> str:
        """The table whose rows go to the months."""
        return RECENT_TABLES[1 - self._filled]

    def add(self, rows: Sequence[tuple[object, ...]], *, series: int) -> None:
        """Put rows in; ``series`` is how many series there are.

        Twice as many rows are settled, so that the other table is empty before this one is full.
        """
        if not rows:
            return
        insert(self._connection, f"INSERT INTO {self.filled} ({COLUMNS})", rows, width=9)
        self._rows += len(rows)
        self._owed += 2 * len(rows)
        if self._settled == ALL_SETTLED:
            self._owed = 0
        elif self._owed >= TOGETHER:
            self._settle(self._owed)
            self._owed = 0
        full = max(FEWEST_RECENT, min(MOST_RECENT, ROWS_A_SERIES * series))
        if self._rows >= full and self._settled == ALL_SETTLED:
            self._filled, self._settled, self._rows = 1 - self._filled, 0, 0
            self._note()

    def forget(self, series: Sequence[int], extra: str, bounds: Sequence[int]) -> int:
        """Remove rows of series; how many there were."""
        gone = 0
        for number in series:
            there = [self.filled, *([self.settling] if number > self._settled else [])]
            for table in there:
                taken = f"DELETE FROM {table} WHERE series = ?{extra}"  # noqa: S608
                gone += self._get(taken, (number, *bounds)).rowcount
        return gone

    def _count(self, table: str) -> int:
        ends = f"(SELECT max(seq) FROM {table}) - (SELECT min(seq) FROM {table})"  # noqa: S608
        return int(self._get(f"SELECT coalesce({ends} + 1, 0)").fetchone()[0])

    def _settle(self, most: int) -> None:
        """Move the rows of the next series into their months, ``most`` or some more."""
        get, table, some = self._get, self.settling, "series > ? AND series <= ?"
        after = self._settled
        row = get(
            f"SELECT series FROM {table} WHERE series > ? ORDER BY series LIMIT 1 OFFSET ?",  # noqa: S608
            (after, most),
        ).fetchone()
        self._settled = until = row[0] if row else ALL_SETTLED
        days = get(
            f"SELECT DISTINCT stamp / {DAY}, stamp < 0 FROM {table} WHERE {some}",  # noqa: S608
            (after, until),
        ).fetchall()
        for month in sorted({OUTSIDE if old else month_of(day * DAY) for day, old in days}):
            add_month(self._connection, month, self._months)
            get(
                f"INSERT INTO {month} ({COLUMNS}) SELECT {COLUMNS} FROM {table}"  # noqa: S608
                f" WHERE {some} AND {_within(month)} ORDER BY series, stamp, seq",
                (after, until),
            )
        if row is None:
            self._empty(table)
        self._note()

    def _empty(self, table: str) -> None:
        """Free the pages of a table without filling them with zeros: its rows are in the months."""
        (secure,) = self._get("PRAGMA secure_delete").fetchone()
        self._get("PRAGMA secure_delete = FAST")
        self._get(f"DELETE FROM {table}")  # noqa: S608
        self._get(f"PRAGMA secure_delete = {'FAST' if secure == FAST else secure}")

    def _note(self) -> None:
        self._connection.executemany(
            "UPDATE counter SET value = ? WHERE name = ?",
            [(self._filled, "filled"), (self._settled, "settled")],
        )


def recent_tables(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The recent tables that are read, each with the series up to which its rows do not count."""
    get = connection.execute
    counters = dict(get("SELECT name, value FROM counter WHERE name IN ('filled', 'settled')"))
    filled, settled = counters["filled"], counters["settled"]
    return [(RECENT_TABLES[1 - filled], settled), (RECENT_TABLES[filled], 0)]


def _within(month: str) -> str:
    """The condition that the instant of a row falls in a month."""
    if month == OUTSIDE:
        return f"NOT (stamp >= {_start(FIRST_YEAR, 1)} AND stamp < {_start(LAST_YEAR + 1, 1)})"
    year, number = int(month[-6:-2]), int(month[-2:])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return f"stamp >= {_start(year, number)} AND stamp < {_start(*following)}"


def _start(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1_000_000
