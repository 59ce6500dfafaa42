"""What the planner knows of the tables, refreshed after many entities came at once.

Autovacuum looks once a minute: until then, a search in what a bulk load brought may be twenty times
slower.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import Connection

FIRST = 2_000  # entities
SHARE = 5  # one in so many is new
_log = logging.getLogger(__name__)


class Freshness:
    """Counts what was created, and has it analysed beside the writes, at most once at a time."""

    def __init__(self, opening: Callable[[], Connection[Any]]) -> None:
        self._opening = opening
        self._created = 0
        self._known = 0
        self._thread: threading.Thread | None = None

    def add(self, created: int) -> None:
        """Count entities that were created and committed."""
        self._created += created
        due = self._created >= max(FIRST, self._known // SHARE)
        if due and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._analyse, name="twin-analyse", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait for what is under way."""
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _analyse(self) -> None:
        try:
            with self._opening() as connection:
                connection.autocommit = True
                self._known = _entities(connection)
                if self._created >= max(FIRST, self._known // SHARE):
                    self._created = 0
                    connection.execute("ANALYZE entity, leaf, shape, series")
                    self._known = _entities(connection)
        except psycopg.Error as error:
            _log.warning("the tables of the twin were not analysed: %s", error)


def _entities(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'entity'::regclass")
    return int((row.fetchone() or (0,))[0])


def freshened(opening: Callable[[], Connection[Any]]) -> None:
    """Analyse every table, and note which pages all can see: indexes then answer alone."""
    with opening() as connection:
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) entity, leaf, shape, series")
        connection.execute("ANALYZE history, by_hour, by_day, usage")
