"""Numbers of tenants, of names and of months, once for every broker that shares the database.

They are created on a connection of their own, at once: a name is known to all even if the
transaction that needed it is undone, so that the cache in memory is always true.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from typing import Any

from psycopg import Connection

from .dialect import storable
from .schema import add_month, months

MOST_NAMES = 500_000


class Naming:
    """Numbers by name. ``opening`` makes a connection; threads may share one ``Naming``."""

    def __init__(self, opening: Callable[[], Connection[Any]]) -> None:
        self._opening = opening
        self._connection: Connection[Any] | None = None
        self._tenants: dict[str, int] = {}
        self._names: dict[tuple[int, str], int] = {}
        self._months: set[str] = set()
        self._lock = threading.Lock()

    def tenant(self, name: str) -> int:
        """The number of a tenant, created if it is new."""
        number = self._tenants.get(name)
        if number is None:
            with self._lock:
                link = self._link()
                link.execute(
                    "INSERT INTO tenant (name) VALUES (%s) ON CONFLICT DO NOTHING", (name,)
                )
                row = link.execute("SELECT id FROM tenant WHERE name = %s", (name,)).fetchone()
            number = self._tenants[name] = int(row[0]) if row else -1
        return number

    def places(self, tenant: int, texts: Iterable[str]) -> dict[str, int]:
        """The numbers of names of a tenant, created for those that are new."""
        texts = set(texts)
        new = sorted(text for text in texts if (tenant, text) not in self._names)
        if new:
            hashes = [_hash(text) for text in new]
            with self._lock:
                link = self._link()
                link.execute(
                    "INSERT INTO name (tenant, text, hash) SELECT %s, * FROM"
                    " unnest(%s::text[], %s::bytea[]) AS n (text, hash)"
                    " WHERE NOT EXISTS"
                    " (SELECT 1 FROM name o WHERE o.tenant = %s AND o.hash = n.hash)"
                    " ON CONFLICT DO NOTHING",
                    (tenant, [storable(text) for text in new], hashes, tenant),
                )
                rows = link.execute(
                    "SELECT hash, id FROM name WHERE tenant = %s AND hash = ANY(%s)",
                    (tenant, hashes),
                ).fetchall()
            found = {bytes(key): int(number) for key, number in rows}
            numbered = {text: found[key] for text, key in zip(new, hashes, strict=True)}
            self._keep(tenant, numbered)
            return {text: numbered.get(text) or self._names[tenant, text] for text in texts}
        return {text: self._names[tenant, text] for text in texts}

    def known_tenant(self, connection: Connection[Any], name: str) -> int:
        """The number of a tenant, −1 when nobody has it."""
        number = self._tenants.get(name)
        if number is None:
            row = connection.execute("SELECT id FROM tenant WHERE name = %s", (name,)).fetchone()
            if row is None:
                return -1
            number = self._tenants[name] = int(row[0])
        return number

    def known_place(self, connection: Connection[Any], tenant: int, text: str) -> int | None:
        """The number of a name, None when no entity ever had it."""
        number = self._names.get((tenant, text))
        if number is None:
            row = connection.execute(
                "SELECT id FROM name WHERE tenant = %s AND hash = %s", (tenant, _hash(text))
            ).fetchone()
            if row is None:
                return None
            number = int(row[0])
            self._keep(tenant, {text: number})
        return number

    def add_months(self, wanted: Iterable[tuple[str, int | None, int | None]]) -> None:
        """Have the partitions of these months."""
        missing = [month for month in wanted if month[0] not in self._months]
        if missing:
            with self._lock:
                link = self._link()
                for name, start, end in sorted(missing, key=lambda month: month[0]):
                    add_month(link, name, start, end)
                self._months = months(link)

    def forget_months(self) -> None:
        """Look again which months there are: another broker may have dropped some."""
        self._months = set()

    def close(self) -> None:
        """Close the connection; the next call makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _keep(self, tenant: int, numbered: dict[str, int]) -> None:
        if len(self._names) > MOST_NAMES:
            self._names = {}
        self._names.update({(tenant, text): number for text, number in numbered.items()})

    def _link(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._opening()
            self._connection.autocommit = True
        return self._connection


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
