"""The PostgreSQL store: one writer thread a process, a pool of readers, any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Connection, errors

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Series
from jalons.broker.engine.temporal.summaries import Periods, Summed
from jalons.broker.store.common_tables import CommonStore
from jalons.broker.store.group import GroupCommit, Job
from jalons.broker.store.port import TypeCount, Watcher

from . import reader
from .committer import Committer
from .histories.rollups import roll_up
from .months import bounds
from .name_numbers import Naming
from .outbox import PostgresqlOutbox
from .pool import Pool
from .schema import drop_months, opened, prepared
from .statistics import freshened
from .writer import Writing

TOO_LONG = (
    "this request takes more than {} seconds: narrow it by type, by place or by time,"
    " or read it page by page without a count"
)


class PostgresqlStore(CommonStore):
    """A ``Store`` in a PostgreSQL database (``postgresql://…``). ``durability``: see ``schema``.

    A statement that reads ends after ``statement_seconds``, never when 0.
    """

    def __init__(
        self,
        address: str,
        *,
        durability: str = "full",
        watcher: Watcher | None = None,
        statement_seconds: int = 0,
    ) -> None:
        self.statement_seconds = statement_seconds
        self.address = address
        self.durability = durability
        with opened(address, durability=durability) as connection:
            self.postgis = prepared(connection)

        def opening() -> Connection[Any]:
            return opened(address, durability=durability)

        self._opening = opening
        self._naming = Naming(opening)
        self._committer = Committer(opening, self._naming, watcher)
        self._readers = Pool(lambda: opened(address, durability=durability, readonly=True))
        self._group = GroupCommit(
            self._committer.commit, close=self._committer.close, name="twin-writer"
        )
        self.outbox = PostgresqlOutbox(self._group, self.rows)

    @property
    def watcher(self) -> Watcher | None:
        """Says which notifications a change owes."""
        return self._committer.watcher

    @watcher.setter
    def watcher(self, watcher: Watcher | None) -> None:
        self._committer.watcher = watcher

    def rows(self, text: str, values: Any = ()) -> list[Any]:
        """The rows of a query, read in a transaction of their own."""
        return self._read(lambda link: link.execute(text.replace("?", "%s"), values).fetchall())

    def _read[Got](self, asking: Callable[[Connection[Any]], Got]) -> Got:
        """What ``asking`` returns; raises ``Problem`` when a statement takes too long."""
        seconds = self.statement_seconds

        def bounded(link: Connection[Any]) -> Got:
            if seconds:
                link.execute(f"SET LOCAL statement_timeout = {seconds * 1000:d}")
            try:
                return asking(link)
            except errors.QueryCanceled as error:
                raise Problem("TooComplexQuery", TOO_LONG.format(seconds)) from error

        return self._readers.run(bounded)

    def read(self, tenant: str, ids: Sequence[str]) -> dict[str, Doc]:
        """The documents there are among ``ids``."""
        return self._read(lambda link: reader.documents(link, self._of(link, tenant), ids))

    def query(self, tenant: str, query: EntityQuery) -> Page:
        """The entities a query selects."""
        return self._read(
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
        return self._read(lambda link: reader.history(link, self._of(link, tenant), query))

    def points(self, tenant: str, query: HistoryQuery) -> list[Points]:
        """As ``history``, only the instants and the values."""
        return self._read(lambda link: reader.points(link, self._of(link, tenant), query))

    def summed(self, tenant: str, query: HistoryQuery, periods: Periods) -> list[Points | Summed]:
        """As ``points``, with the sums of numbers in their place."""
        return self._read(lambda link: reader.summed(link, self._of(link, tenant), query, periods))

    def types(self, tenant: str) -> list[TypeCount]:
        """The entity types in use."""
        return self._read(lambda link: reader.types(link, self._of(link, tenant)))

    def drop_empty_months(self, *, before: int) -> int:
        """Free the room of months that became empty."""
        return self._dropped(before, filled=False)

    def drop_months(self, *, before: int) -> int:
        """Drop months of every tenant."""
        return self._dropped(before, filled=True)

    def _dropped(self, before: int, *, filled: bool) -> int:
        def work(writing: Writing) -> int:
            return drop_months(writing.connection, before=bounds(before)[0], filled=filled)

        return int(self._group.submit(Job(tenant="", work=work)).result())

    def roll_up(self, *, now: int) -> int:
        """Bring the sums by hour and by day up to date, beside the writes."""
        return roll_up(self._opening, now=now)

    def freshened(self) -> None:
        """Refresh what the planner knows of the tables."""
        freshened(self._opening)

    def close(self) -> None:
        """Do what waits, then close every connection."""
        self._group.close()
        self._readers.close()

    def _of(self, link: Connection[Any], tenant: str) -> int:
        return self._naming.known_tenant(link, tenant)
