"""The notifications owed as the brokers of one database share them."""

from __future__ import annotations

from collections.abc import Collection
from operator import itemgetter

from jalons.broker.store.common_tables import CommonOutbox, due_notes
from jalons.broker.store.port import Due

from .schema import LOCK
from .writer import Writing

TAKE_LOCK = LOCK + 1  # one broker at a time takes notes, so that a subscription has one holder
WANTED = (
    " FROM owed WHERE due <= %(now)s AND number <> ALL(%(known)s) AND (tenant, subscription) NOT IN"
    " (SELECT tenant, subscription FROM owed"
    " WHERE held > 0 AND held > %(now)s AND holder <> %(holder)s) ORDER BY number"
)


class PostgresqlOutbox(CommonOutbox):
    """An ``Outbox`` of a database."""

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

        if not self._rows(f"SELECT 1{WANTED} LIMIT 1", parameters):
            return []  # most often nothing is due: nothing to write then

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
            return sorted(due_notes(rows), key=itemgetter(0))

        return self._written(work)

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

        return self._written(work)
