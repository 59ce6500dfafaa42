"""The notifications owed as several processes on one file share them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

import msgspec

from jalons.broker.store.group import GroupCommit, Job
from jalons.broker.store.port import Due, Note

from .writer import Writing

Got = TypeVar("Got")
WANTED = (
    " FROM owed o JOIN tenant t ON t.id = o.tenant WHERE o.due <= :now"
    " AND o.number NOT IN (SELECT value FROM json_each(:known))"
    " AND (o.tenant, o.subscription) NOT IN (SELECT tenant, subscription FROM owed"
    " WHERE held > 0 AND held > :now AND holder <> :holder) ORDER BY o.number"
)
Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]
encode = msgspec.json.encode


class SqliteOutbox:
    """An ``Outbox`` of a SQLite file: read by ``reading``, written in the group commit."""

    def __init__(self, group: GroupCommit, reading: Reading) -> None:
        self._group = group
        self._reading = reading

    def take(
        self, *, holder: str, now: int, until: int, limit: int, known: Collection[int]
    ) -> list[Due]:
        """Notes due, leased to ``holder`` from now on."""
        parameters = {"holder": holder, "now": now, "known": encode(list(known)).decode()}
        with self._reading() as connection:  # most often nothing is due: nothing to write then
            if connection.execute(f"SELECT 1{WANTED} LIMIT 1", parameters).fetchone() is None:
                return []

        def work(writing: Writing) -> list[Due]:
            rows = writing.connection.execute(
                f"SELECT o.number, t.name, o.subscription, o.payload, o.due{WANTED} LIMIT :limit",
                parameters | {"limit": limit},
            ).fetchall()
            writing.connection.executemany(
                "UPDATE owed SET held = ?, holder = ? WHERE number = ?",
                [(until, holder, row[0]) for row in rows],
            )
            return [(n, tenant, Note(sub, payload, due)) for n, tenant, sub, payload, due in rows]

        return self._done(work)

    def extend(self, numbers: Sequence[int], *, holder: str, until: int) -> set[int]:
        """Extend the lease of notes; those ``holder`` still has."""
        own = {"numbers": encode(list(numbers)).decode(), "holder": holder, "until": until}

        def work(writing: Writing) -> set[int]:
            rows = writing.connection.execute(
                "UPDATE owed SET held = :until WHERE holder = :holder"
                " AND number IN (SELECT value FROM json_each(:numbers)) RETURNING number",
                own,
            ).fetchall()
            return {number for (number,) in rows}

        return self._done(work)

    def give_back(self, *, holder: str) -> None:
        """Leave all that ``holder`` has to whoever comes."""

        def work(writing: Writing) -> None:
            run = writing.connection.execute
            run("UPDATE owed SET held = 0 WHERE held > 0 AND holder = ?", (holder,))
            run("DELETE FROM lease WHERE holder = ?", (holder,))

        self._done(work)

    def put_off(self, numbers: Sequence[int], *, holder: str, due: int, until: int) -> None:
        """Have notes come later, to ``holder`` first."""

        def work(writing: Writing) -> None:
            writing.connection.executemany(
                "UPDATE owed SET due = ?, held = ? WHERE number = ? AND holder = ?",
                [(due, until, number, holder) for number in numbers],
            )

        self._done(work)

    def lease(self, name: str, *, holder: str, now: int, until: int) -> bool:
        """Whether ``holder`` has what is named, to ``until``."""
        return bool(self.leases([name], holder=holder, now=now, until=until))

    def leases(
        self, names: Collection[str], *, holder: str, now: int, until: int
    ) -> frozenset[str]:
        """Those of some names ``holder`` has, to ``until``."""
        known = {"holder": holder, "now": now, "until": until}

        def work(writing: Writing) -> frozenset[str]:
            ours = [
                writing.connection.execute(
                    "INSERT INTO lease (name, holder, until) VALUES (:name, :holder, :until)"
                    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,"
                    " until = excluded.until WHERE lease.until <= :now"
                    " OR lease.holder = excluded.holder RETURNING name",
                    known | {"name": name},
                ).fetchall()
                for name in names
            ]
            return frozenset(name for rows in ours for (name,) in rows)

        return self._done(work)

    def waiting(self) -> dict[tuple[str, str], int]:
        """How many notes wait for each subscription of each tenant."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT t.name, o.subscription, count(*) FROM owed o JOIN tenant t"
                " ON t.id = o.tenant GROUP BY o.tenant, o.subscription"
            ).fetchall()
        return {(tenant, subscription): count for tenant, subscription, count in rows}

    def changes(self, kind: str) -> int:
        """How often documents of a kind changed."""
        with self._reading() as connection:
            row = connection.execute("SELECT number FROM change WHERE kind = ?", (kind,)).fetchone()
        return int(row[0]) if row else 0

    def _done(self, work: Callable[[Writing], Got]) -> Got:
        found: Got = self._group.submit(Job(tenant="", work=work)).result()
        return found


def count_change(writing: Writing, kind: str) -> None:
    """Count a change of a document of a kind others look for."""
    writing.connection.execute(
        "INSERT INTO change (kind, number) VALUES (?, 1)"
        " ON CONFLICT (kind) DO UPDATE SET number = number + 1",
        (kind,),
    )
