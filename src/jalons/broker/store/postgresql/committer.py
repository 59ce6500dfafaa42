"""The connection that writes: a transaction a group, again when brokers met."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import Connection, errors

from jalons.broker.engine.problems import Problem
from jalons.broker.store import group_commit
from jalons.broker.store.group import Job
from jalons.broker.store.port import Watcher

from .name_numbers import Naming
from .statistics import Freshness
from .writer import Writing

ATTEMPTS = 10
AGAIN = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.UniqueViolation,  # another broker created the same entity: look again
    errors.CheckViolation,  # another broker dropped the month
)
REFUSED = (psycopg.DataError, errors.ProgramLimitExceeded)


class Committer:
    """Commits groups of jobs, one after the other, on a connection of its own."""

    def __init__(
        self, opening: Callable[[], Connection[Any]], naming: Naming, watcher: Watcher | None
    ) -> None:
        self.watcher = watcher
        self._opening = opening
        self._naming = naming
        self._connection: Connection[Any] | None = None
        self._freshness = Freshness(opening)
        self._committing = False

    def commit(self, group: list[Job]) -> list[Any]:
        """The answers of a group after its commit.

        Raises ``Problem``: Busy when the database does not answer, BadRequestData for one job it
        cannot keep. Raises what the database said when one of several jobs is at fault.
        """
        left = False
        for attempt in range(ATTEMPTS):
            try:
                return self._once(group)
            except AGAIN:
                self._naming.forget_months()
                time.sleep(0.002 * 2 ** min(attempt, 6))
            except REFUSED as error:
                if len(group) > 1:
                    raise
                why = str(error).splitlines()[0]
                raise Problem("BadRequestData", f"the database cannot keep this: {why}") from error
            except psycopg.Error as error:
                self._naming.close()
                gone = self._connection is None or self._connection.closed
                if gone and not left and not self._committing:
                    left = True  # it was stopped meanwhile: nothing of this group is in it
                    continue
                raise Problem("Busy", self._message_of(error)) from error
        raise Problem("Busy", "too many brokers change the same entities")

    def close(self) -> None:
        """Close the connections."""
        self._freshness.close()
        self._naming.close()
        if self._connection is not None:
            self._connection.close()

    def _message_of(self, error: Exception) -> str:
        if self._committing:
            return f"the database left while it committed; look whether it was kept ({error})"
        return f"nothing was kept: {error}"

    def _once(self, group: list[Job]) -> list[Any]:
        self._committing = False
        if self._connection is None or self._connection.closed:
            self._connection = self._opening()
        try:
            writing = Writing(self._connection, self._naming)
            answers = group_commit.answers(group, writing, self.watcher)
            writing.finish()
            self._committing = True
            self._connection.commit()
            self._committing = False
            self._freshness.add(writing.created)
        except BaseException:
            if not self._connection.closed:
                self._connection.rollback()
                self._committing = False
            raise
        return answers
