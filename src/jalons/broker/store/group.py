"""Group commit: many callers write, one thread commits for all of them at once.

A caller gets a future that is done only after the commit. While a commit is under way the next
ones wait together, so that the cost of the disk is shared. Bounded: beyond ``MOST_WAITING`` jobs
a caller is refused for now (back-pressure) instead of filling the memory.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.problems import Problem

from .port import Step

MOST_WAITING = 20_000
MOST_TOGETHER = 500


@dataclass(slots=True)
class Job:
    """One thing to write: steps of a tenant, or anything else through ``work``."""

    tenant: str
    steps: Sequence[Step] = ()
    now: int = 0
    work: Callable[[Any], Any] | None = None
    done: Future[Any] = field(default_factory=Future)


class GroupCommit:
    """One thread that takes the jobs waiting and has ``commit`` do them in one transaction.

    ``commit`` returns an answer a job. When it raises a ``Problem``, the store itself cannot
    commit, and every job of the group gets it; when it raises anything else, a job of the group is
    at fault: they are done again one by one, and only those at fault get their exception.
    """

    def __init__(
        self, commit: Callable[[list[Job]], list[Any]], *, close: Callable[[], None], name: str
    ) -> None:
        self._commit = commit
        self._close = close
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._closed = False
        self._thread.start()

    def submit(self, job: Job) -> Future[Any]:
        """Take a job; its future is done after the commit.

        Raises ``Problem`` (Busy) when too many wait.
        """
        if self._closed:
            raise Problem("Busy", "the store is closing")
        if self._jobs.qsize() > MOST_WAITING:
            raise Problem("Busy", "too many writes are waiting")
        self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Do what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            job = self._jobs.get()
            group: list[Job] = []
            weight = 0
            while job is not None:
                group.append(job)
                weight += max(1, len(job.steps))
                if weight >= MOST_TOGETHER or self._jobs.empty():
                    break
                job = self._jobs.get()
            going = job is not None
            if group:
                self._do(group)
        self._close()

    def _do(self, group: list[Job]) -> None:
        try:
            answers = self._commit(group)
        except Problem as problem:
            answers = [problem] * len(group)
        except Exception as error:
            answers = [error] if len(group) == 1 else [self._alone(job) for job in group]
        for job, answer in zip(group, answers, strict=True):
            if isinstance(answer, BaseException):
                job.done.set_exception(answer)
            else:
                job.done.set_result(answer)

    def _alone(self, job: Job) -> Any:
        try:
            return self._commit([job])[0]
        except Exception as error:
            return error
