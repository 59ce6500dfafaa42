"""The PostgreSQL store: one writer thread a process, a pool of readers, any number of processes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import msgspec
from psycopg import Connection

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Series
from jalons.broker.store.group import GroupCommit, Job
from jalons.broker.store.port import WATCHED, Answer, Due, Note, Step, TypeCount, Watcher

from . import reader
from .committer import Committer
from .name_numbers import Naming
from .outbox import PostgresqlOutbox, count_change
from .pool import Pool
from .schema import drop_empty_months, opened, prepared
from .writer import Writing, bounds

encode = msgspec.json.encode
decode = msgspec.json.decode


class PostgresqlStore:
    """A ``Store`` in a PostgreSQL database (``postgresql://…``). ``durability``: see ``schema``."""

    def __init__(
        self, address: str, *, durability: str = "full", watcher: Watcher | None = None
    ) -> None:
        self.address = address
        self.durability = durability
        with opened(address, durability=durability) as connection:
            self.postgis = prepared(connection)

        def opening() -> Connection[Any]:
            return opened(address, durability=durability)

        self._naming = Naming(opening)
        self._committer = Committer(opening, self._naming, watcher)
        self._readers = Pool(lambda: opened(address, durability=durability, readonly=True))
        self._group = GroupCommit(
            self._committer.commit, close=self._committer.close, name="twin-writer"
        )
        self.outbox = PostgresqlOutbox(self._group, self._readers)

    @property
    def watcher(self) -> Watcher | None:
        """Says which notifications a change owes."""
        return self._committer.watcher

    @watcher.setter
    def watcher(self, watcher: Watcher | None) -> None:
        self._committer.watcher = watcher

    def submit(self, tenant: str, steps: Sequence[Step], *, now: int) -> Future[list[Answer]]:
        """As ``write``, without waiting: the future is done after the commit."""
        return self._group.submit(Job(tenant=tenant, steps=steps, now=now))

    def write(self, tenant: str, steps: Sequence[Step], *, now: int) -> list[Answer]:
        """Run steps in one transaction; one answer a step, after the commit."""
        return self.submit(tenant, steps, now=now).result()

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``."""
        return self._readers.run(lambda link: reader.documents(link, self._of(link, tenant), ids))

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects."""
        return self._readers.run(
            lambda link: reader.page(
                link,
                self._of(link, tenant),
                query,
                place=self._naming.known_place,
                postgis=self.postgis,
            )
        )

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The rows of history a query selects."""
        return self._readers.run(lambda link: reader.history(link, self._of(link, tenant), query))

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only the instants and the values."""
        return self._readers.run(lambda link: reader.points(link, self._of(link, tenant), query))

    def types(self, tenant: str) -> list[TypeCount]:
        """The entity types in use."""
        return self._readers.run(lambda link: reader.types(link, self._of(link, tenant)))

    def put(
        self,
        tenant: str,
        kind: str,
        key: str,
        value: dict[str, Any] | None,
        *,
        notes: Sequence[Note] = (),
    ) -> bool:
        """Keep a document or forget it, and owe ``notes``; whether there was one before."""

        def work(writing: Writing) -> bool:
            number = writing.tenant(tenant)
            run = writing.connection.execute
            there = run(
                "SELECT 1 FROM kept WHERE tenant = %s AND kind = %s AND key = %s FOR UPDATE",
                (number, kind, key),
            ).fetchone()
            if value is None:
                run(
                    "DELETE FROM kept WHERE tenant = %s AND kind = %s AND key = %s",
                    (number, kind, key),
                )
            else:
                run(
                    "INSERT INTO kept (tenant, kind, key, value) VALUES (%s, %s, %s, %s)"
                    " ON CONFLICT (tenant, kind, key) DO UPDATE SET value = excluded.value",
                    (number, kind, key, encode(value).decode()),
                )
            if kind in WATCHED:
                count_change(writing, kind)
            writing.owe(number, notes)
            return there is not None

        return bool(self._group.submit(Job(tenant=tenant, work=work)).result())

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document stored by ``put``."""
        row = self._readers.run(
            lambda link: link.execute(
                "SELECT value FROM kept WHERE tenant = %s AND kind = %s AND key = %s",
                (self._of(link, tenant), kind, key),
            ).fetchone()
        )
        return decode(row[0]) if row else None

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind."""
        rows = self._readers.run(
            lambda link: link.execute(
                "SELECT value FROM kept WHERE tenant = %s AND kind = %s ORDER BY number",
                (self._of(link, tenant), kind),
            ).fetchall()
        )
        return [decode(value) for (value,) in rows]

    def documents(self, tenant: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Every document stored by ``put``."""
        rows = self._readers.run(
            lambda link: link.execute(
                "SELECT kind, key, value FROM kept WHERE tenant = %s ORDER BY number",
                (self._of(link, tenant),),
            ).fetchall()
        )
        return [(kind, key, decode(value)) for kind, key, value in rows]

    def drop_empty_months(self, *, before: int) -> int:
        """Free the room of months that became empty."""

        def work(writing: Writing) -> int:
            return drop_empty_months(writing.connection, before=bounds(before)[0])

        return int(self._group.submit(Job(tenant="", work=work)).result())

    def owed(self, *, now: int, limit: int) -> list[Due]:
        """Notifications due, whoever leases them."""
        rows = self._readers.run(
            lambda link: link.execute(
                "SELECT o.number, t.name, o.subscription, o.payload, o.due FROM owed o"
                " JOIN tenant t ON t.id = o.tenant WHERE o.due <= %s ORDER BY o.number LIMIT %s",
                (now, limit),
            ).fetchall()
        )
        return [(n, tenant, Note(sub, bytes(body), due)) for n, tenant, sub, body, due in rows]

    def settle(self, numbers: Sequence[int]) -> None:
        """Forget notifications delivered or abandoned."""

        def work(writing: Writing) -> None:
            gone = list(numbers)
            writing.connection.execute("DELETE FROM owed WHERE number = ANY(%s)", (gone,))

        self._group.submit(Job(tenant="", work=work)).result()

    def tenants(self) -> list[str]:
        """The tenants that keep something."""
        return self._readers.run(
            lambda link: [n for (n,) in link.execute("SELECT name FROM tenant ORDER BY id")]
        )

    def close(self) -> None:
        """Do what waits, then close every connection."""
        self._group.close()
        self._readers.close()

    def _of(self, link: Connection[Any], tenant: str) -> int:
        return self._naming.known_tenant(link, tenant)
