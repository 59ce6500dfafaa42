"""The tables that both databases have alike: documents, notes owed, leases, changes.

Their SQL is written once, with ``?`` for each value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

import msgspec

from jalons.broker.engine.temporal.request import HistoryQuery, Points
from jalons.broker.engine.temporal.summaries import Periods, Summed

from .group import GroupCommit, Job
from .group_commit import Writer
from .port import WATCHED, Answer, Due, Note, Step, Upkeep

Rows = Callable[[str, Any], list[Any]]
"""The rows of a query with its values, read in a transaction of their own."""
_DOCUMENT = " WHERE tenant = ? AND kind = ? AND key = ?"
_OF_TENANT = " FROM kept WHERE tenant = (SELECT id FROM tenant WHERE name = ?)"
_EVERYWHERE = (
    "SELECT t.name, k.kind, k.value FROM tenant t JOIN kept k ON k.tenant = t.id WHERE k.kind"
)
encode = msgspec.json.encode
decode = msgspec.json.decode


class TableWriter(Writer, Protocol):
    """A transaction that writes, and what its database writes in its own way."""

    @property
    def row_lock(self) -> str:
        """What locks the rows of a ``SELECT`` until the commit."""
        ...

    def execute(self, text: str, values: Sequence[Any]) -> Any:
        """Run a statement; its cursor."""
        ...

    def among(self, column: str, numbers: Sequence[int]) -> tuple[str, Any]:
        """The condition that a column is one of some numbers, and its value."""
        ...


class CommonStore(Upkeep, ABC):
    """The part of a ``Store`` on these tables, and its writes: all go through ``_group``."""

    _group: GroupCommit

    @abstractmethod
    def rows(self, text: str, values: Any = ()) -> list[Any]:
        """The rows of a query, read in a transaction of their own."""

    @abstractmethod
    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """The instants and the values of the rows a query selects."""

    def summed(
        self,
        tenant: str,
        query: HistoryQuery,
        periods: Periods,  # noqa: ARG002
    ) -> list[Points | Summed]:
        """The points themselves: this store sums nothing."""
        return [*self.points(tenant, query)]

    def freshened(self) -> None:
        """Nothing to refresh."""

    def submit(self, tenant: str, steps: Sequence[Step], *, now: int) -> Future[list[Answer]]:
        """As ``write``, without waiting: the future is done after the commit."""
        return self._group.submit(Job(tenant=tenant, steps=steps, now=now))

    def write(self, tenant: str, steps: Sequence[Step], *, now: int) -> list[Answer]:
        """Run steps in one transaction; one answer a step, after the commit."""
        return self.submit(tenant, steps, now=now).result()

    def put(
        self,
        tenant: str,
        kind: str,
        key: str,
        value: dict[str, Any] | None,
        *,
        notes: Sequence[Note] = (),
    ) -> bool:
        """Store a document or forget it, and owe ``notes``; whether there was one before."""

        def work(writing: TableWriter) -> bool:
            number = writing.tenant(tenant)
            document = (number, kind, key)
            before = writing.execute(
                f"SELECT 1 FROM kept{_DOCUMENT}{writing.row_lock}",  # noqa: S608
                document,
            ).fetchone()
            if value is None:
                writing.execute(f"DELETE FROM kept{_DOCUMENT}", document)  # noqa: S608
            else:
                writing.execute(
                    "INSERT INTO kept (tenant, kind, key, value) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (tenant, kind, key) DO UPDATE SET value = excluded.value",
                    (*document, encode(value).decode()),
                )
            if kind in WATCHED:
                _count_change(writing, kind)
            writing.owe(number, notes)
            return before is not None

        return bool(self._group.submit(Job(tenant=tenant, work=work)).result())

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document stored by ``put``."""
        rows = self.rows(f"SELECT value{_OF_TENANT} AND kind = ? AND key = ?", (tenant, kind, key))
        return decode(rows[0][0]) if rows else None

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind."""
        rows = self.rows(f"SELECT value{_OF_TENANT} AND kind = ? ORDER BY number", (tenant, kind))
        return [decode(value) for (value,) in rows]

    def everywhere(self, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Every document of some kinds in all tenants."""
        any_of = f"({', '.join('?' * len(kinds))})"
        rows = self.rows(f"{_EVERYWHERE} IN {any_of} ORDER BY k.number", kinds)
        return [(tenant, kind, decode(value)) for tenant, kind, value in rows]

    def documents(self, tenant: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Every document stored by ``put``."""
        rows = self.rows(f"SELECT kind, key, value{_OF_TENANT} ORDER BY number", (tenant,))
        return [(kind, key, decode(value)) for kind, key, value in rows]

    def owed(self, *, now: int, limit: int) -> list[Due]:
        """Notifications due, whoever leases them."""
        return due_notes(
            self.rows(
                "SELECT o.number, t.name, o.subscription, o.payload, o.due FROM owed o"
                " JOIN tenant t ON t.id = o.tenant WHERE o.due <= ? ORDER BY o.number LIMIT ?",
                (now, limit),
            )
        )

    def settle(self, numbers: Sequence[int]) -> None:
        """Forget notifications delivered or abandoned."""

        def work(writing: TableWriter) -> None:
            condition, value = writing.among("number", numbers)
            writing.execute(f"DELETE FROM owed WHERE {condition}", (value,))  # noqa: S608

        self._group.submit(Job(tenant="", work=work)).result()

    def tenants(self) -> list[str]:
        """The tenants that keep something."""
        return [name for (name,) in self.rows("SELECT name FROM tenant ORDER BY id")]


class CommonOutbox(ABC):
    """The part of an ``Outbox`` on these tables; read by ``rows``, written in the group commit."""

    def __init__(self, group: GroupCommit, rows: Rows) -> None:
        self._group = group
        self._rows = rows

    def extend(self, numbers: Sequence[int], *, holder: str, until: int) -> set[int]:
        """Extend the lease of notes; those ``holder`` still has."""

        def work(writing: TableWriter) -> set[int]:
            condition, value = writing.among("number", numbers)
            rows = writing.execute(
                f"UPDATE owed SET held = ? WHERE {condition} AND holder = ? RETURNING number",  # noqa: S608
                (until, value, holder),
            ).fetchall()
            return {number for (number,) in rows}

        return self._written(work)

    def give_back(self, *, holder: str) -> None:
        """Leave all that ``holder`` has to whoever comes."""

        def work(writing: TableWriter) -> None:
            writing.execute("UPDATE owed SET held = 0 WHERE held > 0 AND holder = ?", (holder,))
            writing.execute("DELETE FROM lease WHERE holder = ?", (holder,))

        self._written(work)

    def put_off(self, numbers: Sequence[int], *, holder: str, due: int, until: int) -> None:
        """Have notes come later, to ``holder`` first."""

        def work(writing: TableWriter) -> None:
            condition, value = writing.among("number", numbers)
            writing.execute(
                f"UPDATE owed SET due = ?, held = ? WHERE {condition} AND holder = ?",  # noqa: S608
                (due, until, value, holder),
            )

        self._written(work)

    def lease(self, name: str, *, holder: str, now: int, until: int) -> bool:
        """Whether ``holder`` has what is named, to ``until``."""
        return bool(self.leases([name], holder=holder, now=now, until=until))

    @abstractmethod
    def leases(
        self, names: Collection[str], *, holder: str, now: int, until: int
    ) -> frozenset[str]:
        """Those of some names ``holder`` has, to ``until``."""

    def waiting(self) -> dict[tuple[str, str], int]:
        """How many notes wait for each subscription of each tenant."""
        rows = self._rows(
            "SELECT t.name, o.subscription, count(*) FROM owed o JOIN tenant t"
            " ON t.id = o.tenant GROUP BY t.name, o.subscription",
            (),
        )
        return {(tenant, subscription): count for tenant, subscription, count in rows}

    def changes(self, kind: str) -> int:
        """How often documents of a kind changed."""
        rows = self._rows("SELECT number FROM change WHERE kind = ?", (kind,))
        return int(rows[0][0]) if rows else 0

    def _written[Result](self, work: Callable[[Any], Result]) -> Result:
        result: Result = self._group.submit(Job(tenant="", work=work)).result()
        return result


def due_notes(rows: Sequence[Any]) -> list[Due]:
    """Notes, from the rows of their number, tenant, subscription, payload and moment."""
    return [
        (number, tenant, Note(sub, bytes(body), due)) for number, tenant, sub, body, due in rows
    ]


def _count_change(writing: TableWriter, kind: str) -> None:
    """Count a change of a document of a kind others look for."""
    writing.execute(
        "INSERT INTO change (kind, number) VALUES (?, 1)"
        " ON CONFLICT (kind) DO UPDATE SET number = change.number + 1",
        (kind,),
    )
