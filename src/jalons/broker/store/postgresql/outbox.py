"""The notifications owed as the brokers of one database share them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from psycopg import Connection

from jalons.broker.store.group import GroupCommit, Job
from jalons.broker.store.port import Due, Note

from .pool import Pool
from .schema import LOCK
from .writer import Writing

TAKE_LOCK = LOCK + 1  # one broker at a time takes notes, so that a subscription has one holder
Got = TypeVar("Got")
WANTED = (
    " FROM owed WHERE due <= %(now)s AND number <> ALL(%(known)s) AND (tenant, subscription) NOT IN"
    " (SELECT tenant, subscription FROM owed"
    " WHERE held > 0 AND held > %(now)s AND holder <> %(holder)s) ORDER BY number"
)


class PostgresqlOutbox:
    """An ``Outbox`` of a database: read through the pool, written in the group commit."""

    def __init__(self, group: GroupCommit, readers: Pool) -> None:
        self._group = group
        self._readers = readers

    def take(
        self, *, holder: str, now: int, until: int, limit: int, known: Collection[int]
    ) -> list[Due]:
        """Notes due, leased to ``holder`` from now on."""
        parameters = {
            "holder": holder,
            "now": now,
            "known": list(known),
            "limit": limit,
            "until": until,
        }

        def due(link: Connection[Any]) -> bool:
            return link.execute(f"SELECT 1{WANTED} LIMIT 1", parameters).fetchone() is not None

        if not self._readers.run(due):  # most often nothing is due: nothing to write then
            return []

        def work(writing: Writing) -> list[Due]:
            run = writing.connection.execute
            alone = run("SELECT pg_try_advisory_xact_lock(%s)", (TAKE_LOCK,)).fetchone()
            if alone is None or not alone[0]:
                return []  # another broker takes at this very moment: next time
            rows = run(
                "UPDATE owed o SET held = %(until)s, holder = %(holder)s FROM tenant t"  # noqa: S608
                f" WHERE t.id = o.tenant AND o.number IN (SELECT number{WANTED}"
                " LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
                " RETURNING o.number, t.name, o.subscription, o.payload, o.due",
                parameters,
            ).fetchall()
            found = ((n, of, Note(sub, bytes(body), due)) for n, of, sub, body, due in rows)
            return sorted(found, key=lambda each: each[0])

        return self._done(work)

    def extend(self, numbers: Sequence[int], *, holder: str, until: int) -> set[int]:
        """Extend the lease of notes; those ``holder`` still has."""

        def work(writing: Writing) -> set[int]:
            rows = writing.connection.execute(
                "UPDATE owed SET held = %s WHERE number = ANY(%s) AND holder = %s RETURNING number",
                (until, list(numbers), holder),
            ).fetchall()
            return {number for (number,) in rows}

        return self._done(work)

    def give_back(self, *, holder: str) -> None:
        """Leave all that ``holder`` has to whoever comes."""

        def work(writing: Writing) -> None:
            run = writing.connection.execute
            run("UPDATE owed SET held = 0 WHERE held > 0 AND holder = %s", (holder,))
            run("DELETE FROM lease WHERE holder = %s", (holder,))

        self._done(work)

    def put_off(self, numbers: Sequence[int], *, holder: str, due: int, until: int) -> None:
        """Have notes come later, to ``holder`` first."""

        def work(writing: Writing) -> None:
            writing.connection.execute(
                "UPDATE owed SET due = %s, held = %s WHERE number = ANY(%s) AND holder = %s",
                (due, until, list(numbers), holder),
            )

        self._done(work)

    def lease(self, name: str, *, holder: str, now: int, until: int) -> bool:
        """Whether ``holder`` has what is named, to ``until``."""
        return bool(self.leases([name], holder=holder, now=now, until=until))

    def leases(
        self, names: Collection[str], *, holder: str, now: int, until: int
    ) -> frozenset[str]:
        """Those of some names ``holder`` has, to ``until``."""
        in_order = sorted(set(names))  # so that two brokers never wait for each other
        parameters = {"names": in_order, "holder": holder, "now": now, "until": until}

        def work(writing: Writing) -> frozenset[str]:
            rows = writing.connection.execute(
                "INSERT INTO lease AS l (name, holder, until) SELECT name, %(holder)s, %(until)s"
                " FROM unnest(%(names)s::text[]) AS name ON CONFLICT (name) DO UPDATE"
                " SET holder = excluded.holder, until = excluded.until"
                " WHERE l.until <= %(now)s OR l.holder = excluded.holder RETURNING l.name",
                parameters,
            ).fetchall()
            return frozenset(name for (name,) in rows)

        return self._done(work)

    def waiting(self) -> dict[tuple[str, str], int]:
        """How many notes wait for each subscription of each tenant."""
        rows = self._readers.run(
            lambda link: link.execute(
                "SELECT t.name, o.subscription, count(*) FROM owed o JOIN tenant t"
                " ON t.id = o.tenant GROUP BY t.name, o.subscription"
            ).fetchall()
        )
        return {(tenant, subscription): count for tenant, subscription, count in rows}

    def changes(self, kind: str) -> int:
        """How often documents of a kind changed."""
        row = self._readers.run(
            lambda link: link.execute(
                "SELECT number FROM change WHERE kind = %s", (kind,)
            ).fetchone()
        )
        return int(row[0]) if row else 0

    def _done(self, work: Callable[[Writing], Got]) -> Got:
        found: Got = self._group.submit(Job(tenant="", work=work)).result()
        return found


def count_change(writing: Writing, kind: str) -> None:
    """Count a change of a document of a kind others look for."""
    writing.connection.execute(
        "INSERT INTO change AS c (kind, number) VALUES (%s, 1)"
        " ON CONFLICT (kind) DO UPDATE SET number = c.number + 1",
        (kind,),
    )
