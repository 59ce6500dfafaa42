"""The SQLite store: one writer thread, readers of their own, everything in one file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Series
from jalons.broker.store import group_commit
from jalons.broker.store.common_tables import CommonStore
from jalons.broker.store.group import GroupCommit, Job
from jalons.broker.store.port import TypeCount, Watcher

from . import reader
from .checkpoint import Checkpoints
from .functions import Reader
from .outbox import SqliteOutbox
from .schema import opened, prepared, read_connection
from .writer import Writing

OF_A_JOB = frozenset({
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE,
})  # fmt: skip


class SqliteStore(CommonStore):
    """A ``Store`` in a SQLite file; ``durability`` is full (default), normal or off."""

    def __init__(
        self, path: Path | str, *, durability: str = "full", watcher: Watcher | None = None
    ) -> None:
        self.path = str(path)
        self.durability = durability
        self.watcher = watcher
        self._own = threading.local()
        self._readers: list[Reader] = []
        self._lock = threading.Lock()
        connection = opened(self.path, durability=durability)
        try:
            prepared(connection)
        except BaseException:
            connection.close()
            raise
        self._writing = Writing(connection)
        self._group = GroupCommit(self._commit, close=connection.close, name="twin-writer")
        self.outbox = SqliteOutbox(self._group, self.rows)
        self._checkpoints = Checkpoints(self.path, durability=durability)

    def rows(self, text: str, values: Any = ()) -> list[Any]:
        """The rows of a query, read in a transaction of their own."""
        with self._reading() as connection:
            return connection.execute(text, values).fetchall()

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``."""
        with self._reading() as connection:
            return reader.documents(connection, self._tenant(connection, tenant), ids)

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects."""
        with self._reading() as connection:
            return reader.page(connection, self._tenant(connection, tenant), query)

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The rows of history a query selects."""
        with self._reading() as connection:
            return reader.history(connection, self._tenant(connection, tenant), query)

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """The instants and the values of the rows a query selects."""
        with self._reading() as connection:
            return reader.points(connection, self._tenant(connection, tenant), query)

    def types(self, tenant: str) -> list[TypeCount]:
        """The entity types in use."""
        with self._reading() as connection:
            return reader.types(connection, self._tenant(connection, tenant))

    def drop_empty_months(self, *, before: int) -> int:
        """Free the room of months that became empty."""

        def work(writing: Writing) -> int:
            return writing.drop_empty_months(before=before)

        return int(self._group.submit(Job(tenant="", work=work)).result())

    def close(self) -> None:
        """Do what waits, then close the file."""
        self._checkpoints.close()
        self._group.close()
        with self._lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()

    def _tenant(self, connection: sqlite3.Connection, name: str) -> int:
        known = self._writing.tenants.get(name)
        if known is not None:
            return known
        # another process may have made it
        row = connection.execute("SELECT id FROM tenant WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else -1

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        connection: Reader | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = read_connection(self.path, durability=self.durability)
            self._own.connection = connection
            with self._lock:
                self._readers.append(connection)
        connection.execute("BEGIN")  # one state of the file for all a reader asks
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def _commit(self, group: list[Job]) -> list[Any]:
        connection = self._writing.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._writing.refresh()
            answers = group_commit.answers(group, self._writing, self.watcher)
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._writing.reload()
            if isinstance(error, sqlite3.Error) and not _of_a_job(error):
                raise Problem("Busy", f"nothing was kept: {error}") from error
            if isinstance(error, sqlite3.DataError) and len(group) == 1:
                raise Problem("BadRequestData", f"the file cannot keep this: {error}") from error
            raise
        return answers


def _of_a_job(error: sqlite3.Error) -> bool:
    """Whether what was written is at fault, rather than the file, the disk or a lock."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in OF_A_JOB
