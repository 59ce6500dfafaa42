"""Connections behind a pooler in transaction mode, such as PgBouncer.

A transaction may be on another server connection than the one before: what ``options`` sets for a
session is set for each transaction instead, and no statement is prepared. The address says so:
``postgresql://…?pooling=transaction``. Without it nothing of this is done, and nothing is paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, override
from urllib.parse import parse_qsl, urlencode, urlsplit

from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus

PARAMETER, MODE = "pooling", "transaction"


def is_pooled(address: str) -> bool:
    """Whether an address says that a pooler in transaction mode is behind it."""
    return (PARAMETER, MODE) in parse_qsl(urlsplit(address).query)


def plain(address: str) -> str:
    """An address as the driver takes it, without our own parameter."""
    if not is_pooled(address):
        return address
    parts = urlsplit(address)
    left = [each for each in parse_qsl(parts.query) if each != (PARAMETER, MODE)]
    return parts._replace(query=urlencode(left)).geturl()


def connected(address: str, settings: Mapping[str, str], **more: Any) -> Connection[Any]:
    """A connection with some settings of PostgreSQL, for its session or for each transaction."""
    if is_pooled(address):
        made: PooledConnection = PooledConnection.connect(
            plain(address), prepare_threshold=None, **more
        )
        made.settings = dict(settings)
        return made
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return Connection.connect(address, options=options, **more)


class PooledConnection(Connection[Any]):
    """A connection that puts its settings at the head of each transaction."""

    settings: dict[str, str]

    @override
    def execute(self, *args: Any, **more: Any) -> Cursor[Any]:
        if self.autocommit and self._is_idle:
            with self.transaction():
                return super().execute(*args, **more)
        return super().execute(*args, **more)

    @override
    def cursor(self, *args: Any, **more: Any) -> Any:
        if not self.autocommit and self._is_idle:
            self._set()
        return super().cursor(*args, **more)

    @contextmanager
    @override
    def transaction(self, *args: Any, **more: Any) -> Iterator[Any]:
        begins = self._is_idle
        with super().transaction(*args, **more) as made:
            if begins:
                self._set()
            yield made

    @property
    def _is_idle(self) -> bool:
        return self.info.transaction_status == TransactionStatus.IDLE

    def _set(self) -> None:
        each = ", ".join(["set_config(%s, %s, true)"] * len(self.settings))
        values = [text for setting in self.settings.items() for text in setting]
        with super().cursor() as cursor:
            cursor.execute(f"SELECT {each}", values)  # begins the transaction
