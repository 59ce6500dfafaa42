"""The port of the stores: what the server asks of SQLite and PostgreSQL alike.

A write is a list of steps of one tenant. The store loads the entities they name, runs each step in
order on what the former left, keeps the effects, and answers only after the commit: an answer is a
promise. A step that raises a ``Problem`` leaves no trace and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.operations import Effect, Operation
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Row, Series
from jalons.broker.engine.temporal.summaries import Periods, Summed

DEFAULT_TENANT = ""


@dataclass(frozen=True, slots=True)
class Erase:
    """The history to remove: of one attribute or all, of one dataset or all, of one instance or
    all.

    ``since`` (included) and ``before`` (not) bound it by the stamps of rows.
    """

    attr: str | None = None
    dataset: str | None = None
    every_dataset: bool = True
    instance: str | None = None
    since: int | None = None
    before: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether whole series go, not some of their rows."""
        return self.instance is None and self.since is None and self.before is None


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """What a temporal operation does to the history of an entity.

    ``rows`` are added, those with an ``instance`` in the place of it; ``erase`` removes what it
    selects, before. A step with a change of history does not record its effect a second time.
    """

    rows: tuple[Row, ...] = ()
    erase: Erase | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on one entity; with ``history``, only the declared changes of its history."""

    entity: str
    operation: Operation
    history: HistoryChange | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A notification owed to a subscriber, written with the change that owes it."""

    subscription: str
    payload: bytes
    due: int


Answer = Effect | Problem
Due = tuple[int, str, Note]
"""A notification owed: its number, its tenant, the note."""
WATCHED = frozenset({"subscription", "subscription to registrations"})
"""The kinds of documents whose changes are counted, for other processes to look for."""
Watcher = Callable[[str, Sequence[Effect]], Iterable[Note]]
"""Says, inside the transaction, which notifications the effects of a tenant owe."""


@dataclass(frozen=True, slots=True)
class TypeCount:
    """An entity type in use: how many entities, and by attribute and kind how many have it."""

    iri: str
    entities: int
    attrs: dict[str, dict[str, int]] = field(default_factory=dict)


class Outbox(Protocol):
    """The notifications owed, as brokers that share a store take them: each by one of them.

    A note is leased until a moment; after it, another broker may take it, so that it is delivered
    at least once. As long as a broker leases a note of a subscription no other takes
    any of it, so that they stay in their order.
    """

    def take(
        self, *, holder: str, now: int, until: int, limit: int, known: Collection[int]
    ) -> list[Due]:
        """Notes due and not ``known``, the oldest first, leased to ``holder`` until ``until``."""
        ...

    def extend(self, numbers: Sequence[int], *, holder: str, until: int) -> set[int]:
        """Extend the lease of notes to ``until``; those ``holder`` still has."""
        ...

    def give_back(self, *, holder: str) -> None:
        """Leave all that ``holder`` has to whoever comes."""
        ...

    def put_off(self, numbers: Sequence[int], *, holder: str, due: int, until: int) -> None:
        """Have notes come at ``due``, to ``holder`` alone before ``until``."""
        ...

    def lease(self, name: str, *, holder: str, now: int, until: int) -> bool:
        """Whether ``holder`` has what is named, to ``until``: nobody else had it at ``now``."""
        ...

    def leases(
        self, names: Collection[str], *, holder: str, now: int, until: int
    ) -> frozenset[str]:
        """As ``lease`` for several names in one write: those ``holder`` has."""
        ...

    def waiting(self) -> dict[tuple[str, str], int]:
        """How many notes wait, by tenant and subscription."""
        ...

    def changes(self, kind: str) -> int:
        """How often documents of a kind (of ``WATCHED``) changed, in any process."""
        ...


class Upkeep(Protocol):
    """What keeps a store in order."""

    def drop_empty_months(self, *, before: int) -> int:
        """Free the room of empty months of history that ended before an instant; how many."""
        ...

    def drop_months(self, *, before: int) -> int:  # noqa: ARG002
        """Drop the months of history that ended before an instant, of every tenant; how many.

        A store that has no such way drops none: rows are then erased one by one.
        """
        return 0

    def roll_up(self, *, now: int) -> int:  # noqa: ARG002
        """Bring the sums by hour and by day up to date; how many days were summed anew."""
        return 0

    def freshened(self) -> None:
        """Refresh what the database knows of its tables, after much was written."""
        ...


class Store(Upkeep, Protocol):
    """Everything stored, of every tenant. Threads may share it; ``close`` waits for all commits."""

    @property
    def outbox(self) -> Outbox:
        """The notifications owed, to take with a lease."""
        ...

    def submit(self, tenant: str, steps: Sequence[Step], *, now: int) -> Future[list[Answer]]:
        """As ``write``, without waiting: the future is done after the commit."""
        ...

    def write(self, tenant: str, steps: Sequence[Step], *, now: int) -> list[Answer]:
        """Run steps in one transaction; one answer a step, in their order, after the commit."""
        ...

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``."""
        ...

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects, by order of creation unless it says otherwise."""
        ...

    def history(self, tenant: str, query: HistoryQuery) -> list[Series]:
        """The rows of history a query selects, a series per attribute instance."""
        ...

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only the instants and the values: what aggregates need, and faster."""
        ...

    def summed(self, tenant: str, query: HistoryQuery, periods: Periods) -> list[Points | Summed]:
        """As ``points``, with the sums of each period in their place where the store makes them.

        The query is by observation and has a start; its ``last`` bounds points, not what is summed.
        """
        ...

    def types(self, tenant: str) -> list[TypeCount]:
        """The entity types in use, with their attributes."""
        ...

    def put(
        self,
        tenant: str,
        kind: str,
        key: str,
        value: dict[str, Any] | None,
        *,
        notes: Sequence[Note] = (),
    ) -> bool:
        """Store a document (subscription, context, registration, policy), or forget it when None.

        ``notes`` are owed in the same transaction.
        Returns whether there was one before.
        """
        ...

    def get(self, tenant: str, kind: str, key: str) -> dict[str, Any] | None:
        """A document stored by ``put``."""
        ...

    def every(self, tenant: str, kind: str) -> list[dict[str, Any]]:
        """Every document of a kind, in the order they were first stored."""
        ...

    def everywhere(self, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Every document of some kinds in all tenants: (tenant, kind, document), in that order."""
        ...

    def documents(self, tenant: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Every document stored by ``put``: (kind, key, document), in the order first stored."""
        ...

    def owed(self, *, now: int, limit: int) -> list[Due]:
        """Notifications due, whoever leases them, the oldest first."""
        ...

    def settle(self, numbers: Sequence[int]) -> None:
        """Forget notifications delivered or abandoned."""
        ...

    def tenants(self) -> list[str]:
        """The tenants that keep something."""
        ...

    def close(self) -> None:
        """Give back files and connections."""
        ...
