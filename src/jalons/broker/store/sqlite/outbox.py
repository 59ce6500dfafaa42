"""The notifications owed as several processes on one file share them."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from jalons.broker.store.common_tables import CommonOutbox, due_notes
from jalons.broker.store.port import Due

from .writer import Writing

WANTED = (
    " FROM owed o JOIN tenant t ON t.id = o.tenant WHERE o.due <= :now"
    " AND o.number NOT IN (SELECT value FROM json_each(:known))"
    " AND (o.tenant, o.subscription) NOT IN (SELECT tenant, subscription FROM owed"
    " WHERE held > 0 AND held > :now AND holder <> :holder) ORDER BY o.number"
)
encode = msgspec.json.encode


class SqliteOutbox(CommonOutbox):
    """An ``Outbox`` of a SQLite file."""

    def take(
        self, *, holder: str, now: int, until: int, limit: int, known: Collection[int]
    ) -> list[Due]:
        """Notes due, leased to ``holder`` from now on."""
        parameters = {"holder": holder, "now": now, "known": encode(list(known)).decode()}
        if not self._rows(f"SELECT 1{WANTED} LIMIT 1", parameters):
            return []  # most often nothing is due: nothing to write then

        def work(writing: Writing) -> list[Due]:
            rows = writing.connection.execute(
                f"SELECT o.number, t.name, o.subscription, o.payload, o.due{WANTED} LIMIT :limit",
                parameters | {"limit": limit},
            ).fetchall()
            writing.connection.executemany(
                "UPDATE owed SET held = ?, holder = ? WHERE number = ?",
                [(until, holder, row[0]) for row in rows],
            )
            return due_notes(rows)

        return self._written(work)

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

        return self._written(work)
