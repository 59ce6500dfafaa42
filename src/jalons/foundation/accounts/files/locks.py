"""One process at a time, on whatever machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Nobody else is in the block of this name, on any machine of the instance; it waits.

    Several machines share a PostgreSQL database; on SQLite there is one. The lock is on a
    connection of its own, in a transaction, so that a pooler respects it; it ends with the process.
    """
    if connection.vendor != "postgresql":
        yield
        return
    gate = connection.copy()
    try:
        gate.set_autocommit(False)
        with gate.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield
    finally:
        gate.close()
