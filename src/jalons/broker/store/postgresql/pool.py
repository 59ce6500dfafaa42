"""Connections that readers borrow; one that broke is replaced once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg import Connection

from jalons.broker.engine.problems import Problem

MOST = 16
Got = TypeVar("Got")


class Pool:
    """At most ``most`` connections, made when needed by ``opening``; threads share a pool."""

    def __init__(self, opening: Callable[[], Connection[Any]], *, most: int = MOST) -> None:
        self._opening = opening
        self._idle: list[Connection[Any]] = []
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._closed = False

    def run(self, asking: Callable[[Connection[Any]], Got]) -> Got:
        """What ``asking`` returns, in one transaction; tried again once if the connection was dead.

        ``asking`` may therefore run twice: it reads, or writes what can be written again. Raises
        ``Problem`` (Busy) when the database does not answer.
        """
        with self._free:
            for attempt in (1, 2):
                connection: Connection[Any] | None = None
                try:
                    connection = self._borrowed()
                    with connection.transaction():
                        found = asking(connection)
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    dead = connection is None or connection.closed
                    self._back(connection)
                    if dead and attempt == 1:
                        self._drop_idle()
                        continue
                    raise Problem("Busy", f"the database does not answer: {error}") from error
                except BaseException:
                    self._back(connection)
                    raise
                self._back(connection)
                return found
        raise Problem("Busy", "the database does not answer")

    def close(self) -> None:
        """Close every connection that is free; those borrowed close when they come back."""
        self._closed = True
        self._drop_idle()

    def _borrowed(self) -> Connection[Any]:
        if self._closed:
            raise Problem("Busy", "the store is closing")
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._opening()

    def _back(self, connection: Connection[Any] | None) -> None:
        if connection is None:
            return
        if connection.closed or self._closed:
            connection.close()
            return
        with self._lock:
            self._idle.append(connection)

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
